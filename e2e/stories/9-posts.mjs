// Posts: a vacant one is found, given to somebody looked up by name, ended; concurrent posts on a day.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const text = (page) => page.locator("main").innerText();

export const stories = {
  async "a post falls vacant, is found vacant, and is given to somebody else"(context, base, check) {
    const page = await someone(context, base, "Chuyên viên Ban Tổ chức", { width: 360, height: 740 });
    await page.goto(`${base}/van-phong/chuc-vu?chuc=president`);
    assert.match(await text(page), /chức vụ có người giữ, 0 còn trống/);
    await check(page, "posts within reach");
    await page.getByRole("link", { name: /^Ủy ban Mặt trận.* xã / }).first().click();
    await page.getByRole("link", { name: /^Thôi giữ hoặc sửa/ }).first().click();
    await check(page, "one holding, to be ended or corrected");
    await page.getByLabel("Ngày cuối giữ chức vụ").fill("hôm qua");
    await page.getByRole("button", { name: "Thôi giữ chức vụ" }).click();
    assert.match(await page.locator(".errors").innerText(), /Ghi ngày theo dạng/);
    await page.getByLabel("Ngày cuối giữ chức vụ").fill("22/11/2018");
    await page.getByLabel("Văn bản cho thôi chức").fill("QĐ 31-QĐ/HU");
    await page.getByRole("button", { name: "Thôi giữ chức vụ" }).click();
    assert.match(await text(page), /Đã lưu chức vụ[^]*Còn trống/);
    await check(page, "a post that is vacant");
    const posts = page.url().split("?")[0];
    await page.getByRole("link", { name: /^Ghi người giữ Chủ tịch/ }).click();
    await page.getByLabel("Họ tên người giữ chức vụ").fill("nguyen van");
    await page.getByRole("button", { name: "Tìm" }).click();
    await check(page, "somebody is looked for by name");
    await page.locator("#who label").first().click();
    await page.getByLabel("Văn bản").fill("QĐ 32-QĐ/HU");
    await page.locator("form.text").getByRole("button", { name: "Ghi người giữ chức vụ" }).click();
    // The first one found lives in another commune: asked about once.
    assert.match(await page.locator(".errors").innerText(), /là đảng viên của .* không thuộc Ủy ban Mặt trận/);
    await check(page, "somebody of another commune is asked about");
    await page.getByLabel("Tôi đã xem lại, vẫn ghi như vậy.").check();
    await page.locator("form.text").getByRole("button", { name: "Ghi người giữ chức vụ" }).click();
    // Who heads the Front keeps its units, so two persons give the post.
    assert.match(await text(page), /Đã gửi đề nghị/);
    const leader = await someone(context, base, "Bí thư Huyện ủy");
    await leader.goto(page.url());
    await leader.getByRole("button", { name: "Đồng ý và làm" }).click();
    assert.match(await text(leader), /Đã đồng ý, việc đã được làm/);
    await leader.context().close();
    await page.goto(posts);
    assert.match(await text(page), /từ 23-11-2018. QĐ 32-QĐ\/HU[^]*thôi theo QĐ 31-QĐ\/HU/);
    await page.context().close();
  },

  async "the figure on concurrent posts opens its list, on the demo's day and on another"(context, base, check) {
    const page = await someone(context, base, "Bí thư Huyện ủy");
    await page.goto(`${base}/van-phong/chuc-vu`);
    await page.getByRole("link", { name: "Kiêm nhiệm" }).click();
    assert.match(await text(page), /07\/14/);
    await check(page, "concurrent posts");
    await page.getByRole("link", { name: "Kiêm nhiệm: 7", exact: true }).click();
    assert.equal(await page.locator("tbody tr").count(), 7);
    await page.getByLabel("Xem tại ngày").fill("1/1/2015");
    await page.getByRole("button", { name: "Xem" }).click();
    assert.match(await text(page), /00\/14/);
    await page.context().close();
  },
};
