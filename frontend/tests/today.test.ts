import { expect, test } from "vitest";
import type { Current } from "../src/app/live";
import { verdict } from "../src/views/today/expected";

const euros = (amount: string) => ({ amount, currency: "EUR" });

function day(sold: string | null, gap: string | null): Pick<Current, "today" | "day_pace"> {
  const known = gap === null ? null : euros(gap);
  return {
    today: { net_sales: sold === null ? null : euros(sold) } as Current["today"],
    day_pace: { gap: known, interval_80_to_now: known && { low: euros("800"), high: euros("1200") } } as Current["day_pace"],
  };
}

test("what lies within the usual is neither good nor bad", () => {
  expect(verdict(day("1100", "100"))).toMatchObject({ direction: "same", text: "€100 ahead, within the usual" });
  expect(verdict(day("1000", "0"))).toMatchObject({ direction: "same", text: "as expected" });
});

test("what lies beyond it is, and says so in words", () => {
  expect(verdict(day("1500", "500"))).toMatchObject({ direction: "up", text: "▲ €500 ahead, more than usual" });
  expect(verdict(day("700", "-300"))).toMatchObject({ direction: "down", text: "▼ €300 behind, less than usual" });
});

test("nothing is judged where nothing was expected, or nothing is known", () => {
  expect(verdict(day("700", null))).toBeNull();
  expect(verdict(day(null, "-300"))).toBeNull();
});
