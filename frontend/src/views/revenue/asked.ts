// What the first panels ask, by the address: asked for before the page is drawn, so the same in both places.
import { one, rangeQuery, readRange } from "../../app/asking";

export const GRANULARITIES = ["day", "week", "month"] as const;
export const CUTS = ["channel", "location", "staff", "category", "country", "new_returning"] as const;
export const RANKS = ["margin", "net", "units"] as const;
export const PRODUCTS_SHOWN = 20;

export function trendAsked(search: URLSearchParams) {
  const range = readRange(search);
  const granularity = one(GRANULARITIES, search.get("granularity"), range.window === "365d" ? "week" : "day");
  const channel = search.get("channel") ?? undefined;
  const location = search.get("location") ?? undefined;
  const category = search.get("category") ?? undefined;
  return { query: { ...rangeQuery(range), granularity, basis: range.basis, channel, location, category } };
}

export function breakdownAsked(search: URLSearchParams) {
  const range = readRange(search);
  return { query: { ...rangeQuery(range), basis: range.basis, by: one(CUTS, search.get("by"), "channel") } };
}

/** Who may not see margins is told so; then by net sales is a choice away. */
export function productsAsked(search: URLSearchParams) {
  const range = readRange(search);
  return { query: { ...rangeQuery(range), basis: range.basis, by: one(RANKS, search.get("top"), "margin"), limit: PRODUCTS_SHOWN } };
}
