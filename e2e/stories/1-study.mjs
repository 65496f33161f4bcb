// Study: the sheet, exemptions, hand-ins.
import assert from "node:assert/strict";
import { signIn, someone } from "../people.mjs";

export const stories = {
  async "a cell secretary marks the whole cell on a phone and the leader's figure moves at once"(context, base, check) {
    const leader = await (await context.browser().newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    await signIn(leader, base, "Bí thư Huyện ủy");
    await check(leader, "the leader's desk");
    assert.equal(await leader.locator(".tile").count() >= 14, true);
    await leader.locator(".panel a[href*=\"/hoc-tap/\"]").first().click();
    const rate = () => leader.locator(".strip dd").first().innerText();
    const before = await rate();
    assert.equal(await leader.locator(".tile").count() >= 14, true);
    await check(leader, "the campaign by commune");

    const page = await context.newPage();
    await signIn(page, base, "Bí thư Chi bộ");
    await check(page, "the cell secretary's desk");
    await page.locator(".duties a[href*=\"/hoc-tap/\"]").first().click();
    await check(page, "the cell's names");
    await page.getByRole("link", { name: "Điểm danh" }).click();
    await check(page, "the attendance sheet");
    await page.getByRole("button", { name: "Đánh dấu có mặt cho người chưa đánh dấu" }).click();
    await page.getByRole("button", { name: "Lưu" }).click();
    // The list asks for the net before it goes: it is recorded when the cell's page is there.
    await page.locator(".strip").waitFor();
    assert.equal(await page.getByText("Chưa điểm danh", { exact: true }).count(), 0);
    await leader.reload();
    assert.notEqual(await rate(), before);

    await page.getByRole("link", { name: "Thu bài" }).click();
    await check(page, "the hand-ins");
    await page.locator("input[type=checkbox]").first().check();
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator("main").innerText(), /thu hoạch 1\/22,/);
    await leader.context().close();
  },

  async "a member is exempt, with reason and paper, and leaves the denominator"(context, base, check) {
    const leader = await someone(context, base, "Bí thư Huyện ủy");
    await leader.locator(".panel a[href*=\"/hoc-tap/\"]").first().click();
    const exempt = async () => Number((await leader.locator(".strip > div").nth(2).locator("dd").first().innerText()).replace(".", ""));
    const before = await exempt();
    const page = await context.newPage();
    await signIn(page, base, "Bí thư Chi bộ");
    await page.locator(".duties a[href*=\"/hoc-tap/\"]").first().click();
    await page.locator("table a").nth(2).click();
    const name = await page.locator("h1").innerText();
    await check(page, "a member's page");
    await page.getByRole("link", { name: "Ghi đề nghị miễn" }).click();
    await check(page, "the exemption form");
    await page.getByLabel("Ghi thêm").fill("Đang điều trị tại thành phố");
    await page.getByLabel("Đến hết ngày").fill("01/01/2018");
    await page.getByRole("button", { name: "Lưu" }).click();
    const wrong = page.locator(".errors");
    assert.match(await wrong.innerText(), /Chọn lý do miễn/);
    assert.match(await wrong.innerText(), /không được trước ngày bắt đầu/);
    assert.equal(await page.getByLabel("Ghi thêm").inputValue(), "Đang điều trị tại thành phố");
    await check(page, "the exemption form with errors");
    await page.getByLabel("Sức khỏe yếu").check();
    await page.getByLabel("Bằng đơn").check();
    await page.getByLabel("Giấy tờ").fill("Đơn ngày 01/11/2018");
    await page.getByLabel("Ngày đảng viên đề nghị").fill("1/11/2018");
    await page.getByLabel("Miễn từ ngày").fill("5/11/2018");
    await page.getByLabel("Ngày chi bộ quyết định").fill("5/11/2018");
    await page.getByLabel("Ngày báo cáo cấp ủy cấp trên").fill("6/11/2018");
    await page.getByLabel("Đến hết ngày").fill("");
    await page.locator("#scan").setInputFiles({ name: "don.html", mimeType: "text/html", buffer: Buffer.from("<script>alert(1)</script>") });
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator(".errors").innerText(), /không phải PDF/);
    await page.locator("#scan").setInputFiles({ name: "đơn.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 đơn xin miễn") });
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.equal(await page.locator("h1").innerText(), name);
    assert.match(await page.locator("main").innerText(), /Lý do riêng, từ 05-11-2018/);
    await check(page, "a member's page with an exemption");
    await leader.reload();
    assert.equal(await exempt(), before + 1);

    await page.getByRole("button", { name: "Mở lý do" }).click();
    assert.match(await page.locator(".errors").innerText(), /Chọn lý do mở/);
    await page.getByLabel("Mở để làm gì").first().selectOption("decision");
    await page.getByRole("button", { name: "Mở lý do" }).click();
    assert.match(await page.locator("main").innerText(), /Sức khỏe yếu, từ 05-11-2018/);
    await page.getByLabel("Mở để làm gì").first().selectOption("decision");
    assert.match(await page.locator("blockquote").innerText(), /Đang điều trị/);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Tải bản chụp" }).click()]);
    assert.match(file.suggestedFilename(), /\.pdf$/);
    const inspector = await someone(context, base, "Ủy viên Ủy ban Kiểm tra");
    await inspector.goto(`${base}/van-phong/nhat-ky`);
    assert.match(await inspector.locator("tbody").innerText(), /Mở dữ liệu được khóa/);
    await check(inspector, "the journal");
    await inspector.goto(`${base}/van-phong/ky-luat`);
    await check(inspector, "discipline by year");
    await inspector.getByRole("button", { name: "Mở danh sách 2018" }).click();
    assert.equal(await inspector.locator("tbody tr").count(), 22);
    await leader.context().close();
    await inspector.context().close();
  },

  async "a scan of a hand-in is taken, and one hand-in by a member who only has paper"(context, base, check) {
    const page = await context.newPage();
    await signIn(page, base, "Bí thư Chi bộ");
    await page.locator(".duties a[href*=\"/hoc-tap/\"]").first().click();
    await page.getByRole("link", { name: "Thu bài" }).click();
    await page.locator("legend a").nth(1).click();
    await check(page, "one member's hand-ins");
    await page.getByLabel("Kế hoạch tu dưỡng").check();
    await page.getByLabel("Bản chụp", { exact: true }).check();
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator(".errors").innerText(), /chọn tệp/);
    await page.locator("#scan").setInputFiles({ name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2]) });
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator(".links").innerText(), /kế hoạch tu dưỡng/);
    await page.getByLabel("Thu hoạch").check();
    await page.getByLabel("Bài viết tay, chi bộ giữ").check();
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator(".links").innerText(), /thu hoạch\s+Bài viết tay/);
  },

  async "the office makes a campaign, issues it, and the cell below finds it on its desk"(context, base, check) {
    const page = await someone(context, base, "Chuyên viên Ban Tổ chức");
    await page.goto(`${base}/van-phong/hoc-tap`);
    await check(page, "the campaigns");
    await page.locator("main a[href*='/hoc-tap/moi/']").first().click();
    await check(page, "the form of a campaign");
    await page.getByRole("button", { name: "Lưu bản nháp" }).click();
    assert.match(await page.locator(".errors").innerText(), /Ghi tên đợt học tập/);
    await page.getByLabel("Tên đợt học tập").fill("Học tập Kết luận 01 về làm theo Bác");
    await page.getByLabel("Văn bản căn cứ").fill("Kết luận 01-KL/TW");
    await page.getByLabel("Ngày chốt danh sách").fill("26/11/2018");
    await page.getByRole("button", { name: "Lưu bản nháp" }).click();
    assert.match(await page.locator("main").innerText(), /Bản nháp/i);
    await check(page, "a draft");
    await page.getByRole("button", { name: "Ban hành" }).click();
    assert.match(await page.locator("main").innerText(), /Mới ban hành/i);
    const secretary = await someone(context, base, "Bí thư Chi bộ", { width: 360, height: 740 });
    const mine = secretary.locator(".duties li", { hasText: "Kết luận 01", hasNotText: "Bài của tôi" });
    assert.match(await mine.innerText(), /phải học/);
    await mine.getByRole("link").click();
    assert.match(await secretary.locator("main").innerText(), /Tính theo danh sách tại ngày chốt 26-11-2018/);
    await check(secretary, "a new campaign in the cell");
    await page.getByRole("button", { name: "Chốt số liệu" }).click();
    assert.match(await page.locator(".errors").innerText(), /người chưa điểm danh/);
    await check(page, "a campaign that is closed too early");
    await page.getByLabel("vẫn chốt số liệu").check();
    await page.getByRole("button", { name: "Chốt số liệu" }).click();
    await check(page, "a campaign whose numbers are fixed");
    await page.getByRole("button", { name: "Mở lại để đính chính" }).click();
    assert.match(await page.locator(".errors").innerText(), /Ghi lý do mở lại/);
    await page.getByLabel("Lý do hủy").fill("Ban hành nhầm");
    await page.getByRole("button", { name: "Hủy đợt học tập" }).click();
    assert.match(await page.locator("main").innerText(), /đã hủy ngày .*Lý do: Ban hành nhầm/);
    await check(page, "a campaign that was cancelled");
    await secretary.goto(`${base}/van-phong`);
    assert.equal(await secretary.locator(".duties li", { hasText: "Kết luận 01" }).count(), 0);
    await secretary.context().close();
    await page.context().close();
  },

  async "a clerk reads badges on a phone, half of the time without a net, and a member signs in by the screen"(context, base, check) {
    const page = await context.newPage();
    await signIn(page, base, "Bí thư Chi bộ");
    await page.locator(".duties a[href*=\"/hoc-tap/\"]").first().click();
    await page.getByRole("link", { name: /^Tập trung tại hội trường/ }).first().click();
    await check(page, "a session");
    await page.getByRole("link", { name: "In phiếu điểm danh có mã" }).click();
    await page.getByRole("button", { name: "Cấp mã cho người chưa có" }).click();
    await check(page, "the list with codes");
    // On paper there is room to sign, and ten badges fit on a page.
    const printed = async (what) => {
      await page.emulateMedia({ media: "print" });
      const box = await page.locator(what).first().boundingBox();
      await page.emulateMedia({ media: "screen" });
      return { width: box.width / 96 * 25.4, height: box.height / 96 * 25.4 };
    };
    const signature = await printed(".signs tbody td:last-child");
    assert.ok(signature.width >= 35 && signature.height >= 10, JSON.stringify(signature));
    const codes = (await page.locator("td.codes").allInnerTexts()).map((code) => code.trim());
    assert.ok(codes.length > 3 && codes.every((code) => /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(code)), codes.join());
    const session = page.url().replace(/\/phieu.*/, "");
    await page.goto(`${session}/phieu?the=1`);
    await check(page, "the badges");
    const badge = await printed(".badges .slip");
    assert.ok(badge.height > 50 && badge.height <= 55.5, JSON.stringify(badge));
    await page.goto(`${session}/quet`);
    await check(page, "the clerk's page");
    // Until the page is kept for the time without a net.
    await page.waitForFunction(async () => Boolean(await navigator.serviceWorker.ready && await caches.match(location.href)));
    await context.setOffline(true);
    await page.getByLabel("Mã", { exact: true }).fill(codes.slice(0, 2).join("\n"));
    await page.getByRole("button", { name: "Ghi", exact: true }).click();
    await page.getByText("2 mã đang chờ gửi").waitFor();
    await page.reload();
    await page.getByText("2 mã đang chờ gửi").waitFor();
    await context.setOffline(false);
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await page.locator(".results li").nth(1).waitFor();
    const told = await page.locator(".results").innerText();
    assert.match(told, /đã (được )?ghi/);

    const leader = await someone(context, base, "Bí thư Huyện ủy");
    await page.goto(`${session}/man-hinh`);
    await check(page, "the hall's screen");
    const before = page.viewportSize();
    for (const size of [{ width: 1280, height: 720 }, { width: 1024, height: 768 }]) {
      await page.setViewportSize(size);
      const last = await page.locator(".hall-foot").boundingBox();
      assert.ok(last.y + last.height <= size.height, `${size.width} × ${size.height}: it ends at ${last.y + last.height}`);
    }
    await page.setViewportSize(before);
    assert.equal(await page.locator("nav").count(), 0);
    const shown = await page.locator(".hall-code").innerText();
    const member = await (await context.browser().newContext({ viewport: { width: 360, height: 740 }, locale: "vi-VN" })).newPage();
    await member.goto(new URL(await page.locator(".hall .code").innerText()).pathname.replace(/^/, base));
    await check(member, "the member's page");
    await member.getByLabel("Mã trên màn hình").fill(shown);
    await member.getByLabel("Mã trên thẻ của tôi").fill(codes[2]);
    await member.getByRole("button", { name: "Ghi có mặt" }).click();
    assert.match(await member.locator("main").innerText(), /có mặt|không tính hai lần/);
    await leader.locator(".panel a[href*=\"/hoc-tap/\"]").first().click();
    await leader.getByRole("link", { name: "Số liệu theo nhóm" }).click();
    await check(leader, "the numbers by group");
    await leader.locator("tbody a").nth(5).click();
    await check(leader, "the list behind a number");
    await leader.goBack();
    await leader.getByRole("link", { name: "Báo cáo kết quả" }).click();
    assert.match(await leader.locator(".paper").innerText(), /\d đảng viên, đạt \d+,\d\d%/);
    await check(leader, "the report");
    const [file] = await Promise.all([leader.waitForEvent("download"), leader.getByRole("link", { name: /Word/ }).click()]);
    assert.match(file.suggestedFilename(), /\.docx$/);
    await member.context().close();
    await leader.context().close();
  },
};
