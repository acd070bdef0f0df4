import { expect, test } from "vitest";
import { amount, because, change, count, day, dayAfter, defined, MISSING, money, percent, shopDay, words } from "../src/app/format";

test("money is exact to the penny, also where a number would not be", () => {
  expect(money({ amount: "90071992547409.93", currency: "GBP" })).toBe("£90,071,992,547,409.93");
  expect(money({ amount: "-0.10", currency: "EUR" })).toBe("-€0.10");
});

test("what is unknown is never a zero", () => {
  expect([money(null), count(null), percent(undefined), day(null)]).toEqual([MISSING, MISSING, MISSING, MISSING]);
  expect(amount(null)).toBeNull();
  expect(because("cost_unknown")).toBe("no cost is known");
  expect(because("a_new_reason")).toBe("a new reason");
});

test("nothing is compared with nothing", () => {
  expect(change(5, 0)).toBeNull();
  expect(change(5, null)).toBeNull();
  expect(change(110, 100)).toMatchObject({ direction: "up", text: "10%" });
  expect(change(100.01, 100)).toMatchObject({ direction: "same", text: "no change" });
});

test("a moment belongs to the shop's day, whatever the browser's", () => {
  expect(shopDay("2024-06-30T23:30:00Z", "Europe/London")).toBe("2024-07-01");
  expect(shopDay("2024-06-30T23:30:00Z", "America/New_York")).toBe("2024-06-30");
});

test("days are added over the end of February and of summer time", () => {
  expect(dayAfter("2024-02-28", 1)).toBe("2024-02-29");
  expect(dayAfter("2024-10-26", 2)).toBe("2024-10-28");
  expect(dayAfter("2024-03-01", -1)).toBe("2024-02-29");
});

test("codes are read as words", () => {
  expect(words("stock_count_problem")).toBe("Stock count problem");
});

test("a definition is headed by its figure, and a group's by its name", () => {
  expect(["items.customers", "change.entered", "net_sales", "segment At-Risk"].map(defined)).toEqual(["Customers", "Change, entered", "Net sales", "Segment At-Risk"]);
});
