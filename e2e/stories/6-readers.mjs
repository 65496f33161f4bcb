// Readers of the portal.
import assert from "node:assert/strict";

export const stories = {
  async "a citizen reads the founding article and asks where a figure comes from"(context, base) {
    const page = await context.newPage();
    await page.goto(base);
    await page.getByRole("link", { name: "Tịnh Biên chăm lo công tác xây dựng Đảng" }).first().click();
    assert.equal(await page.locator("h1").innerText(), "Tịnh Biên chăm lo công tác xây dựng Đảng");
    const figure = page.locator('article a[href*="/so-lieu/"]').first();
    const shown = (await figure.innerText()).trim();
    assert.match(shown, /\d/);
    await figure.click();
    assert.match(page.url(), /\/so-lieu\//);
    assert.ok((await page.locator("main").innerText()).includes(shown.match(/[\d.,/%]*\d[\d.,/%]*/)[0]));
  },

  async "reading without script shows the same article and the counters"(context, base) {
    const plain = await context.browser().newContext({ javaScriptEnabled: false });
    const page = await plain.newPage();
    await page.goto(base);
    await page.getByRole("link", { name: "Tịnh Biên chăm lo công tác xây dựng Đảng" }).first().click();
    const text = await page.locator("body").innerText();
    assert.match(text, /Đang (có|không có)/);
    assert.match(text, /Số lần xem các bài viết/);
    assert.match(text, /16\.735\.3\d\d/);
    await plain.close();
  },

  async "a reader types with the input method off and finds the founding article"(context, base, check) {
    const page = await (await context.browser().newContext({ viewport: { width: 360, height: 740 }, locale: "vi-VN" })).newPage();
    await page.goto(base);
    await page.getByRole("search").getByLabel("Từ cần tìm").fill("tinhj bieen chawm lo");
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    assert.match(await page.getByRole("status").innerText(), /Đang tìm theo: “tịnh biên chăm lo”/);
    assert.match(await page.locator("main .stories mark").first().innerText(), /Tịnh Biên chăm lo/);
    await check(page, "what was found");
    await page.getByRole("link", { name: "Mới nhất" }).click();
    await page.waitForURL(/sap=/);
    await page.locator("main .stories h3 a", { hasText: "Tịnh Biên chăm lo" }).click();
    assert.match(await page.locator("h1").innerText(), /Tịnh Biên chăm lo/);
    await page.goto(`${base}/tim-kiem?q=zzzz`);
    assert.match(await page.getByRole("status").innerText(), /Không tìm thấy/);
    await check(page, "nothing found");
    await page.context().close();
  },
};
