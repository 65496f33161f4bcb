// Units: the tree, changes of units.
import assert from "node:assert/strict";
import { agreed, someone } from "../people.mjs";

export const stories = {
  async "the tree answers as of a day, and the Front sees its own branch"(context, base, check) {
    const officer = await someone(context, base, "Chuyên viên Ban Tổ chức");
    await check(officer, "the organisation officer's desk");
    await officer.getByRole("link", { name: "Cây tổ chức" }).click();
    await check(officer, "the tree");
    assert.match(await officer.locator(".tree").innerText(), /Đảng bộ huyện Tịnh Biên/);
    await officer.getByLabel("Xem tại ngày").fill("10/4/2023");
    await officer.getByRole("button", { name: "Xem" }).click();
    assert.match(await officer.locator(".tree").innerText(), /Đảng bộ thị xã Tịnh Biên[^]*Đảng bộ phường Nhà Bàng/);
    await officer.locator("summary", { hasText: "Đảng bộ phường Nhà Bàng" }).click();
    await officer.getByRole("link", { name: "Xem đơn vị này Đảng bộ phường Nhà Bàng" }).click();
    assert.match(await officer.locator(".trail").last().innerText(), /Đảng bộ thị trấn Nhà Bàng/);
    await check(officer, "a unit");
    await officer.goto(`${base}/van-phong/to-chuc?ngay=31-02-2018`);
    assert.match(await officer.locator("main").innerText(), /Ghi ngày theo dạng/);
    await officer.getByRole("button", { name: "English" }).click();
    assert.equal(await officer.locator("html").getAttribute("lang"), "en");
    assert.equal(await officer.locator("h1").innerText(), "Organisation");
    await check(officer, "the tree in English");
    const front = await someone(context, base, "Ủy viên Ủy ban Mặt trận");
    await check(front, "the Front's desk");
    await front.getByRole("link", { name: "Cây tổ chức" }).click();
    assert.match(await front.locator("main").innerText(), /15 ủy ban Mặt trận/);
    await officer.context().close();
    await front.context().close();
  },

  async "two cells merge: shown first, agreed to by a second person, made, taken back, by keyboard alone"(context, base, check) {
    const page = await someone(context, base, "Chuyên viên Ban Tổ chức");
    await page.goto(`${base}/van-phong/to-chuc`);
    await page.locator("summary", { hasText: "Đảng bộ xã Văn Giáo" }).click();
    await page.getByRole("link", { name: "Xem đơn vị này Đảng bộ xã Văn Giáo" }).click();
    const before = await page.locator("caption + thead + tbody tr").count();
    const press = async (locator) => {
      await locator.focus();
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    };
    await press(page.getByRole("link", { name: "Thay đổi tổ chức" }));
    await check(page, "what may be changed");
    await press(page.getByRole("link", { name: "Hợp nhất các đơn vị trực thuộc" }));
    await check(page, "the wizard of a merger");
    for (const [label, words] of [
      ["Có hiệu lực từ ngày", "23/11/2018"],
      ["Văn bản quyết định", "Quyết định 12-QĐ/HU ngày 05/11/2018"],
      ["Tên đầy đủ", "Chi bộ ấp Văn Trà, xã Văn Giáo"],
      ["Tên ngắn", "Chi bộ ấp Văn Trà"],
    ]) {
      await page.getByLabel(label).focus();
      await page.keyboard.press("Control+a");
      await page.keyboard.type(words);
    }
    const boxes = page.locator("#units input[type=checkbox]");
    await boxes.nth(0).focus();
    await page.keyboard.press("Space");
    await press(page.getByRole("button", { name: "Xem hệ quả" }));
    assert.match(await page.locator(".errors").innerText(), /Chọn ít nhất 2/);
    assert.equal(await page.getByLabel("Tên ngắn").inputValue(), "Chi bộ ấp Văn Trà");
    await boxes.nth(1).focus();
    await page.keyboard.press("Space");
    await press(page.getByRole("button", { name: "Xem hệ quả" }));
    assert.match(await page.locator("main").innerText(), /Chưa có gì được ghi[^]*Đảng viên chuyển sinh hoạt\s+\d\d người[^]*Bí thư: /);
    await check(page, "what a merger brings with it");
    await page.getByLabel("Lý do").focus();
    await page.keyboard.type("Hai chi bộ cùng một ấp");
    await press(page.getByRole("button", { name: "Gửi đề nghị" }));
    assert.match(await page.locator("main").innerText(), /Hai chi bộ cùng một ấp[^]*Người có thể đồng ý/);
    await check(page, "a merger that waits for the second person");
    await agreed(context, base, page);
    await check(page, "an event of units");
    const event = page.url();
    await page.getByRole("link", { name: "Cây tổ chức" }).first().click();
    await page.locator("summary", { hasText: "Đảng bộ xã Văn Giáo" }).click();
    await page.getByRole("link", { name: "Chi bộ ấp Văn Trà, xã Văn Giáo" }).click();
    assert.match(await page.locator(".trail").first().innerText(), /Từ Chi bộ ấp 1[^]*Chi bộ ấp 2/);
    await check(page, "a unit that came from others");
    await press(page.getByRole("link", { name: "Xem sơ đồ quá trình" }));
    assert.match(await page.locator("main").innerText(), /Chi bộ ấp 1, xã Văn Giáo\s+Chi bộ ấp Văn Trà, xã Văn Giáo\s+Toàn bộ/);
    await check(page, "the chart of a unit");
    await press(page.locator("svg.chart a").first());
    assert.match(await page.locator(".notice").first().innerText(), /kết thúc ngày 22-11-2018[^]*Nay là: Chi bộ ấp Văn Trà/);
    await check(page, "a unit that has ended");
    await page.goto(`${base}/van-phong/to-chuc?ngay=20/11/2018`);
    assert.match(await page.locator("main").innerText(), /xếp theo các đơn vị của chính ngày ấy/);
    const persons = (text) => text.match(/([\d.]+) đảng viên/)[1];
    const then = persons(await page.locator("main").innerText());
    await press(page.getByRole("link", { name: "Theo đơn vị hôm nay" }));
    assert.match(await page.locator(".tree").textContent(), /Chi bộ ấp Văn Trà/);
    assert.equal(persons(await page.locator("main").innerText()), then);
    await check(page, "an earlier day by the units of today");
    await page.goto(event);
    await press(page.getByRole("button", { name: "Đề nghị hoàn tác" }));
    await agreed(context, base, page);
    assert.match(await page.locator("main").innerText(), /Đã hoàn tác/);
    await page.goto(`${base}/van-phong/to-chuc`);
    await page.locator("summary", { hasText: "Đảng bộ xã Văn Giáo" }).click();
    await page.getByRole("link", { name: "Xem đơn vị này Đảng bộ xã Văn Giáo" }).click();
    assert.equal(await page.locator("caption + thead + tbody tr").count(), before);
    await page.context().close();
  },

  async "a cell closes: nothing is left without a destination"(context, base, check) {
    const page = await someone(context, base, "Chuyên viên Ban Tổ chức");
    await page.goto(`${base}/van-phong/to-chuc`);
    await page.locator("summary", { hasText: "Đảng bộ xã Tân Lập" }).click();
    await page.getByRole("link", { name: "Chi bộ ấp 1, xã Tân Lập" }).click();
    const unit = page.url();
    await page.getByRole("link", { name: "Kết thúc đơn vị" }).click();
    await check(page, "a unit to close");
    await page.getByRole("button", { name: "Bắt đầu kết thúc" }).click();
    assert.match(await page.locator(".errors").innerText(), /Ghi văn bản quyết định[^]*Chọn đơn vị nhận/);
    await page.getByLabel("Ngày đầu tiên không còn đơn vị").fill("23/11/2018");
    await page.getByLabel("Văn bản quyết định").fill("Quyết định 15-QĐ/HU ngày 20/11/2018");
    await page.getByLabel("Đơn vị kế tục").selectOption({ label: "Chi bộ ấp 2, xã Tân Lập" });
    await page.getByRole("button", { name: "Bắt đầu kết thúc" }).click();
    assert.match(await page.locator("main").innerText(), /Còn \d+ mục chưa có nơi nhận[^]*Đơn vị vẫn đang hoạt động/);
    await check(page, "a unit that is closing");
    assert.equal(await page.getByRole("button", { name: "Gửi đề nghị" }).count(), 0);
    const members = page.locator("#members");
    await members.locator("summary").click();
    await members.locator("input[type=checkbox]").first().check();
    await members.getByLabel("Đơn vị nhận").selectOption({ label: "Chi bộ ấp 3, xã Tân Lập" });
    await members.getByRole("button", { name: "Chuyển các mục đã chọn" }).click();
    assert.match(await page.locator("#members").innerText(), /Chi bộ ấp 3, xã Tân Lập: 1/);
    for (;;) {
      const rest = page.locator("section.panel", { has: page.getByRole("button", { name: "Chuyển tất cả các mục còn lại" }) }).first();
      if ((await rest.count()) === 0) break;
      await rest.getByLabel("Đơn vị nhận").selectOption({ label: "Chi bộ ấp 2, xã Tân Lập" });
      await rest.getByRole("button", { name: "Chuyển tất cả các mục còn lại" }).click();
    }
    assert.match(await page.locator("main").innerText(), /Mọi thứ đã có nơi nhận/);
    await page.getByRole("button", { name: "Xem hệ quả" }).click();
    assert.match(await page.locator("main").innerText(), /Nếu ghi, sẽ có những thay đổi sau/);
    await check(page, "a unit that can end");
    await page.getByRole("button", { name: "Gửi đề nghị" }).click();
    await agreed(context, base, page);
    const event = page.url();
    assert.match(await page.locator("main").innerText(), /Một phần của Chi bộ ấp 1, xã Tân Lập\s+Chi bộ ấp 3, xã Tân Lập/);
    await page.goto(unit);
    assert.match(await page.locator(".notice").first().innerText(), /kết thúc ngày 22-11-2018[^]*Nay là: Chi bộ ấp 2, xã Tân Lập/);
    await page.goto(event);
    await page.getByRole("button", { name: "Đề nghị hoàn tác" }).click();
    await agreed(context, base, page);
    await page.goto(unit);
    await page.getByRole("link", { name: "Xem nơi nhận" }).click();
    await page.getByRole("button", { name: "Thôi, không kết thúc nữa" }).click();
    assert.equal(await page.locator("main").getByText("đang chuẩn bị kết thúc").count(), 0);
    await page.context().close();
  },
};
