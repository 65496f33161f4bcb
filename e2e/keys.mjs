// Nothing but the keyboard: how a story goes over a page with Tab, Enter, Space and letters, and sees where it is.
import assert from "node:assert/strict";

export const ways = [
  { name: "phone", viewport: { width: 360, height: 740 }, javaScriptEnabled: true },
  { name: "phone, no script", viewport: { width: 360, height: 740 }, javaScriptEnabled: false },
  { name: "desk", viewport: { width: 1280, height: 900 }, javaScriptEnabled: true },
  { name: "desk, no script", viewport: { width: 1280, height: 900 }, javaScriptEnabled: false },
];

// Where the focus is: whether it is the one that is meant, whether an outline or a ring shows it, whether it is on screen.
const place = (it) => {
  const style = getComputedStyle(it);
  const box = it.getBoundingClientRect();
  return {
    here: it === document.activeElement,
    ring: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none",
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
};

// Goes on with Tab until what is meant has the focus.
export async function tabTo(page, way, locator) {
  assert.equal(await locator.count(), 1, `${way}: one of ${locator}`);
  for (let presses = 0; presses < 500; presses += 1) {
    await page.keyboard.press("Tab");
    const { here, ring, seen } = await locator.evaluate(place);
    if (!here) continue;
    assert.ok(ring, `${way}: no ring shows the focus on ${locator}`);
    assert.ok(seen, `${way}: the focus on ${locator} is off the screen`);
    return;
  }
  assert.fail(`${way}: Tab does not lead to ${locator}`);
}

export async function press(page, way, locator) {
  await tabTo(page, way, locator);
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
}

export async function type(page, way, locator, words) {
  await tabTo(page, way, locator);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(words);
}

// Takes a file by the dialogue that the key opens. It is waited for before the way to its field begins: the browser needs a
// while to be told that its own dialogue is not wanted.
export async function file(page, way, locator, chosen) {
  const dialogue = page.waitForEvent("filechooser");
  await tabTo(page, way, locator);
  await page.keyboard.press("Space");
  await (await dialogue).setFiles(chosen);
}
