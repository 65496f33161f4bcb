// Exemptions: a request is decided, reported and in force; an old one is looked at again.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const text = (page) => page.locator("main").innerText();

export const stories = {
  async "a request for exemption is decided and reported on a phone, and an old one is looked at again"(context, base, check) {
    const cell = await someone(context, base, "Bí thư Chi bộ", { width: 360, height: 740 });
    await cell.goto(`${base}/van-phong/mien-sinh-hoat`);
    assert.match(await text(cell), /Chờ chi bộ quyết định[^]*Chờ báo cáo cấp trên[^]*Cần xem lại/);
    await check(cell, "the exemptions that wait");
    await cell.goto(`${base}/van-phong`);
    await cell.locator(".duties li", { hasText: "Chi bộ xem xét" }).locator("a").first().click();
    await check(cell, "a request for exemption");
    await cell.getByRole("button", { name: "Ghi quyết định" }).click();
    assert.match(await cell.locator(".errors").innerText(), /Chọn đồng ý hay không đồng ý/);
    await check(cell, "a decision that was not chosen");
    await cell.getByLabel("Đồng ý", { exact: true }).check();
    await cell.getByRole("button", { name: "Ghi quyết định" }).click();
    assert.match(await text(cell), /Đã ghi chi bộ đồng ý[^]*Ghi báo cáo cấp trên/);
    await check(cell, "a request that is to be reported");
    await cell.getByLabel("Báo cáo (không bắt buộc)").fill("BC 22 ngày 23/11/2018");
    await cell.getByRole("button", { name: "Ghi đã báo cáo" }).click();
    assert.match(await text(cell), /việc miễn có hiệu lực[^]*Đã có hiệu lực/);
    await check(cell, "an exemption in force");

    await cell.goto(`${base}/van-phong/mien-sinh-hoat`);
    await cell.locator("section", { hasText: "Cần xem lại" }).locator(".duties a").first().click();
    assert.match(await text(cell), /Đã lâu chưa xem lại/);
    await check(cell, "a member whose exemption is to be looked at again");
    await cell.getByRole("button", { name: "Vẫn còn đúng" }).click();
    assert.match(await text(cell), /Đã ghi việc miễn vẫn còn đúng/);
    assert.doesNotMatch(await text(cell), /Đã lâu chưa xem lại/);
    await cell.context().close();
  },
};
