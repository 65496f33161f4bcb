// Pictures in the newsroom: brought, blurred, put into an article pasted from Word, and seen by a reader.
import assert from "node:assert/strict";
import { shows, someone } from "../people.mjs";

export const stories = {
  async "an editor pastes from Word, brings a picture, blurs a part of it, and a reader sees both"(context, base, check) {
    const editor = await someone(context, base, "Chuyên viên Ban Tuyên giáo");
    await editor.goto(`${base}/van-phong/toa-soan/anh`);
    await check(editor, "the library without a picture");
    // A photograph of the page itself will do.
    const photo = await editor.screenshot({ type: "jpeg" });
    await editor.getByLabel("Tệp ảnh").setInputFiles({ name: "hội nghị.jpg", mimeType: "image/jpeg", buffer: photo });
    await editor.getByRole("button", { name: "Thêm vào kho" }).click();
    assert.match(await editor.locator(".errors").innerText(), /Ghi ảnh cho thấy gì/);
    await editor.getByLabel("Tệp ảnh").setInputFiles({ name: "hội nghị.jpg", mimeType: "image/jpeg", buffer: photo });
    await editor.getByLabel("Ảnh cho thấy gì").fill("Đại biểu biểu quyết");
    await editor.getByLabel("Người chụp").fill("Ảnh: Trọng Tín");
    await editor.getByRole("button", { name: "Thêm vào kho" }).click();
    const made = async () => {
      for (let tries = 0; (await editor.locator("[data-draw]").count()) === 0; tries += 1) {
        assert.ok(tries < 240, "the picture is not made");
        await editor.waitForTimeout(500);
        await editor.reload();
      }
    };
    await made();
    const box = await editor.locator("[data-draw]").boundingBox();
    await editor.mouse.move(box.x + box.width * 0.25, box.y + box.height * 0.25);
    await editor.mouse.down();
    await editor.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5, { steps: 4 });
    await editor.mouse.up();
    assert.match(await editor.getByLabel("Làm mờ mặt người").inputValue(), /^2[456] 2[456] 2[456] 2[456]$/);
    await check(editor, "a picture with a part to be blurred");
    await editor.getByRole("button", { name: "Lưu", exact: true }).click();
    await made();
    const mark = await editor.locator("code").innerText();

    await editor.goto(`${base}/van-phong/toa-soan/bai-moi`);
    await editor.getByLabel("Đầu đề", { exact: true }).fill("Hội nghị có ảnh");
    await editor.getByLabel("Thân bài").evaluate((area) => {
      area.focus();
      const data = new DataTransfer();
      data.setData("text/html", "<h1>Kết quả</h1><p class=MsoNormal><b>Đạt</b> 98%</p><table><tr><td>Xã</td></tr><tr><td>An Cư</td></tr></table>");
      data.setData("text/plain", "x");
      area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await editor.waitForFunction(() => document.getElementById("body").value.includes("## Kết quả"));
    const pasted = await editor.getByLabel("Thân bài").inputValue();
    assert.match(pasted, /\*\*Đạt\*\* 98%/);
    await editor.getByLabel("Thân bài").fill(`${pasted}\n\n${mark}\n`);
    await editor.getByLabel("Ảnh cạnh đầu đề").selectOption({ label: "Đại biểu biểu quyết" });
    await editor.getByRole("button", { name: "Xem trước" }).click();
    assert.equal(await editor.locator(".preview img").count(), 2);
    await check(editor, "a preview with pictures");
    await editor.getByRole("button", { name: "Gửi duyệt" }).click();

    const publisher = await someone(context, base, "Phó Trưởng Ban Tuyên giáo");
    await publisher.goto(`${base}/van-phong`);
    await publisher.locator(".duties a", { hasText: "Hội nghị có ảnh" }).click();
    await publisher.getByRole("button", { name: "Đăng bài" }).click();
    assert.match(await publisher.locator("main").innerText(), /Đã đăng/);
    const reader = await context.newPage();
    await reader.goto(base);
    await shows(reader, "main", /Hội nghị có ảnh/);
    await reader.getByRole("link", { name: "Hội nghị có ảnh" }).first().click();
    assert.equal(await reader.locator("article figure img").count(), 2);
    assert.ok(await reader.locator("article figure img").first().evaluate((img) => img.complete && img.naturalWidth > 0));
    await check(reader, "an article with pictures and a table");
    await publisher.goto(`${base}/van-phong/toa-soan/tu-kiem-tra`);
    await check(publisher, "the self-check of the portal");
    await publisher.goto(`${base}/van-phong/toa-soan/thong-ke`);
    await check(publisher, "the statistics of the newsroom");
    await editor.context().close();
    await publisher.context().close();
  },
};
