// The newsroom between submitting and the archive: cleared, at its time, in a hurry, taken back.
import assert from "node:assert/strict";
import { shows, someone } from "../people.mjs";

async function submit(page, base, headline, body) {
  await page.goto(`${base}/van-phong/toa-soan/bai-moi`);
  await page.getByLabel("Đầu đề", { exact: true }).fill(headline);
  await page.getByLabel("Thân bài").fill(body);
  await page.getByRole("button", { name: "Gửi duyệt" }).click();
  assert.match(await page.locator("main").innerText(), /Đã gửi duyệt/);
}

export const stories = {
  async "what cannot wait is published by one alone, and the head approves it"(context, base, check) {
    const publisher = await someone(context, base, "Phó Trưởng Ban Tuyên giáo");
    await submit(publisher, base, "Thông báo tránh bão", "Bão vào trong đêm nay. Bà con vùng trũng đến nhà văn hóa xã.");
    await publisher.goto(`${base}/van-phong/toa-soan`);
    await publisher.getByText("Các bước của một bài").click();
    await check(publisher, "the newsroom with its steps");
    await publisher.getByRole("link", { name: "Thông báo tránh bão" }).click();
    await publisher.getByRole("link", { name: "Duyệt bài" }).click();
    assert.match(await publisher.locator("main").innerText(), /Người khác phải duyệt đăng/);
    assert.equal(await publisher.getByRole("button", { name: "Đăng bài" }).count(), 0);
    await publisher.getByText("Gấp quá, không kịp chờ người thứ hai?").click();
    await publisher.getByRole("button", { name: "Đăng gấp, không chờ người thứ hai" }).click();
    assert.match(await publisher.locator(".errors").innerText(), /Ghi vì sao phải đăng gấp/);
    await check(publisher, "an urgent publication without its reason");
    await publisher.getByLabel("Vì sao phải đăng gấp").fill("Bão vào đêm nay, phải đến dân ngay");
    await publisher.getByRole("button", { name: "Đăng gấp, không chờ người thứ hai" }).click();
    assert.match(await publisher.locator("main").innerText(), /Đã đăng gấp/);

    const leader = await someone(context, base, "Bí thư Huyện ủy");
    await leader.goto(`${base}/van-phong`);
    await check(leader, "the leader's desk with an urgent publication");
    await leader.locator(".duties a", { hasText: "Thông báo tránh bão" }).click();
    await check(leader, "the approval");
    assert.match(await leader.locator("main").innerText(), /Bão vào đêm nay, phải đến dân ngay/);
    await leader.getByRole("button", { name: "Xác nhận" }).click();
    assert.match(await leader.locator("main").innerText(), /Đã xác nhận/);

    const reader = await context.newPage();
    await reader.goto(base);
    await reader.getByRole("link", { name: "Thông báo tránh bão" }).first().click();
    const public_ = reader.url();
    assert.match(await reader.locator("article").innerText(), /nhà văn hóa xã/);

    // The storm is over: it stays readable under a notice, and out of the lists.
    await publisher.goto(`${base}/van-phong/toa-soan`);
    await publisher.getByRole("link", { name: "Thông báo tránh bão", exact: true }).click();
    const review = `${publisher.url().split("?")[0]}/duyet`;
    await publisher.goto(review);
    await publisher.getByLabel("Gỡ: chữ vẫn còn").check();
    await publisher.getByLabel("Lý do", { exact: true }).fill("Bão đã tan");
    await check(publisher, "the ways in which an article ends");
    await publisher.getByRole("button", { name: "Thực hiện" }).click();
    await reader.goto(public_);
    await shows(reader, "main", /Bão đã tan/);
    assert.match(await reader.locator("article").innerText(), /nhà văn hóa xã/);
    await check(reader, "a withdrawn article");
    await reader.goto(base);
    assert.equal(await reader.getByRole("link", { name: "Thông báo tránh bão" }).count(), 0);
    await leader.context().close();
    await publisher.context().close();
  },

  async "a cleared article waits for its time"(context, base, check) {
    const editor = await someone(context, base, "Chuyên viên Ban Tuyên giáo");
    await submit(editor, base, "Lịch tiếp công dân tháng tới", "Tiếp công dân vào sáng thứ hai.");
    const publisher = await someone(context, base, "Phó Trưởng Ban Tuyên giáo");
    await publisher.goto(`${base}/van-phong`);
    await publisher.locator(".duties a", { hasText: "Lịch tiếp công dân" }).click();
    await publisher.getByRole("button", { name: "Duyệt và hẹn giờ đăng" }).click();
    assert.match(await publisher.locator(".errors").innerText(), /Ghi đủ ngày và giờ/);
    await publisher.getByLabel("Ngày đăng").fill("24/12/2035");
    await publisher.getByLabel("Giờ đăng").fill("7:30");
    await publisher.getByRole("button", { name: "Duyệt và hẹn giờ đăng" }).click();
    assert.match(await publisher.locator("main").innerText(), /Đăng lúc 24-12-2035/);
    await check(publisher, "the newsroom with a scheduled article");
    await publisher.getByRole("link", { name: "Lịch tiếp công dân tháng tới" }).click();
    await publisher.getByRole("link", { name: "Duyệt bài" }).click();
    await check(publisher, "a scheduled article");
    await publisher.getByRole("button", { name: "Bỏ hẹn giờ" }).click();
    assert.match(await publisher.locator("main").innerText(), /Đã duyệt, chưa đăng/);
    await editor.context().close();
    await publisher.context().close();
  },
};
