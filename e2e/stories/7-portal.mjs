// What stands around an article on the portal: print, keep, share, look, listen, follow.
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { shows } from "../people.mjs";

const phone = { viewport: { width: 360, height: 740 }, locale: "vi-VN" };
const founding = "Tịnh Biên chăm lo công tác xây dựng Đảng";

async function openArticle(page, base) {
  await page.goto(base);
  await page.getByRole("link", { name: founding }).first().click();
  assert.equal(await page.locator("h1").innerText(), founding);
}

export const stories = {
  async "what a reader searched for is not told to the page that is opened next"(context, base) {
    const page = await context.newPage();
    await page.goto(`${base}/tim-kiem?q=nghi+quyet`);
    const [asked, link] = [new URL(page.url()), page.getByRole("link", { name: /Cỡ chữ/ }).first()];
    await link.click();
    assert.equal(await page.locator("input[name=ve]").getAttribute("value"), asked.pathname + asked.search);
    await page.goto(asked.href);
    await Promise.all([page.waitForEvent("load"), page.locator("main h2 a, main h3 a").first().click()]);
    assert.equal(await page.evaluate(() => document.referrer), `${base}/`);
    await page.close();
  },

  async "a reader shares and keeps an article, with nothing from elsewhere"(context, base, check) {
    const reader = await context.browser().newContext({ ...phone, permissions: ["clipboard-read", "clipboard-write"] });
    const page = await reader.newPage();
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await openArticle(page, base);
    await page.getByRole("link", { name: "Chia sẻ và lưu bài" }).click();
    await page.locator(".share img").scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector(".share img").naturalWidth > 0);
    await page.getByRole("button", { name: "Chép địa chỉ" }).click();
    await page.getByRole("button", { name: "Đã chép" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, page.url().split("#")[0]);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Lưu thành tệp (HTML)" }).click()]);
    assert.match(file.suggestedFilename(), /^tinh-bien-cham-lo.*\.html$/);
    await check(page, "the article with its tools");
    assert.deepEqual(asked.filter((url) => !url.startsWith(base)), []);
    // What was kept opens without the portal.
    const kept = await reader.newPage();
    const path = join(mkdtempSync(join(tmpdir(), "kept-")), file.suggestedFilename());
    await file.saveAs(path);
    await kept.goto(pathToFileURL(path).href);
    assert.equal(await kept.locator("h1").innerText(), founding);
    await page.getByRole("link", { name: "Bản in" }).click();
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator(".origin svg.qr").isVisible(), "the sheet bears the code");
    assert.ok(!(await page.locator(".mast").isVisible()), "the masthead stays off the paper");
    await reader.close();
  },

  async "a reader of seventy makes the letters larger and the ground dark, and they stay so"(context, base, check) {
    const reader = await context.browser().newContext(phone);
    const page = await reader.newPage();
    await openArticle(page, base);
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
    const before = await size();
    await page.getByRole("link", { name: "Cỡ chữ, màu nền" }).first().click();
    await page.getByRole("radio", { name: "Rất lớn" }).check();
    await page.getByRole("radio", { name: "Tối" }).check();
    await page.getByRole("radio", { name: /Rõ hơn/ }).check();
    assert.ok((await size()) > before * 1.2, "at once");
    await check(page, "how pages look, dark and large");
    await page.getByRole("button", { name: "Áp dụng" }).click();
    assert.equal(await page.locator("h1").innerText(), founding);
    assert.ok((await size()) > before * 1.2, "on the next page too");
    assert.equal(await page.evaluate(() => getComputedStyle(document.body.parentElement).backgroundColor), "rgb(0, 0, 0)");
    await check(page, "an article, dark and large");
    assert.deepEqual(await reader.cookies(), [], "nothing is kept but in the browser's own store");
    await reader.close();
  },

  async "without script the choice is carried by the address, from page to page"(context, base) {
    const plain = await context.browser().newContext({ ...phone, javaScriptEnabled: false });
    const page = await plain.newPage();
    await openArticle(page, base);
    const address = new URL(page.url()).pathname;
    await page.getByRole("link", { name: "Cỡ chữ, màu nền" }).first().click();
    await page.getByRole("radio", { name: "Lớn", exact: true }).check();
    await page.getByRole("radio", { name: "Tối" }).check();
    await page.getByRole("button", { name: "Áp dụng" }).click();
    assert.equal(new URL(page.url()).pathname, `/nhin/lon-toi${address}`);
    assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
    await page.locator('article a[href*="/so-lieu/"]').first().click();
    assert.match(new URL(page.url()).pathname, /^\/nhin\/lon-toi\/so-lieu\//);
    await page.getByRole("searchbox").fill("xây dựng Đảng");
    await page.getByRole("button", { name: "Tìm kiếm" }).click();
    assert.match(new URL(page.url()).pathname, /^\/nhin\/lon-toi\/tim-kiem/);
    await page.getByRole("link", { name: "Cỡ chữ, màu nền" }).first().click();
    assert.ok(await page.getByRole("radio", { name: "Tối" }).isChecked());
    await page.getByRole("radio", { name: "Bình thường" }).check();
    await page.getByRole("radio", { name: "Theo máy" }).first().check();
    await page.getByRole("button", { name: "Áp dụng" }).click();
    assert.match(new URL(page.url()).pathname, /^\/tim-kiem/);
    await plain.close();
  },

  async "the archive leads to the day, the topics to their articles, each list to its feed"(context, base, check) {
    const page = await context.newPage();
    await page.goto(base);
    await page.getByRole("contentinfo").getByRole("link", { name: "Lưu trữ" }).click();
    await page.locator(".parts a").first().click();
    await page.locator(".parts a").first().click();
    await check(page, "a month of the archive");
    await page.locator(".parts a").first().click();
    await page.getByRole("main").getByRole("link", { name: founding }).click();
    await page.getByRole("link", { name: "Tiến tới đại hội Đảng" }).first().click();
    const feed = await page.locator('link[type="application/atom+xml"]').getAttribute("href");
    const answer = await page.request.get(base + feed);
    assert.match(answer.headers()["content-type"], /^application\/atom\+xml/);
    assert.match(await answer.text(), new RegExp(founding));
    const again = await page.request.get(base + feed, { headers: { "if-none-match": answer.headers().etag } });
    assert.equal(again.status(), 304);
  },

  async "opening an article is a view, loading it again is none"(context, base, check) {
    // A browser without a window says so in its name, and would not be counted.
    const userAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
    const reader = await context.browser().newContext({ ...phone, userAgent });
    const page = await reader.newPage();
    const today = async () => Number((await (await page.request.get(`${base}/dem`)).json()).today.replaceAll(".", ""));
    await page.goto(base);
    const before = await today();
    await page.getByRole("link", { name: founding }).first().click();
    assert.equal(await today(), before + 1);
    await page.reload();
    await page.reload();
    assert.equal(await today(), before + 1, "loading again");
    await page.goto(`${base}/so-lieu/luot-xem`);
    await shows(page, "tbody tr:first-child", new RegExp(`${before + 1}`));
    await check(page, "the views of each day");
    await reader.close();
  },

  async "the article is read aloud only where there is a Vietnamese voice"(context, base) {
    for (const [voices, offered] of [[[], false], [[{ lang: "en-US" }], false], [[{ lang: "en-US" }, { lang: "vi-VN" }], true]]) {
      const reader = await context.browser().newContext(phone);
      await reader.addInitScript((voices) => {
        const said = [];
        const synthesis = {
          paused: false, said, getVoices: () => voices, addEventListener() {}, cancel() {}, pause() { this.paused = true; }, resume() { this.paused = false; },
          speak(speech) { said.push(speech); },
        };
        Object.defineProperty(globalThis, "speechSynthesis", { value: synthesis });
        globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
      }, voices);
      const page = await reader.newPage();
      await openArticle(page, base);
      const listen = page.locator("[data-listen]");
      assert.equal(await listen.isVisible(), offered, JSON.stringify(voices));
      if (offered) {
        await listen.click();
        assert.equal(await page.evaluate(() => speechSynthesis.said[0].text), founding);
        await page.evaluate(() => speechSynthesis.said[0].onend());
        const second = await page.evaluate(() => ({ ...speechSynthesis.said[1] }));
        assert.match(second.text, /^\(TGAG\)/);
        assert.equal(second.lang, "vi-VN");
        assert.equal(await page.locator("[data-read]").count(), 1, "what is being read is marked");
        await listen.click();
        assert.ok(await page.evaluate(() => speechSynthesis.paused));
        await page.getByRole("button", { name: "Dừng hẳn" }).click();
        assert.equal(await page.locator("[data-read]").count(), 0);
      }
      await reader.close();
    }
  },
};
