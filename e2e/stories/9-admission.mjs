// Coming into the Party: the cell decides, those above admit, the ceremony; and who is on probation until when.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const text = (page) => page.locator("main").innerText();

export const stories = {
  async "a candidate goes from the cell's desk to the decision above and the ceremony"(context, base, check) {
    const cell = await someone(context, base, "Bí thư Chi bộ", { width: 360, height: 740 });
    await cell.goto(`${base}/van-phong`);
    await cell.locator(".duties li", { hasText: "Kết nạp: Trần Thị Diễm Hương" }).locator("a").first().click();
    const address = cell.url();
    assert.match(await text(cell), /Điều kiện theo quy định[^]*Đủ người giới thiệu\s+Đạt/);
    await check(cell, "a candidate whose file is complete");
    await cell.getByLabel("Ngày chi bộ xét").fill("1/1/2018");
    await cell.getByRole("button", { name: "Ghi chi bộ đã xét, đồng ý" }).click();
    assert.match(await cell.locator(".errors").innerText(), /14-09-2018/);
    await cell.getByLabel("Ngày chi bộ xét").fill("22/11/2018");
    await cell.getByRole("button", { name: "Ghi chi bộ đã xét, đồng ý" }).click();
    assert.match(await text(cell), /Đã ghi chi bộ đồng ý[^]*Chờ cán bộ tổ chức của cấp trên/);

    const officer = await someone(context, base, "Chuyên viên Ban Tổ chức");
    await officer.goto(`${base}/van-phong/ket-nap`);
    await check(officer, "candidates and who is on probation");
    await officer.goto(address);
    await officer.getByRole("button", { name: "Ghi quyết định kết nạp" }).click();
    assert.match(await officer.locator(".errors").innerText(), /Ghi số và ngày của văn bản/);
    await officer.getByLabel("Quyết định kết nạp", { exact: true }).fill("QĐ 125-QĐ/HU ngày 23/11/2018");
    await officer.getByRole("button", { name: "Ghi quyết định kết nạp" }).click();
    assert.match(await text(officer), /đảng viên dự bị[^]*Tổ chức lễ kết nạp chậm nhất ngày/);
    await check(officer, "probation that has just begun");
    await cell.goto(officer.url());
    await cell.getByRole("button", { name: "Ghi lễ kết nạp" }).click();
    assert.match(await text(cell), /Đã ghi lễ kết nạp[^]*Hết thời gian dự bị ngày 23-11-2019/);
    await check(cell, "probation after the ceremony");
    await cell.goto(`${base}/van-phong/ket-nap/moi`);
    await check(cell, "the form of a new candidate");
    await cell.getByRole("button", { name: "Lưu" }).click();
    assert.match(await cell.locator(".errors").innerText(), /Chọn chi bộ[^]*Chọn trình độ học vấn/);
    await cell.context().close();
    await officer.context().close();
  },
};
