import { amount, type Change, money, wholeMoney } from "../../app/format";
import type { Current } from "../../app/live";

/** Whether today is good, in words: against what was expected by this hour, and what is usual; null where that is not known. */
export function verdict({ today, day_pace: pace }: Pick<Current, "today" | "day_pace">): Pick<Change, "direction" | "text"> | null {
  const sold = amount(today.net_sales);
  const gap = amount(pace.gap);
  const usual = pace.interval_80_to_now;
  if (sold === null || gap === null || usual === null || today.net_sales === null) return null;
  const by = wholeMoney({ amount: String(Math.abs(gap)), currency: today.net_sales.currency });
  const low = amount(usual.low) ?? 0;
  const high = amount(usual.high) ?? 0;
  if (sold < low) return { direction: "down", text: `▼ ${by} behind, less than usual` };
  if (sold > high) return { direction: "up", text: `▲ ${by} ahead, more than usual` };
  if (money(pace.gap) === money({ amount: "0", currency: today.net_sales.currency })) return { direction: "same", text: "as expected" };
  return { direction: "same", text: `${by} ${gap < 0 ? "behind" : "ahead"}, within the usual` };
}
