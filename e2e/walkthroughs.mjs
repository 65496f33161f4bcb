// Stories that a person would live through, told in a real browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

// The demo prints one link for each of its cast; each is good for one sign-in.
function linkOf(post) {
  const lines = readFileSync(process.env.LOG, "utf8").split("\n");
  const at = lines.findIndex((line) => line.includes(post));
  assert.ok(at >= 0, `no link for ${post}`);
  return new URL(lines[at + 1].trim()).pathname;
}

// A link lets in once: whoever comes back in a later story brings the session of the first.
const sessions = {};

async function signIn(page, base, post) {
  if (sessions[post]) {
    await page.context().addCookies(sessions[post]);
    await page.goto(`${base}/van-phong`);
  } else {
    await page.goto(base + linkOf(post));
    await page.getByRole("button", { name: "Vào văn phòng" }).click();
    sessions[post] = await page.context().cookies();
  }
  assert.match(await page.locator("h1").innerText(), /^Bàn làm việc của /);
}

// The portal is made again within a second or two of a change: looks again until it shows, or gives up.
async function shows(page, selector, pattern) {
  const until = Date.now() + 10_000;
  while (!pattern.test(await page.locator(selector).innerText())) {
    assert.ok(Date.now() < until, `${page.url()} does not show ${pattern}`);
    await page.reload();
  }
}

async function someone(context, base, post, viewport = { width: 1280, height: 900 }) {
  const page = await (await context.browser().newContext({ viewport, locale: "vi-VN" })).newPage();
  await signIn(page, base, post);
  return page;
}

