// Study: the sheet, exemptions, hand-ins.
import assert from "node:assert/strict";
import { signIn, someone } from "../people.mjs";

export const stories = {
  async "a cell secretary marks the whole cell on a phone and the leader's figure moves at once"(context, base, check) {
    const leader = await (await context.browser().newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    await signIn(leader, base, "Bí thư Huyện ủy");
    await check(leader, "the leader's desk");
    assert.equal(await leader.locator(".tile").count() >= 14, true);
    await leader.locator(".panel a").first().click();
    const rate = () => leader.locator(".strip dd").first().innerText();
    const before = await rate();
    assert.equal(await leader.locator(".tile").count() >= 14, true);
    await check(leader, "the campaign by commune");

    const page = await context.newPage();
    await signIn(page, base, "Bí thư Chi bộ");
    await check(page, "the cell secretary's desk");
    await page.locator(".duties a").first().click();
    await check(page, "the cell's names");
    await page.getByRole("link", { name: "Điểm danh" }).click();
    await check(page, "the attendance sheet");
    await page.getByRole("button", { name: "Đánh dấu có mặt cho người chưa đánh dấu" }).click();
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.equal(await page.getByText("Chưa điểm danh", { exact: true }).count(), 0);
    await leader.reload();
    assert.notEqual(await rate(), before);

    await page.getByRole("link", { name: "Thu bài" }).click();
    await check(page, "the hand-ins");
    await page.locator("input[type=checkbox]").first().check();
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator("main").innerText(), /thu hoạch 1,/);
    await leader.context().close();
  },

  async "a member is exempt, with reason and paper, and leaves the denominator"(context, base, check) {
    const leader = await someone(context, base, "Bí thư Huyện ủy");
    await leader.locator(".panel a").first().click();
    const exempt = async () => Number((await leader.locator(".strip > div").nth(2).locator("dd").first().innerText()).replace(".", ""));
    const before = await exempt();
    const page = await context.newPage();
    await signIn(page, base, "Bí thư Chi bộ");
    await page.locator(".duties a").first().click();
    await page.locator("table a").nth(3).click();
    const name = await page.locator("h1").innerText();
    await check(page, "a member's page");
    await page.getByRole("link", { name: "Ghi đề nghị miễn" }).click();
    await check(page, "the exemption form");
    await page.getByLabel("Ghi thêm").fill("Đang điều trị tại thành phố");
    await page.getByLabel("Đến hết ngày").fill("01/01/2018");
    await page.getByRole("button", { name: "Lưu" }).click();
    const wrong = page.locator(".errors");
    assert.match(await wrong.innerText(), /Chọn lý do miễn/);
    assert.match(await wrong.innerText(), /không được trước ngày bắt đầu/);
    assert.equal(await page.getByLabel("Ghi thêm").inputValue(), "Đang điều trị tại thành phố");
    await check(page, "the exemption form with errors");
    await page.getByLabel("Sức khỏe yếu").check();
    await page.getByLabel("Bằng đơn").check();
    await page.getByLabel("Giấy tờ").fill("Đơn ngày 01/11/2018");
    await page.getByLabel("Ngày đảng viên đề nghị").fill("1/11/2018");
    await page.getByLabel("Miễn từ ngày").fill("5/11/2018");
    await page.getByLabel("Ngày chi bộ quyết định").fill("5/11/2018");
    await page.getByLabel("Ngày báo cáo cấp ủy cấp trên").fill("6/11/2018");
    await page.getByLabel("Đến hết ngày").fill("");
    await page.locator("#scan").setInputFiles({ name: "don.html", mimeType: "text/html", buffer: Buffer.from("<script>alert(1)</script>") });
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator(".errors").innerText(), /không phải PDF/);
    await page.locator("#scan").setInputFiles({ name: "đơn.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 đơn xin miễn") });
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.equal(await page.locator("h1").innerText(), name);
    assert.match(await page.locator("main").innerText(), /Lý do riêng, từ 05-11-2018/);
    await check(page, "a member's page with an exemption");
    await leader.reload();
    assert.equal(await exempt(), before + 1);

    await page.getByRole("button", { name: "Mở lý do" }).click();
    assert.match(await page.locator(".errors").innerText(), /Chọn lý do mở/);
    await page.getByLabel("Mở để làm gì").first().selectOption("decision");
    await page.getByRole("button", { name: "Mở lý do" }).click();
    assert.match(await page.locator("main").innerText(), /Sức khỏe yếu, từ 05-11-2018/);
    await page.getByLabel("Mở để làm gì").first().selectOption("decision");
    assert.match(await page.locator("blockquote").innerText(), /Đang điều trị/);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Tải bản chụp" }).click()]);
    assert.match(file.suggestedFilename(), /\.pdf$/);
    const inspector = await someone(context, base, "Ủy viên Ủy ban Kiểm tra");
    await inspector.goto(`${base}/van-phong/nhat-ky`);
    assert.match(await inspector.locator("tbody").innerText(), /Mở dữ liệu được khóa/);
    await check(inspector, "the journal");
    await inspector.goto(`${base}/van-phong/ky-luat`);
    await check(inspector, "discipline by year");
    await inspector.getByRole("button", { name: "Mở danh sách 2018" }).click();
    assert.equal(await inspector.locator("tbody tr").count(), 22);
    await leader.context().close();
    await inspector.context().close();
  },

  async "a scan of a hand-in is taken, and one hand-in by a member who only has paper"(context, base, check) {
    const page = await context.newPage();
    await signIn(page, base, "Bí thư Chi bộ");
    await page.locator(".duties a").first().click();
    await page.getByRole("link", { name: "Thu bài" }).click();
    await page.locator("legend a").nth(1).click();
    await check(page, "one member's hand-ins");
    await page.getByLabel("Kế hoạch tu dưỡng").check();
    await page.getByLabel("Bản chụp", { exact: true }).check();
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator(".errors").innerText(), /chọn tệp/);
    await page.locator("#scan").setInputFiles({ name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2]) });
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator(".links").innerText(), /kế hoạch tu dưỡng/);
    await page.getByLabel("Thu hoạch").check();
    await page.getByLabel("Bài viết tay, chi bộ giữ").check();
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator(".links").innerText(), /thu hoạch\s+Bài viết tay/);
  },
};
