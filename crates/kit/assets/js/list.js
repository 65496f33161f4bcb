// Lists: keys, how many are selected, the seconds left to undo. Without script the list works as served.
// Keys never fire inside a field, with Ctrl, Alt or Meta, or while letters are being composed; they can be switched off.
(() => {
  const form = document.querySelector("form[data-list]");
  const dialog = document.getElementById("phim-tat");
  const all = (sel, from = document) => [...from.querySelectorAll(sel)];
  const rows = all("tr[data-row]");
  const box = (row) => row.querySelector('input[type="checkbox"]');
  const page = document.querySelector("[data-all-rows]");
  const whole = form?.elements["tat-ca"];

  const count = () => {
    const ticked = rows.filter((row) => box(row)?.checked).length;
    for (const row of rows) row.toggleAttribute("data-picked-row", Boolean(box(row)?.checked || whole?.checked));
    if (page) {
      page.checked = rows.length > 0 && ticked === rows.length;
      page.indeterminate = ticked > 0 && ticked < rows.length;
    }
    for (const told of all("[data-picked]")) {
      const n = whole?.checked ? whole.parentElement.textContent.match(/\d[\d.,]*/)?.[0] ?? "" : ticked;
      told.textContent = n ? told.dataset.picked.replace("…", n) : "";
    }
  };
  const tick = (boxes, on) => {
    for (const one of boxes) one.checked = on;
    count();
  };
  if (form) {
    form.addEventListener("change", (e) => {
      if (e.target === page) tick(rows.map(box), page.checked);
      else count();
    });
    if (page) page.hidden = false;
    addEventListener("pageshow", count);
    count();
  }

  for (const notice of all("[data-undo]")) {
    const left = notice.querySelector("[data-left]");
    const until = Date.now() + Number(notice.dataset.undo) * 1000;
    const words = left.textContent;
    left.hidden = false;
    // A voice that reads each second would be no help: the deadline was read once.
    left.setAttribute("aria-hidden", "true");
    const show = () => {
      const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      left.textContent = words.replace("…", seconds);
      if (seconds === 0) {
        notice.querySelector("form").remove();
        left.remove();
        clearInterval(ticking);
      }
    };
    const ticking = setInterval(show, 500);
    show();
  }

  if (!dialog) return;
  const OFF = "thenchot-keys-off";
  const kept = (() => { try { return localStorage; } catch { return null; } })();
  let on = kept?.getItem(OFF) !== "1";
  const open = () => { if (!dialog.open) dialog.showModal(); };
  for (const button of all("[data-keys]")) {
    button.hidden = false;
    button.addEventListener("click", open);
  }
  const toggle = dialog.querySelector("[data-keys-on]");
  toggle.checked = on;
  toggle.addEventListener("change", () => {
    on = toggle.checked;
    if (on) kept?.removeItem(OFF);
    else kept?.setItem(OFF, "1");
  });

  const here = () => rows.findIndex((row) => row.contains(document.activeElement));
  const stand = (at) => {
    const row = rows[Math.min(Math.max(at, 0), rows.length - 1)];
    if (!row) return;
    row.querySelector("th a").focus();
    row.scrollIntoView({ block: "nearest" });
  };
  const go = (rel) => document.querySelector(`a[rel="${rel}"]`)?.click();
  // By the key's place, so that a Vietnamese input method that is on changes nothing.
  const keys = {
    KeyJ: () => stand(here() + 1),
    KeyK: () => stand(here() < 0 ? 0 : here() - 1),
    KeyO: () => rows[here()]?.querySelector("th a").click(),
    KeyX: () => { const one = rows[here()] && box(rows[here()]); if (one) tick([one], !one.checked); },
    KeyA: () => { if (page) tick(rows.map(box), !rows.every((row) => box(row).checked)); },
    "Shift+KeyA": () => { if (whole) tick([whole], !whole.checked); },
    KeyN: () => go("next"),
    KeyP: () => go("prev"),
  };
  addEventListener("keydown", (e) => {
    if (!on || e.defaultPrevented || e.isComposing || e.ctrlKey || e.altKey || e.metaKey || dialog.open) return;
    if (e.target.closest?.("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]")) return;
    let does = keys[e.shiftKey ? `Shift+${e.code}` : e.code];
    if (e.key === "?") does = open;
    else if (e.key === "/") does = () => document.querySelector('form[role="search"] input:not([type=hidden])')?.focus();
    if (!does) return;
    e.preventDefault();
    does();
  });
})();
