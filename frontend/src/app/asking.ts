// What an address asks for: range, comparison, basis and refresh. Nothing of React is here: it is read before the page is.
export const WINDOWS = ["7d", "30d", "90d", "365d"] as const;
export type Window = (typeof WINDOWS)[number];
export const COMPARISONS = ["previous", "year", "both", "none"] as const;
export type Comparison = (typeof COMPARISONS)[number];
export const REFRESHES = ["off", "10s", "60s", "300s"] as const;
export type Refresh = (typeof REFRESHES)[number];
export const BASES = ["accounting", "order"] as const;
export type Basis = (typeof BASES)[number];

export interface Days {
  from: string;
  to: string;
}

export interface Range {
  /** null where days of one's own are asked for. */
  window: Window | null;
  days: Days | null;
  comparison: Comparison;
  refresh: Refresh;
  basis: Basis;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What was said, where it is one of what can be said. */
export function one<T extends string>(among: readonly T[], said: string | null, else_: T): T {
  return among.find((each) => each === said) ?? else_;
}

/** The range that an address asks for; what makes no sense counts as left out. */
export function readRange(search: URLSearchParams): Range {
  const from = search.get("from");
  const to = search.get("to");
  const days = from !== null && to !== null && DAY.test(from) && DAY.test(to) && from <= to ? { from, to } : null;
  return {
    window: days === null ? one(WINDOWS, search.get("range"), "90d") : null,
    days,
    comparison: one(COMPARISONS, search.get("compare"), "previous"),
    refresh: one(REFRESHES, search.get("refresh"), "60s"),
    basis: one(BASES, search.get("basis"), "accounting"),
  };
}

/** The parameters of an address with some of them changed; null takes one away. */
export function withChanges(search: URLSearchParams, changes: Record<string, string | null>): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** The part of an address that goes along from view to view. */
export const SHARED = ["range", "from", "to", "compare", "refresh", "basis"] as const;

export function sharedPart(search: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of SHARED) {
    const value = search.get(name);
    if (value !== null) kept.set(name, value);
  }
  const text = kept.toString();
  return text === "" ? "" : `?${text}`;
}

/** The range as the API's parameters. */
export function rangeQuery(range: Range): { window: Window } | Days {
  return range.days ?? { window: range.window ?? "90d" };
}
