// People are heard: a citizen sends a report on a phone and gets a code, the office answers, the citizen reads it by the code.
import assert from "node:assert/strict";
import { shows, someone } from "../people.mjs";

const text = (page) => page.locator("main").innerText();

export const stories = {
  async "a report from a phone is taken up and answered, and its sender reads the answer by the code"(context, base, check) {
    const phone = await context.browser().newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false });
    const citizen = await phone.newPage();
    await citizen.goto(`${base}/`);
    await citizen.locator('.foot a[href="/phan-anh"]').click();
    assert.match(await text(citizen), /10 ngày làm việc[^]*113[^]*Ủy ban Kiểm tra/);
    await citizen.getByRole("button", { name: "Gửi", exact: true }).click();
    assert.match(await citizen.locator(".errors").innerText(), /Ghi một dòng[^]*Ghi nội dung/);
    await citizen.getByLabel("Nói về việc gì").fill("Cầu ván đầu ấp gãy lan can");
    await citizen.getByLabel("Nội dung").fill("Trẻ em đi học qua cầu mỗi ngày, rất nguy hiểm.");
    await citizen.getByLabel("Nơi xảy ra (nếu có)").fill("Cầu đầu ấp");
    await citizen.getByRole("button", { name: "Gửi", exact: true }).click();
    const code = await citizen.locator("[data-code]").innerText();
    assert.match(code, /^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);

    const clerk = await someone(context, base, "Chánh Văn phòng", { width: 1280, height: 800 });
    await clerk.goto(`${base}/van-phong/tiep-nhan`);
    await shows(clerk, "main", /Cầu ván đầu ấp gãy lan can/);
    await check(clerk, "what people sent in");
    await clerk.getByRole("link", { name: "Cầu ván đầu ấp gãy lan can" }).click();
    assert.match(await text(clerk), /Trẻ em đi học qua cầu[^]*còn 10 ngày làm việc[^]*không nêu tên/);
    await check(clerk, "a petition");
    await clerk.getByRole("button", { name: "Nhận giải quyết" }).click();
    assert.match(await text(clerk), /Đã nhận giải quyết/);
    await clerk.locator("summary", { hasText: /^Trả lời$/ }).click();
    await clerk.getByLabel("Câu trả lời").fill("Xã đã cho sửa lan can sáng nay.");
    await clerk.getByRole("button", { name: "Gửi trả lời" }).click();
    assert.match(await text(clerk), /Đã trả lời/);
    // It was not over: it is taken up again, with the reason.
    await clerk.getByRole("button", { name: "Kết thúc", exact: true }).click();
    await shows(clerk, "main", /được giữ đến hết ngày/);
    await clerk.locator("summary", { hasText: /^Xem lại việc này$/ }).click();
    await clerk.getByRole("button", { name: "Xem lại", exact: true }).click();
    assert.match(await clerk.locator(".errors").innerText(), /Ghi vì sao xem lại/);
    await check(clerk, "a petition that is to be taken up again");
    await clerk.getByLabel("Vì sao xem lại").fill("Lan can mới lại lung lay.");
    await clerk.getByRole("button", { name: "Xem lại", exact: true }).click();
    assert.match(await text(clerk), /Đã nhận xem lại/);
    await citizen.goto(`${base}/gop-y/tra-cuu`);
    await citizen.getByLabel("Mã tra cứu").fill(code);
    await citizen.getByRole("button", { name: "Xem" }).click();
    await shows(citizen, "main", /Được nhận giải quyết[^]*Việc này được xem lại[^]*lung lay/);
    await clerk.locator("summary", { hasText: /^Trả lời$/ }).click();
    await clerk.getByLabel("Câu trả lời").fill("Xã đã cho sửa lan can sáng nay.");
    await clerk.getByRole("button", { name: "Gửi trả lời" }).click();
    assert.match(await text(clerk), /Đã trả lời/);
    await clerk.goto(`${base}/van-phong/tiep-nhan/moi`);
    await check(clerk, "the form that enters what was received");
    await clerk.goto(`${base}/van-phong/tiep-nhan/so-lieu`);
    assert.match(await text(clerk), /Tháng 11/);
    await check(clerk, "what was received in numbers");
    await clerk.context().close();

    await citizen.goto(`${base}/gop-y/tra-cuu`);
    await citizen.getByLabel("Mã tra cứu").fill(code.toLowerCase().replaceAll("-", " "));
    await citizen.getByRole("button", { name: "Xem" }).click();
    await shows(citizen, "main", /Đã trả lời[^]*Xã đã cho sửa lan can sáng nay/);
    await phone.close();
  },

  async "the pages on which people are heard stand up to a look, on a phone and in the dark"(context, base, check) {
    const page = await context.newPage();
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of ["/gop-y", "/phan-anh", "/giam-sat", "/en/phan-anh", "/gop-y/tra-cuu"]) {
      await page.goto(`${base}${path}`);
      await check(page, path);
    }
    await page.goto(`${base}/gop-y`);
    assert.match(await text(page), /Người đi làm cả ngày nhận kết quả[^]*chiều thứ năm/, "what was answered is there for everybody");
    await page.close();
  },
};
