// Small helps for readers, each by a data attribute. Without script every page works as it was served.
(() => {
  const one = (sel) => document.querySelector(sel);
  const all = (sel) => [...document.querySelectorAll(sel)];

  // The counters, once a minute while the page is looked at.
  const box = one("[data-counters]");
  if (box && window.fetch) {
    const put = (name, text) => {
      if (typeof text !== "string" || !text) return;
      for (const el of box.querySelectorAll(`[data-${name}]`)) if (el.textContent !== text) el.textContent = text;
    };
    let last = Date.now();
    const ask = async () => {
      if (document.hidden || Date.now() - last < 59000) return;
      last = Date.now();
      try {
        const answer = await fetch(box.dataset.counters, { headers: { accept: "application/json" }, credentials: "same-origin" });
        if (!answer.ok) return;
        for (const [name, text] of Object.entries(await answer.json())) if (/^[a-z]+$/.test(name)) put(name, text);
      } catch { /* the next minute will do */ }
    };
    setInterval(ask, 60000);
    document.addEventListener("visibilitychange", ask);
  }

  // The choices of how pages look take effect at once and stay in this browser.
  const looks = one("form[data-look]");
  const keeps = (() => { try { localStorage.setItem("look-try", "1"); localStorage.removeItem("look-try"); return true; } catch { return false; } })();
  if (looks && keeps && !location.pathname.startsWith("/nhin/")) {
    const names = { "co-chu": "size", nen: "theme", "tuong-phan": "contrast" };
    const root = document.documentElement;
    for (const input of looks.querySelectorAll("input[type=radio]")) {
      const name = names[input.name];
      input.checked = (root.dataset[name] || "") === input.dataset.value;
      input.addEventListener("change", () => {
        if (input.dataset.value) { root.dataset[name] = input.dataset.value; localStorage.setItem(`look-${name}`, input.dataset.value); }
        else { delete root.dataset[name]; localStorage.removeItem(`look-${name}`); }
        one("[data-saved]").hidden = false;
      });
    }
    looks.addEventListener("submit", (e) => { e.preventDefault(); location.href = looks.elements.ve.value; });
  }

  // Copy the address, hand it to another program, print: where the browser can.
  const address = one("[data-address]");
  const copy = one("[data-copy]");
  if (address && copy && navigator.clipboard) {
    copy.hidden = false;
    const said = copy.textContent;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(address.textContent);
        copy.textContent = copy.dataset.done;
        setTimeout(() => { copy.textContent = said; }, 4000);
      } catch { getSelection().selectAllChildren(address); }
    });
  }
  const share = one("[data-share]");
  if (address && share && navigator.share) {
    share.hidden = false;
    share.addEventListener("click", () => navigator.share({ title: document.title, url: address.textContent }).catch(() => {}));
  }
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // Reads the article aloud, a paragraph at a time, where the browser has a Vietnamese voice; some learn of it late.
  const text = one("[data-text]");
  const listen = one("[data-listen]");
  const stop = one("[data-listen-stop]");
  const voices = window.speechSynthesis;
  if (text && listen && voices) {
    const voice = () => voices.getVoices().find((v) => /^vi([-_]|$)/i.test(v.lang));
    const parts = () => [one("h1"), ...text.querySelectorAll("p, h2, h3, li")].filter((el) => el && !el.querySelector("p, li"));
    const words = (el) => { const copy = el.cloneNode(true); for (const mark of copy.querySelectorAll("small")) mark.remove(); return copy.textContent.trim(); };
    const said = listen.textContent;
    let queue = [];
    let now = null;
    const quiet = () => {
      if (now) delete now.dataset.read;
      now = null; queue = [];
      listen.textContent = said; stop.hidden = true;
    };
    const next = () => {
      if (now) delete now.dataset.read;
      now = queue.shift() || null;
      if (!now) return quiet();
      now.dataset.read = "";
      const speech = new SpeechSynthesisUtterance(words(now));
      speech.voice = voice(); speech.lang = "vi-VN";
      speech.onend = () => { if (now) next(); };
      speech.onerror = quiet;
      voices.speak(speech);
    };
    const look = () => { listen.hidden = !voice(); };
    look();
    if (voices.addEventListener) voices.addEventListener("voiceschanged", look);
    listen.addEventListener("click", () => {
      if (!now) { queue = parts(); stop.hidden = false; listen.textContent = listen.dataset.pause; next(); }
      else if (voices.paused) { voices.resume(); listen.textContent = listen.dataset.pause; }
      else { voices.pause(); listen.textContent = listen.dataset.goOn; }
    });
    stop.addEventListener("click", () => { quiet(); voices.cancel(); });
    addEventListener("pagehide", () => voices.cancel());
  }
})();
