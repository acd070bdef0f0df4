import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const DIST = join(import.meta.dirname, "../dist");
// Bytes of JavaScript, compressed with gzip, until a view is there; its charts, the biggest file of all, come after its figures.
const TODAY = 135_000;
const ANY_OTHER = 185_000;
const STYLES = 18_000;

type Manifest = Record<string, { file: string; imports?: string[]; isEntry?: boolean; isDynamicEntry?: boolean; css?: string[] }>;

const page = (): string => readFileSync(join(DIST, "index.html"), "utf8");
const manifest = (): Manifest => JSON.parse(readFileSync(join(DIST, "manifest.json"), "utf8")) as Manifest;
const sent = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file))).length, 0);

/** The files of JavaScript that the page names: the first one, and what it loads next. */
function firstLoad(): string[] {
  return [...new Set([...page().matchAll(/assets\/[\w.-]+\.js/g)].map(([file]) => file))];
}

/** A file and all that it cannot begin without. */
function withImports(of: Manifest, name: string, found = new Set<string>()): Set<string> {
  const each = of[name];
  if (each === undefined || found.has(each.file)) return found;
  found.add(each.file);
  each.imports?.forEach((other) => withImports(of, other, found));
  return found;
}

// `make check-frontend` builds before it tests.
const isBuilt = existsSync(join(DIST, "index.html"));

test.skipIf(!isBuilt)("Today loads little JavaScript, no charts and no fields", () => {
  const files = firstLoad();

  expect(files.length).toBeGreaterThan(1); // what comes after the first file is named too, so that both are fetched at once
  // The first file waits for no other: else what it asks for early would be asked for late.
  expect(readFileSync(join(DIST, files[0] ?? ""), "utf8")).not.toMatch(/(?:from|import)"\.\//);
  expect(files.filter((file) => /drawing|fields|explanation/.test(file))).toEqual([]);
  expect(sent(files)).toBeLessThan(TODAY);
  expect(sent([...page().matchAll(/assets\/[\w.-]+\.css/g)].map(([file]) => file))).toBeLessThan(STYLES);
});

const VIEWS = ["revenue/revenue", "inventory/alerts", "inventory/reorders", "inventory/products", "inventory/product", "customers/customers", "customers/exports", "recommendations/recommendations", "settings/settings"];

test.skipIf(!isBuilt).each(VIEWS)("a link to %s loads little more than Today", (view) => {
  const of = manifest();
  const files = new Set([...firstLoad(), ...withImports(of, `src/views/${view}.tsx`)]);

  expect(files.size).toBeGreaterThan(firstLoad().length);
  expect([...files].filter((file) => file.includes("drawing"))).toEqual([]);
  expect(sent(files)).toBeLessThan(ANY_OTHER);
});

test.skipIf(!isBuilt)("every file is there as Brotli, and is the same", () => {
  const files = Object.values(manifest()).map(({ file }) => file);

  for (const file of files) expect(brotliDecompressSync(readFileSync(join(DIST, `${file}.br`))).equals(readFileSync(join(DIST, file)))).toBe(true);
  expect(files.length).toBeGreaterThan(VIEWS.length);
});
