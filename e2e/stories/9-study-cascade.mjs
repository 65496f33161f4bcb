// A campaign on its way down, its numbers put together, the signed report, and the pledges of the year.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

export const stories = {
  async "a secretary takes a campaign up, asks for more, and is told what comes next"(context, base, check) {
    const page = await someone(context, base, "Bí thư Chi bộ", { width: 360, height: 740 });
    const line = page.locator(".duties li", { hasText: "kinh tế biển", hasNotText: "Bài của tôi" });
    assert.match(await line.innerText(), /Tiếp nhận đợt học tập, lập kế hoạch/);
    await line.getByRole("link").click();
    const cell = page.url();
    assert.match(await page.locator(".next").innerText(), /Tiếp nhận/);
    await page.getByRole("link", { name: "Tiếp nhận và lập kế hoạch", exact: true }).click();
    await check(page, "taking a campaign up");
    assert.equal(await page.getByLabel("Thu hoạch (cấp trên đã yêu cầu)").isDisabled(), true);
    await page.getByLabel("Nội dung triển khai").fill("Học tại văn phòng ấp, hai buổi");
    await page.getByLabel("Kế hoạch tu dưỡng").check();
    await page.getByLabel("Hạn học").fill("25/12/2018");
    await page.getByRole("button", { name: "Tiếp nhận và lập kế hoạch" }).click();
    assert.match(await page.locator(".errors").innerText(), /không được sau 20-12-2018/);
    await page.getByLabel("Hạn học").fill("15/12/2018");
    await page.getByRole("button", { name: "Tiếp nhận và lập kế hoạch" }).click();
    assert.match(await page.locator("main").innerText(), /Đã tiếp nhận ngày/);
    assert.match(await page.locator("main").innerText(), /Kế hoạch tu dưỡng \(.* yêu cầu thêm\)/);
    await check(page, "a campaign that was taken up");
    await page.goto(cell);
    assert.match(await page.locator(".next").innerText(), /Xếp buổi học/);
    await page.context().close();
  },

  async "numbers by kind, level and month open what stands behind them"(context, base, check) {
    const page = await someone(context, base, "Bí thư Huyện ủy");
    await page.locator(".panel a[href*='/hoc-tap/']").first().click();
    const campaign = page.url();
    await page.getByRole("link", { name: "Số liệu theo nhóm" }).click();
    await check(page, "numbers by group, kind and level");
    const n = Number((await page.locator("table", { has: page.getByText("Chi bộ", { exact: true }) }).first().locator("tr", { hasText: "Chi bộ" }).first().locator("td a").first().innerText()).replace(/\D/g, ""));
    await page.locator("tr", { hasText: "Chi bộ" }).first().locator("td a").first().click();
    assert.equal(await page.locator("tbody tr").count(), n);
    await check(page, "the units behind a number");
    await page.goto(campaign.split("?")[0] + "/nhom");
    await page.locator("a[href*='bai=reflection&muc=counted']").click();
    await check(page, "the persons behind a number of papers");
    await page.goto(`${base}/van-phong/hoc-tap`);
    await page.locator("a[href*='/theo-ky/']").first().click();
    assert.match(await page.locator("tbody").first().innerText(), /Quý 4/);
    await check(page, "a year of study");
    await page.context().close();
  },

  async "the office fixes numbers, signs its report, and a file that is none is refused in words"(context, base, check) {
    const page = await someone(context, base, "Chuyên viên Ban Tổ chức");
    await page.goto(`${base}/van-phong/hoc-tap`);
    await page.getByRole("link", { name: /người đứng đầu/ }).first().click();
    await page.locator("main p.soft").getByRole("link", { name: "Đợt học tập", exact: true }).click();
    await page.getByRole("link", { name: "Báo cáo có chữ ký" }).click();
    await check(page, "signed reports");
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Tải báo cáo có chữ ký" }).click()]);
    assert.match(file.suggestedFilename(), /\.thenchot$/);
    await page.locator("#file").setInputFiles({ name: "x.thenchot", mimeType: "application/octet-stream", buffer: Buffer.from("không phải") });
    await page.getByRole("button", { name: "Nhận báo cáo" }).click();
    assert.match(await page.locator(".errors").innerText(), /không phải báo cáo có chữ ký/);
    await check(page, "a file that is no report");
    await page.context().close();
  },

  async "a cell looks at a pledge at the end of the year"(context, base, check) {
    const page = await someone(context, base, "Bí thư Chi bộ", { width: 360, height: 740 });
    await page.locator(".duties a[href*='/cam-ket/']").click();
    await check(page, "the pledges of a cell");
    await page.locator("tr", { hasText: "Đã xem giữa năm" }).first().getByRole("button", { name: "Mở" }).click();
    await check(page, "a pledge");
    await page.getByRole("button", { name: "Xem cuối năm" }).click();
    assert.match(await page.locator(".errors").innerText(), /chọn kết quả/);
    await check(page, "a pledge with errors");
    for (const nth of [0, 1]) await page.locator("fieldset fieldset").nth(nth).getByLabel("Xong", { exact: true }).check();
    await page.getByRole("button", { name: "Xem cuối năm" }).click();
    assert.match(await page.locator("main").innerText(), /cuối năm xong 2\/2 việc/);
    await page.context().close();
  },
};
