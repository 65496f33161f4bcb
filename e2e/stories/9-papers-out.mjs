// A paper that goes out from its first word to its number, and one that readers find in the portal's library.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const text = (page) => page.locator("main").innerText();

export const stories = {
  async "the head of the office writes a paper, the leader signs it, it gets its number and its Word file"(context, base, check) {
    const head = await someone(context, base, "Chánh Văn phòng", { width: 360, height: 740 });
    await head.goto(`${base}/van-phong/van-ban-di`);
    await check(head, "papers on their way out, on a phone");
    await head.getByRole("link", { name: "Soạn văn bản đi" }).click();
    await check(head, "the form that writes a paper");
    await head.getByRole("button", { name: "Lưu dự thảo" }).click();
    assert.match(await head.locator(".errors").innerText(), /Chọn loại văn bản[^]*Ghi trích yếu/);
    await head.getByLabel("Loại văn bản").selectOption({ label: "Thông báo" });
    await head.getByLabel("Trích yếu").fill("về lịch họp Ban Thường vụ tháng 12");
    await head.getByLabel("Nội dung").fill("Ban Thường vụ thông báo lịch họp tháng 12./.");
    await head.getByLabel("Nơi nhận").fill("Các chi bộ, đảng bộ trực thuộc\nLưu Văn phòng Huyện ủy");
    await head.getByLabel("Chức vụ người ký").fill("Phó Bí thư");
    await head.getByRole("button", { name: "Lưu dự thảo" }).click();
    assert.match(await text(head), /Phải sửa[^]*họ tên người ký/);
    assert.match(await text(head), /không ghi \.\/\./);
    await check(head, "a draft with what is not as prescribed");
    await head.getByRole("link", { name: "Sửa nội dung" }).click();
    await head.getByLabel("Nội dung").fill("Ban Thường vụ thông báo lịch họp tháng 12.");
    await head.getByLabel("Người ký", { exact: true }).fill("Trần Văn Mẫu");
    await head.getByRole("button", { name: "Lưu dự thảo" }).click();
    assert.match(await text(head), /Đúng thể thức/);
    await head.getByRole("button", { name: "Trình duyệt" }).click();
    await head.getByRole("button", { name: "Duyệt, trình ký" }).click();
    assert.match(await text(head), /văn bản chờ ký/);
    const paper = head.url().split("?")[0];

    // The paper names somebody else: the leader is told, and sends it back.
    const leader = await someone(context, base, "Bí thư Huyện ủy");
    await leader.goto(`${base}/van-phong`);
    const name = (await leader.locator("h1").innerText()).replace("Bàn làm việc của ", "").trim();
    assert.doesNotMatch(await text(leader), /Ký văn bản: về lịch họp Ban Thường vụ tháng 12/);
    await leader.goto(paper);
    assert.match(await text(leader), new RegExp(`người ký là Phó Bí thư Trần Văn Mẫu, còn anh chị là ${name}`));
    assert.equal(await leader.getByRole("button", { name: "Ký", exact: true }).count(), 0);
    await check(leader, "a paper that names another signer");
    await leader.getByText("Trả lại", { exact: true }).first().click();
    await leader.getByLabel("Lý do").first().fill("Bí thư ký");
    await leader.getByRole("button", { name: "Trả lại" }).click();
    await head.goto(paper);
    await head.getByRole("link", { name: "Sửa nội dung" }).click();
    await head.getByLabel("Chức vụ người ký").fill("Bí thư");
    await head.getByLabel("Người ký", { exact: true }).fill(name);
    await head.getByRole("button", { name: "Lưu dự thảo" }).click();
    await head.getByRole("button", { name: "Trình duyệt" }).click();
    await head.getByRole("button", { name: "Duyệt, trình ký" }).click();

    await leader.goto(`${base}/van-phong`);
    await leader.getByRole("link", { name: "Ký văn bản: về lịch họp Ban Thường vụ tháng 12" }).click();
    await check(leader, "a paper that waits for the signature");
    await leader.getByRole("button", { name: "Ký", exact: true }).click();
    assert.match(await text(leader), /Đã ký/);

    await head.goto(paper);
    await head.getByRole("button", { name: "Cấp số, vào sổ" }).click();
    assert.match(await text(head), /Đã vào sổ:\s*123-TB\/HU/);
    const [file] = await Promise.all([head.waitForEvent("download"), head.getByRole("link", { name: "Tải tệp Word" }).click()]);
    assert.equal(file.suggestedFilename(), "123-tb-hu.docx");
    await check(head, "a paper with its number");
    await head.context().close();
    await leader.context().close();
  },

  async "a reader narrows the library of papers, opens one and takes its file"(context, base, check) {
    const page = await context.newPage();
    await page.goto(`${base}/van-ban`);
    assert.match(await text(page), /86-KH\/HU/);
    await check(page, "the library of papers");
    await page.getByLabel("Hiệu lực", { exact: true }).selectOption({ value: "het" });
    await page.getByRole("button", { name: "Xem" }).click();
    assert.match(await text(page), /181-QĐ\/TW/);
    assert.doesNotMatch(await text(page), /86-KH\/HU/);
    await page.goto(`${base}/van-ban?q=86-KH`);
    await page.getByRole("link", { name: /86-KH\/HU/ }).click();
    await check(page, "a public paper");
    assert.match(await text(page), /Còn hiệu lực[^]*04-NQ\/TW/);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /Tải văn bản/ }).click()]);
    assert.equal(file.suggestedFilename(), "86-kh-hu.docx");
    await page.close();
  },
};
