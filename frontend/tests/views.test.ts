import { expect, test } from "vitest";
import { viewOf, VIEWS } from "../src/app/views";
import { others } from "../src/views/revenue/trend";
import { breakdownAsked, productsAsked, trendAsked } from "../src/views/revenue/asked";
import { bySupplier } from "../src/views/inventory/reorders";
import { bySource } from "../src/views/settings/health";
import { csvOf } from "../src/parts/file_of";
import { idOf } from "../src/views/settings/recipients";
import { written } from "../src/views/settings/jobs";

const asked = (text: string) => new URLSearchParams(text);

test("what a link says is what is asked, before the page is drawn and after", () => {
  expect(trendAsked(asked("range=365d&basis=order&channel=online")).query).toMatchObject({ window: "365d", granularity: "week", basis: "order", channel: "online" });
  expect(trendAsked(asked("from=2024-03-01&to=2024-03-31&granularity=month")).query).toMatchObject({ from: "2024-03-01", to: "2024-03-31", granularity: "month" });
  expect(breakdownAsked(asked("by=staff")).query).toEqual({ window: "90d", basis: "accounting", by: "staff" });
  expect(productsAsked(asked("top=<script>")).query.by).toBe("margin");
});

test("a trend stands beside what was asked for", () => {
  expect(others("none")).toEqual([]);
  expect(others("both").map(({ key }) => key)).toEqual(["previous", "year_before"]);
});

test("every link of mails and Slack has its view", async () => {
  for (const path of ["inventory", "inventory/reorders"]) expect(Object.keys(VIEWS)).toContain(path);
  expect((await viewOf("inventory/products/a%2Fb")?.())?.default).toBe((await VIEWS["inventory/products/:productId"]()).default);
  expect((await viewOf("inventory/products")?.())?.default).toBe((await VIEWS["inventory/products"]()).default);
  expect(viewOf("")).toBeUndefined();
});

test("reorders stand together by supplier, in the order they came in", () => {
  const reorder = (supplier_name: string | null) => ({ supplier_name, supplier_id: null }) as Parameters<typeof bySupplier>[0][number];
  expect(bySupplier([reorder("A"), reorder("A"), reorder(null)]).map(({ name, reorders }) => [name, reorders.length])).toEqual([
    ["A", 2],
    ["No supplier is known", 1],
  ]);
});

test("a source tells of its last load, and nothing of what was taken back", () => {
  const load = (source: string, recorded_at: string, status = "loaded") => ({ source, recorded_at, status, loaded: 10, rejected: 1 });
  expect(bySource([load("shopify", "2024-05-02"), load("canonical", "2024-05-03"), load("shopify", "2024-05-01"), load("canonical", "2024-05-04", "undone")])).toEqual([
    { source: "canonical", last: "2024-05-03", loaded: 10, rejected: 1 },
    { source: "shopify", last: "2024-05-02", loaded: 20, rejected: 2 },
  ]);
});

test("names become ids that nobody has", () => {
  expect(idOf("Zoë O'Neill", [])).toBe("zoe-o-neill");
  expect(idOf("Ann", ["ann", "ann-2"])).toBe("ann-3");
  expect(idOf("李", [])).toBe("recipient");
});

test("a file of the page is safe to open in a spreadsheet", () => {
  expect(csvOf([["name", "units"], ['=1+1,"x"', -2], [null, 0]])).toBe('name,units\r\n"\'=1+1,""x""",-2\r\n,0\r\n');
});

test("what a job said reads as the page does", () => {
  expect(written("20227 customers as of 2026-11-21, 999 new; c2205-000138")).toBe("20,227 customers as of Nov 21, 2026, 999 new; c2205-000138");
});
