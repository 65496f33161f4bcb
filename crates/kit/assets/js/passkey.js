// Passkeys: asks the browser to make one or to sign with one, puts the answer into the form and sends it. Everything else
// of the page works without script, and says so.
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const words = form.dataset;
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const ascii = (text) => new TextEncoder().encode(text);
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const said = document.getElementById("passkey-said");
  const say = (what) => { said.textContent = what; said.hidden = !what; };

  if (!window.PublicKeyCredential) return say(words.none);
  form.hidden = false;

  async function make() {
    const made = await navigator.credentials.create({ publicKey: {
      challenge: ascii(words.question),
      rp: { id: words.site, name: words.office },
      user: { id: ascii(words.user), name: words.login, displayName: words.name },
      pubKeyCredParams: words.algorithms.split(" ").map((alg) => ({ type: "public-key", alg: Number(alg) })),
      excludeCredentials: words.known.split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: bytes(id) })),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      attestation: "none",
      timeout: 300000,
    } });
    const answer = made.response;
    return {
      credential: text(made.rawId),
      client: text(answer.clientDataJSON),
      authenticator: text(answer.getAuthenticatorData()),
      algorithm: answer.getPublicKeyAlgorithm(),
      key: text(answer.getPublicKey()),
    };
  }

  async function use() {
    const used = await navigator.credentials.get({ publicKey: {
      challenge: ascii(words.question),
      rpId: words.site,
      userVerification: "required",
      timeout: 300000,
    } });
    const answer = used.response;
    return {
      credential: text(used.rawId),
      client: text(answer.clientDataJSON),
      authenticator: text(answer.authenticatorData),
      signature: text(answer.signature),
      handle: new TextDecoder().decode(answer.userHandle ?? new Uint8Array()),
    };
  }

  let asking = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    say("");
    try {
      const answer = await (words.passkey === "make" ? make() : use());
      for (const [name, value] of Object.entries(answer)) form.elements[name].value = value;
      form.submit();
    } catch (error) {
      const key = { NotAllowedError: "cancelled", InvalidStateError: "twice" }[error.name] ?? "failed";
      say(words[key] ?? words.failed);
    }
    asking = false;
  });
})();
