// A secretary records a whole cell on a phone, half of it without a net: gestures are counted and asserted, the time is printed.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

// So many gestures are enough for a cell of forty: three absent ones, a badge reader opened once, and the way there.
const MOST = 14;

export const stories = {
  async "codes read without a net in a session that was dropped go into another one, each by its own way"(context, base, check) {
    const page = await someone(context, base, "Bí thư Chi bộ", { width: 360, height: 740 });
    await page.goto(`${base}/van-phong/hoc-tap`);
    await page.getByRole("link", { name: /kinh tế biển/ }).first().click();
    const cell = page.url().split("?")[0];
    const planned = async (place) => {
      await page.goto(`${cell}/buoi`);
      await page.getByLabel("Nơi học").fill(place);
      await page.getByRole("button", { name: "Lưu" }).click();
      return page.url().split("?")[0];
    };
    const [first, second] = [await planned("Nhà ông Ân"), await planned("Nhà ông Bình")];
    await page.goto(`${first}/phieu`);
    const give = page.getByRole("button", { name: "Cấp mã cho người chưa có" });
    if (await give.count()) await give.click();
    const codes = (await page.locator("td.codes").allInnerTexts()).map((code) => code.trim()).slice(0, 2);
    await page.goto(`${first}/quet`);
    await page.waitForFunction(async () => Boolean(await navigator.serviceWorker.ready && await caches.match(location.href)));
    await page.context().setOffline(true);
    for (const [nth, way] of ["Thẻ", "Phiếu in"].entries()) {
      await page.getByLabel(way, { exact: true }).check();
      await page.getByLabel("Mã", { exact: true }).fill(codes[nth]);
      await page.getByRole("button", { name: "Ghi", exact: true }).click();
      await page.getByText(`${nth + 1} mã đang chờ gửi`).waitFor();
    }
    // What somebody else read on this phone stays theirs: it is told of, and not sent as this secretary's.
    await page.evaluate((here) => new Promise((done) => {
      const ask = indexedDB.open("thenchot-quet", 1);
      ask.onsuccess = () => {
        const tx = ask.result.transaction("codes", "readwrite");
        tx.objectStore("codes").add({ here, code: "CUA-NGUOI-KHAC", way: "badge", by: "0", at: Date.now() });
        tx.oncomplete = () => done();
      };
    }), `${new URL(first).pathname}/quet`);
    // Meanwhile the session is dropped elsewhere.
    const desk = await someone(context, base, "Bí thư Chi bộ");
    await desk.goto(`${first}/sua`);
    await desk.getByRole("button", { name: "Bỏ buổi học" }).click();
    await desk.context().close();
    await page.context().setOffline(false);
    await page.evaluate(() => dispatchEvent(new Event("online")));
    const lost = page.locator("[data-scan-stranded]");
    await lost.waitFor();
    for (const code of codes) assert.ok((await lost.innerText()).includes(code), code);
    const others = "Trên máy này còn 1 mã do người khác quét chưa gửi; người đó mở trang quét thì mã được gửi.";
    assert.equal(await page.locator("[data-scan-waits]").innerText(), others);
    await check(page, "codes of a dropped session");
    assert.equal((await page.goto(`${first}/quet`)).status(), 404);
    await page.goto(`${second}/quet`);
    await lost.getByRole("button", { name: "Ghi vào buổi này" }).click();
    await lost.waitFor({ state: "hidden" });
    assert.equal(await page.locator(".results li").count(), 2);
    await page.goto(second);
    const told = await page.locator("main").innerText();
    for (const way of ["Thẻ", "Phiếu in"]) assert.match(told, new RegExp(`${way}\\D*1`), told);
    await page.context().close();
  },

  async "a cell of forty is recorded on a phone in few gestures, half of it without a net"(context, base, check) {
    const page = await someone(context, base, "Bí thư Chi bộ", { width: 360, height: 740 });
    await page.goto(`${base}/van-phong/hoc-tap`);
    await page.getByRole("link", { name: /kinh tế biển/ }).first().click();
    const cell = page.url().split("?")[0];
    const size = async () => Number((await page.locator(".strip dd").nth(1).innerText()).split("/")[1]);
    await grow(context, base, await page.locator("h1").innerText(), 40 - await size());
    await page.goto(cell);
    const due = await size();
    assert.equal(due, 40);

    // Before the meeting: a session, and badges for everybody.
    await page.getByRole("link", { name: "Ghi buổi học", exact: true }).click();
    await page.getByLabel("Nơi học").fill("Văn phòng ấp");
    await page.getByRole("button", { name: "Lưu" }).click();
    const session = page.url().split("?")[0];
    await page.goto(`${session}/phieu`);
    await page.getByRole("button", { name: "Cấp mã cho người chưa có" }).click();
    const codes = (await page.locator("td.codes").allInnerTexts()).map((code) => code.trim());
    // A camera that sees one badge after the other.
    await page.addInitScript((half) => {
      let at = 0;
      window.BarcodeDetector = class { async detect() { return at < half.length ? [{ rawValue: half[at++] }] : []; } };
      const camera = { getUserMedia: async () => document.createElement("canvas").captureStream() };
      Object.defineProperty(navigator, "mediaDevices", { value: camera, configurable: true });
      HTMLMediaElement.prototype.play = async () => {};
    }, codes.slice(0, Math.ceil(due / 2)));

    let taps = 0;
    const tap = async (what) => { taps += 1; await what.click(); };
    const began = Date.now();
    await page.goto(session);
    await tap(page.getByRole("link", { name: "Quét thẻ hoặc gõ mã" }));
    await page.waitForFunction(async () => Boolean(await navigator.serviceWorker.ready && await caches.match(location.href)));
    await page.context().setOffline(true);
    await tap(page.getByRole("button", { name: "Quét bằng máy ảnh" }));
    await page.getByText(`${Math.ceil(due / 2)} mã đang chờ gửi`).waitFor();
    await check(page, "badges that wait for a net");
    await page.context().setOffline(false);
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await page.locator("[data-scan-waits]:empty").waitFor({ state: "attached" });

    await page.goto(cell);
    await tap(page.getByRole("link", { name: "Điểm danh", exact: true }));
    await tap(page.getByRole("button", { name: "Đánh dấu có mặt cho người chưa đánh dấu" }));
    const absent = page.locator("label[data-mark=absent]");
    const last = (await absent.count()) - 1;
    for (const nth of [last, last - 1, last - 2]) await tap(absent.nth(nth));
    // The net goes once more: what was ticked outlives a closed page, and what is sent waits for the net.
    await page.goto(cell);
    await page.getByRole("link", { name: "Điểm danh", exact: true }).click();
    await page.getByText("Đã lấy lại các lựa chọn chưa lưu").waitFor();
    await page.context().setOffline(true);
    await tap(page.getByRole("button", { name: "Lưu" }));
    const waits = page.getByText("Chưa có mạng, danh sách chưa gửi được");
    await waits.waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    const told = await waits.boundingBox();
    assert.ok(told.y > 0 && told.y + told.height <= page.viewportSize().height, "whoever is at the top of the list is told too");
    await check(page, "a list that waits for a net");
    await page.context().setOffline(false);
    await page.locator(".strip").waitFor();
    const took = Date.now() - began;
    console.log(`    a cell of ${due}: ${taps} gestures, ${(took / 1000).toFixed(1)} s of the story's own time, ${Math.ceil(due / 2)} without a net`);
    assert.ok(taps <= MOST, `${taps} gestures`);
    assert.match(await page.locator(".strip").innerText(), new RegExp(`${due - 3}/${due}`));
    assert.equal(await page.getByText("Chưa điểm danh", { exact: true }).count(), 0);
    await check(page, "a cell that is recorded");
    await page.context().close();
  },
};

