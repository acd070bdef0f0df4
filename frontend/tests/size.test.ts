import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const DIST = join(import.meta.dirname, "../dist");
const MOST_BYTES = 250_000; // what the first view may load of JavaScript, compressed

type Manifest = Record<string, { file: string; isEntry?: boolean; imports?: string[] }>;

function firstLoad(manifest: Manifest): Set<string> {
  const files = new Set<string>();
  const take = (name: string): void => {
    const chunk = manifest[name];
    if (chunk === undefined || files.has(chunk.file)) return;
    files.add(chunk.file);
    chunk.imports?.forEach(take);
  };
  for (const [name, chunk] of Object.entries(manifest)) if (chunk.isEntry === true) take(name);
  return files;
}

// `make check-frontend` builds before it tests.
test.skipIf(!existsSync(join(DIST, "manifest.json")))("the first view loads little JavaScript, and no charts", () => {
  const files = firstLoad(JSON.parse(readFileSync(join(DIST, "manifest.json"), "utf8")) as Manifest);
  const bytes = [...files].map((file) => gzipSync(readFileSync(join(DIST, file))).length).reduce((sum, each) => sum + each, 0);

  expect(files.size).toBeGreaterThan(0);
  expect([...files].filter((file) => file.includes("drawing"))).toEqual([]);
  expect(bytes).toBeLessThan(MOST_BYTES);
});
