// Passkeys, with a device that the browser makes up: made on the account page, used at the door, removed.
import assert from "node:assert/strict";
import { keep, someone } from "../people.mjs";

const POST = "Phó Trưởng Ban Tuyên giáo";

export const stories = {
  async "a publisher makes a passkey and comes in with it; without script the page names the other ways"(context, base, check) {
    // A browser takes passkeys over HTTPS or on the machine itself, by its name.
    const here = base.replace("127.0.0.1", "localhost");
    const page = await (await context.browser().newContext({ viewport: { width: 360, height: 740 }, locale: "vi-VN" })).newPage();
    const device = await page.context().newCDPSession(page);
    await device.send("WebAuthn.enable");
    const { authenticatorId } = await device.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    const desk = await someone(context, base, POST);
    const at = (cookies, domain) => cookies.map((cookie) => ({ ...cookie, domain }));
    await page.context().addCookies(at(await desk.context().cookies(), "localhost"));
    await page.goto(`${here}/van-phong/tai-khoan`);
    await page.getByRole("link", { name: "Xem và tạo khóa truy cập" }).click();
    await check(page, "no passkey yet");
    await page.getByLabel("Tên của khóa").fill("Điện thoại của tôi");
    await page.getByRole("button", { name: "Tiếp tục" }).click();
    await check(page, "the device is asked");

    // The owner does not put the finger there: it says so, and the button waits.
    await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await page.getByRole("button", { name: "Tạo khóa trên máy này" }).click();
    await page.locator("#passkey-said").filter({ hasText: /Máy chưa xác nhận được|Máy không làm được/ }).waitFor();
    await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
    await page.getByRole("button", { name: "Tạo khóa trên máy này" }).click();
    await page.getByText("Đã tạo khóa truy cập").waitFor();
    await check(page, "one passkey");
    const { credentials } = await device.send("WebAuthn.getCredentials", { authenticatorId });
    assert.deepEqual(credentials.map((kept) => [kept.rpId, kept.isResidentCredential]), [["localhost", true]]);

    await page.getByRole("button", { name: "Thoát" }).click();
    await page.goto(`${here}/van-phong/toa-soan`);
    await page.getByRole("link", { name: "Đăng nhập bằng khóa truy cập" }).click();
    await check(page, "the door for passkeys");
    await page.getByRole("button", { name: "Dùng khóa truy cập" }).click();
    await page.waitForURL(`${here}/van-phong/toa-soan**`);
    await page.goto(`${here}/van-phong/tai-khoan`);
    assert.match(await page.locator("table", { hasText: "Những lần đăng nhập gần đây" }).innerText(), /Khóa truy cập/);

    // The same device has one already.
    await page.goto(`${here}/van-phong/tai-khoan/khoa-truy-cap`);
    await page.getByRole("button", { name: "Tiếp tục" }).click();
    await page.getByRole("button", { name: "Tạo khóa trên máy này" }).click();
    await page.locator("#passkey-said").filter({ hasText: "Máy này đã có khóa" }).waitFor();

    await page.goto(`${here}/van-phong/tai-khoan/khoa-truy-cap`);
    await page.getByText("Xóa khóa").first().click();
    await page.getByRole("button", { name: /^Xóa khóa/ }).click();
    await page.getByText("Đã xóa khóa truy cập").waitFor();
    keep(POST, at(await page.context().cookies(), "127.0.0.1"));
    await page.context().clearCookies();
    await page.goto(`${here}/van-phong/dang-nhap/khoa-truy-cap`);
    await page.getByRole("button", { name: "Dùng khóa truy cập" }).click();
    assert.match(await page.locator(".errors").innerText(), /chưa vào được văn phòng/);
    for (const done of [page, desk]) await done.context().close();

    const plain = await (await context.browser().newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 }, locale: "vi-VN" })).newPage();
    await plain.goto(`${here}/van-phong/dang-nhap/khoa-truy-cap`);
    assert.match(await plain.locator("main").innerText(), /cần JavaScript[\s\S]*Đăng nhập cách khác/);
    assert.equal(await plain.getByRole("button", { name: "Dùng khóa truy cập" }).isVisible(), false);
    // By its number the machine is no site that a passkey could belong to.
    await plain.goto(`${base}/van-phong/dang-nhap/khoa-truy-cap`);
    assert.match(await plain.locator("main").innerText(), /chưa dùng được khóa truy cập/);
    await plain.context().close();
  },
};
