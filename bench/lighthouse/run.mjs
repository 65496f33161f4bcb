// node run.mjs http://127.0.0.1:PORT CHROMIUM TIMES: Lighthouse's four scores for the front page and the founding article, at its own settings for
// a telephone (a slow processor and a slow network, simulated). Of the performance it prints the median, since it depends on what else
// the machine does; the other three must say the same each time.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [base, chromePath, times] = process.argv.slice(2);
const front = await (await fetch(base)).text();
const article = front.match(/href="(\/[a-z0-9-]+\/tinh-bien-cham-lo[a-z0-9-]*)"/)[1];
const bars = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 };
let missed = 0;
for (const [name, path] of [["home", "/"], ["article", article]]) {
  const scores = {}, open = new Map();
  for (let n = 0; n < Number(times); n += 1) {
    const chrome = await launch({ chromePath, chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
    const { lhr } = await lighthouse(base + path, { port: chrome.port, logLevel: "silent" });
    chrome.kill();
    for (const [key, it] of Object.entries(lhr.categories)) (scores[key] ??= []).push(Math.round(it.score * 100));
    for (const it of Object.values(lhr.audits)) if (it.score !== null && it.score < 0.9) open.set(it.title, it.displayValue ?? "");
  }
  for (const [key, bar] of Object.entries(bars)) {
    const all = scores[key].sort((a, b) => a - b), median = all[Math.floor(all.length / 2)];
    if (median < bar) missed += 1;
    console.log(`${name} ${key}: ${median} of 100 (bar ${bar}, ratio ${(median / bar).toFixed(2)}; all ${all.join(" ")})`);
  }
  for (const [title, value] of open) console.log(`    ${title} ${value}`);
}
process.exit(missed ? 1 : 0);
