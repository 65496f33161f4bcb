// The editor: keeps what is typed while it is typed, says who else is here, takes a selected passage into a remark. It
// never touches the text itself: while Telex or Unikey compose, nothing is even sent. Without script the form is saved by
// its buttons.
(() => {
  // Faces are blurred where somebody draws on the picture; the field says the same in numbers.
  const box = document.querySelector("[data-draw]");
  const field = box && document.getElementById(box.dataset.draw);
  if (!field) return;
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  box.append(canvas);
  const hundredths = (e) => {
    const at = canvas.getBoundingClientRect();
    const within = (value) => Math.round(Math.min(1, Math.max(0, value)) * 100);
    return [within((e.clientX - at.left) / at.width), within((e.clientY - at.top) / at.height)];
  };
  let from = null;
  const part = (to) => {
    const [x, y] = [0, 1].map((i) => Math.min(from[i], to[i]));
    return [x, y, Math.max(from[0], to[0]) - x, Math.max(from[1], to[1]) - y];
  };
  const draw = (drawing) => {
    canvas.width = box.clientWidth;
    canvas.height = box.clientHeight;
    const pen = canvas.getContext("2d");
    pen.lineWidth = 3;
    const lines = field.value.split("\n").map((line) => line.split(/[\s,;%]+/).filter(Boolean).map(Number));
    for (const [x, y, w, h] of [...lines.filter((line) => line.length === 4), ...(drawing ? [drawing] : [])]) {
      const sides = [x * canvas.width, y * canvas.height, w * canvas.width, h * canvas.height].map((side) => side / 100);
      pen.strokeStyle = "#000";
      pen.strokeRect(...sides);
      pen.strokeStyle = "#fff";
      pen.setLineDash([8, 8]);
      pen.strokeRect(...sides);
      pen.setLineDash([]);
    }
  };
  canvas.addEventListener("pointerdown", (e) => { from = hundredths(e); canvas.setPointerCapture(e.pointerId); });
  canvas.addEventListener("pointermove", (e) => { if (from) draw(part(hundredths(e))); });
  canvas.addEventListener("pointerup", (e) => {
    if (!from) return;
    const drawn = part(hundredths(e));
    from = null;
    if (drawn[2] > 0 && drawn[3] > 0) {
      field.value = `${field.value.trim()}\n${drawn.join(" ")}`.trim();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    draw();
  });
  field.addEventListener("input", () => draw());
  addEventListener("resize", () => draw());
  draw();
})();

(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const place = form.dataset.autosave;
  const find = (what) => document.querySelector(`[data-${what}]`);
  const [here, newer, kept] = ["here", "newer", "kept"].map(find);
  const PAUSE = 2500, LONGEST = 15000, SIGN = 30000;
  let composing = false, typedAt = 0, sentAt = 0, since = 0, timer = 0, sending = false, left = false;

  const paragraphs = (box, texts) => {
    box.replaceChildren(...texts.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
    box.hidden = texts.length === 0;
  };

  async function send(fields) {
    const response = await fetch(place, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
    if (!response.ok) throw new Error(String(response.status));
    const told = await response.json();
    if (left) return;
    if (here) paragraphs(here, told.others);
    if (newer) paragraphs(newer, told.newer ? [told.newer] : []);
    if (told.said && kept) kept.textContent = told.said;
  }

  async function keep() {
    clearTimeout(timer);
    timer = 0;
    if (composing || sending || left || typedAt <= sentAt) return;
    sending = true;
    const at = typedAt;
    try {
      const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
      await send([...fields.filter(([name]) => name !== "do"), ["do", "keep"], ["typed_at", String(at)]]);
      sentAt = Math.max(sentAt, at);
    } catch {
      if (kept && !left) kept.textContent = form.dataset.failed;
    }
    sending = false;
    since = 0;
    if (typedAt > sentAt) later();
  }

  const later = () => {
    const now = Date.now();
    since ||= now;
    clearTimeout(timer);
    timer = setTimeout(keep, Math.max(0, Math.min(PAUSE, since + LONGEST - now)));
  };

  form.addEventListener("input", (e) => {
    if (!e.target.name) return;
    typedAt = Math.max(Date.now(), typedAt + 1);
    if (!e.isComposing) later();
  });
  form.addEventListener("compositionstart", () => { composing = true; });
  form.addEventListener("compositionend", () => { composing = false; if (typedAt > sentAt) later(); });
  form.addEventListener("submit", (e) => { if (!e.defaultPrevented) { left = true; clearTimeout(timer); } });
  addEventListener("pageshow", () => { left = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  if (here && !/\/moi(\.|$)/.test(place)) {
    setInterval(() => { if (!document.hidden && !left) send([["do", "here"]]).catch(() => {}); }, SIGN);
  }

  // What is pasted or dropped (from Word, an old file, a picture) comes back clean. While letters are being composed
  // nothing is touched.
  const pasted = find("pasted");
  const insert = (area, text) => {
    area.focus();
    // The browser's own way keeps “undo”.
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const tell = (said) => { if (pasted) paragraphs(pasted, said); };

  async function clean(place, body) {
    const response = await fetch(place, { method: "POST", body });
    if (!response.ok && response.status !== 422) throw new Error(String(response.status));
    return response.json();
  }

  // A Word file, or HTML whose pictures come beside it.
  async function take(area, fields, otherwise) {
    const body = new FormData();
    body.append("how", "json");
    for (const [name, value] of fields) body.append(name, value);
    tell([form.dataset.reading]);
    try {
      const told = await clean(form.dataset.word, body);
      if (told.text) insert(area, `${area.selectionStart > 0 ? "\n\n" : ""}${told.text}\n`);
      tell(told.said);
    } catch {
      if (otherwise) insert(area, otherwise);
      tell(otherwise ? [] : [form.dataset.failed]);
    }
  }
  const standing = (files) => files.map((_, nth) => `<p><img src="/trong-tep/${nth}"></p>`).join("");
  const beside = (files) => files.map((file, nth) => [`anh-${nth}`, file]);
  const isPicture = (file) => file.type.startsWith("image/");

  // Pictures that stand in the HTML itself are taken out of it and sent as files.
  async function apart(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const files = [];
    for (const img of page.querySelectorAll('img[src^="data:image/"]')) {
      const [head, bytes] = img.getAttribute("src").split(",", 2);
      const kind = head.slice(5).split(";")[0];
      try {
        const raw = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
        img.setAttribute("src", `/trong-tep/${files.length}`);
        files.push(new File([raw], "", { type: kind }));
      } catch {
        img.remove();
      }
    }
    return { html: page.body.innerHTML, files, words: page.body.textContent.trim() };
  }

  for (const area of form.querySelectorAll("textarea, input[type=text]")) {
    area.addEventListener("paste", async (e) => {
      const [html, text] = ["text/html", "text/plain"].map((kind) => e.clipboardData.getData(kind));
      const pictures = [...e.clipboardData.files].filter(isPicture);
      // One line has no structure and no picture.
      const isLine = area.tagName === "INPUT";
      const plain = isLine || !html || html.length > 9000000;
      if (composing || !form.dataset.paste) return;
      if (plain && !isLine && !text && pictures.length > 0) {
        e.preventDefault();
        await take(area, [["html", standing(pictures)], ...beside(pictures)]);
        return;
      }
      if (plain && !/[\u0080-\u00ff]/.test(text)) return;
      e.preventDefault();
      const page = plain ? null : await apart(html);
      // A long document is sent as it is, which is shorter than as a form's field.
      if (page && (page.files.length > 0 || html.length > 300000)) {
        await take(area, [["html", page.html], ...beside(page.files)], text);
      } else if (page && !page.words && pictures.length > 0) {
        // A picture that was copied from another page: its file came along.
        await take(area, [["html", standing(pictures)], ...beside(pictures)]);
      } else {
        try {
          const told = await clean(form.dataset.paste, new URLSearchParams(plain ? { text } : { html, text: "" }));
          insert(area, told.text || text);
          tell(told.said);
        } catch {
          insert(area, text);
        }
      }
    });
  }

  const body = document.getElementById("body");
  const bring = async (files) => {
    const word = files.find((file) => /\.docx?$/i.test(file.name) || /word/.test(file.type));
    const pictures = files.filter(isPicture);
    if (word) await take(body, [["word", word]]);
    else if (pictures.length > 0) await take(body, [["html", standing(pictures)], ...beside(pictures)]);
  };
  if (body && form.dataset.word) {
    const carriesFiles = (e) => [...(e.dataTransfer?.types ?? [])].includes("Files");
    form.addEventListener("dragover", (e) => { if (carriesFiles(e)) e.preventDefault(); });
    form.addEventListener("drop", (e) => {
      if (!carriesFiles(e)) return;
      e.preventDefault();
      if (!composing) bring([...e.dataTransfer.files]);
    });
    const chooser = document.getElementById("word");
    chooser?.form?.addEventListener("submit", (e) => {
      if (chooser.files.length === 0) return;
      e.preventDefault();
      e.stopImmediatePropagation();
      body.setSelectionRange(body.value.length, body.value.length);
      bring([...chooser.files]).then(() => { chooser.value = ""; });
    }, true);
  }

  const remark = document.querySelector("form[data-remark]");
  const passage = remark?.elements.passage;
  if (passage) {
    body?.addEventListener("select", () => {
      const words = body.value.slice(body.selectionStart, body.selectionEnd).trim();
      if (words && words.length <= 1000) passage.value = words;
    });
  }
})();
