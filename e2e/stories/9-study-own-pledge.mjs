// A member's own pledge: opened, the end of the year said, and what the cell sees of it.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

export const stories = {
  async "a member says what came of their pledge, and the cell sees it beside its own word"(context, base, check) {
    const page = await someone(context, base, "Bí thư Chi bộ", { width: 360, height: 740 });
    await page.locator(".duties a[href='/van-phong/cam-ket-cua-toi']").click();
    const main = page.locator("main");
    assert.match(await main.innerText(), /Cam kết của tôi, năm 2018/);
    assert.match(await main.innerText(), /Đã xem giữa năm/i);
    await check(page, "one's own pledge, closed");
    await page.getByRole("button", { name: "Mở cam kết của tôi" }).click();
    await page.getByRole("button", { name: "Ghi kết quả cuối năm" }).click();
    assert.match(await page.locator(".errors").innerText(), /Việc thứ 1: chọn kết quả/);
    for (const thing of await page.locator("fieldset.choices fieldset").all()) {
      await thing.getByLabel("Xong một phần", { exact: true }).check();
    }
    await page.locator("#self-0").fill("Còn hai buổi họp chưa phát biểu");
    await check(page, "one's own pledge at the end of the year");
    await page.getByRole("button", { name: "Ghi kết quả cuối năm" }).click();
    assert.match(await main.innerText(), /Chi bộ sẽ xem/);
    await page.goto(`${base}/van-phong`);
    assert.equal(await page.locator(".duties a[href='/van-phong/cam-ket-cua-toi']").count(), 0, "nothing more is due");
    await page.goto(`${base}/van-phong/hoc-tap`);
    await page.locator("main a[href^='/van-phong/cam-ket/']").click();
    assert.match(await main.innerText(), /đã tự ghi kết quả cuối năm/);
    await check(page, "the pledges of a cell");
    await page.context().close();
  },
};
