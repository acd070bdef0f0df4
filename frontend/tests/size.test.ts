import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const DIST = join(import.meta.dirname, "../dist");
const MOST_BYTES = 250_000; // what the first view may load of JavaScript, compressed

/** The files of JavaScript that the page names: the first one, and what it loads next. */
function firstLoad(): string[] {
  const page = readFileSync(join(DIST, "index.html"), "utf8");
  return [...new Set([...page.matchAll(/\/assets\/[\w.-]+\.js/g)].map(([file]) => file))];
}

// `make check-frontend` builds before it tests.
test.skipIf(!existsSync(join(DIST, "index.html")))("the first view loads little JavaScript, and no charts", () => {
  const files = firstLoad();
  const bytes = files.map((file) => gzipSync(readFileSync(join(DIST, file))).length).reduce((sum, each) => sum + each, 0);

  expect(files.length).toBeGreaterThan(1); // what comes after the first file is named too, so that both are fetched at once
  // The first file waits for no other: else what it asks for early would be asked for late.
  expect(readFileSync(join(DIST, files[0] ?? ""), "utf8")).not.toMatch(/(?:from|import)"\.\//);
  expect(files.filter((file) => file.includes("drawing"))).toEqual([]);
  expect(bytes).toBeLessThan(MOST_BYTES);
});
