// An officer without a mouse: the desk, the members' list, the wizard of a change of units. Nothing but Tab, Enter, Space and
// letters; on a phone's width and on a desk, with script and without; each time it must be seen where one is.
import assert from "node:assert/strict";
import { press, tabTo, type, ways } from "../keys.mjs";
import { signIn } from "../people.mjs";

const OFFICER = "Chuyên viên Ban Tổ chức";

async function day(page, way) {
  const link = (name) => page.getByRole("link", { name, exact: true });
  const menu = (name) => page.locator("#muc-luc").getByRole("link", { name, exact: true });
  // The first stop of every page leads past what is the same on all of them.
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip", way);
  await page.keyboard.press("Enter");
  await press(page, way, menu("Đảng viên"));
  const all = await page.locator("h1 + [role=status]").innerText();

  await type(page, way, page.getByLabel("Họ và tên", { exact: true }), "nguyen");
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
  const some = await page.locator("h1 + [role=status]").innerText();
  assert.notEqual(some, all, `${way}: the list is narrowed`);
  await page.keyboard.press("Tab");
  const first = page.locator("table tbody th a").first();
  const name = await first.innerText();
  assert.match(name, /^Nguyễn /, way);
  await press(page, way, first);
  assert.match(await page.locator("h1").innerText(), new RegExp(name), way);

  await press(page, way, menu("Cây tổ chức"));
  const branch = page.locator("summary", { hasText: "Đảng bộ xã Văn Giáo" });
  await tabTo(page, way, branch);
  await page.keyboard.press("Enter");
  await press(page, way, link("Xem đơn vị này Đảng bộ xã Văn Giáo"));
  await press(page, way, link("Thay đổi tổ chức"));
  await press(page, way, link("Hợp nhất các đơn vị trực thuộc"));
  await press(page, way, page.getByRole("button", { name: "Xem hệ quả" }));
  assert.match(await page.locator(".errors").innerText(), /Chọn ít nhất 2/, way);
  await type(page, way, page.getByLabel("Có hiệu lực từ ngày"), "23/11/2018");
  await type(page, way, page.getByLabel("Văn bản quyết định"), "Quyết định 12-QĐ/HU");
  await type(page, way, page.getByLabel("Tên đầy đủ"), "Chi bộ ấp Văn Trà, xã Văn Giáo");
  await type(page, way, page.getByLabel("Tên ngắn"), "Chi bộ ấp Văn Trà");
  for (const nth of [0, 1]) {
    await tabTo(page, way, page.locator("#units input[type=checkbox]").nth(nth));
    await page.keyboard.press("Space");
  }
  await press(page, way, page.getByRole("button", { name: "Xem hệ quả" }));
  assert.match(await page.locator("main").innerText(), /Chưa có gì được ghi[^]*cần hai người[^]*người/, way);
  await type(page, way, page.getByLabel("Lý do"), "Hai chi bộ cùng một ấp");
  // Looked at, and left: nothing was recorded.
  await press(page, way, page.getByRole("link", { name: "Thôi", exact: true }).first());
  assert.match(await page.locator("h1").innerText(), /Đảng bộ xã Văn Giáo/, way);
}

export const stories = {
  async "an officer's day by keyboard alone, with script and without, on a phone's width and on a desk"(context, base, check) {
    for (const { name, ...way } of ways) {
      const page = await (await context.browser().newContext({ ...way, locale: "vi-VN" })).newPage();
      await signIn(page, base, OFFICER);
      await day(page, name);
      // The checker itself is a script.
      if (way.javaScriptEnabled) await check(page, `a unit by keyboard (${name})`);
      await page.context().close();
    }
  },
};
