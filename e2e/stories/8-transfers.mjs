// Transfers: a cell looks at one, the unit above introduces, the receiving cell takes another one in.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const text = (page) => page.locator("main").innerText();

export const stories = {
  async "a transfer goes from the cell's desk to the unit above, and one comes in"(context, base, check) {
    const cell = await someone(context, base, "Bí thư Chi bộ", { width: 360, height: 740 });
    await cell.goto(`${base}/van-phong`);
    await cell.locator(".duties li", { hasText: "Chi bộ xét đề nghị" }).locator("a").first().click();
    const address = cell.url();
    assert.match(await text(cell), /Hoàn thành chậm nhất ngày[^]*60 ngày làm việc/);
    await check(cell, "a transfer that the cell is to look at");
    await cell.getByLabel("Ngày chi bộ xét").fill("sau này");
    await cell.getByRole("button", { name: "Ghi chi bộ đã xét" }).click();
    assert.match(await cell.locator(".errors").innerText(), /Ghi ngày theo dạng/);
    await check(cell, "a day that cannot be read");
    await cell.getByLabel("Ngày chi bộ xét").fill("22/11/2018");
    await cell.getByRole("button", { name: "Ghi chi bộ đã xét" }).click();
    assert.match(await text(cell), /Đã ghi chi bộ xét[^]*Cấp trên viết giấy giới thiệu/);
    await check(cell, "the cell waits for the unit above");

    const officer = await someone(context, base, "Chuyên viên Ban Tổ chức");
    await officer.goto(`${base}/van-phong/chuyen-sinh-hoat`);
    await check(officer, "all transfers within reach");
    await officer.goto(address);
    // What the member named in words is a unit of this office: the unit above says which.
    await officer.locator("details summary").click();
    await officer.getByLabel("Đơn vị tiếp nhận").selectOption({ index: 2 });
    await officer.locator("details").getByRole("button", { name: "Lưu" }).click();
    assert.match(await text(officer), /Đã ghi nơi nhận/);
    await officer.getByRole("button", { name: "Ghi giấy giới thiệu" }).click();
    assert.match(await officer.locator(".errors").innerText(), /Ghi số giấy giới thiệu/);
    await officer.getByLabel("Số giấy giới thiệu").fill("GT 15 ngày 23/11/2018");
    await officer.getByRole("button", { name: "Ghi giấy giới thiệu" }).click();
    assert.match(await text(officer), /Đã ghi giấy giới thiệu/);
    await check(officer, "a transfer that was introduced");

    await cell.goto(`${base}/van-phong`);
    await cell.locator(".duties li", { hasText: "Nơi nhận kiểm tra hồ sơ" }).locator("a").first().click();
    await cell.getByRole("button", { name: "Ghi đã tiếp nhận" }).click();
    assert.match(await text(cell), /Đã ghi tiếp nhận[^]*Thuộc nơi nhận từ ngày/);
    await check(cell, "a transfer that was received");
    await cell.getByRole("link", { name: "Trang của đảng viên" }).click();
    await cell.getByRole("link", { name: "Chuyển sinh hoạt", exact: true }).click();
    await check(cell, "the form of a transfer");
    await cell.getByRole("button", { name: "Lưu" }).click();
    assert.match(await cell.locator(".errors").innerText(), /Chọn lý do chuyển[^]*Chọn đơn vị tiếp nhận/);
    await check(cell, "the form with its errors");
    await cell.context().close();
    await officer.context().close();
  },
};
