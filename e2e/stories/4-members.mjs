// Members: the list and what is found.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

export const stories = {
  async "a clerk finds a member by a name without marks, and nobody beyond the commune"(context, base, check) {
    const page = await someone(context, base, "Văn phòng Đảng ủy");
    await page.getByRole("link", { name: "Tìm", exact: true }).click();
    await page.getByLabel(/Tên người/).fill("nguyen van");
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    // Papers are found too, by who signed them; those come from anywhere.
    const places = (await page.locator(".links .soft").allInnerTexts()).filter((place) => place.startsWith("Đảng viên"));
    assert.ok(places.length > 0 && places.every((place) => place.includes("An Cư")), places.join("\n"));
    await check(page, "members found");
    await page.locator(".links li", { hasText: "Đảng viên" }).getByRole("link").first().click();
    assert.match(await page.locator("h1").innerText(), /^Nguyễn Văn/);
  },
};
