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
const desk = await (await browser.newContext({ viewport: { width: 1120, height: 900 } })).newPage();
const phone = await (await browser.newContext({ viewport: { width: 360, height: 740 } })).newPage();

async function signIn(page, post) {
  await page.goto(base + linkOf(post));
  await page.getByRole("button", { name: "Vào văn phòng" }).click();
  await page.locator(".duties a").first().click();
}

await desk.goto(base);
await desk.getByRole("link", { name: "Tịnh Biên chăm lo công tác xây dựng Đảng" }).first().click();
await desk.screenshot({ path: `${docs}article.png` });
await desk.locator("article a.figure").first().click();
await desk.screenshot({ path: `${docs}figure.png` });
await signIn(desk, "Bí thư Huyện ủy");
await desk.screenshot({ path: `${docs}campaign.png` });
await signIn(phone, "Bí thư Chi bộ");
await phone.getByRole("link", { name: "Điểm danh" }).click();
await phone.screenshot({ path: `${docs}sheet.png` });
await browser.close();
