// Coming in: passwords, links, a new office.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { keep, linkOf, shows, someone } from "../people.mjs";

export const stories = {
  async "a clerk chooses a password and signs in with it on a phone"(context, base, check) {
    const desk = await someone(context, base, "Văn phòng Đảng ủy");
    await desk.getByRole("link", { name: "Tài khoản của tôi" }).click();
    await check(desk, "one's account");
    await desk.getByLabel("Mật khẩu mới", { exact: true }).fill("ngắn quá");
    await desk.getByRole("button", { name: "Lưu" }).click();
    assert.match(await desk.locator(".errors").innerText(), /ít nhất 12 ký tự/);
    for (const field of ["Mật khẩu mới", "Gõ lại mật khẩu mới"]) await desk.getByLabel(field, { exact: true }).fill("mưa rơi trên núi Cấm");
    await desk.getByRole("button", { name: "Lưu" }).click();
    assert.match(await desk.locator("main").innerText(), /Đã đổi mật khẩu/);
    const phone = await context.newPage();
    await phone.goto(`${base}/van-phong/hoc-tap`);
    await check(phone, "the sign-in page");
    await phone.getByLabel("Tên đăng nhập").fill("clerk");
    await phone.getByLabel("Mật khẩu").fill("mưa rơi trên núi Sam");
    await phone.getByRole("button", { name: "Đăng nhập" }).click();
    assert.match(await phone.locator(".errors").innerText(), /không đúng/);
    await phone.getByLabel("Mật khẩu").fill("mưa rơi trên núi Cấm");
    await phone.getByRole("button", { name: "Đăng nhập" }).click();
    assert.equal(new URL(phone.url()).pathname, "/van-phong/hoc-tap");
    await desk.reload();
    await desk.getByRole("button", { name: /^Đăng xuất Chrome/ }).first().click();
    await phone.reload();
    assert.match(phone.url(), /dang-nhap/);
    keep("Văn phòng Đảng ủy", await desk.context().cookies());
    await desk.context().close();
  },

  async "a new office is set up with the code of its console, and its manager lets somebody in"(context, _base, check) {
    const base = process.env.EMPTY;
    const code = readFileSync(process.env.EMPTY_LOG, "utf8").match(/[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}/)[0];
    const page = await context.newPage();
    await page.goto(`${base}/van-phong`);
    assert.match(page.url(), /cai-dat/);
    await check(page, "the first run");
    await page.getByLabel("Mã cài đặt").fill("AAAA-BBBB-CCCC");
    await page.getByLabel("Tên đảng bộ").fill("Đảng bộ xã An Phú");
    await page.getByLabel("Họ và tên của anh chị").fill("Lê Thị Thu");
    await page.getByLabel("Tên đăng nhập").fill("thu.lt");
    for (const field of ["Mật khẩu", "Gõ lại mật khẩu mới"]) await page.getByLabel(field, { exact: true }).fill("đò chiều qua sông Hậu");
    await page.getByRole("button", { name: "Cài đặt" }).click();
    assert.match(await page.locator(".errors").innerText(), /Mã cài đặt không đúng/);
    await page.getByLabel("Mã cài đặt").fill(code.toLowerCase());
    for (const field of ["Mật khẩu", "Gõ lại mật khẩu mới"]) await page.getByLabel(field, { exact: true }).fill("đò chiều qua sông Hậu");
    await page.getByRole("button", { name: "Cài đặt" }).click();
    assert.match(await page.locator("main").innerText(), /Văn phòng đã sẵn sàng/);
    await check(page, "the users");
    await page.getByRole("link", { name: "Thêm người dùng" }).click();
    await page.getByLabel("Họ và tên").fill("Trần Văn Mới");
    await page.getByLabel("Tên đăng nhập").fill("moi.tv");
    await page.getByLabel("Lãnh đạo").check();
    await page.getByLabel("Tại đơn vị").selectOption({ index: 1 });
    await check(page, "a new user");
    await page.getByRole("button", { name: "Lưu" }).click();
    await page.getByRole("button", { name: "Làm liên kết một lần" }).click();
    await check(page, "one user");
    const link = await page.locator("code").innerText();
    const phone = await (await context.browser().newContext({ viewport: { width: 360, height: 740 } })).newPage();
    await phone.goto(base + link);
    await phone.getByRole("button", { name: "Vào văn phòng" }).click();
    assert.match(await phone.locator("main").innerText(), /Hãy đặt mật khẩu/);
    await phone.goto(base);
    await shows(phone, "body", /Đảng bộ xã An Phú/);
    await check(phone, "the portal of a new office");
    await phone.context().close();
  },

  async "a link that was used leads to the way onward"(context, base) {
    await (await someone(context, base, "Bí thư Huyện ủy")).context().close();
    const page = await context.newPage();
    const answer = await page.goto(base + linkOf("Bí thư Huyện ủy"));
    assert.equal(answer.status(), 410);
    assert.match(await page.locator("main").innerText(), /xin người quản lý văn phòng một liên kết mới/);
  },
};
