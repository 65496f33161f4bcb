// A commune gets a portal of its own, takes an article of the committee's down, and its readers see whose it is.
import assert from "node:assert/strict";
import { shows, someone } from "../people.mjs";

export const stories = {
  async "a unit has a portal of its own and takes an article from above"(context, base, check) {
    const publisher = await someone(context, base, "Phó Trưởng Ban Tuyên giáo");
    await publisher.goto(`${base}/van-phong/trang-chu`);
    const unit = publisher.getByLabel("Đơn vị", { exact: true });
    const name = await unit.locator("option").nth(1).innerText();
    await unit.selectOption({ index: 1 });
    await publisher.getByLabel("Phần địa chỉ").fill("xay-dung-dang");
    await publisher.getByRole("button", { name: "Mở cổng" }).click();
    assert.match(await publisher.locator(".errors").innerText(), /đã là địa chỉ của một trang/);
    await check(publisher, "a portal that cannot be called so");
    await publisher.getByLabel("Phần địa chỉ").fill("xa-thu");
    await publisher.getByRole("button", { name: "Mở cổng" }).click();
    await shows(publisher, "main", /\/xa-thu\//);
    await check(publisher, "the portals");
    await publisher.getByRole("link", { name, exact: true }).click();
    await publisher.getByRole("link", { name: "Bài của cổng khác", exact: true }).click();
    await check(publisher, "articles of other portals");
    const first = publisher.getByRole("button", { name: /^Lấy về/ });
    const headline = (await first.first().innerText()).replace(/^Lấy về/, "").trim();
    await first.first().focus();
    await Promise.all([publisher.waitForEvent("load"), publisher.keyboard.press("Enter")]);
    const reader = await context.newPage();
    await reader.goto(`${base}/xa-thu/`);
    await shows(reader, "main", new RegExp(headline.slice(0, 20)));
    assert.match(await reader.locator("header").innerText(), new RegExp(name));
    await check(reader, "the front page of a unit's portal");
    await reader.locator("main").getByRole("link", { name: headline }).click();
    assert.match(reader.url(), /\/xa-thu\//);
    assert.match(await reader.locator("main").innerText(), /Bài của /);
    await check(reader, "an article of the portal above");
    await reader.goto(`${base}/xa-thu/tim-kiem?q=${encodeURIComponent(headline.slice(0, 20))}`);
    await shows(reader, "main", new RegExp(headline.slice(0, 10)));
  },
};
