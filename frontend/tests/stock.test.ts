import { expect, test } from "vitest";
import { everyDay, stockDays } from "../src/views/inventory/stock_chart";

type Product = Parameters<typeof stockDays>[0];

const was = (local_date: string, on_hand: number | null, units = 2) => ({ local_date, location_id: "shop", on_hand, units });

/** A product as the run of a morning left it; its history always reaches to yesterday. */
function product(as_of: string, history: object[], on_hand: number | null = 10): Product {
  return {
    as_of,
    time_zone: "Europe/Dublin",
    history,
    locations: [{ location_id: "shop", on_hand }],
    forecast: [
      { location_id: "shop", days: 7, mean: 8, q50: 7, q95: 12 },
      { location_id: "shop", days: 1, mean: 1, q50: 1, q95: 3 },
    ],
    demand: [{ location_id: "shop", local_date: "2026-03-02", expected: 1.5, low_80: 0, high_80: 3 }],
  } as unknown as Product;
}

test("stock of the past goes on into what is likely to be left", () => {
  const days = stockDays(product("2026-03-02T06:00:00Z", [was("2026-02-28", 14), was("2026-03-01", 12)]), "shop");

  expect(days.map(({ date, stock, likely, band }) => [date, stock, likely, band])).toEqual([
    ["2026-02-28", 14, null, null],
    ["2026-03-01", 12, null, null],
    ["2026-03-02", 10, 10, [10, 10]],
    ["2026-03-03", null, 9, [7, 10]],
    ["2026-03-09", null, 3, [0, 10]],
  ]);
  expect(days.every(({ sells }) => sells === null)).toBe(true); // what was to be sold today is over when it is told
});

test("before the morning's run no day stands twice, and what was since stands beside what was forecast", () => {
  const days = stockDays(product("2026-03-01T06:00:00Z", [was("2026-02-28", 14), was("2026-03-01", 9, 3)]), "shop");

  expect(days.map(({ date }) => date)).toEqual(["2026-02-28", "2026-03-01", "2026-03-02", "2026-03-08"]);
  expect(days[1]).toMatchObject({ stock: 10, units: 3, likely: 10 });
  expect(days[2]).toMatchObject({ stock: null, likely: 9, sells: 1.5 });

  const late = stockDays(product("2026-02-27T06:00:00Z", [was("2026-02-28", 14), was("2026-03-01", 9, 3)]), "shop");
  expect(late.map(({ date, stock, likely }) => [date, stock, likely])).toEqual([
    ["2026-02-27", 10, 10],
    ["2026-02-28", 14, 9],
    ["2026-03-01", 9, null],
    ["2026-03-02", null, null],
    ["2026-03-06", null, 3],
  ]);
});

test("every day between is there once", () => {
  const days = everyDay(stockDays(product("2026-03-01T06:00:00Z", [was("2026-02-27", 14), was("2026-03-01", 9)]), "shop")).map(({ date }) => date);

  expect(new Set(days).size).toBe(days.length);
  expect(days.slice(0, 3)).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
  expect(days.at(-1)).toBe("2026-03-08");
});

test("what was never counted is not drawn on", () => {
  expect(stockDays(product("2026-03-02T06:00:00Z", [was("2026-03-01", null)], null), "shop").map(({ likely }) => likely)).toEqual([null]);
});
