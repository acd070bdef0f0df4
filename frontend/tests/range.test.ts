import { expect, test } from "vitest";
import { earlier, rangeQuery, readRange, sharedPart, withChanges } from "../src/app/range";

const read = (text: string) => readRange(new URLSearchParams(text));

test("an address that says nothing asks for ninety days against the days before", () => {
  expect(read("")).toEqual({ window: "90d", days: null, comparison: "previous", refresh: "60s", basis: "accounting" });
});

test("days of one's own count before a window", () => {
  expect(rangeQuery(read("range=7d&from=2024-03-01&to=2024-03-31"))).toEqual({ from: "2024-03-01", to: "2024-03-31" });
});

test.each(["from=2024-03-31&to=2024-03-01", "from=tomorrow&to=2024-03-01", "from=2024-03-01", "range=<script>"])("%s counts as left out", (text) => {
  expect(rangeQuery(read(text))).toEqual({ window: "90d" });
});

test("what is shared goes along from view to view, filters of one view stay there", () => {
  expect(sharedPart(new URLSearchParams("range=7d&compare=year&kind=overstock"))).toBe("?range=7d&compare=year");
  expect(sharedPart(new URLSearchParams("kind=overstock"))).toBe("");
});

test("a change takes away what is null and leaves the rest", () => {
  expect(withChanges(new URLSearchParams("range=7d&kind=overstock"), { range: null, top: "net" }).toString()).toBe("kind=overstock&top=net");
});

test("beside the days stand as many before, as far as today has come", () => {
  expect(earlier(read("range=7d"), "previous", "2026-06-15T06:00:00Z")).toEqual({ window: "7d", as_of: "2026-06-08T06:00:00.000Z" });
});

test("beside the days stand the same weekdays of 52 weeks before", () => {
  expect(earlier(read("range=30d"), "year", "2026-06-15T06:00:00Z")).toEqual({ window: "30d", as_of: "2025-06-16T06:00:00.000Z" });
});

test("beside days of one's own stand as many before them", () => {
  const asked = earlier(read("from=2026-06-01&to=2026-06-10"), "previous", "2026-06-15T06:00:00Z");
  expect(asked).toEqual({ from: "2026-05-22", to: "2026-05-31", as_of: "2026-06-05T06:00:00.000Z" });
});
