// A day of the newsroom, from Word to a reader's phone: a long document is pasted while Telex is on, a figure and a picture
// are inserted, a second person clears and publishes, a correction follows, and a phone reads it all in under 200 KB.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const HEADLINE = "Hội nghị sơ kết học tập chuyên đề";
const MOST = 200 * 1024;

// A document as Word puts it on the clipboard: headings, lists, a table, letters of an old font, looks that nobody wants.
function word() {
  const part = (nth) => `<h2 style="mso-outline-level:2">Phần ${nth}</h2>` +
    `<p class=MsoNormal style="text-indent:1cm"><b><span style="font-size:14.0pt">Kết quả</span></b> của phần ${nth}: ` +
    `các chi bộ đã tổ chức học tập nghiêm túc, có kế hoạch, có kiểm tra và có báo cáo đầy đủ.</p>`.repeat(4) +
    "<ul><li>Việc thứ nhất</li><li>Việc thứ hai</li></ul>";
  const old = "<p class=MsoNormal><span style=\"font-family:.VnTime\">§¶ng bé huyÖn TÞnh Biªn tæ chøc häc tËp</span></p>";
  const table = "<table><tr><td>Xã</td><td>Đạt</td></tr><tr><td>An Cư</td><td>100</td></tr></table>";
  return `<html><head><style>p{color:red}</style></head><body>${Array.from({ length: 12 }, (_, n) => part(n + 1)).join("")}${old}${table}</body></html>`;
}

async function paste(area, html) {
  await area.evaluate((area, html) => {
    area.focus();
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", "x");
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, html);
}

async function pasteFile(area, bytes) {
  await area.evaluate((area, bytes) => {
    area.focus();
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "anh.jpg", { type: "image/jpeg" }));
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, [...bytes]);
}

// How long it takes until an address says something.
async function until(address, pattern) {
  const begin = Date.now();
  for (;;) {
    const text = await (await fetch(address, { headers: { "cache-control": "no-cache" } })).text();
    // What was found is marked word by word.
    if (pattern.test(text.replace(/<\/?mark>/g, ""))) return Date.now() - begin;
    assert.ok(Date.now() - begin < 10_000, `${address} does not show ${pattern}`);
  }
}

