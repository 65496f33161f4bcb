// What a tired clerk of sixty runs into: long names on small paper, a name that changed, a telephone that others hold next,
// a list that names somebody who left.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const LONG = "Nguyễn Phúc Hoàng Bảo Trân Anh Thư Quỳnh Như";
const POST = "Phó Trưởng Ban Thường trực Ban Tuyên giáo và Dân vận kiêm Giám đốc Trung tâm Chính trị";

export const stories = {
  async "the slip of somebody with a long name and post is whole on paper"(context, base, check) {
    const manager = await someone(context, base, "Chánh Văn phòng");
    await manager.goto(`${base}/van-phong/nguoi-dung/moi`);
    await manager.getByLabel("Họ và tên").fill(LONG);
    await manager.getByLabel("Chức vụ").fill(POST);
    await manager.getByLabel("Tên đăng nhập").fill("nhu.npq");
    await manager.getByLabel("Biên tập viên").check();
    await manager.getByLabel("Tại đơn vị").selectOption({ index: 1 });
    await manager.getByRole("button", { name: "Lưu" }).click();
    await check(manager, "an account of somebody with a long name");
    await manager.getByRole("button", { name: "In phiếu mời" }).click();
    await manager.setViewportSize({ width: 718, height: 1047 });
    await manager.emulateMedia({ media: "print" });
    const wrong = await manager.evaluate(() => {
      const slip = document.querySelector(".slip");
      const [code, steps] = [slip.querySelector("svg"), slip.querySelector("ol")].map((part) => part.getBoundingClientRect());
      const cut = slip.scrollHeight > slip.clientHeight + 1;
      return { cut, covered: code.bottom > steps.top + 1, small: code.width < 100 };
    });
    assert.deepEqual(wrong, { cut: false, covered: false, small: false });
    await manager.context().close();
  },

  async "a change of names tells the old name and the new one, and today's page today's"(context, base, check) {
    const officer = await someone(context, base, "Chuyên viên Ban Tổ chức");
    await officer.goto(`${base}/van-phong/to-chuc`);
    await officer.getByRole("link", { name: /Đổi tên: \d+ đơn vị/ }).click();
    const row = await officer.locator("table tbody tr").first().innerText();
    assert.match(row, /Đảng bộ huyện Tịnh Biên\s+Đảng bộ thị xã Tịnh Biên/);
    await check(officer, "an event that gave other names");
    await officer.goto(`${base}/van-phong/to-chuc`);
    await officer.getByRole("link", { name: /^Xem đơn vị này/ }).first().click();
    await officer.getByRole("link", { name: "Xem sơ đồ quá trình" }).click();
    assert.match(await officer.locator(".head").innerText(), /Đảng bộ huyện Tịnh Biên/);
    await officer.getByRole("link", { name: "Đảng bộ huyện Tịnh Biên" }).first().click();
    await officer.getByLabel("Xem tại ngày").fill("1/6/2015");
    await officer.getByRole("button", { name: "Xem" }).click();
    assert.equal(await officer.getByLabel("Xem tại ngày").inputValue(), "01-06-2015");
    await officer.context().close();
  },

  async "whoever signs out leaves no page with a name behind, and codes that wait stay"(context, base) {
    const page = await someone(context, base, "Văn phòng Đảng ủy", { width: 360, height: 740 });
    const kept = () => page.evaluate(async () => Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).length)));
    await page.goto(`${base}/van-phong`);
    await page.evaluate(async () => {
      await (await caches.open("thenchot-quet-1")).add("/van-phong");
      await new Promise((done) => {
        const ask = indexedDB.open("thenchot-quet", 1);
        ask.onupgradeneeded = () => ask.result.createObjectStore("codes", { keyPath: "id", autoIncrement: true });
        ask.onsuccess = () => {
          const tx = ask.result.transaction("codes", "readwrite");
          tx.objectStore("codes").add({ here: "/x", code: "A", way: "badge", at: 1 });
          tx.oncomplete = () => { ask.result.close(); done(); };
        };
      });
    });
    assert.deepEqual(await kept(), [1]);
    await page.getByRole("button", { name: "Thoát" }).click();
    await page.getByLabel("Mật khẩu").waitFor();
    await page.waitForFunction(async () => (await caches.keys()).length === 0);
    assert.ok((await page.evaluate(async () => (await indexedDB.databases()).map((one) => one.name))).includes("thenchot-quet"));
    await page.context().close();
  },
};
