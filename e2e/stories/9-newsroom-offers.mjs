// An article comes up: a commune's office writes it and offers it, the district's newsroom takes it with its author's name,
// a second person publishes, and the writer sees that it is out.
import assert from "node:assert/strict";
import { keep, shows, someone } from "../people.mjs";

const HEADLINE = "Chi bộ Phú Hiệp giữ nếp sinh hoạt hằng tháng";

export const stories = {
  async "a commune's writer offers an article, the newsroom above takes it, readers see who wrote it"(context, base, check) {
    const manager = await someone(context, base, "Chánh Văn phòng");
    await manager.goto(`${base}/van-phong/nguoi-dung`);
    const row = manager.locator("tr", { hasText: "Văn phòng Đảng ủy", hasNotText: "Chánh" });
    const commune = (await row.innerText()).match(/Văn phòng Đảng ủy ((?:xã|thị trấn) [^\n\t]+)/)[1].trim();
    await row.locator("a").click();
    const form = manager.locator('form[action$="/vai-tro"]');
    await form.locator('input[name="role"][value="editor"]').check();
    const unit = form.locator("option", { hasText: new RegExp(`Đảng bộ ${commune}$`) });
    await form.locator('select[name="unit"]').selectOption(await unit.first().getAttribute("value"));
    await form.getByRole("button", { name: "Giao vai trò" }).click();
    await manager.context().close();

    const writer = await someone(context, base, "Văn phòng Đảng ủy");
    // A new role begins the session anew: later stories go on with that.
    keep("Văn phòng Đảng ủy", await writer.context().cookies());
    await writer.goto(`${base}/van-phong/toa-soan/bai-moi`);
    await writer.getByLabel("Đầu đề", { exact: true }).fill(HEADLINE);
    await writer.getByLabel("Thân bài").fill("Ngày mùng ba hằng tháng, chi bộ họp đủ.");
    await writer.getByRole("button", { name: "Lưu nháp" }).click();
    await writer.getByLabel("Lời nhắn").fill("Cho mục Xây dựng Đảng.");
    await check(writer, "an article that can be offered");
    await writer.getByRole("button", { name: "Gửi lên" }).click();
    const offer = writer.url().split("?")[0];
    assert.match(await writer.locator("main").innerText(), /Đang chờ nhận/);
    await check(writer, "an offer as its writer sees it");

    const editor = await someone(context, base, "Chuyên viên Ban Tuyên giáo");
    await editor.goto(`${base}/van-phong`);
    await editor.locator(".duties a", { hasText: HEADLINE }).click();
    await check(editor, "an offer as the newsroom sees it");
    await editor.getByRole("button", { name: "Nhận bài" }).click();
    assert.notEqual(await editor.getByLabel("Tác giả", { exact: true }).inputValue(), "");
    assert.match(await editor.getByLabel("Nguồn").inputValue(), /xã|thị trấn/);
    await editor.getByRole("button", { name: "Gửi duyệt" }).click();
    const publisher = await someone(context, base, "Phó Trưởng Ban Tuyên giáo");
    await publisher.goto(`${base}/van-phong`);
    await publisher.locator(".duties a", { hasText: HEADLINE }).click();
    await publisher.getByRole("button", { name: "Đăng bài" }).click();

    await writer.goto(offer);
    assert.match(await writer.locator("main").innerText(), /Đã nhận và đăng/);
    await writer.locator('.tools a[href^="/xay-dung-dang/"]').click();
    await shows(writer, "article", new RegExp(HEADLINE));
    assert.match(await writer.locator("article .signature").innerText(), /Văn phòng Đảng ủy/);
    await publisher.goto(`${base}/van-phong/toa-soan/bai-gui-len`);
    await check(publisher, "the list of offers");
    for (const page of [writer, editor, publisher]) await page.context().close();
  },
};
