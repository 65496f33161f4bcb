// Small helps for the office's forms, each by a data attribute; office.css lists them. Without script the forms work as served.
(() => {
  const all = (sel, from = document) => [...from.querySelectorAll(sel)];
  const fold = (s) => s.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").trim();

  // Whoever signs out, or is asked to sign in, leaves no page with a name on it behind; codes that wait to be sent stay.
  const unkeep = () => self.caches?.delete("thenchot-quet-1");
  for (const form of all('form[action="/van-phong/dang-xuat"]')) form.addEventListener("submit", unkeep);
  if (document.querySelector('form[action="/van-phong/dang-nhap"]')) unkeep();

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

  // What is ticked outlives a lost net and a closed page: this device keeps it for whoever ticked it, each mark with the
  // version that it was ticked on. What has been saved since, here or by somebody else, has another one and is left as it is.
  // It is kept for all lists of a campaign: the members of a cell may be on another cell's list when it is opened again.
  const keep = (sheet) => {
    const at = `sheet ${sheet.dataset.sheet} ${location.pathname.split("/").slice(0, -2).join("/")}`;
    const version = (input) => sheet.elements[input.name.replace("mark", "version")]?.value;
    const boxes = () => all("input[type=radio]", sheet);
    const read = () => JSON.parse(localStorage.getItem(at)) || {};
    let kept = {};
    try { kept = read(); } catch { return; }
    // Another list of the campaign may be open beside this one: what it has kept since stays.
    const store = (ticked) => {
      const marks = { ...Object.fromEntries(Object.entries(read()).filter(([name]) => !sheet.elements[name])), ...ticked };
      if (Object.keys(marks).length) localStorage.setItem(at, JSON.stringify(marks));
      else localStorage.removeItem(at);
    };
    let back = 0;
    for (const box of boxes()) {
      const [value, seen] = kept[box.name] || [];
      if (box.value !== value || seen !== version(box) || box.checked) continue;
      box.checked = true;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      back++;
    }
    for (const told of all("[data-sheet-kept]")) told.hidden = !back;
    if (!back) store({});
    sheet.addEventListener("input", () => {
      const ticked = boxes().filter((box) => box.checked && !box.defaultChecked);
      store(Object.fromEntries(ticked.map((box) => [box.name, [box.value, version(box)]])));
    });
  };

  // A list that is sent without a net would be lost in the browser's own page of errors: it waits, and goes by itself. A net
  // that does not answer is given longer each time. A browser that cannot send it later sends it as any other form.
  const wait = (sheet) => {
    if (!sheet.requestSubmit) return;
    let sure = false, waiting = false, again = 0, patience = 10000;
    const send = async () => {
      clearTimeout(again);
      try {
        const signal = AbortSignal.timeout?.(patience);
        await fetch(location.href, { method: "HEAD", cache: "no-store", redirect: "manual", signal });
        waiting = false;
      } catch {
        waiting = true;
        patience = Math.min(2 * patience, 60000);
        again = setTimeout(send, 5000);
      }
      for (const told of all("[data-sheet-waits]")) told.hidden = !waiting;
      if (waiting) return;
      sure = true;
      sheet.requestSubmit();
    };
    sheet.addEventListener("submit", (e) => {
      if (sure) return void (sure = false);
      e.preventDefault();
      e.stopImmediatePropagation();
      send();
    }, true);
    addEventListener("online", () => { if (waiting) send(); });
  };

  for (const sheet of all("[data-sheet]")) {
    const rows = all("[data-fold]", sheet);
    const count = () => {
      const done = rows.filter((r) => r.querySelector('input:checked:not([value="unmarked"])')).length;
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
    keep(sheet);
    wait(sheet);
    sheet.addEventListener("change", count);
    count();
  }

  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // A field whose words are looked up while they are typed; without script its form asks when it is sent. One that takes a
  // part keeps what stands before the locality: “Chi bộ 3, Đảng bộ phường Long Xuyên”.
  for (const box of all("input[data-pick]")) {
    const list = document.createElement("ul");
    const say = (names) => { for (const [name, value] of Object.entries(names)) box.setAttribute(name, value); };
    const part = box.dataset.takes === "part";
    const cut = () => (part && /^(.*(?:,|đảng bộ|đảng ủy|đảng uỷ)\s+)(.*)$/iu.exec(box.value.normalize())) || ["", "", box.value];
    let timer, asked = 0, at = -1;
    list.id = `${box.id}-pick`;
    list.className = "picks";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.labels[0]?.textContent ?? "");
    box.after(list);
    say({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" });
    const move = (to) => {
      at = to;
      [...list.children].forEach((row, nth) => row.setAttribute("aria-selected", String(nth === at)));
      if (at < 0) return box.removeAttribute("aria-activedescendant");
      box.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    };
    const show = (open) => { list.hidden = !open; say({ "aria-expanded": String(open) }); move(-1); };
    const take = (row) => { asked += 1; box.value = cut()[1] + row.dataset.value; show(false); };
    const fill = (found) => {
      list.replaceChildren(...found.map((place, nth) => {
        const row = document.createElement("li");
        row.id = `${list.id}-${nth}`;
        row.setAttribute("role", "option");
        row.dataset.value = part ? place.plain : place.label;
        const name = document.createElement("b"), note = document.createElement("span");
        name.textContent = place.name;
        note.textContent = place.note;
        row.append(name, " ", note);
        row.addEventListener("mousedown", (e) => { e.preventDefault(); take(row); });
        return row;
      }));
      show(found.length > 0);
    };
    box.addEventListener("input", () => {
      clearTimeout(timer);
      const mine = (asked += 1);
      const words = cut()[2].trim();
      if (words.length < 2) return show(false);
      timer = setTimeout(async () => {
        const answer = await fetch(`${box.dataset.pick}?q=${encodeURIComponent(words)}`).catch(() => null);
        const found = answer?.ok ? await answer.json().catch(() => []) : [];
        if (mine === asked) fill(found);
      }, 150);
    });
    box.addEventListener("keydown", (e) => {
      if (list.hidden || e.isComposing) return;
      const count = list.children.length;
      if (e.key === "ArrowDown") move((at + 1) % count);
      else if (e.key === "ArrowUp") move(at < 1 ? count - 1 : at - 1);
      else if (e.key === "Enter" && at >= 0) take(list.children[at]);
      else if (e.key === "Escape") show(false);
      else return;
      e.preventDefault();
    });
    box.addEventListener("blur", () => show(false));
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
