// Somebody who left the Party comes back: entered by hand, the record of before is laid beside, chosen, and goes on.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const text = (page) => page.locator("main").innerText();

export const stories = {
  async "whoever was a member before goes on with the record that exists"(context, base, check) {
    const page = await someone(context, base, "Chuyên viên Ban Tổ chức", { width: 360, height: 740 });
    const send = async (name) => {
      await page.getByRole("button", { name, exact: true }).focus();
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    };
    const fill = async (fields) => {
      for (const [label, words] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(words);
    };
    await page.goto(`${base}/van-phong/dang-vien/moi`);
    await check(page, "the form of somebody new");
    await page.getByLabel("Chi bộ", { exact: true }).selectOption({ index: 1 });
    const who = { "Họ và tên": "Thạch Sóc Rây", "Ngày sinh": "02/09/1980" };
    await fill({ ...who, "Ngày vào Đảng": "03/02/2005", "Ngày chính thức": "03/02/2006", "Giấy tờ": "QĐ 3", "Nghề nghiệp, công việc": "Nông dân" });
    await send("Lưu");
    const record = page.url().split("?")[0];
    await page.goto(`${record}/tu-cach`);
    await page.getByLabel("Xin ra khỏi Đảng", { exact: true }).check();
    await fill({ "Từ ngày": "10/10/2014", "Văn bản": "ĐX 1" });
    await send("Lưu");
    assert.match(await text(page), /Không còn trong danh sách đảng viên/);

    await page.goto(`${base}/van-phong/dang-vien/moi`);
    await page.getByLabel("Chi bộ", { exact: true }).selectOption({ index: 2 });
    // As a list without marks spells it.
    await fill({ "Họ và tên": "Thach Soc Ray", "Ngày sinh": "02/09/1980", "Sinh hoạt tại chi bộ từ ngày": "20/11/2018", "Giấy tờ": "QĐ 9 ngày 20/11/2018" });
    await send("Lưu");
    assert.match(await text(page), /Người từng là đảng viên[^]*Được xét từ ngày 10-10-2017/);
    await check(page, "a former member beside what was typed");
    await page.getByRole("textbox", { name: "Họ và tên", exact: true }).fill("Thạch Sóc Rây");
    await page.getByRole("radio", { name: /Đúng là Thạch Sóc Rây/ }).check();
    await send("Lưu");
    assert.equal(page.url().split("?")[0], record, "the same record");
    assert.match(await text(page), /Đã ghi kết nạp lại[^]*Nông dân[^]*từ 03-02-2005 đến hết 09-10-2014/);
    await check(page, "a record with two memberships");
    await page.context().close();
  },
};
