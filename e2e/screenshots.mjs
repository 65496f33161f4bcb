// Makes the pictures of README and docs/ from a running demo: BASE=http://127.0.0.1:8080 LOG=its-output node screenshots.mjs
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const base = process.env.BASE;
const lines = readFileSync(process.env.LOG, "utf8").split("\n");
const linkOf = (post) => new URL(lines[lines.findIndex((line) => line.includes(post)) + 1].trim()).pathname;
const docs = new URL("../docs/", import.meta.url).pathname;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
const desk = { width: 1120, height: 900 };
const phone = { width: 360, height: 740 };

// A browser of their own for each of the cast; nobody for a reader.
async function open(viewport, post) {
  const page = await (await browser.newContext({ viewport, locale: "vi-VN" })).newPage();
  if (post) {
    await page.goto(base + linkOf(post));
    await page.getByRole("button", { name: "Vào văn phòng" }).click();
  } else {
    await page.goto(base);
  }
  return page;
}

const shoot = (page, name) => page.screenshot({ path: `${docs}${name}.png` });

const reader = await open(desk);
await reader.getByRole("link", { name: "Tịnh Biên chăm lo công tác xây dựng Đảng" }).first().click();
await shoot(reader, "article");
await reader.goto(`${base}/tim-kiem?q=xaay+duwngj+ddangr`);
await shoot(reader, "search");
await reader.goto(`${base}/van-ban`);
await shoot(reader, "library");

const leader = await open(desk, "Bí thư Huyện ủy");
await leader.goto(`${base}/van-phong/van-ban-di`);
await leader.getByRole("link", { name: /^Kiểm tra việc học tập/ }).click();
await shoot(leader, "outgoing");
await leader.goto(`${base}/van-phong`);
await leader.getByRole("link", { name: "Tài khoản của tôi" }).click();
await shoot(leader, "account");
for (const field of ["Mật khẩu mới", "Gõ lại mật khẩu mới"]) await leader.getByLabel(field, { exact: true }).fill("mưa rơi trên núi Cấm");
await leader.getByRole("button", { name: "Lưu" }).click();
await leader.getByRole("link", { name: "Bật xác nhận hai bước" }).click();
await shoot(leader, "second-step");
// Passkeys are taken on the machine itself by its name only.
await leader.context().addCookies((await leader.context().cookies()).map((cookie) => ({ ...cookie, domain: "localhost" })));
await leader.goto(`${base.replace("127.0.0.1", "localhost")}/van-phong/tai-khoan/khoa-truy-cap`);
await shoot(leader, "passkeys");

const secretary = await open(phone, "Bí thư Chi bộ");
await secretary.locator(".duties a[href*=\"/hoc-tap/\"]").first().click();
await secretary.getByRole("link", { name: "Điểm danh" }).click();
await shoot(secretary, "sheet");
await secretary.goBack();
await secretary.locator("table a").first().click();
await secretary.getByRole("link", { name: "Ghi đề nghị miễn" }).click();
await shoot(secretary, "exemption");

const editor = await open(desk, "Chuyên viên Ban Tuyên giáo");
await editor.getByRole("link", { name: "Tòa soạn" }).click();
await editor.getByRole("link", { name: "Về bản trình diễn này", exact: true }).click();
await shoot(editor, "editor");

const officer = await open(desk, "Chuyên viên Ban Tổ chức");
await officer.getByRole("link", { name: "Cây tổ chức" }).click();
await shoot(officer, "tree");
await officer.getByRole("link", { name: "Đảng viên" }).click();
await officer.locator("table tbody a").nth(3).click();
await shoot(officer, "record");
// A list as it comes: titles above, names in TCVN3, days in several ways, two cells that are wrong.
await officer.goto(`${base}/van-phong/dang-vien/nhap`);
const rows = [
  "ĐẢNG BỘ XÃ AN CƯ;;;;",
  "DANH SÁCH ĐẢNG VIÊN;;;;",
  "TT;Họ và tên;Ngày sinh;Giới tính;Số căn cước",
  "1;NguyÔn V¨n Hßa;19/5/1961;Nam;089061001234",
  "2;Lª ThÞ Ph\u00adîng;5.3.62;nữ;089162004321",
  "3;TrÇn Quèc Th¾ng;31/2/1975;Nam;",
  "4;NÐang Sãc Kha;1958;Nữ;89158",
  "5;Ng« ThÞ BÝch §µo;12-11-1980;Nữ;",
];
await officer.getByLabel("Tệp danh sách").setInputFiles({ name: "Danh sách chi bộ.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) });
await officer.getByRole("button", { name: "Đọc tệp" }).click();
await shoot(officer, "import-columns");
await officer.getByLabel("Chi bộ của cả tệp").selectOption({ index: 1 });
await officer.getByRole("button", { name: "Xem trước" }).click();
await shoot(officer, "import-preview");
await officer.getByRole("link", { name: /^Sửa \d+ dòng chưa đúng/ }).click();
await shoot(officer, "import-mend");
await officer.goto(`${base}/van-phong/dia-danh?q=tinh+bien`);
await shoot(officer, "places");

const manager = await open(desk, "Chánh Văn phòng");
await manager.goto(`${base}/van-phong/loi-moi/moi`);
await manager.getByLabel("Trong đơn vị").selectOption({ label: "Đảng bộ xã An Cư" });
await manager.getByLabel("Chức vụ").selectOption("cell.secretary");
await manager.getByRole("button", { name: "Xem danh sách" }).click();
await manager.getByLabel("Địa chỉ văn phòng").fill("https://vanphong.tinhbien.vn");
await manager.getByRole("button", { name: "Lập và xem phiếu" }).click();
await shoot(manager, "slips");
await browser.close();
