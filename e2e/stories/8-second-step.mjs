// The second step: a leader turns it on with a telephone, comes in with a code, and with one on paper.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { keep, someone } from "../people.mjs";

const SENTENCE = "mưa rơi trên núi Cấm";

// What an authenticator shows for a secret.
function shown(secret, step = Math.floor(Date.now() / 30_000)) {
  let bits = "";
  for (const letter of secret) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(step));
  const hash = createHmac("sha1", key).update(counter).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

export const stories = {
  async "an inspector turns the second step on and comes in with the telephone, then with paper"(context, base, check) {
    const desk = await someone(context, base, "Ủy viên Ủy ban Kiểm tra");
    await desk.getByRole("link", { name: "Tài khoản của tôi" }).click();
    const login = (await desk.locator("main").innerText()).match(/Tên đăng nhập: (\S+)/)[1];
    for (const field of ["Mật khẩu mới", "Gõ lại mật khẩu mới"]) await desk.getByLabel(field, { exact: true }).fill(SENTENCE);
    await desk.getByRole("button", { name: "Lưu" }).click();
    await desk.getByRole("link", { name: "Bật xác nhận hai bước" }).click();
    await check(desk, "the square to scan");
    const secret = await desk.locator("input[name=secret]").inputValue();
    await desk.getByLabel("Mã 6 chữ số").fill("000000");
    await desk.getByLabel("Mật khẩu đang dùng").fill(SENTENCE);
    await desk.getByRole("button", { name: "Bật" }).click();
    assert.match(await desk.locator(".errors").innerText(), /Mã không đúng hoặc đã đổi/);
    await check(desk, "a wrong code");
    await desk.getByLabel("Mã 6 chữ số").fill(shown(secret));
    await desk.getByLabel("Mật khẩu đang dùng").fill(SENTENCE);
    await desk.getByRole("button", { name: "Bật" }).click();
    assert.equal(await desk.locator("h1").innerText(), "Mười mã dự phòng");
    await check(desk, "ten codes");
    const codes = await desk.locator(".recovery li").allInnerTexts();
    assert.equal(codes.length, 10);
    await desk.getByRole("link", { name: "Tôi đã cất các mã" }).click();
    await check(desk, "the second step is on");

    const firstStep = async () => {
      const phone = await (await context.browser().newContext({ viewport: { width: 360, height: 740 }, locale: "vi-VN" })).newPage();
      await phone.goto(`${base}/van-phong/ky-luat`);
      await phone.getByLabel("Tên đăng nhập").fill(login);
      await phone.getByLabel("Mật khẩu").fill(SENTENCE);
      await phone.getByRole("button", { name: "Đăng nhập" }).click();
      return phone;
    };
    const phone = await firstStep();
    await check(phone, "the second step at the door");
    // The code of this half minute was taken when it was turned on; a telephone shows the next one soon, and it holds already.
    await phone.getByLabel("Mã", { exact: true }).fill(shown(secret, Math.floor(Date.now() / 30_000) + 1));
    await phone.getByRole("button", { name: "Vào văn phòng" }).click();
    assert.equal(new URL(phone.url()).pathname, "/van-phong/ky-luat");
    const other = await firstStep();
    await other.getByLabel("Mã", { exact: true }).fill(codes[0].toLowerCase());
    await other.getByRole("button", { name: "Vào văn phòng" }).click();
    assert.match(await other.locator("main").innerText(), /Còn 9 mã dự phòng/);
    keep("Ủy viên Ủy ban Kiểm tra", await desk.context().cookies());
    for (const page of [phone, other, desk]) await page.context().close();
  },
};
