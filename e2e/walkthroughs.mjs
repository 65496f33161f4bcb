// Stories that a person would live through, told in a real browser.
import assert from "node:assert/strict";

export const walkthroughs = {
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
};
