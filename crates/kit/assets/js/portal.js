// Refreshes the counters box once a minute while the page is looked at. Without script the box keeps the values it was served with.
(() => {
  const box = document.querySelector("[data-counters]");
  if (!box || !window.fetch) return;
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
      const { online, views } = await answer.json();
      put("online", online);
      put("views", views);
    } catch { /* the next minute will do */ }
  };
  setInterval(ask, 60000);
  document.addEventListener("visibilitychange", ask);
})();
