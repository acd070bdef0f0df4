// What the views of the inventory ask, by the address: asked for before the page is drawn, so the same in both places.
type Filter = (name: string) => string | null;

export const KINDS = [
  "stock_out",
  "low_stock",
  "reorder_due",
  "overstock",
  "dead_stock",
  "slow_mover",
  "trending_up",
  "trending_down",
  "seasonal_peak",
  "stock_count_problem",
] as const;
export const SEVERITIES = ["act", "watch"] as const;
export const ALERT_STATES = ["open", "snoozed", "dismissed", "resolved", "all"] as const;
export const RUNNING_OUT: readonly { value: string; label: string; runs_out?: string; unsold?: string }[] = [
  { value: "", label: "all products" },
  { value: "7d", label: "runs out in 7 days", runs_out: "7d" },
  { value: "14d", label: "runs out in 14 days", runs_out: "14d" },
  { value: "unsold30", label: "unsold for 30 days", unsold: "30d" },
  { value: "unsold90", label: "unsold for 90 days", unsold: "90d" },
];
export const ALERTS_SHOWN = 50;

export function alertsAsked(filter: Filter) {
  const products = RUNNING_OUT.find(({ value }) => value === filter("products"));
  return {
    query: {
      kind: KINDS.find((each) => each === filter("kind")),
      severity: SEVERITIES.find((each) => each === filter("severity")),
      state: ALERT_STATES.find((each) => each === filter("state")) ?? "open",
      location: filter("location") ?? undefined,
      category: filter("category") ?? undefined,
      product: filter("product") ?? undefined,
      assigned_to: filter("owner") ?? undefined,
      runs_out_within: products?.runs_out,
      unsold_for: products?.unsold,
      cursor: filter("cursor") ?? undefined,
      limit: ALERTS_SHOWN,
    },
  };
}

/** Where one alert is shown. It names the product too: so that its stock is asked for with the alert, and not after it. */
export function alertView({ alert_id: alert, product_id: of }: { alert_id: string; product_id: string }): string {
  return `/inventory?${new URLSearchParams({ alert, of }).toString()}`;
}

export const REORDER_STATES = ["suggested", "approved", "ordered", "received", "rejected", "withdrawn", "all"] as const;
export const REORDERS_SHOWN = 100;

export function reordersAsked(filter: Filter) {
  const state = REORDER_STATES.find((each) => each === filter("state")) ?? "suggested";
  return { query: { state, supplier: filter("supplier") ?? undefined, limit: REORDERS_SHOWN, cursor: filter("cursor") ?? undefined } };
}

/** The suppliers of all reorders of a state stand beside each page of them. */
export function suppliersAsked(filter: Filter) {
  return { query: { state: reordersAsked(filter).query.state, limit: 1 } };
}

export const ORDERS = ["days_of_cover", "-days_of_cover", "-velocity", "-on_hand", "-stock_value", "-unsold_days", "title"] as const;
export const LIMITS = { runs_out: ["7d", "14d", "30d"], unsold: ["30d", "60d", "90d"] } as const;
export const PRODUCTS_SHOWN = 50;

export function productsAsked(filter: Filter) {
  return {
    query: {
      search: filter("search") ?? undefined,
      sort: ORDERS.find((each) => each === filter("sort")) ?? "days_of_cover",
      location: filter("location") ?? undefined,
      category: filter("category") ?? undefined,
      supplier: filter("supplier") ?? undefined,
      runs_out_within: LIMITS.runs_out.find((each) => each === filter("runs_out")),
      unsold_for: LIMITS.unsold.find((each) => each === filter("unsold")),
      cursor: filter("cursor") ?? undefined,
      limit: PRODUCTS_SHOWN,
    },
  };
}
