// Writing together: what is typed is kept, versions are compared, a remark is made, and what must not go out is stopped.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const REGION = "Chuyên viên Ban Tuyên giáo";

export const stories = {
  async "what was typed is there after the page was lost, and versions are compared"(context, base, check) {
    const editor = await someone(context, base, REGION);
    await editor.goto(`${base}/van-phong/toa-soan/bai-moi`);
    await editor.getByLabel("Đầu đề", { exact: true }).fill("Hội nghị cán bộ cốt cán");
    await editor.getByLabel("Thân bài").fill("Đoạn thứ nhất.\n\nTỷ lệ đạt 98%.");
    await editor.getByRole("button", { name: "Lưu nháp" }).click();
    const article = editor.url().split("?")[0];

    // While Telex composes nothing is sent and nothing is touched.
    const body = editor.getByLabel("Thân bài");
    await body.evaluate((area) => {
      area.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
      area.value += " đang go";
      area.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
    });
    await editor.waitForTimeout(3500);
    assert.equal(await editor.locator("[data-kept]").innerText(), "");
    await body.evaluate((area) => {
      area.value = area.value.replace(" đang go", " đang gõ");
      area.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
      area.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
    });
    await editor.locator("[data-kept]", { hasText: "Đã tự giữ lúc" }).waitFor();
    assert.match(await body.inputValue(), /đang gõ$/);

    // The page is lost without saving.
    editor.on("dialog", (dialog) => dialog.accept());
    await editor.goto("about:blank");
    await editor.goto(article);
    assert.match(await editor.locator("main").innerText(), /Có chữ chưa lưu từ/);
    await editor.getByText("Xem khác gì").click();
    assert.match(await editor.locator(".diff ins").first().innerText(), /đang gõ/);
    await check(editor, "an article with words that were not saved");
    await editor.getByRole("link", { name: "Lấy lại để viết tiếp" }).click();
    assert.match(await editor.getByLabel("Thân bài").inputValue(), /đang gõ$/);
    await editor.getByRole("button", { name: "Lưu nháp" }).click();
    assert.doesNotMatch(await editor.locator("main").innerText(), /Có chữ chưa lưu/);

    await editor.getByRole("link", { name: "Các bản đã lưu" }).click();
    assert.match(await editor.locator(".diff").first().innerText(), /đang gõ/);
    await check(editor, "two versions beside each other");
    await editor.goto(article);
    await editor.getByLabel("Về đoạn nào").fill("Đoạn thứ nhất.");
    await editor.locator("#remark").fill("Ghi rõ ngày nào.");
    await editor.getByRole("button", { name: "Gửi góp ý" }).click();
    await check(editor, "an article with a remark");
    await editor.getByRole("button", { name: /^Xong ?: Ghi rõ ngày nào\.$/ }).click();
    assert.match(await editor.locator("#gop-y").innerText(), /đã xong/);
    await editor.context().close();
  },

  async "a link to an unknown site and a person's number do not go out"(context, base, check) {
    const editor = await someone(context, base, REGION);
    await editor.goto(`${base}/van-phong/toa-soan/bai-moi`);
    await editor.getByLabel("Đầu đề", { exact: true }).fill("Thông tin tuyển dụng");
    await editor.getByLabel("Thân bài").fill("Xem [ở đây](https://nha-cai.example/vao). Gọi 0912.345.678.");
    await editor.getByRole("button", { name: "Gửi duyệt" }).click();
    const publisher = await someone(context, base, "Phó Trưởng Ban Tuyên giáo");
    await publisher.goto(`${base}/van-phong`);
    await publisher.locator(".duties a", { hasText: "Thông tin tuyển dụng" }).click();
    await check(publisher, "a review with findings");
    await publisher.getByRole("button", { name: "Đăng bài" }).click();
    assert.match(await publisher.locator(".errors").innerText(), /còn việc phải sửa/);
    const found = await publisher.locator("#kiem-tra").innerText();
    assert.match(found, /nha-cai\.example/);
    assert.match(found, /0912\.345\.678/);
    await publisher.getByLabel("Cần sửa gì").fill("Bỏ liên kết lạ và số điện thoại.");
    await publisher.getByRole("button", { name: "Trả lại" }).click();
    await publisher.goto(`${base}/van-phong/toa-soan/lien-ket`);
    assert.match(await publisher.locator("main").innerText(), /nha-cai\.example/);
    await check(publisher, "the links to other sites");
    await editor.context().close();
    await publisher.context().close();
  },
};
