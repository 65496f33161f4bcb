// How many members of ethnic minorities are behind a campaign's numbers: counted when asked, opened for a purpose. These pages
// answer a form, so that no address shows them, and no walk over addresses reaches them.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const text = (page) => page.locator("main").innerText();

export const stories = {
  async "members of ethnic minorities are counted, and a list of them is opened for a purpose"(context, base, check) {
    for (const [device, viewport] of [["a phone", { width: 360, height: 740 }], ["a desktop", { width: 1280, height: 900 }]]) {
      const page = await someone(context, base, "Chuyên viên Ban Tổ chức", viewport);
      await page.goto(`${base}/van-phong/hoc-tap`);
      const campaign = await page.locator("main a[href*='/van-phong/hoc-tap/']", { hasText: /nêu gương/ }).first().getAttribute("href");
      await page.goto(`${base}${campaign}/nhom?women=1`);
      await page.getByRole("button", { name: "Đếm đảng viên dân tộc thiểu số" }).click();
      assert.match(await text(page), /Phải học/);
      assert.ok(!page.url().includes("loai="), "what was asked stands in no address");
      await check(page, `the count of members of ethnic minorities, on ${device}`);
      // Without a purpose nothing opens, and what is missing is said.
      const open = page.getByRole("button", { name: "Mở danh sách: Phải học", exact: true });
      await open.click();
      assert.match(await page.locator("#reason-error").innerText(), /\S/);
      await check(page, `a list that was asked for without a purpose, on ${device}`);
      await page.getByLabel("Mở danh sách để làm gì").selectOption({ index: 1 });
      await open.click();
      assert.match(await text(page), /người/);
      await check(page, `the list of members of ethnic minorities, on ${device}`);
      await page.context().close();
    }
  },
};
