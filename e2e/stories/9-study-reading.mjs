// Hand-ins: told to a clerk, read, given back, accepted.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const TOLD = "Qua học tập, tôi nhận thức rõ xây dựng, chỉnh đốn Đảng là nhiệm vụ then chốt. Tôi còn ngại va chạm, chưa mạnh dạn góp ý cho đồng chí \
trong chi bộ; tôi hứa sẽ khắc phục trong quý tới và nhận giúp đỡ một hộ khó khăn trong ấp.";

export const stories = {
  async "a secretary takes down what a member tells, gives it back once, and accepts it"(context, base, check) {
    const page = await someone(context, base, "Bí thư Chi bộ", { width: 360, height: 740 });
    await page.locator(".duties a[href*='/hoc-tap/']").first().click();
    await page.getByRole("link", { name: "Thu bài" }).click();
    await check(page, "the hand-ins of a cell");
    const members = page.locator("legend a");
    const names = await members.allInnerTexts();
    const take = async (nth) => {
      await members.nth(nth).click();
      await page.getByLabel("Thu hoạch", { exact: true }).check();
      await page.getByLabel("Đọc cho văn thư ghi", { exact: true }).check();
      await page.getByRole("button", { name: "Lưu" }).click();
      assert.match(await page.locator(".errors").innerText(), /Chưa có nội dung/);
      await page.getByLabel("Nội dung bài").fill(TOLD);
      await check(page, "what a member tells");
      await page.getByRole("button", { name: "Lưu" }).click();
      assert.match(await page.locator(".links").innerText(), /Chờ đọc/i);
      await page.getByRole("link", { name: "Thu bài", exact: true }).click();
    };
    await take(6);
    await take(7);
    await page.getByRole("link", { name: "Đọc bài" }).click();
    await check(page, "what waits for its reader");
    const open = async () => page.getByRole("button", { name: `Mở để đọc thu hoạch, ${names[6].trim()}` }).click();
    await open();
    const main = page.locator("main");
    assert.match(await main.innerText(), /nhiệm vụ then chốt/);
    assert.match(await main.innerText(), /Giống bài của người khác/);
    await check(page, "a paper and its reader");
    await page.getByLabel("Chưa đạt, trả lại để viết thêm").check();
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator(".errors").innerText(), /Ghi vì sao trả lại/);
    await page.getByLabel("Ý kiến gửi người viết").fill("Nêu rõ hộ nào, từ tháng mấy");
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator(".strip").innerText(), /Trả lại\s+1/i);
    await page.goto(`${base}/van-phong`);
    assert.match(await page.locator(".duties").innerText(), /1 bài đã trả lại chưa nộp lại/);
    await page.getByRole("link", { name: /^Bài đã nộp/ }).click();
    await open();
    assert.match(await main.innerText(), /đang chờ nộp lại/);
    await page.context().close();
  },

  async "whoever has an account finds what is asked of them as a member"(context, base, check) {
    const page = await someone(context, base, "Bí thư Chi bộ");
    await page.goto(`${base}/van-phong/bai-cua-toi`);
    await check(page, "one's own papers");
    await page.getByRole("link", { name: "Viết bài" }).first().click();
    await page.getByRole("button", { name: "Nộp bài" }).click();
    assert.match(await page.locator(".errors").innerText(), /Chưa có nội dung/);
    await page.getByLabel("Bài của anh chị").fill(TOLD);
    await check(page, "writing one's own paper");
    await page.getByRole("button", { name: "Nộp bài" }).click();
    assert.match(await page.locator("main").innerText(), /Đã nộp bài/);
    assert.match(await page.locator("main").innerText(), /Chờ đọc/i);
    await page.context().close();
  },
};
