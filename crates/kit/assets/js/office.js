// Small helps for the office's forms, each by a data attribute; office.css lists them. Without script the forms work as served.
(() => {
  const all = (sel, from = document) => [...from.querySelectorAll(sel)];
  const fold = (s) => s.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").trim();

  for (const form of all("form[data-once]")) {
    form.addEventListener("submit", (e) => {
      if (form.dataset.sent) return e.preventDefault();
      form.dataset.sent = "1";
      const b = e.submitter;
      if (!b) return;
      b.setAttribute("aria-disabled", "true");
      if (b.dataset.busy) { b.dataset.said = b.textContent; b.textContent = b.dataset.busy; }
    });
  }
  addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) {
      delete form.dataset.sent;
      for (const b of all("[aria-disabled]", form)) {
        b.removeAttribute("aria-disabled");
        if (b.dataset.said) b.textContent = b.dataset.said;
      }
    }
  });

  for (const form of all("form[data-guard]")) {
    let dirty = false;
    form.addEventListener("input", (e) => { if (e.target.name) dirty = true; });
    form.addEventListener("submit", (e) => { if (!e.defaultPrevented) dirty = false; });
    addEventListener("beforeunload", (e) => { if (dirty) { e.preventDefault(); e.returnValue = ""; } });
  }

  for (const sheet of all("[data-sheet]")) {
    const rows = all("[data-fold]", sheet);
    const count = () => {
      const done = rows.filter((r) => r.querySelector("input:checked")).length;
      for (const el of all("[data-count]", sheet)) el.textContent = `${done}/${rows.length}`;
    };
    for (const button of all("[data-mark-all]", sheet)) {
      button.hidden = false;
      button.addEventListener("click", () => {
        for (const row of rows) {
          if (row.hidden || row.querySelector("input:checked")) continue;
          const input = row.querySelector(`input[value="${button.dataset.markAll}"]`);
          if (input) { input.checked = true; input.dispatchEvent(new Event("input", { bubbles: true })); }
        }
        count();
      });
    }
    for (const box of all("[data-filter]", sheet)) {
      (box.closest("[hidden]") || box).hidden = false;
      box.addEventListener("input", () => {
        const want = fold(box.value);
        for (const row of rows) row.hidden = !row.dataset.fold.includes(want);
      });
      box.addEventListener("keydown", (e) => { if (e.key === "Enter" && !e.isComposing) e.preventDefault(); });
    }
    sheet.addEventListener("change", count);
    count();
  }

  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  for (const button of all("[data-insert]")) {
    const area = document.getElementById(button.dataset.into);
    if (!area) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      area.focus();
      area.setRangeText(button.dataset.insert, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
})();
