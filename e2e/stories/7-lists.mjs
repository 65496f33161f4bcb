// The members' list: by keyboard alone, and without script.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

export const stories = {
  async "an officer selects, marks and takes back by keyboard alone"(context, base, check) {
    const page = await someone(context, base, "Chuyên viên Ban Tổ chức");
    await page.goto(`${base}/van-phong/dang-vien`);
    const found = await page.locator("h1 + [role=status]").innerText();
    await check(page, "the members' list");
    await page.keyboard.press("/");
    await page.keyboard.type("nguyen jx");
    assert.equal(await page.getByLabel("Họ và tên").inputValue(), "nguyen jx", "keys never fire inside a field");
    await page.goto(`${base}/van-phong/dang-vien?gioi=f`);
    for (const key of ["j", "x", "j", "x"]) await page.keyboard.press(key);
    assert.equal(await page.locator("[data-picked]").innerText(), "Đã chọn: 2");
    await page.keyboard.press("Shift+?");
    await check(page, "the keyboard shortcuts");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Đánh dấu cần kiểm tra…" }).focus();
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    await check(page, "marking many");
    await page.getByLabel("Cần kiểm tra điều gì").focus();
    await page.keyboard.type("Ngày vào Đảng");
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    assert.match(await page.locator(".undo").innerText(), /Đã đánh dấu 2 đảng viên/);
    await page.getByRole("button", { name: "Hoàn tác" }).focus();
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    assert.match(await page.locator(".notice").first().innerText(), /mọi thứ như trước/);
    await page.goto(`${base}/van-phong/dang-vien`);
    assert.equal(await page.locator("h1 + [role=status]").innerText(), found);
    await page.context().close();
  },
};