// As many more members for a cell, brought as a list.
async function grow(context, base, cell, more) {
  const page = await someone(context, base, "Chuyên viên Ban Tổ chức");
  const rows = Array.from({ length: more }, (_, nth) => `Trần Văn ${"Ân Bình Cảnh Dũng Hòa Khải Lộc Minh Phúc Quý".split(" ")[nth % 10]} ${"Một Hai Ba Tư Năm".split(" ")[Math.floor(nth / 10)]};${1 + nth % 28}/3/${1960 + nth};Nam;`);
  const buffer = Buffer.from(["Họ và tên;Ngày sinh;Giới tính;Số căn cước", ...rows].join("\n"));
  await page.goto(`${base}/van-phong/dang-vien/nhap`);
  await page.getByLabel("Tệp danh sách").setInputFiles({ name: "Thêm.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Đọc tệp" }).click();
  const units = page.getByLabel("Chi bộ của cả tệp");
  const value = await units.locator("option").evaluateAll((all, name) => all.find((one) => one.textContent.includes(name))?.value, cell);
  await units.selectOption(value);
  await page.getByRole("button", { name: "Xem trước" }).click();
  await page.getByRole("button", { name: new RegExp(`^Ghi ${more} người`) }).click();
  assert.match(await page.locator("main").innerText(), /Đã ghi lúc/);
  await page.context().close();
}
