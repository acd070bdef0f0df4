// Files that are dropped on the page, also in a folder, are those that are chosen.
import { fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { formatOf, LoadFiles } from "../src/views/settings/load_files";
import { shown } from "./shown";

beforeEach(() => {
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const file = (name: string) => new File(["a,b\n"], name);
const entryOf = (name: string) => ({ name, isFile: true, file: (take: (found: File) => void) => take(file(name)) });

/** A folder as a browser hands it over: some of its entries at a time, then none. */
function folderOf(...names: string[]) {
  const portions = [names.map(entryOf), []];
  return { name: "exports", isFile: false, createReader: () => ({ readEntries: (take: (found: unknown[]) => void) => take(portions.shift() ?? []) }) };
}

const dropped = (...entries: object[]) => ({ dataTransfer: { items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })), files: [] } });

test("a file that is dragged in is listed, and can be checked", async () => {
  shown("/settings", LoadFiles);
  const place = screen.getByRole("group", { name: "Files to load" });
  fireEvent.dragOver(place);
  expect(place.dataset.over).toBe("true");
  fireEvent.drop(place, dropped(entryOf("orders_export.csv")));

  expect(await screen.findByText("orders_export.csv")).toBeTruthy();
  expect(screen.getByRole("group", { name: "Files to load" }).dataset.over).toBeUndefined();
  expect(screen.getByRole("button", { name: "Check these files" })).toBeTruthy();
});

test("of a folder that is dragged in all files are taken but hidden ones, one that is dragged in again once", async () => {
  shown("/settings", LoadFiles);
  const place = () => screen.getByRole("group", { name: "Files to load" });
  fireEvent.drop(place(), dropped(folderOf("sales.csv", ".DS_Store", "products.csv")));
  expect(await screen.findByText("products.csv")).toBeTruthy();
  fireEvent.drop(place(), dropped(entryOf("sales.csv")));

  expect(await screen.findByText(/^2 files/)).toBeTruthy();
  expect(screen.queryByText(".DS_Store")).toBeNull();
});

test("who may not load files has no place to drop them", () => {
  shown("/settings", LoadFiles, ["figures:read"]);
  expect(screen.queryByRole("group", { name: "Files to load" })).toBeNull();
});

test("what files are is told by their names", () => {
  expect(formatOf(["sales.csv", "products_2.csv.gz"])).toBe("canonical");
  expect(formatOf(["products_export.csv", "orders_export_1.csv"])).toBe("shopify");
  expect(formatOf(["events.json.gz"])).toBe("ga4");
});
