// A committee that becomes three: the officer fills in a row for each new one on a phone, another person agrees.
import assert from "node:assert/strict";
import { agreed, someone } from "../people.mjs";

const text = (page) => page.locator("main").innerText();

export const stories = {
  async "a committee is split into itself and two new ones, in one change"(context, base, check) {
    const page = await someone(context, base, "Chuyên viên Ban Tổ chức", { width: 360, height: 740 });
    await page.goto(`${base}/van-phong/to-chuc`);
    const unit = await page.locator("main a", { hasText: "Đảng bộ xã An Phú" }).first().getAttribute("href");
    await page.goto(`${base}${unit}/thay-doi`);
    await page.getByRole("link", { name: "Chia, tách thành đơn vị mới" }).click();
    await page.locator("input[name=day]").fill("01/12/2018");
    await page.locator("input[name=paper]").fill("Quyết định 12-QĐ/HU ngày 20/11/2018");
    const row = async (nth, side) => {
      await page.locator(`input[name=name-${nth}]`).fill(`Đảng bộ xã An Phú ${side}`);
      await page.locator(`input[name=short-${nth}]`).fill(`Xã An Phú ${side}`);
    };
    await row(1, "Đông");
    await page.getByRole("button", { name: "Thêm một đơn vị mới" }).click();
    assert.equal(await page.locator("input[name=name-1]").inputValue(), "Đảng bộ xã An Phú Đông", "nothing typed is lost");
    await row(2, "Tây");
    await page.getByLabel("Chi bộ ấp 2, xã An Phú").selectOption("1");
    await check(page, "the wizard of a split with two new units, on a phone");
    await page.getByRole("button", { name: "Xem hệ quả" }).click();
    assert.match(await page.locator(".errors").innerText(), /Đơn vị mới 2/, "nothing goes there yet");
    await page.getByLabel("Chi bộ ấp 3, xã An Phú").selectOption("2");
    await page.getByRole("button", { name: "Xem hệ quả" }).click();
    assert.match(await text(page), /Chi bộ ấp 2, xã An Phú: từ Đảng bộ xã An Phú sang Đảng bộ xã An Phú Đông/);
    await check(page, "what a split would do");
    await page.getByRole("button", { name: "Gửi đề nghị" }).click();
    await agreed(context, base, page);
    assert.match(await text(page), /An Phú Đông[^]*An Phú Tây/);
    await check(page, "the event of a split");
    await page.goto(`${base}/van-phong/to-chuc?ngay=01/12/2018`);
    const there = await page.locator("main").textContent();
    assert.match(there, /Đảng bộ xã An Phú Đông/);
    assert.match(there, /Đảng bộ xã An Phú Tây/);
    await page.context().close();
  },
};
