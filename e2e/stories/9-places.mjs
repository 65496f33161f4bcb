// One name, several places: told apart in the register, chosen by keyboard in forms, asked about without script.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const OFFICER = "Chuyên viên Ban Tổ chức";

export const stories = {
  async "a place is found without marks, told apart and chosen by keyboard on a phone"(context, base, check) {
    const page = await someone(context, base, OFFICER, { width: 360, height: 740 });
    await page.goto(`${base}/van-phong/dia-danh`);
    await check(page, "where places are looked up");
    await page.getByLabel("Tên hoặc mã").fill("tinh bien");
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    const found = await page.locator("main").innerText();
    assert.match(found, /3 nơi[^]*Thị xã Tịnh Biên[^]*đến hết 30-06-2025[^]*Phường Tịnh Biên[^]*từ 01-07-2025/);
    await check(page, "three places of one name");
    await page.getByRole("link", { name: "Thị xã Tịnh Biên" }).first().click();
    assert.match(await page.locator("main").innerText(), /Sau đó là[^]*Gồm/);
    await check(page, "what became of a place");

    await page.goto(`${base}/van-phong/chuyen-sinh-hoat/den`);
    const sender = page.getByRole("combobox", { name: "Nơi giới thiệu" });
    await sender.focus();
    await page.keyboard.type("Chi bộ khóm 3, Đảng bộ phường my long");
    await page.locator(".picks [role=option]").first().waitFor();
    await check(page, "places that may be meant");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.match(await sender.inputValue(), /^Chi bộ khóm 3, Đảng bộ phường Mỹ Long, .*tỉnh An Giang$/);
    assert.equal(await page.getByRole("listbox", { name: "Nơi giới thiệu" }).count(), 0, "the choice is closed");
    await page.context().close();
  },

  async "without script a place of several meanings is asked about"(context, base) {
    const known = await someone(context, base, OFFICER);
    await known.goto(`${base}/van-phong/to-chuc`);
    await known.locator("summary", { hasText: "Đảng bộ xã An Cư" }).click();
    await known.getByRole("link", { name: "Xem đơn vị này Đảng bộ xã An Cư" }).click();
    const unit = known.url().split("?")[0];
    const state = await known.context().storageState();
    await known.context().close();
    const plain = await context.browser().newContext({ javaScriptEnabled: false, storageState: state, locale: "vi-VN" });
    const page = await plain.newPage();
    await page.goto(`${unit}/thay-doi?loai=establish`);
    await page.getByLabel("Tên đầy đủ").fill("Chi bộ Chợ Tịnh Biên");
    await page.getByLabel("Tên ngắn").fill("Chi bộ Chợ");
    await page.getByLabel("Văn bản quyết định").fill("Quyết định 12-QĐ/ĐU");
    await page.getByLabel("Địa bàn").fill("tinh bien");
    await page.getByRole("button", { name: "Xem hệ quả" }).click();
    assert.match(await page.locator("main").innerText(), /Có nhiều nơi tên như vậy/);
    await page.getByLabel("phường Tịnh Biên, thị xã Tịnh Biên").check();
    await page.getByRole("button", { name: "Xem hệ quả" }).click();
    assert.match(await page.locator("main").innerText(), /Nếu ghi, sẽ có những thay đổi sau/);
    await plain.close();
  },
};
