// Slips of paper: the manager prints them, a secretary comes in with one on a phone.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

export const stories = {
  async "the manager prints slips for a commune's secretaries; one comes in with the code and chooses a password"(context, base, check) {
    const manager = await someone(context, base, "Chánh Văn phòng");
    await manager.getByRole("link", { name: "Người dùng" }).click();
    await manager.getByRole("link", { name: "Lời mời" }).click();
    await check(manager, "no invitations yet");
    await manager.getByRole("link", { name: "Mời theo chức vụ" }).click();
    await manager.getByLabel("Trong đơn vị").selectOption({ label: "Đảng bộ xã An Cư" });
    await manager.getByLabel("Chức vụ").selectOption("cell.secretary");
    await manager.getByRole("button", { name: "Xem danh sách" }).click();
    await check(manager, "whom to invite");
    const people = await manager.locator("input[type=checkbox]:checked").count();
    assert.ok(people > 5, `${people} are ticked`);
    await manager.getByLabel("Địa chỉ văn phòng").fill("https://vanphong.tinhbien.vn");
    await manager.getByRole("button", { name: "Lập và xem phiếu" }).click();
    assert.equal(await manager.locator(".slip").count(), people);
    const problems = await manager.evaluate(() => [...document.querySelectorAll(".slip svg")].filter((svg) => svg.getBoundingClientRect().width < 100).length);
    assert.equal(problems, 0, "every slip has its code as a drawing");
    // On paper six stand on a sheet, and nothing of a slip is cut off.
    const pdf = (await manager.pdf({ preferCSSPageSize: true })).toString("latin1");
    assert.equal(pdf.match(/\/Type\s*\/Page[^s]/g).length, Math.ceil(people / 6));
    await manager.setViewportSize({ width: 718, height: 1047 });
    await manager.emulateMedia({ media: "print" });
    const cut = await manager.evaluate(() => [...document.querySelectorAll(".slip")].filter((slip) => slip.scrollHeight > slip.clientHeight + 1).length);
    assert.equal(cut, 0, "no slip is cut off");
    const code = await manager.locator(".slip .code").first().innerText();

    const phone = await context.newPage();
    await phone.goto(`${base}/van-phong/dang-nhap`);
    await phone.getByRole("link", { name: "Vào bằng mã trên phiếu mời" }).click();
    await check(phone, "the code of a slip");
    await phone.getByLabel("Mã trên phiếu").fill(code.slice(1));
    await phone.getByRole("button", { name: "Vào văn phòng" }).click();
    assert.match(await phone.locator(".errors").innerText(), /anh chị đã gõ 11/);
    await phone.goto(`${base}/van-phong/ma/${code.replaceAll("-", "")}`);
    await check(phone, "what a telephone opens");
    await phone.getByRole("button", { name: "Vào văn phòng" }).click();
    await check(phone, "the first page");
    for (const field of ["Mật khẩu mới", "Gõ lại mật khẩu mới"]) await phone.getByLabel(field, { exact: true }).fill("đò chiều qua sông Hậu");
    await phone.getByRole("button", { name: "Lưu" }).click();
    assert.match(await phone.locator("main").innerText(), /Đã đặt mật khẩu/);
    await manager.emulateMedia({ media: "screen" });
    await manager.goto(`${base}/van-phong/loi-moi?trang-thai=used`);
    assert.match(await manager.locator("main").innerText(), /Đã dùng ngày/);
    await check(manager, "used invitations");
    await manager.context().close();
  },
};