export const walkthroughs = {
  async "a cell secretary marks the whole cell on a phone and the leader's figure moves at once"(context, base, check) {
    const leader = await (await context.browser().newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    await signIn(leader, base, "Bí thư Huyện ủy");
    await check(leader, "the leader's desk");
    assert.equal(await leader.locator(".tile").count() >= 14, true);
    await leader.locator(".panel a").first().click();
    const rate = () => leader.locator(".strip dd").first().innerText();
    const before = await rate();
    assert.equal(await leader.locator(".tile").count() >= 14, true);
    await check(leader, "the campaign by commune");

    const page = await context.newPage();
    await signIn(page, base, "Bí thư Chi bộ");
    await check(page, "the cell secretary's desk");
    await page.locator(".duties a").first().click();
    await check(page, "the cell's names");
    await page.getByRole("link", { name: "Điểm danh" }).click();
    await check(page, "the attendance sheet");
    await page.getByRole("button", { name: "Đánh dấu có mặt cho người chưa đánh dấu" }).click();
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.equal(await page.getByText("Chưa điểm danh", { exact: true }).count(), 0);
    await leader.reload();
    assert.notEqual(await rate(), before);

    await page.getByRole("link", { name: "Thu bài" }).click();
    await check(page, "the hand-ins");
    await page.locator("input[type=checkbox]").first().check();
    await page.getByRole("button", { name: "Lưu" }).click();
    assert.match(await page.locator("main").innerText(), /thu hoạch 1,/);
    await leader.context().close();
  },

  async "a member is exempt, with reason and paper, and leaves the denominator"(context, base, check) {
    const leader = await someone(context, base, "Bí thư Huyện ủy");
    await leader.locator(".panel a").first().click();
    const exempt = async () => Number((await leader.locator(".strip > div").nth(2).locator("dd").first().innerText()).replace(".", ""));
    const before = await exempt();
    const page = await context.newPage();
    await signIn(page, base, "Bí thư Chi bộ");
    await page.locator(".duties a").first().click();
    await page.locator("table a").nth(3).click();
    const name = await page.locator("h1").innerText();
    await check(page, "a member's page");
    await page.getByRole("link", { name: "Ghi miễn sinh hoạt" }).click();
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
    await page.getByLabel("Miễn từ ngày").fill("5/11/2018");
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
    assert.match(await page.locator("main").innerText(), /Sức khỏe yếu, từ 05-11-2018/);
    assert.match(await page.locator("blockquote").innerText(), /Đang điều trị/);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Tải bản chụp" }).click()]);
    assert.match(file.suggestedFilename(), /\.pdf$/);
    const inspector = await someone(context, base, "Ủy viên Ủy ban Kiểm tra");
    await inspector.goto(`${base}/van-phong/nhat-ky`);
    assert.match(await inspector.locator("tbody").innerText(), /Mở lý do miễn/);
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
    await page.locator(".duties a").first().click();
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

  async "an editor inserts a figure, a second person publishes, and the earlier edition stays readable"(context, base, check) {
    const editor = await someone(context, base, "Chuyên viên Ban Tuyên giáo");
    await check(editor, "the editor's desk");
    await editor.getByRole("link", { name: "Tòa soạn" }).click();
    await check(editor, "the newsroom");
    await editor.getByRole("link", { name: "Về bản trình diễn này", exact: true }).click();
    await check(editor, "the editor");
    const article = editor.url();
    const typed = "Trang này là bản trình diễn, nay có thêm một số liệu: ";
    await editor.getByLabel("Thân bài").fill(typed);
    await editor.getByRole("button", { name: /^Chèn Bí thư/ }).click();
    await editor.getByLabel("Nội dung đính chính").fill("Thêm số liệu về kiêm nhiệm");
    await editor.getByRole("button", { name: "Xem trước" }).click();
    assert.match(await editor.locator(".preview").innerText(), /07\/14/);
    await check(editor, "the preview");

    // Meanwhile somebody else has the same article open, and saves second.
    const publisher = await someone(context, base, "Phó Trưởng Ban Tuyên giáo");
    await publisher.goto(article);
    const mine = `${typed}[[so-lieu:bi-thu-dong-thoi-chu-tich]] xã.`;
    await editor.getByLabel("Thân bài").fill(mine);
    await editor.getByRole("button", { name: "Lưu nháp" }).click();
    await publisher.getByLabel("Lời dẫn").fill("Lời dẫn của người thứ hai.");
    await publisher.getByRole("button", { name: "Lưu nháp" }).click();
    assert.match(await publisher.locator("main").innerText(), /Hai người đã cùng sửa bài này/);
    assert.match(await publisher.locator(".kept").innerText(), /xã\./);
    assert.equal(await publisher.getByLabel("Lời dẫn").inputValue(), "Lời dẫn của người thứ hai.");
    await check(publisher, "two versions of an article");

    await editor.getByRole("button", { name: "Gửi duyệt" }).click();
    assert.match(await editor.locator("main").innerText(), /Đã gửi duyệt/);
    await publisher.goto(`${base}/van-phong`);
    await publisher.locator(".duties a").first().click();
    await check(publisher, "the review");
    await publisher.getByRole("button", { name: "Trả lại" }).click();
    assert.match(await publisher.locator(".errors").innerText(), /cần sửa gì/);
    await publisher.getByRole("button", { name: "Đăng bản mới" }).click();
    assert.match(await publisher.locator("main").innerText(), /Đã đăng/);

    const reader = await context.newPage();
    await reader.goto(base);
    await reader.getByRole("link", { name: "Về bản trình diễn này" }).first().click();
    await shows(reader, "article", /07\/14/);
    assert.match(await reader.locator("main").innerText(), /Thêm số liệu về kiêm nhiệm/);
    await reader.locator('a[href$="/ban/1"]').click();
    assert.doesNotMatch(await reader.locator("article").innerText(), /07\/14/);
    await editor.context().close();
    await publisher.context().close();
  },

  async "the tree answers as of a day, and the Front sees its own branch"(context, base, check) {
    const officer = await someone(context, base, "Chuyên viên Ban Tổ chức");
    await check(officer, "the organisation officer's desk");
    await officer.getByRole("link", { name: "Cây tổ chức" }).click();
    await check(officer, "the tree");
    assert.match(await officer.locator(".tree").innerText(), /Đảng bộ huyện Tịnh Biên/);
    await officer.getByLabel("Xem tại ngày").fill("10/4/2023");
    await officer.getByRole("button", { name: "Xem" }).click();
    assert.match(await officer.locator(".tree").innerText(), /Đảng bộ thị xã Tịnh Biên[^]*Đảng bộ phường Nhà Bàng/);
    await officer.locator("summary", { hasText: "Đảng bộ phường Nhà Bàng" }).click();
    await officer.getByRole("link", { name: "Xem đơn vị này Đảng bộ phường Nhà Bàng" }).click();
    assert.match(await officer.locator(".trail").last().innerText(), /Đảng bộ thị trấn Nhà Bàng/);
    await check(officer, "a unit");
    await officer.goto(`${base}/van-phong/to-chuc?ngay=31-02-2018`);
    assert.match(await officer.locator("main").innerText(), /Ghi ngày theo dạng/);
    await officer.getByRole("button", { name: "English" }).click();
    assert.equal(await officer.locator("html").getAttribute("lang"), "en");
    assert.equal(await officer.locator("h1").innerText(), "Organisation");
    await check(officer, "the tree in English");
    const front = await someone(context, base, "Ủy viên Ủy ban Mặt trận");
    await check(front, "the Front's desk");
    await front.getByRole("link", { name: "Cây tổ chức" }).click();
    assert.match(await front.locator("main").innerText(), /15 ủy ban Mặt trận/);
    await officer.context().close();
    await front.context().close();
  },

  async "two cells merge: shown first, then made, then taken back, by keyboard alone"(context, base, check) {
    const page = await someone(context, base, "Chuyên viên Ban Tổ chức");
    await page.goto(`${base}/van-phong/to-chuc`);
    await page.locator("summary", { hasText: "Đảng bộ xã Văn Giáo" }).click();
    await page.getByRole("link", { name: "Xem đơn vị này Đảng bộ xã Văn Giáo" }).click();
    const before = await page.locator("caption + thead + tbody tr").count();
    const press = async (locator) => {
      await locator.focus();
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    };
    await press(page.getByRole("link", { name: "Thay đổi tổ chức" }));
    await check(page, "what may be changed");
    await press(page.getByRole("link", { name: "Hợp nhất các đơn vị trực thuộc" }));
    await check(page, "the wizard of a merger");
    for (const [label, words] of [
      ["Có hiệu lực từ ngày", "23/11/2018"],
      ["Văn bản quyết định", "Quyết định 12-QĐ/HU ngày 05/11/2018"],
      ["Tên đầy đủ", "Chi bộ ấp Văn Trà, xã Văn Giáo"],
      ["Tên ngắn", "Chi bộ ấp Văn Trà"],
    ]) {
      await page.getByLabel(label).focus();
      await page.keyboard.press("Control+a");
      await page.keyboard.type(words);
    }
    const boxes = page.locator("#units input[type=checkbox]");
    await boxes.nth(0).focus();
    await page.keyboard.press("Space");
    await press(page.getByRole("button", { name: "Xem hệ quả" }));
    assert.match(await page.locator(".errors").innerText(), /Chọn ít nhất 2/);
    assert.equal(await page.getByLabel("Tên ngắn").inputValue(), "Chi bộ ấp Văn Trà");
    await boxes.nth(1).focus();
    await page.keyboard.press("Space");
    await press(page.getByRole("button", { name: "Xem hệ quả" }));
    assert.match(await page.locator("main").innerText(), /Chưa có gì được ghi[^]*Đảng viên chuyển sinh hoạt\s+\d\d người[^]*Bí thư: /);
    await check(page, "what a merger brings with it");
    await press(page.getByRole("button", { name: "Ghi thay đổi" }));
    await check(page, "an event of units");
    const event = page.url();
    await page.getByRole("link", { name: "Cây tổ chức" }).first().click();
    await page.locator("summary", { hasText: "Đảng bộ xã Văn Giáo" }).click();
    await page.getByRole("link", { name: "Chi bộ ấp Văn Trà, xã Văn Giáo" }).click();
    assert.match(await page.locator(".trail").first().innerText(), /Từ Chi bộ ấp 1[^]*Chi bộ ấp 2/);
    await check(page, "a unit that came from others");
    await page.goto(event);
    await press(page.getByRole("button", { name: "Hoàn tác" }));
    assert.match(await page.locator("main").innerText(), /Đã hoàn tác/);
    await page.goto(`${base}/van-phong/to-chuc`);
    await page.locator("summary", { hasText: "Đảng bộ xã Văn Giáo" }).click();
    await page.getByRole("link", { name: "Xem đơn vị này Đảng bộ xã Văn Giáo" }).click();
    assert.equal(await page.locator("caption + thead + tbody tr").count(), before);
    await page.context().close();
  },

  async "a clerk finds a member by a name without marks, and nobody beyond the commune"(context, base, check) {
    const page = await someone(context, base, "Văn phòng Đảng ủy");
    await page.getByRole("link", { name: "Tìm", exact: true }).click();
    await page.getByLabel(/Tên người/).fill("nguyen van");
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    const places = await page.locator(".links .soft").allInnerTexts();
    assert.ok(places.length > 0 && places.every((place) => place.includes("An Cư")), places.join("\n"));
    await check(page, "members found");
    await page.locator(".links a").first().click();
    assert.match(await page.locator("h1").innerText(), /^Nguyễn Văn/);
  },

  async "a clerk chooses a password and signs in with it on a phone"(context, base, check) {
    const desk = await someone(context, base, "Văn phòng Đảng ủy");
    await desk.getByRole("link", { name: "Tài khoản của tôi" }).click();
    await check(desk, "one's account");
    await desk.getByLabel("Mật khẩu mới", { exact: true }).fill("ngắn quá");
    await desk.getByRole("button", { name: "Lưu" }).click();
    assert.match(await desk.locator(".errors").innerText(), /ít nhất 12 ký tự/);
    for (const field of ["Mật khẩu mới", "Gõ lại mật khẩu mới"]) await desk.getByLabel(field, { exact: true }).fill("mưa rơi trên núi Cấm");
    await desk.getByRole("button", { name: "Lưu" }).click();
    assert.match(await desk.locator("main").innerText(), /Đã đổi mật khẩu/);
    const phone = await context.newPage();
    await phone.goto(`${base}/van-phong/hoc-tap`);
    await check(phone, "the sign-in page");
    await phone.getByLabel("Tên đăng nhập").fill("clerk");
    await phone.getByLabel("Mật khẩu").fill("mưa rơi trên núi Sam");
    await phone.getByRole("button", { name: "Đăng nhập" }).click();
    assert.match(await phone.locator(".errors").innerText(), /không đúng/);
    await phone.getByLabel("Mật khẩu").fill("mưa rơi trên núi Cấm");
    await phone.getByRole("button", { name: "Đăng nhập" }).click();
    assert.equal(new URL(phone.url()).pathname, "/van-phong/hoc-tap");
    await desk.reload();
    await desk.getByRole("button", { name: "Đăng xuất", exact: true }).first().click();
    await phone.reload();
    assert.match(phone.url(), /dang-nhap/);
    await desk.context().close();
  },

  async "a new office is set up with the code of its console, and its manager lets somebody in"(context, _base, check) {
    const base = process.env.EMPTY;
    const code = readFileSync(process.env.EMPTY_LOG, "utf8").match(/[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}/)[0];
    const page = await context.newPage();
    await page.goto(`${base}/van-phong`);
    assert.match(page.url(), /cai-dat/);
    await check(page, "the first run");
    await page.getByLabel("Mã cài đặt").fill("AAAA-BBBB-CCCC");
    await page.getByLabel("Tên đảng bộ").fill("Đảng bộ xã An Phú");
    await page.getByLabel("Họ và tên của anh chị").fill("Lê Thị Thu");
    await page.getByLabel("Tên đăng nhập").fill("thu.lt");
    for (const field of ["Mật khẩu", "Gõ lại mật khẩu mới"]) await page.getByLabel(field, { exact: true }).fill("đò chiều qua sông Hậu");
    await page.getByRole("button", { name: "Cài đặt" }).click();
    assert.match(await page.locator(".errors").innerText(), /Mã cài đặt không đúng/);
    await page.getByLabel("Mã cài đặt").fill(code.toLowerCase());
    for (const field of ["Mật khẩu", "Gõ lại mật khẩu mới"]) await page.getByLabel(field, { exact: true }).fill("đò chiều qua sông Hậu");
    await page.getByRole("button", { name: "Cài đặt" }).click();
    assert.match(await page.locator("main").innerText(), /Văn phòng đã sẵn sàng/);
    await check(page, "the users");
    await page.getByRole("link", { name: "Thêm người dùng" }).click();
    await page.getByLabel("Họ và tên").fill("Trần Văn Mới");
    await page.getByLabel("Tên đăng nhập").fill("moi.tv");
    await page.getByLabel("Lãnh đạo").check();
    await check(page, "a new user");
    await page.getByRole("button", { name: "Lưu" }).click();
    await page.getByRole("button", { name: "Làm liên kết một lần" }).click();
    await check(page, "one user");
    const link = await page.locator("code").innerText();
    const phone = await (await context.browser().newContext({ viewport: { width: 360, height: 740 } })).newPage();
    await phone.goto(base + link);
    await phone.getByRole("button", { name: "Vào văn phòng" }).click();
    assert.match(await phone.locator("main").innerText(), /Hãy đặt mật khẩu/);
    await phone.goto(base);
    await shows(phone, "body", /Đảng bộ xã An Phú/);
    await check(phone, "the portal of a new office");
    await phone.context().close();
  },

  async "a link that was used leads to the way onward"(context, base) {
    const page = await context.newPage();
    const answer = await page.goto(base + linkOf("Bí thư Huyện ủy"));
    assert.equal(answer.status(), 410);
    assert.match(await page.locator("main").innerText(), /xin người quản lý văn phòng một liên kết mới/);
  },

  async "a citizen reads the founding article and asks where a figure comes from"(context, base) {
    const page = await context.newPage();
    await page.goto(base);
    await page.getByRole("link", { name: "Tịnh Biên chăm lo công tác xây dựng Đảng" }).first().click();
    assert.equal(await page.locator("h1").innerText(), "Tịnh Biên chăm lo công tác xây dựng Đảng");
    const figure = page.locator('article a[href*="/so-lieu/"]').first();
    const shown = (await figure.innerText()).trim();
    assert.match(shown, /\d/);
    await figure.click();
    assert.match(page.url(), /\/so-lieu\//);
    assert.ok((await page.locator("main").innerText()).includes(shown.match(/[\d.,/%]*\d[\d.,/%]*/)[0]));
  },

  async "reading without script shows the same article and the counters"(context, base) {
    const plain = await context.browser().newContext({ javaScriptEnabled: false });
    const page = await plain.newPage();
    await page.goto(base);
    await page.getByRole("link", { name: "Tịnh Biên chăm lo công tác xây dựng Đảng" }).first().click();
    const text = await page.locator("body").innerText();
    assert.match(text, /Đang (có|không có)/);
    assert.match(text, /Số lần xem các bài viết/);
    assert.match(text, /16\.735\.3\d\d/);
    await plain.close();
  },

  async "a reader types with the input method off and finds the founding article"(context, base, check) {
    const page = await (await context.browser().newContext({ viewport: { width: 360, height: 740 }, locale: "vi-VN" })).newPage();
    await page.goto(base);
    await page.getByRole("search").getByLabel("Từ cần tìm").fill("tinhj bieen chawm lo");
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    assert.match(await page.getByRole("status").innerText(), /Đang tìm theo: “tịnh biên chăm lo”/);
    assert.match(await page.locator("main .stories mark").first().innerText(), /Tịnh Biên chăm lo/);
    await check(page, "what was found");
    await page.getByRole("link", { name: "Mới nhất" }).click();
    await page.locator("main .stories h3 a").first().click();
    assert.match(await page.locator("h1").innerText(), /Tịnh Biên chăm lo/);
    await page.goto(`${base}/tim-kiem?q=zzzz`);
    assert.match(await page.getByRole("status").innerText(), /Không tìm thấy/);
    await check(page, "nothing found");
    await page.context().close();
  },
};
