// One article in Vietnamese and Khmer: translated, cleared by a second person, read in its language; then the original
// moves on and the translation says so.
import assert from "node:assert/strict";
import { shows, someone } from "../people.mjs";

// The first words of the Universal Declaration of Human Rights.
const KHMER = "មនុស្សទាំងអស់កើតមកមានសេរីភាព";
const ORIGINAL = "Số liệu trong bài viết được tính như thế nào";

export const stories = {
  async "an article is translated, read in Khmer, and says when the Vietnamese one moves on"(context, base, check) {
    const editor = await someone(context, base, "Chuyên viên Ban Tuyên giáo");
    await editor.goto(`${base}/van-phong/toa-soan`);
    await editor.locator('a[href="/van-phong/toa-soan/ban-dich"]').click();
    await check(editor, "the list of missing translations");
    const row = editor.locator("tr", { hasText: ORIGINAL });
    await row.locator('button[value="km"]').click();
    await check(editor, "a translation that was begun");
    const translation = editor.url().split("?")[0];
    assert.match(await editor.locator("main").innerText(), /Tiếng Khmer, dịch từ bài/);
    // Half of it is still Vietnamese.
    await editor.getByLabel("Đầu đề", { exact: true }).fill(KHMER);
    await editor.getByRole("button", { name: "Gửi duyệt" }).click();
    const publisher = await someone(context, base, "Phó Trưởng Ban Tuyên giáo");
    await publisher.goto(`${translation}/duyet`);
    await publisher.getByRole("button", { name: "Đăng bài" }).click();
    assert.match(await publisher.locator("#kiem-tra").innerText(), /đoạn y như bài tiếng Việt/);
    await editor.goto(translation);
    await editor.getByLabel("Lời dẫn").fill(KHMER);
    await editor.getByLabel("Thân bài").fill(`${KHMER}\n\n${KHMER}។`);
    await editor.getByRole("button", { name: "Gửi duyệt" }).click();
    await publisher.goto(`${translation}/duyet`);
    await publisher.getByRole("button", { name: "Đăng bài" }).click();
    assert.match(await publisher.locator("main").innerText(), /Đã đăng/);

    const reader = await context.newPage();
    await reader.goto(base);
    await shows(reader, ".mast", /ភាសាខ្មែរ/);
    await reader.locator('.mast a[hreflang="km"]').click();
    assert.match(await reader.locator("main").innerText(), /bài bằng tiếng Khmer/);
    await check(reader, "the front page in Khmer");
    await reader.getByRole("link", { name: KHMER }).click();
    assert.equal(await reader.locator("article .body").getAttribute("lang"), "km");
    assert.equal(await reader.locator("h1").getAttribute("lang"), "km");
    await check(reader, "an article in Khmer");
    const address = reader.url();
    await reader.locator('.mast a[hreflang="vi"]').click();
    assert.equal(await reader.locator("h1").innerText(), ORIGINAL);
    assert.equal(await reader.locator('link[hreflang="km"]').getAttribute("href").then((href) => new URL(href).pathname), new URL(address).pathname);

    // The Vietnamese article is corrected.
    await editor.goto(`${base}/van-phong/toa-soan`);
    await editor.getByRole("link", { name: ORIGINAL, exact: true }).click();
    const article = editor.url().split("?")[0];
    const body = editor.getByLabel("Thân bài");
    await body.fill(`${await body.inputValue()}\n\nĐoạn này thêm vào sau.`);
    await editor.getByLabel("Nội dung đính chính").fill("Thêm một đoạn");
    await editor.getByRole("button", { name: "Gửi duyệt" }).click();
    await publisher.goto(`${article}/duyet`);
    await publisher.getByRole("button", { name: "Đăng bản mới" }).click();
    await reader.goto(address);
    await shows(reader, "main", /Bài tiếng Việt đã được sửa ngày/);
    await editor.goto(translation);
    assert.match(await editor.locator(".diff ins").first().innerText(), /Đoạn này thêm vào sau/);
    await check(editor, "a translation whose original moved on");
    await editor.getByLabel("Bản dịch đã theo kịp bản số 2 của bài tiếng Việt").check();
    await editor.getByLabel("Nội dung đính chính").fill(KHMER);
    await editor.getByRole("button", { name: "Gửi duyệt" }).click();
    await publisher.goto(`${translation}/duyet`);
    await publisher.getByRole("button", { name: "Đăng bản mới" }).click();
    await reader.goto(address);
    await shows(reader, "main", /Bản dịch của bài tiếng Việt/);
    await editor.context().close();
    await publisher.context().close();
  },
};
