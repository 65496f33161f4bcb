// A list out of a spreadsheet becomes members: by keyboard on a phone, and on a desk without script.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const REGISTER = "/van-phong/dang-vien/nhap";
const list = (rows) => Buffer.from(["ĐẢNG ỦY XÃ;;;", "Họ và tên;Ngày sinh;Giới tính;Số căn cước", ...rows].join("\n"));
const wrong = list(["Néang Sóc Diễm;31/2/1975;Nữ;", "Châu Kim Út;5.3.62;nam;089062001234"]);

export const stories = {
  async "a list is brought, mended and taken back by keyboard on a phone"(context, base, check) {
    const page = await someone(context, base, "Chuyên viên Ban Tổ chức", { width: 360, height: 740 });
    const send = async (name) => {
      await page.getByRole("button", { name }).focus();
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    };
    await page.goto(`${base}/van-phong/dang-vien`);
    await page.getByRole("link", { name: "Nhập danh sách đảng viên" }).click();
    await check(page, "where lists are brought");
    await page.getByLabel("Tệp danh sách").setInputFiles({ name: "Danh sách.csv", mimeType: "text/csv", buffer: wrong });
    await send("Đọc tệp");
    await check(page, "what each column is");
    const units = page.getByLabel("Chi bộ của cả tệp");
    await units.selectOption({ index: 1 });
    await send("Xem trước");
    assert.match(await page.locator("main").innerText(), /Sửa 1 dòng chưa đúng[^]*Châu Kim Út/);
    await check(page, "what it would do");
    await page.getByRole("link", { name: "Sửa 1 dòng chưa đúng" }).focus();
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    assert.match(await page.locator("main").innerText(), /Dòng 3: Néang Sóc Diễm[^]*Không phải là ngày/);
    await check(page, "rows to mend");
    await page.locator("[data-bad] input").focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("28/2/1975");
    await send("Ghi các sửa đổi");
    await send("Ghi 2 người vào hồ sơ");
    assert.match(await page.locator("main").innerText(), /Đã ghi lúc/);
    await check(page, "a list that was brought");
    await page.goto(`${base}/van-phong/dang-vien?ten=neang+soc+diem`);
    assert.equal(await page.locator("table tbody tr").count(), 1);
    await page.goto(base + REGISTER);
    await page.getByRole("link", { name: "Danh sách.csv" }).first().click();
    await send("Hoàn tác");
    assert.match(await page.locator("main").innerText(), /Đã hoàn tác lúc/);
    await page.goto(`${base}/van-phong/dang-vien?ten=neang+soc+diem`);
    assert.equal(await page.locator("table tbody tr").count(), 0);
    await page.context().close();
  },

  async "without script a double is laid beside the record and decided"(context, base, check) {
    const known = await someone(context, base, "Chuyên viên Ban Tổ chức");
    await known.goto(`${base}/van-phong/dang-vien`);
    const row = known.locator("table tbody tr").nth(2);
    const name = (await row.locator("a").first().innerText()).trim();
    await row.locator("a").first().click();
    const born = /Ngày sinh\s+(\d\d)-(\d\d)-(\d{4})/.exec(await known.locator("main").innerText());
    const state = await known.context().storageState();
    await known.context().close();
    const plain = await context.browser().newContext({ javaScriptEnabled: false, storageState: state, locale: "vi-VN" });
    const page = await plain.newPage();
    await page.goto(base + REGISTER);
    // The name without its marks.
    const folded = name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/Đ/g, "D");
    const birth = born ? `${born[1]}/${born[2]}/${born[3]}` : "1960";
    const buffer = list([`${folded};${birth};;`, "Lâm Thị Kim Chuông;1971;Nữ;"]);
    await page.getByLabel("Tệp danh sách").setInputFiles({ name: "Trùng.csv", mimeType: "text/csv", buffer });
    await page.getByRole("button", { name: "Đọc tệp" }).click();
    await page.getByLabel("Chi bộ của cả tệp").selectOption({ index: 1 });
    await page.getByRole("button", { name: "Xem trước" }).click();
    await page.getByRole("link", { name: "Chọn 1 trường hợp nghi trùng" }).click();
    await page.getByLabel("Bỏ dòng này").check();
    await page.getByRole("button", { name: "Ghi các lựa chọn" }).click();
    assert.match(await page.locator("main").innerText(), /Ghi 1 người vào hồ sơ/);
    await page.getByRole("button", { name: "Bỏ tệp này" }).click();
    assert.match(await page.locator("main").innerText(), /Đã bỏ/);
    await plain.close();
  },
};