export const stories = {
  async "from Word with Telex on to a reader's phone, and a correction"(context, base, check) {
    const editor = await someone(context, base, "Chuyên viên Ban Tuyên giáo");
    const photo = await editor.screenshot({ type: "jpeg", quality: 70 });
    await editor.goto(`${base}/van-phong/toa-soan/bai-moi`);
    await editor.getByLabel("Đầu đề", { exact: true }).fill(HEADLINE);
    const body = editor.getByLabel("Thân bài");
    await body.focus();
    // Telex composes in the browser's own way: what is not finished is no text yet, and nothing is sent meanwhile.
    const sent = [];
    editor.on("request", (request) => { if (request.url().includes("/tu-luu/")) sent.push(request.url()); });
    const keys = await editor.context().newCDPSession(editor);
    for (const text of ["d", "dd", "đ", "đu", "đuo", "đươ", "đươc", "được"]) {
      await keys.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    }
    assert.deepEqual(sent, [], "nothing is kept while letters are being composed");
    await keys.send("Input.insertText", { text: "được" });
    await editor.keyboard.type(" mở đầu.");
    assert.equal(await body.inputValue(), "được mở đầu.");
    await body.press("End");
    await editor.keyboard.press("Enter");
    await editor.keyboard.press("Enter");
    await paste(body, word());
    await editor.waitForFunction(() => document.getElementById("body").value.includes("## Phần 12"));
    let text = await body.inputValue();
    assert.match(text, /^được mở đầu\.\n\n## Phần 1\n/, "what was typed stands as it was typed");
    assert.match(text, /\*\*Kết quả\*\* của phần 12/);
    assert.match(text, /- Việc thứ nhất\n- Việc thứ hai/);
    assert.match(text, /Đảng bộ huyện Tịnh Biên tổ chức học tập/);
    assert.match(text, /\| Xã \| Đạt \|/);
    assert.match(await editor.locator("[data-pasted]").innerText(), /TCVN3/);
    await body.press("End");
    await body.press("Control+End");
    await editor.keyboard.type("\n\nTỷ lệ: ");
    await editor.locator('button[data-insert^="[[so-lieu:ty-le"]').first().click();
    await body.press("Control+End");
    await editor.keyboard.type("\n\n");
    await pasteFile(body, photo);
    await editor.waitForFunction(() => /\[\[anh:\d+\]\]/.test(document.getElementById("body").value));
    text = await body.inputValue();
    assert.match(text, /Tỷ lệ: \[\[so-lieu:ty-le/);
    await check(editor, "a long document in the editor");
    await editor.getByRole("button", { name: "Gửi duyệt" }).click();
    assert.match(await editor.locator("main").innerText(), /Đã gửi duyệt/);

    // Nobody has said yet what the picture shows: it stands in the way.
    const publisher = await someone(context, base, "Phó Trưởng Ban Tuyên giáo");
    await publisher.goto(`${base}/van-phong`);
    await publisher.locator(".duties a", { hasText: HEADLINE }).click();
    const review = publisher.url();
    for (const until = Date.now() + 120_000; /đang được làm/.test(await publisher.locator("main").innerText());) {
      assert.ok(Date.now() < until, "the picture is not made");
      await publisher.reload();
    }
    await publisher.getByRole("button", { name: "Duyệt, chưa đăng" }).click();
    assert.match(await publisher.locator("#kiem-tra").innerText(), /chưa ghi ảnh cho thấy gì/);
    await check(publisher, "a review with a picture that nobody described");
    await editor.goto(`${base}/van-phong/toa-soan/anh`);
    await editor.locator(".pictures a").first().click();
    await editor.getByLabel("Ảnh cho thấy gì").fill("Đại biểu dự hội nghị");
    await editor.getByRole("button", { name: "Lưu", exact: true }).click();
    await publisher.goto(review);
    await publisher.getByRole("button", { name: "Duyệt, chưa đăng" }).click();
    assert.match(await publisher.locator("main").innerText(), /Đã duyệt/);
    await publisher.goto(review);
    await publisher.getByRole("button", { name: "Đăng bài" }).click();
    assert.match(await publisher.locator("main").innerText(), /Đã đăng/);

    // On the front page, in the feed and in search at once.
    for (const place of ["/", "/rss.xml", `/tim-kiem?q=${encodeURIComponent("sơ kết học tập chuyên đề")}`]) {
      const took = await until(base + place, new RegExp(HEADLINE));
      assert.ok(took < 3000, `${place} took ${took} ms`);
    }
    const address = new URL((await (await fetch(`${base}/rss.xml`)).text()).match(new RegExp(`${HEADLINE}</title><link>([^<]+)`))[1]).pathname;

    // A correction follows.
    await editor.goto(review.replace(/\/duyet.*/, ""));
    await editor.getByLabel("Thân bài").fill(text.replace("được mở đầu.", "Hội nghị được mở đầu lúc 7 giờ."));
    await editor.getByLabel("Nội dung đính chính").fill("Ghi thêm giờ khai mạc.");
    await editor.getByRole("button", { name: "Gửi duyệt" }).click();
    await publisher.goto(review);
    await publisher.getByRole("button", { name: "Đăng bản mới" }).click();
    await until(base + address, /Ghi thêm giờ khai mạc/);

    // On a phone, over a line that costs money: every byte that came is counted.
    const phone = await context.browser().newContext({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, locale: "vi-VN" });
    const reader = await phone.newPage();
    const line = await phone.newCDPSession(reader);
    await line.send("Network.enable");
    let bytes = 0;
    line.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; });
    await reader.goto(base + address, { waitUntil: "networkidle" });
    const picture = reader.locator("article figure img").first();
    await picture.scrollIntoViewIfNeeded();
    await reader.waitForFunction(() => [...document.images].every((img) => img.complete));
    assert.ok(await picture.evaluate((img) => img.naturalWidth > 0));
    assert.match(await reader.locator("article").innerText(), /Hội nghị được mở đầu lúc 7 giờ/);
    assert.match(await reader.locator("main").innerText(), /Ghi thêm giờ khai mạc/);
    assert.ok(bytes > 10_000 && bytes < MOST, `${bytes} bytes came`);
    console.log(`      ${Math.round(bytes / 1024)} KB on the phone`);
    await check(reader, "the article on a phone");
    await phone.close();
    await editor.context().close();
    await publisher.context().close();
  },
};
