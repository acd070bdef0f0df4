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

/** Where a view is, with what goes along from view to view. */
export function linked(to: string, search: URLSearchParams): string {
  const kept = sharedPart(search);
  return to.includes("?") ? to + kept.replace("?", "&") : to + kept;
}

/** A calendar day some days after another, as ISO 8601 writes both. */
export function dayAfter(iso: string, days: number): string {
  const date = new Date(`${iso}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The days of a range for what takes days only, and speaks of days that are over: they end the day before `today`. */
export function wholeDays({ days, window }: Pick<Range, "days" | "window">, today: string): Days {
  if (days !== null) return days;
  const to = dayAfter(today, -1);
  return { from: dayAfter(to, 1 - parseInt(window ?? "90d", 10)), to };
}

const DAY_MS = 86_400_000;
const YEAR_DAYS = 364; // 52 weeks, so that weekdays meet, as the API has it

/** As many days before, or the same weekdays a year before, each as far as today has come: what was so far beside what is. */
export function earlier(range: Range, comparison: "previous" | "year", asOf: string): ({ window: Window } | Days) & { as_of: string } {
  const { days, window } = range;
  const length = days === null ? parseInt(window ?? "90d", 10) : Math.round((Date.parse(days.to) - Date.parse(days.from)) / DAY_MS) + 1;
  const back = comparison === "year" ? YEAR_DAYS : length;
  const then = new Date(asOf);
  then.setDate(then.getDate() - back); // by the calendar of who looks: the same time of day also where clocks changed
  const as_of = then.toISOString();
  return days === null ? { window: window ?? "90d", as_of } : { from: dayAfter(days.from, -back), to: dayAfter(days.to, -back), as_of };
}

/** The range as the API's parameters. */
export function rangeQuery(range: Range): { window: Window } | Days {
  return range.days ?? { window: range.window ?? "90d" };
}
