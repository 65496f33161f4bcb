// Tasks from papers: given by a commune's clerk from a clause, taken up and reported by a cell, agreed; who is late.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const text = (page) => page.locator("main").innerText();

export const stories = {
  async "a clause becomes a task, the cell reports it on a phone, and the commune agrees"(context, base, check) {
    const clerk = await someone(context, base, "Văn phòng Đảng ủy", { width: 1280, height: 800 });
    await clerk.goto(`${base}/van-phong/viec`);
    assert.match(await text(clerk), /Quá hạn[^]*Báo cáo kết quả học tập/);
    await check(clerk, "the tasks within reach");
    await clerk.goto(`${base}/van-phong/viec/cham`);
    assert.match(await text(clerk), /quá hạn \d+ ngày làm việc/);
    await check(clerk, "who is late");
    await clerk.goto(`${base}/van-phong/van-ban?chieu=di`);
    await clerk.getByRole("link", { name: "01-KH/ĐU" }).click();
    await clerk.getByRole("link", { name: "Tìm việc trong văn bản" }).click();
    await clerk.getByLabel("Nội dung văn bản").fill("1. Các chi bộ, đảng bộ cơ sở học tập nghị quyết, chậm nhất ngày 14/12/2018.\n2. Ban Tuyên giáo theo dõi.");
    await clerk.getByRole("button", { name: "Tìm việc" }).click();
    await check(clerk, "the clauses that the rules propose");
    const cell = await clerk.locator("#lead-0 option").evaluateAll((all) => all.map((one) => one.textContent).find((name) => name.includes(" 3,")));
    await clerk.getByLabel("Đơn vị chủ trì").selectOption({ label: cell });
    await clerk.getByRole("button", { name: "Giao các mục đã chọn" }).click();
    assert.match(await text(clerk), /Đã giao các việc đã chọn[^]*Việc đã giao[^]*học tập nghị quyết/);
    await check(clerk, "a paper with what came of it");
    await clerk.locator("main").getByRole("link", { name: /học tập nghị quyết/ }).click();
    await clerk.getByText("Nhắc đơn vị chủ trì").click();
    await clerk.getByLabel("Lời nhắc").fill("Xin xong trước thứ sáu");
    await clerk.getByRole("button", { name: "Nhắc", exact: true }).click();
    assert.match(await text(clerk), /Nhắc 1 lần, lần cuối ngày [\d-]+, .+\. “Xin xong trước thứ sáu/);
    await check(clerk, "a task that was reminded of");

    const secretary = await someone(context, base, "Bí thư Chi bộ", { width: 360, height: 740 });
    await secretary.goto(`${base}/van-phong`);
    assert.match(await text(secretary), /Được nhắc[^]*Nhắc 1 lần[^]*Xin xong trước thứ sáu/);
    await secretary.getByRole("link", { name: /Việc: Các chi bộ, đảng bộ cơ sở học tập nghị quyết/ }).click();
    assert.match(await text(secretary), /01-KH\/ĐU/);
    await check(secretary, "a task on a phone");
    await secretary.getByRole("button", { name: "Báo cáo đã làm xong" }).click();
    assert.match(await secretary.locator(".errors").innerText(), /Ghi kết quả hoặc lý do/);
    await secretary.getByLabel("Báo cáo hoặc lý do").fill("Đã học ngày 20/11, 38 trên 40 đảng viên");
    await secretary.getByRole("button", { name: "Báo cáo đã làm xong" }).click();
    assert.match(await text(secretary), /Đã báo cáo/);
    await secretary.context().close();

    await clerk.goto(`${base}/van-phong`);
    await clerk.getByRole("link", { name: /Xem báo cáo: Các chi bộ, đảng bộ cơ sở/ }).click();
    await clerk.getByRole("button", { name: "Đồng ý, việc đã xong" }).click();
    assert.match(await text(clerk), /Việc đã xong/);
    await clerk.context().close();
  },

  async "a leader reminds of what is late from one page, once a day, and whoever leads reads it on the desk"(context, base, check) {
    const leader = await someone(context, base, "Bí thư Huyện ủy", { width: 360, height: 740 });
    await leader.goto(`${base}/van-phong/viec/cham`);
    await leader.getByRole("button", { name: "Nhắc các việc đã chọn" }).click();
    assert.match(await leader.locator(".errors").innerText(), /Chọn ít nhất một việc/);
    await leader.getByLabel(/Chọn để nhắc: Báo cáo kết quả học tập/).check();
    await leader.getByLabel("Lời nhắc").fill("Huyện ủy chờ báo cáo");
    await check(leader, "who is late, with one chosen, on a phone");
    await leader.getByRole("button", { name: "Nhắc các việc đã chọn" }).click();
    assert.match(await text(leader), /Đã nhắc các việc đã chọn[^]*Nhắc 1 lần[^]*Huyện ủy chờ báo cáo/);
    assert.equal(await leader.getByLabel(/Chọn để nhắc: Báo cáo kết quả học tập/).count(), 0);
    await check(leader, "who is late and was reminded");
    await leader.context().close();

    const clerk = await someone(context, base, "Văn phòng Đảng ủy");
    await clerk.goto(`${base}/van-phong`);
    assert.match(await text(clerk), /Báo cáo kết quả học tập[^]*Nhắc 1 lần[^]*Huyện ủy chờ báo cáo/);
    await clerk.context().close();
  },
};
