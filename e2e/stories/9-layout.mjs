// The front page is arranged by keyboard on a phone without script, published by a second person, and seen by a reader.
import assert from "node:assert/strict";
import { shows, someone } from "../people.mjs";

export const stories = {
  async "an editor arranges the front page, a second person publishes it, a reader sees it"(context, base, check) {
    const editor = await someone(context, base, "Chuyên viên Ban Tuyên giáo");
    await editor.goto(`${base}/van-phong/trang-chu`);
    await check(editor, "the front page that nobody has arranged");
    await editor.getByRole("button", { name: "Liên kết", exact: true }).click();
    await editor.getByLabel("Cột bên").check();
    await editor.getByLabel("Các liên kết").fill("Chơi | https://w88-vn.example/");
    await editor.getByRole("button", { name: "Lưu khối" }).click();
    assert.match(await editor.locator(".errors").innerText(), /cờ bạc/);
    await check(editor, "a link that is refused");
    await editor.getByLabel("Các liên kết").fill("Số liệu của huyện | District figures | /so-lieu");
    await editor.getByLabel("Tên khối").fill("Nên xem");
    await editor.getByRole("button", { name: "Lưu khối" }).click();
    await shows(editor, "main", /Nên xem/);
    // Above the statistics, by the keyboard alone.
    const up = editor.getByRole("button", { name: /Lên Liên kết: Nên xem/ });
    await up.focus();
    await Promise.all([editor.waitForEvent("load"), editor.keyboard.press("Enter")]);
    await check(editor, "an arranged page");
    await editor.getByRole("button", { name: "Gửi duyệt" }).click();
    await shows(editor, "main", /Chờ duyệt/);
    const publisher = await someone(context, base, "Phó Trưởng Ban Tuyên giáo");
    await publisher.goto(editor.url().split("?")[0]);
    const look = await publisher.request.get(`${publisher.url()}/xem-truoc`);
    assert.match(await look.text(), /Số liệu của huyện/);
    await publisher.getByRole("button", { name: "Đăng", exact: true }).click();
    await shows(publisher, "main", /Đang hiện/);
    const reader = await context.newPage();
    await reader.goto(base);
    await reader.locator("aside").getByRole("link", { name: "Số liệu của huyện" }).waitFor();
    await check(reader, "the arranged front page");
    await reader.goto(`${base}/en`);
    await reader.locator("aside").getByRole("link", { name: "District figures" }).waitFor();
  },
};
