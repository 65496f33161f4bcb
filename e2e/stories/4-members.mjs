// Members: the list and what is found.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

export const stories = {
  async "a clerk finds a member by a name without marks, and nobody beyond the commune"(context, base, check) {
    const page = await someone(context, base, "Văn phòng Đảng ủy");
    await page.getByRole("link", { name: "Tìm", exact: true }).click();
    await page.getByLabel(/Tên người/).fill("nguyen van");
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    const places = await page.locator(".links .soft").allInnerTexts();
    assert.ok(places.length > 0 && places.every((place) => place.includes("An Cư")), places.join("\n"));
    await check(page, "members found");
    await page.locator(".links a").first().click();
    assert.match(await page.locator("h1").innerText(), /^Nguyễn Văn/);
  },
};
