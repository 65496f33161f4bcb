// A list is brought by keyboard alone: chosen, read, its columns told, looked at before anything is written, mended in the
// grid, written, taken back; on a phone's width and on a desk, and without script but for the grid.
import assert from "node:assert/strict";
import { file, press, tabTo, type, ways } from "../keys.mjs";
import { signIn } from "../people.mjs";

const REGISTER = "/van-phong/dang-vien/nhap";
const text = (page) => page.locator("main").innerText();

async function bring(page, way, scripted, check) {
  const base = new URL(page.url()).origin;
  const name = `Danh sách ${way.replaceAll(/[^a-z]/g, "")}.csv`;
  const birth = scripted ? "31/2/1975" : "28/2/1975";
  const rows = ["ĐẢNG ỦY XÃ;;;;", "Họ và tên;Ngày sinh;Giới tính;Quê quán;Nhận bản giấy", `Néang Sóc Mai;${birth};Nữ;xã An Cư;có`, "Châu Kim Lợi;5.3.62;nam;;"];
  const chosen = { name, mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) };
  const button = (words) => page.getByRole("button", { name: words, exact: true });

  await page.goto(base + REGISTER);
  await file(page, way, page.getByLabel("Tệp danh sách"), chosen);
  await press(page, way, button("Đọc tệp"));
  assert.match(await text(page), /Quê quán/, `${way}: the columns are told`);
  const units = page.getByLabel("Chi bộ của cả tệp");
  await tabTo(page, way, units);
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await units.inputValue(), "", `${way}: a cell is chosen`);
  if (scripted) await check(page, `what each column is, by keyboard (${way})`);
  await press(page, way, button("Xem trước"));
  assert.match(await text(page), /Châu Kim Lợi/, way);
  if (scripted) {
    await press(page, way, page.getByRole("link", { name: "Sửa 1 dòng chưa đúng", exact: true }));
    await type(page, way, page.locator("[data-bad] input"), "28/2/1975");
    await press(page, way, button("Ghi các sửa đổi"));
    await check(page, `what a list would do, by keyboard (${way})`);
  }
  await press(page, way, button("Ghi 2 người vào hồ sơ"));
  assert.match(await text(page), /Đã ghi lúc/, way);
  await page.goto(`${base}/van-phong/dang-vien?ten=neang+soc+mai&giay=co&cot=que`);
  assert.match(await text(page), /Néang Sóc Mai[^]*xã An Cư/, `${way}: on the roll, with what the list said`);
  await page.goto(base + REGISTER);
  await press(page, way, page.getByRole("link", { name, exact: true }));
  await press(page, way, button("Hoàn tác"));
  assert.match(await text(page), /Đã hoàn tác lúc/, way);
}

export const stories = {
  async "a list is brought and taken back by keyboard alone, on a phone's width and on a desk, with script and without"(context, base, check) {
    for (const { name, ...way } of ways) {
      const page = await (await context.browser().newContext({ ...way, locale: "vi-VN" })).newPage();
      await signIn(page, base, "Chuyên viên Ban Tổ chức");
      await bring(page, name, way.javaScriptEnabled, check);
      await page.context().close();
    }
  },
};
