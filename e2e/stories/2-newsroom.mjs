// The newsroom: write, publish, correct.
import assert from "node:assert/strict";
import { shows, someone } from "../people.mjs";

export const stories = {
  async "an editor inserts a figure, a second person publishes, and the earlier edition stays readable"(context, base, check) {
    const editor = await someone(context, base, "Chuyên viên Ban Tuyên giáo");
    await check(editor, "the editor's desk");
    await editor.getByRole("link", { name: "Tòa soạn" }).click();
    await check(editor, "the newsroom");
    await editor.getByRole("link", { name: "Về bản trình diễn này", exact: true }).click();
    await check(editor, "the editor");
    const article = editor.url();
    const typed = "Trang này là bản trình diễn, nay có thêm một số liệu: ";
    await editor.getByLabel("Thân bài").fill(typed);
    await editor.getByRole("button", { name: /^Chèn Bí thư/ }).click();
    await editor.getByLabel("Nội dung đính chính").fill("Thêm số liệu về kiêm nhiệm");
    await editor.getByRole("button", { name: "Xem trước" }).click();
    assert.match(await editor.locator(".preview").innerText(), /07\/14/);
    await check(editor, "the preview");

    // Meanwhile somebody else has the same article open, and saves second.
    const publisher = await someone(context, base, "Phó Trưởng Ban Tuyên giáo");
    await publisher.goto(article);
    const mine = `${typed}[[so-lieu:bi-thu-dong-thoi-chu-tich]] xã.`;
    await editor.getByLabel("Thân bài").fill(mine);
    await editor.getByRole("button", { name: "Lưu nháp" }).click();
    await publisher.getByLabel("Lời dẫn").fill("Lời dẫn của người thứ hai.");
    await publisher.getByRole("button", { name: "Lưu nháp" }).click();
    assert.match(await publisher.locator("main").innerText(), /Hai người đã cùng sửa bài này/);
    assert.match(await publisher.locator(".kept").innerText(), /xã\./);
    assert.equal(await publisher.getByLabel("Lời dẫn").inputValue(), "Lời dẫn của người thứ hai.");
    await check(publisher, "two versions of an article");

    await editor.getByRole("button", { name: "Gửi duyệt" }).click();
    assert.match(await editor.locator("main").innerText(), /Đã gửi duyệt/);
    await publisher.goto(`${base}/van-phong`);
    await publisher.locator(".duties a").first().click();
    await check(publisher, "the review");
    await publisher.getByRole("button", { name: "Trả lại" }).click();
    assert.match(await publisher.locator(".errors").innerText(), /cần sửa gì/);
    await publisher.getByRole("button", { name: "Đăng bản mới" }).click();
    assert.match(await publisher.locator("main").innerText(), /Đã đăng/);

    const reader = await context.newPage();
    await reader.goto(base);
    await reader.getByRole("link", { name: "Về bản trình diễn này" }).first().click();
    await shows(reader, "article", /07\/14/);
    assert.match(await reader.locator("main").innerText(), /Thêm số liệu về kiêm nhiệm/);
    await reader.locator('a[href$="/ban/1"]').click();
    assert.doesNotMatch(await reader.locator("article").innerText(), /07\/14/);
    await editor.context().close();
    await publisher.context().close();
  },
};
