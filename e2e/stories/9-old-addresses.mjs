// An address of the older site that leads nowhere: a reader opens it, somebody mends it, the next reader arrives.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const founding = "Tịnh Biên chăm lo công tác xây dựng Đảng";
const browser = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/143.0 Mobile Safari/537.36";

export const stories = {
  async "a reader opens an old address in vain, and it is mended"(context, base, check) {
    const reader = await context.browser().newContext({ viewport: { width: 360, height: 740 }, locale: "vi-VN", userAgent: browser });
    const page = await reader.newPage();
    const old = `${base}/tin-tuc/254-lich-tiep-dan.html`;
    assert.equal((await page.goto(old)).status(), 404);
    await page.goto(base);
    await page.getByRole("link", { name: founding }).first().click();
    const article = page.url();

    const editor = await someone(context, base, "Phó Trưởng Ban Tuyên giáo");
    await editor.goto(`${base}/van-phong/dia-chi-cu`);
    await check(editor, "old addresses that were opened in vain");
    await editor.getByRole("link", { name: /^Sửa ?: \/tin-tuc\/254-lich-tiep-dan\.html$/ }).click();
    await editor.getByLabel("Địa chỉ trên cổng").fill("https://noi-khac.example/x");
    await editor.getByRole("button", { name: "Dẫn tới trang này" }).click();
    assert.match(await editor.locator(".errors").innerText(), /không phải địa chỉ một trang của cổng/);
    await check(editor, "an old address that would lead out");
    await editor.getByLabel("Địa chỉ trên cổng").fill(article);
    await editor.getByRole("button", { name: "Dẫn tới trang này" }).click();
    assert.match(await editor.locator("main").innerText(), /Địa chỉ cũ dẫn tới đó ngay/);
    await check(editor, "old addresses, one of them mended");

    const until = Date.now() + 10_000;
    while ((await page.goto(old)).status() === 404) {
      assert.ok(Date.now() < until, "the old address leads nowhere still");
    }
    assert.equal(page.url(), article);
    await reader.close();
    await editor.context().close();
  },
};
