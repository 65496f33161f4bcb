// Those who live through the stories: each of the demo's cast comes in by the link that the demo printed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

// The demo prints one link for each of its cast; each is good for one sign-in.
export function linkOf(post) {
  const lines = readFileSync(process.env.LOG, "utf8").split("\n");
  const at = lines.findIndex((line) => line.includes(post));
  assert.ok(at >= 0, `no link for ${post}`);
  return new URL(lines[at + 1].trim()).pathname;
}

// A link lets in once: whoever comes back in a later story brings the session of the first.
const sessions = {};

// What somebody did in a story may have begun their session anew: later ones go on with that.
export function keep(post, cookies) {
  sessions[post] = cookies;
}

export async function signIn(page, base, post) {
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

// What takes two persons was asked for on this page: the leader agrees, and the page shows what was done.
export async function agreed(context, base, page) {
  const proposal = page.url().split("?")[0];
  const leader = await someone(context, base, "Bí thư Huyện ủy");
  await leader.goto(proposal);
  await leader.getByRole("button", { name: "Đồng ý và làm" }).focus();
  await Promise.all([leader.waitForEvent("load"), leader.keyboard.press("Enter")]);
  assert.match(await leader.locator("main").innerText(), /Đã đồng ý, việc đã được làm/);
  await leader.context().close();
  await page.goto(proposal);
  await page.getByRole("link", { name: "Xem việc đã làm" }).focus();
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
}

// The portal is made again within a second or two of a change: looks again until it shows, or gives up.
export async function shows(page, selector, pattern) {
  const until = Date.now() + 10_000;
  while (!pattern.test(await page.locator(selector).innerText())) {
    assert.ok(Date.now() < until, `${page.url()} does not show ${pattern}`);
    await page.reload();
  }
}

export async function someone(context, base, post, viewport = { width: 1280, height: 900 }) {
  const page = await (await context.browser().newContext({ viewport, locale: "vi-VN" })).newPage();
  await signIn(page, base, post);
  return page;
}
