// The clerk's page of a session: reads badges with the camera where the browser can, keeps codes in a queue that outlives a
// reload, and sends them when there is a net. Without script the page is a form that is sent as served.
(() => {
  const form = document.querySelector("form[data-scan]");
  // Over plain http a browser gives a page neither the camera nor a worker: whoever stands in the hall is told before.
  const insecure = document.querySelector("[data-scan-insecure]");
  if (insecure) insecure.hidden = window.isSecureContext;
  if (!form || !window.indexedDB) return;
  const say = form.dataset;
  const area = form.querySelector("textarea");
  const list = document.querySelector("[data-scan-results]");
  const waits = document.querySelector("[data-scan-waits]");
  const here = form.getAttribute("action");
  const by = say.by;
  const opened = new Promise((done, failed) => {
    const ask = indexedDB.open("thenchot-quet", 1);
    ask.onupgradeneeded = () => ask.result.createObjectStore("codes", { keyPath: "id", autoIncrement: true });
    ask.onsuccess = () => done(ask.result);
    ask.onerror = () => failed(ask.error);
  });
  const store = async (mode, what) => {
    const db = await opened;
    return new Promise((done, failed) => {
      const tx = db.transaction("codes", mode);
      const asked = what(tx.objectStore("codes"));
      tx.oncomplete = () => done(asked && asked.result);
      tx.onerror = () => failed(tx.error);
    });
  };
  const kept = () => store("readonly", (s) => s.getAll());
  // On a phone that several use, each sends what each has read: the journal says who it was.
  const mine = (one) => (one.by ?? by) === by;
  const stranded = document.querySelector("[data-scan-stranded]");
  const move = document.querySelector("[data-scan-move]");

  const tell = (state, text) => {
    const line = document.createElement("li");
    const mark = document.createElement("span");
    mark.className = "state";
    mark.dataset.state = state;
    mark.textContent = text;
    line.append(mark);
    list.prepend(line);
  };
  // What waits is told of, whichever session it was read in; what was read in a session that is gone is shown until it is
  // entered in another one.
  const show = async (refused) => {
    const all = await kept();
    const own = all.filter(mine);
    const lost = own.filter((one) => one.stranded);
    const told = (text, n) => (n ? text.replace("#", n) : "");
    const waiting = told({ session: say.refused, right: say.gone }[refused] ?? say.waits, own.length - lost.length);
    waits.textContent = [waiting, told(say.others, all.length - own.length)].filter(Boolean).join(" ");
    stranded.hidden = !lost.length;
    stranded.querySelector("[data-scan-codes]").textContent = lost.map((one) => one.code).join(", ");
    move.hidden = lost.some((one) => one.here === here);
  };

  // At most a hundred at a time, of one session and one way each.
  const batches = (all) => {
    const made = [];
    for (const one of all) {
      const fits = made.find((some) => some.length < 100 && some[0].here === one.here && some[0].way === one.way);
      if (fits) fits.push(one);
      else made.push([one]);
    }
    return made;
  };

  let sending = false;
  let more = false;
  const send = async () => {
    more = sending;
    if (sending) return;
    sending = true;
    let refused = "";
    try {
      const waiting = (await kept()).filter((one) => mine(one) && !one.stranded);
      for (const some of batches(waiting)) {
        const body = new URLSearchParams({
          codes: some.map((one) => one.code).join("\n"),
          moments: some.map((one) => one.at).join(","),
          sent: Date.now(),
          way: some[0].way,
        });
        const answer = await fetch(some[0].here, { method: "POST", body, headers: { accept: "application/json" }, redirect: "manual" });
        if (!answer.ok) {
          refused = [403, 404].includes(answer.status) ? "right" : "session";
          continue;
        }
        const { results } = await answer.json();
        results.forEach((one) => tell(one.state, one.text));
        const keep = (s) => some.forEach((one, nth) => (results[nth].stranded ? s.put({ ...one, stranded: true }) : s.delete(one.id)));
        await store("readwrite", keep);
      }
    } catch {
      // No net: the queue waits.
    }
    sending = false;
    await show(refused);
    if (more) send();
  };
  move.addEventListener("click", async () => {
    const lost = (await kept()).filter((one) => mine(one) && one.stranded);
    await store("readwrite", (s) => lost.forEach((one) => s.put({ ...one, here, stranded: false })));
    send();
  });

  const seen = new Map();
  const add = async (text) => {
    const way = form.querySelector("input[name=way]:checked")?.value ?? "badge";
    for (const code of text.split(/[\n,;]/).map((c) => c.trim()).filter(Boolean)) {
      await store("readwrite", (s) => s.add({ here, code, way, by, at: Date.now() }));
    }
    await show();
    send();
  };
  form.addEventListener("submit", (e) => {
    if (!area.value.trim()) return;
    e.preventDefault();
    add(area.value);
    area.value = "";
    area.focus();
  });
  addEventListener("online", send);
  setInterval(send, 15000);
  show().then(send);

  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/van-phong/quet.js", { scope: "/van-phong/hoc-tap/" })
      .then(() => caches.open("thenchot-quet-1")).then((kept) => kept.add(location.href)).catch(() => {});
  }

  const button = document.querySelector("[data-scan-camera]");
  const video = document.querySelector("[data-scan-video]");
  if (button && video && "BarcodeDetector" in window && navigator.mediaDevices) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch {
        return tell("late", say.camera);
      }
      video.hidden = false;
      button.hidden = true;
      await video.play();
      const reader = new BarcodeDetector({ formats: ["qr_code"] });
      const look = async () => {
        for (const { rawValue } of await reader.detect(video).catch(() => [])) {
          const last = seen.get(rawValue) ?? 0;
          seen.set(rawValue, Date.now());
          if (Date.now() - last > 5000) add(rawValue);
        }
        setTimeout(look, 250);
      };
      look();
    });
  }
})();
