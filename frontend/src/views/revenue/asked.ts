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

export const HORIZONS = ["7d", "14d", "28d", "91d"] as const;
export const VISITS = ["device", "channel", "landing_page", "new_returning"] as const;

export function forecastAsked(search: URLSearchParams) {
  return { query: { horizon: one(HORIZONS, search.get("horizon"), "28d") } };
}

/** Cohorts are months: of fewer days than a year there is nothing to lay side by side. */
export function cohortsAsked(search: URLSearchParams) {
  return { query: { window: "365d", basis: readRange(search).basis, cohort: "month" } } as const;
}

export function funnelAsked(search: URLSearchParams) {
  return { query: { ...rangeQuery(readRange(search)), by: one(VISITS, search.get("visits"), "device") } };
}

export function turnoverAsked(search: URLSearchParams) {
  const range = readRange(search);
  return { query: { ...rangeQuery(range), basis: range.basis, by: one(["category", "product"], search.get("stock"), "category"), limit: 20 } };
}

export function reconciliationAsked(search: URLSearchParams) {
  return { query: readRange(search).days ?? {} };
}

/** The basis goes along only where it is not the one of the live figures. */
export function paceAsked(search: URLSearchParams) {
  const { basis } = readRange(search);
  return basis === "accounting" ? {} : { query: { basis } };
}
