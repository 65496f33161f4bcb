// Real-browser tests of the demo: walks every page that a link leads to and checks each one as people meet it:
// on a phone of 360 px and on a desk, light and dark, for accessibility (axe, contrast 7:1), valid HTML, dead links,
// sideways scrolling, script errors and refusals of the content security policy.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { HtmlValidate } from "html-validate";
import { faults } from "./nu.mjs";

const base = process.env.BASE;
// The stories that people would live through, a file for each part of the houses, in the order of their names.
// ONLY=members tells those of one file, and walks no pages.
const only = process.env.ONLY ?? "";
// What pages look like is the same on every engine: LOOKS=no tells the stories alone.
const looks = only === "" && process.env.LOOKS !== "no";
const files = readdirSync(new URL("stories/", import.meta.url)).filter((file) => file.includes(only)).sort();
const stories = (await Promise.all(files.map((file) => import(`./stories/${file}`)))).flatMap((file) => Object.entries(file.stories));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const html = new HtmlValidate({
  extends: ["html-validate:standard"],
  // Void elements and attributes are written as the templates' authors like; what matters is that they are valid.
  rules: { "void-style": "off", "no-trailing-whitespace": "off", "attribute-boolean-style": "off", "long-title": "off", "no-inline-style": "error" },
});
const results = { passed: 0, failed: 0 };
// The text of every page met, for the checker at the end.
const met = new Map();

function check(name, problems) {
  if (problems.length === 0) {
    results.passed += 1;
    return;
  }
  results.failed += 1;
  console.log(`FAILED ${name}`);
  for (const problem of problems.slice(0, 8)) console.log(`   ${problem}`);
}

