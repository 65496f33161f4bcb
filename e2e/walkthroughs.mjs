// Stories that a person would live through, told in a real browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

// The demo prints one link for each of its cast; each is good for one sign-in.
function linkOf(post) {
  const lines = readFileSync(process.env.LOG, "utf8").split("\n");
  const at = lines.findIndex((line) => line.includes(post));
  assert.ok(at >= 0, `no link for ${post}`);
  return new URL(lines[at + 1].trim()).pathname;
}

async function signIn(page, base, post) {
  await page.goto(base + linkOf(post));
  await page.getByRole("button", { name: "Vào văn phòng" }).click();
  assert.match(await page.locator("h1").innerText(), /^Bàn làm việc của /);
}

export const walkthroughs = {
  async "a cell secretary marks the whole cell on a phone and the leader's figure moves at once"(context, base, check) {
    const leader = await (await context.browser().newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    await signIn(leader, base, "Bí thư Huyện ủy");
    await check(leader, "the leader's desk");
    await leader.locator(".duties a").first().click();
    const rate = () => leader.locator(".strip dd").first().innerText();
    const before = await rate();
    assert.equal(await leader.locator(".tile").count() >= 14, true);
    await check(leader, "the campaign by commune");

    const page = await context.newPage();
    await signIn(page, base, "Bí thư Chi bộ");
    await check(page, "the cell secretary's desk");
    await page.locator(".duties a").first().click();
    await check(page, "the cell's names");
    await page.getByRole("link", { name: "Điểm danh" }).click();
    await check(page, "the attendance sheet");
    await page.getByRole("button", { name: "Đánh dấu có mặt cho người chưa đánh dấu" }).click();
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.equal(await page.getByText("Chưa điểm danh", { exact: true }).count(), 0);
    await leader.reload();
    assert.notEqual(await rate(), before);

    await page.getByRole("link", { name: "Thu bài" }).click();
    await check(page, "the hand-ins");
    await page.locator("input[type=checkbox]").first().check();
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator("main").innerText(), /thu hoạch 1,/);
    await leader.context().close();
  },

  async "a link that was used leads to the way onward"(context, base) {
    const page = await context.newPage();
    const link = linkOf("Ủy viên Ủy ban Mặt trận");
    await page.goto(base + link);
    await page.getByRole("button", { name: "Vào văn phòng" }).click();
    await page.getByRole("button", { name: "Thoát" }).click();
    const answer = await page.goto(base + link);
    assert.equal(answer.status(), 410);
    assert.match(await page.locator("main").innerText(), /xin người quản lý văn phòng một liên kết mới/);
  },

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
