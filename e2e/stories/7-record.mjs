// The record: entering a member, sealed values, a standing that is amended, what is kept about oneself.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

export const stories = {
  async "a new member is entered by keyboard on a phone, and what is unusual is asked once"(context, base, check) {
    const page = await someone(context, base, "Chuyên viên Ban Tổ chức", { width: 360, height: 740 });
    await page.goto(`${base}/van-phong/dang-vien/moi`);
    await check(page, "the form for somebody new");
    const type = async (label, words) => {
      await page.getByLabel(label, { exact: true }).focus();
      await page.keyboard.press("Control+a");
      await page.keyboard.type(words);
    };
    const send = async (name) => {
      await page.getByRole("button", { name }).focus();
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    };
    await page.getByLabel("Chi bộ", { exact: true }).selectOption({ index: 1 });
    for (const [label, words] of [
      ["Họ và tên", "Néang Sóc Kha"],
      ["Ngày sinh", "12/3/1970"],
      ["Ngày vào Đảng", "19/5/1995"],
      ["Ngày chính thức", "19/5/1996"],
      ["Số định danh cá nhân", "099 170 999 999"],
      ["Điện thoại", "0100 999 999"],
      ["Dân tộc", "Khmer"],
    ]) {
      await type(label, words);
    }
    await page.getByLabel("Nữ").focus();
    await page.keyboard.press("Space");
    await send("Lưu");
    const asked = await page.locator(".errors").innerText();
    assert.match(asked, /099 không phải mã tỉnh nào[^]*không giống số di động/);
    assert.equal(await page.getByLabel("Họ và tên", { exact: true }).inputValue(), "Néang Sóc Kha");
    await check(page, "what is unusual is asked");
    await page.getByLabel(/Tôi đã xem lại/).focus();
    await page.keyboard.press("Space");
    await send("Lưu");
    assert.match(await page.locator("main").innerText(), /Đã ghi đảng viên[^]*23 năm 6 tháng/);
    await check(page, "a record");
    assert.ok(!(await page.content()).includes("099170999999"));

    const phone = page.locator("#reason-phone");
    await phone.getByRole("button").click();
    assert.match(await page.locator("main").innerText(), /Chọn lý do mở/);
    await check(page, "no reason was chosen");
    await phone.locator("select").selectOption("contact");
    await phone.getByRole("button").click();
    assert.match(await phone.innerText(), /0100 999 999/);

    await page.getByRole("link", { name: "Đổi tư cách đảng viên" }).click();
    await page.getByLabel("Xóa tên trong danh sách đảng viên").check();
    await page.getByLabel("Từ ngày").fill("20/11/2018");
    await page.getByLabel("Văn bản", { exact: true }).fill("QĐ 7-QĐ/HU ngày 20/11/2018");
    await check(page, "the form for a standing");
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator("main").innerText(), /Đã xóa tên từ 20-11-2018\. Không còn trong danh sách/);
    await page.getByRole("link", { name: "Đổi tư cách đảng viên" }).click();
    await page.getByLabel("Không có việc đó").check();
    await page.getByLabel("Theo văn bản").fill("BB 2");
    await page.getByRole("button", { name: "Ghi đính chính" }).click();
    assert.match(await page.locator("main").innerText(), /Đã đính chính ngày/);
    assert.doesNotMatch(await page.locator("main").innerText(), /Không còn trong danh sách/);
    await page.getByRole("link", { name: "Nơi sinh hoạt" }).click();
    await check(page, "where a member belongs");
    await page.context().close();
  },

  async "a person sees what is kept, asks for a correction, and the office answers in time"(context, base, check) {
    const secretary = await someone(context, base, "Bí thư Chi bộ", { width: 360, height: 740 });
    await secretary.goto(`${base}/van-phong/tai-khoan`);
    await secretary.getByRole("link", { name: "Dữ liệu đang giữ về tôi" }).click();
    await check(secretary, "what is kept about me");
    await secretary.getByRole("button", { name: "Hiện cả mục được khóa" }).click();
    assert.match(await secretary.locator("main").innerText(), /Số định danh cá nhân[^]*099/);
    await secretary.getByLabel(/Sửa dữ liệu sai/).check();
    await secretary.getByLabel("Nội dung").fill("Ngày vào Đảng là 3/2/1998");
    await secretary.getByRole("button", { name: "Gửi yêu cầu" }).click();
    assert.match(await secretary.locator("main").innerText(), /Đã ghi yêu cầu/);

    const officer = await someone(context, base, "Chuyên viên Ban Tổ chức");
    await officer.goto(`${base}/van-phong`);
    await officer.locator(".duties a", { hasText: "Yêu cầu về dữ liệu cá nhân" }).first().click();
    await check(officer, "a request");
    await officer.getByRole("button", { name: "Mở lời yêu cầu" }).click();
    assert.match(await officer.locator("main").innerText(), /Ngày vào Đảng là 3\/2\/1998/);
    await officer.getByLabel("Đã làm theo yêu cầu").check();
    await officer.locator("#answer").fill("Đã sửa theo quyết định kết nạp");
    await officer.getByRole("button", { name: "Kết thúc yêu cầu" }).click();
    await officer.getByRole("link", { name: "Yêu cầu của cá nhân" }).first().click();
    await check(officer, "the register of requests");
    await secretary.goto(`${base}/van-phong/tai-khoan/du-lieu`);
    assert.match(await secretary.locator("main").innerText(), /Đã sửa theo quyết định kết nạp/);
    await secretary.context().close();
    await officer.context().close();
  },
};
