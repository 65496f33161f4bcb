// Sessions of study are planned, put right and dropped; a cell sees what its commune has planned.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

export const stories = {
  async "a session is planned, put right, and dropped while nobody was in it"(context, base, check) {
    const page = await someone(context, base, "Bí thư Chi bộ", { width: 360, height: 740 });
    await page.locator(".duties li", { hasText: "kinh tế biển", hasNotText: "Bài của tôi" }).getByRole("link", { name: /^Học tập, quán triệt/ }).click();
    const cell = page.url();
    await page.getByRole("link", { name: "Ghi buổi học", exact: true }).click();
    await page.getByLabel("Ngày học").fill("05/12/2018");
    await page.getByLabel("Giờ", { exact: true }).fill("25 giờ");
    await page.getByLabel("Nơi học").fill("Văn phòng ấp");
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator(".errors").innerText(), /Giờ: Giờ từ 0 đến 23/);
    await check(page, "a session with an hour that cannot be");
    await page.getByLabel("Giờ", { exact: true }).fill("19 giờ");
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator("main").innerText(), /đến ngày đó mới ghi có mặt được/);
    await check(page, "a session to come");
    await page.getByRole("link", { name: "Sửa hoặc bỏ buổi học" }).click();
    await check(page, "a session that is corrected");
    await page.getByLabel("Báo cáo viên").fill("Bí thư Đảng ủy xã");
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator("dl.facts").innerText(), /Bí thư Đảng ủy xã/);
    await page.getByRole("link", { name: "Sửa hoặc bỏ buổi học" }).click();
    await page.getByRole("button", { name: "Bỏ buổi học này" }).click();
    assert.match(await page.locator("main").innerText(), /Đã bỏ buổi học/);
    assert.equal(new URL(page.url()).pathname, new URL(cell).pathname);
    assert.doesNotMatch(await page.locator("main").innerText(), /05-12-2018, 19 giờ/);
    await page.context().close();
  },
};
