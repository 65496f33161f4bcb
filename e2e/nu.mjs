// The checker of the HTML standard's own people (Nu), over many pages at once: starting it takes longer than reading them.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import vnu from "vnu-jar";

// What is wrong with each of the pages, [name, text], as [name, problems].
export function faults(pages) {
  // The checker itself calls no page at all an error.
  if (pages.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), "nu-"));
  try {
    const files = pages.map(([, text], index) => {
      const file = join(folder, `${index}.html`);
      writeFileSync(file, text);
      return file;
    });
    const run = spawnSync("java", ["-Xss1m", "-jar", vnu, "--errors-only", "--format", "json", ...files], { maxBuffer: 1 << 28 });
    if (run.error) throw run.error;
    const { messages } = JSON.parse(run.stderr.toString());
    return pages.map(([name], index) => [
      name,
      messages
        .filter((message) => basename(message.url ?? "") === `${index}.html` || message.type === "non-document-error")
        .map((message) => `${message.lastLine ?? "?"}: ${message.message}`),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