async function answered(base) {
  for (let tries = 0; tries < 300; tries += 1) {
    try {
      if ((await fetch(`${base}/healthz`)).ok) return;
    } catch {
      // Not listening yet: the demo is being loaded.
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("the server does not answer");
}

async function walk() {
  const pages = new Map();
  const waiting = ["/", "/khong-co-trang-nay"];
  while (waiting.length > 0) {
    const path = waiting.pop();
    if (pages.has(path)) continue;
    const response = await fetch(base + path, { redirect: "follow" });
    const kind = response.headers.get("content-type") ?? "";
    const text = kind.startsWith("text/html") ? await response.text() : "";
    // What a browser keeps as a file is checked as HTML, but it does not open it.
    pages.set(path, { status: response.status, text, kept: response.headers.has("content-disposition") });
    for (const [, href] of text.matchAll(/<a\b[^>]*\bhref="([^"]+)"/g)) {
      const target = new URL(href.replaceAll("&amp;", "&").replaceAll("&#38;", "&"), base + path);
      if (target.origin === base) waiting.push(target.pathname + target.search);
    }
  }
  return pages;
}

const rules = {
  all: {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: { "color-contrast-enhanced": { enabled: true } },
  },
  colours: { runOnly: { type: "rule", values: ["color-contrast", "color-contrast-enhanced", "link-in-text-block"] } },
};

// What keeps people out, by axe. It goes in through the debugger, which the page's own policy does not bind.
async function barriers(page, which = rules.all) {
  await page.evaluate(axe);
  const found = await page.evaluate((which) => globalThis.axe.run(document, which), which);
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.html.slice(0, 120)).slice(0, 2).join(" | ")}`);
}

// The same for a page behind the sign-in, as a story meets it; its HTML is checked too.
async function checkOpen(page, name) {
  if (process.env.LOOKS === "no") return;
  const text = await (await page.request.get(page.url())).text();
  // Some addresses only take what is sent to them: asked for, they lead away or answer with nothing.
  if (text !== "") met.set(name, text);
  const report = await html.validateString(text);
  const problems = report.results.flatMap((r) => r.messages.map((m) => `${m.line}: ${m.ruleId}: ${m.message}`));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) problems.push(`the page is ${wide} px too wide`);
  check(name, [...problems, ...(await barriers(page))]);
}

const sizes = [
  { name: "phone, light", viewport: { width: 360, height: 740 }, colorScheme: "light", which: rules.all },
  // The page of the phone in light, in other colours.
  { name: "phone, dark", viewport: { width: 360, height: 740 }, colorScheme: "dark", which: rules.colours },
  { name: "desk, light", viewport: { width: 1280, height: 900 }, colorScheme: "light", which: rules.all },
];

async function look(browser, size, paths) {
  const context = await browser.newContext({ viewport: size.viewport, colorScheme: size.colorScheme, locale: "vi-VN" });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("404")) errors.push(`console: ${message.text()}`);
  });
  for (const path of paths) {
    errors.length = 0;
    await page.goto(base + path, { waitUntil: "load" });
    const problems = [...errors];
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) problems.push(`the page is ${wide} px too wide`);
    check(`${path} (${size.name})`, [...problems, ...(await barriers(page, size.which))]);
  }
  await context.close();
}

// What the founding article costs on a slow network, in bytes as they come over the wire.
const bars = { document: 25_000, stylesheet: 15_000, script: 10_000, all: 200_000, requests: 15 };

async function weigh(browser) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: "vi-VN" });
  const page = await context.newPage();
  const article = [...pages.keys()].find((path) => /^\/[a-z-]+\/tinh-bien-cham-lo[a-z-]*-\d+$/.test(path));
  const requests = [];
  page.on("requestfinished", (request) => requests.push(request));
  await page.goto(base + article, { waitUntil: "networkidle" });
  const sums = { document: 0, stylesheet: 0, script: 0, all: 0, requests: requests.length };
  for (const request of requests) {
    const size = (await request.sizes()).responseBodySize;
    const kind = request.resourceType();
    if (kind in sums) sums[kind] += size;
    sums.all += size;
  }
  console.log(`the article weighs ${JSON.stringify(sums)}`);
  // How far what is being read was moved about, by the browser's own measure: 0 is a page that stands still.
  const moved = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const sum = (entries) => entries.reduce((total, entry) => total + entry.value, 0);
        const watch = new PerformanceObserver((list) => resolve(sum(list.getEntries())));
        watch.observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum(watch.takeRecords()))));
      }),
  );
  check("the article stands still while it loads", moved > 0.02 ? [`moved by ${moved}`] : []);
  const heavy = Object.keys(bars).filter((name) => sums[name] > bars[name]).map((name) => `${name}: ${sums[name]} of ${bars[name]}`);
  const empty = ["document", "stylesheet", "script"].filter((name) => sums[name] === 0).map((name) => `no ${name} was weighed`);
  const foreign = requests.map((request) => request.url()).filter((url) => new URL(url).origin !== base);
  check("the article is light and asks nobody else", [...heavy, ...empty, ...foreign]);
  await context.close();
}

await answered(base);
await answered(process.env.EMPTY);
const pages = looks ? await walk() : new Map();
for (const [path, { status, text }] of pages) {
  check(`${path} answers`, status < 400 || path === "/khong-co-trang-nay" ? [] : [`status ${status}`]);
  if (text === "") continue;
  met.set(path, text);
  const report = await html.validateString(text);
  check(`${path} is valid HTML`, report.results.flatMap((r) => r.messages.map((m) => `${m.line}: ${m.ruleId}: ${m.message}`)));
}
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const readable = [...pages].filter(([, { text, kept }]) => text !== "" && !kept).map(([path]) => path);
await Promise.all(sizes.map((size) => look(browser, size, readable)));
if (looks) await weigh(browser);
for (const [name, story] of stories) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: "vi-VN" });
  check(name, await story(context, base, checkOpen).then(() => [], (error) => [error.message]));
  await context.close();
}
await browser.close();
for (const [name, problems] of faults([...met])) check(`${name} is HTML to the standard's checker`, problems);
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed === 0 && results.passed > 0 ? 0 : 1);
