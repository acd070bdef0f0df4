// How figures, dates and reasons read: in the browser's language and the shop's time zone.
import type { components } from "../api/generated/revenue";

export type Money = components["schemas"]["Money"];
type Maybe<T> = T | null | undefined;

export const LOCALE = navigator.language;
export const MISSING = "–";

const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  const held = numbers.get(key) ?? new Intl.NumberFormat(LOCALE, options);
  numbers.set(key, held);
  return held;
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const held = dates.get(key) ?? new Intl.DateTimeFormat(LOCALE, options);
  dates.set(key, held);
  return held;
}

/** Money to the penny; the amount stays a string, so nothing is rounded on the way. */
export function money(value: Maybe<Pick<Money, "amount" | "currency">>): string {
  if (value === null || value === undefined) return MISSING;
  return numberFormat({ style: "currency", currency: value.currency }).format(value.amount as Intl.StringNumericLiteral);
}

/** Money in whole units, for where pennies say nothing. */
export function wholeMoney(value: Maybe<Pick<Money, "amount" | "currency">>): string {
  if (value === null || value === undefined) return MISSING;
  const options = { style: "currency", currency: value.currency, maximumFractionDigits: 0 } as const;
  return numberFormat(options).format(value.amount as Intl.StringNumericLiteral);
}

/** For axes: 12K instead of 12,000. */
export function shortMoney(amount: number, currency: string): string {
  const options = { style: "currency", currency, notation: "compact", maximumFractionDigits: 1 } as const;
  return numberFormat({ ...options, minimumFractionDigits: 0 }).format(amount);
}

export function count(value: Maybe<number>, digits = 0): string {
  return value === null || value === undefined ? MISSING : numberFormat({ maximumFractionDigits: digits }).format(value);
}

export function percent(share: Maybe<number>, digits = 1): string {
  if (share === null || share === undefined) return MISSING;
  return numberFormat({ style: "percent", maximumFractionDigits: digits }).format(share);
}

/** The number in a Money; for drawing and comparing, never for showing. */
export function amount(value: Maybe<Pick<Money, "amount">>): number | null {
  return value === null || value === undefined ? null : Number(value.amount);
}

const STYLES = {
  day: { weekday: "short", day: "numeric", month: "short" },
  long: { weekday: "long", day: "numeric", month: "long" },
  year: { day: "numeric", month: "short", year: "numeric" },
  tick: { day: "numeric", month: "short" },
  month: { month: "short", year: "2-digit" },
  monthName: { month: "long" },
  weekday: { weekday: "short" },
  time: { hour: "2-digit", minute: "2-digit" },
  clock: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  full: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
export type DateStyle = keyof typeof STYLES;

/** A moment, in the shop's time zone; in the browser's while that is not known. */
export function moment(iso: Maybe<string>, style: DateStyle, timeZone: string | undefined): string {
  return iso === null || iso === undefined ? MISSING : dateFormat({ ...STYLES[style], timeZone }).format(new Date(iso));
}

/** A shop day such as 2011-08-31, which has no time zone of its own. */
export function day(iso: Maybe<string>, style: DateStyle = "tick"): string {
  return iso === null || iso === undefined ? MISSING : moment(`${iso}T00:00:00Z`, style, "UTC");
}

export { dayAfter } from "./asking";

/** The shop day that a moment falls on. */
export function shopDay(iso: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone });
  return parts.format(new Date(iso));
}

const REASONS: Record<string, string> = {
  no_data: "no sales loaded yet",
  no_data_since: "the data ends before",
  no_data_before: "the data starts later",
  not_reached_yet: "not reached yet",
  no_orders: "no orders",
  no_sales: "no sales",
  no_target: "no target is set",
  cost_unknown: "no cost is known",
  needs_margin_read: "your role does not show margins",
  cost_coverage_too_low: "the cost of too few sales is known",
  immature: "too young to say",
  membership_not_known_then: "who was a member then is not known",
  membership_is_not_kept_by_date: "who was in such a group is not kept by date",
  nobodys_days_ended: "nobody's days after an export are over yet",
  never_exported: "it was never exported",
  not_trained_yet: "nothing was learned yet",
  none_yet: "nothing was built yet",
  not_predicted: "nothing is predicted yet",
  costs_unknown: "no cost is known",
  some_costs_unknown: "the cost of some is not known",
  price_or_cost_unknown: "no price or cost is known",
  some_prices_or_costs_unknown: "the price or cost of some is not known",
  not_computed_yet: "worked out each night",
  beyond_forecast: "the forecast does not go so far",
  before_forecast: "the forecast begins later",
  beyond_profile: "these days lie too far off to be weighed",
  forecast_is_of_whole_shop: "the forecast is of the whole shop",
  forecast_is_by_accounting: "the forecast has refunds on their own day",
  too_early: "too early to say",
  not_judged_yet: "no whole day was looked at yet",
  history_too_short: "the shop's past is too short",
  too_few_repeaters: "too few customers came again",
  last_year_not_covered: "the data does not go back a year",
  no_stock_counts: "stock was never counted",
  not_counted: "it was never counted",
  beyond_120_days: "it lasts more than 120 days",
};

/** Why a figure is missing, in words. */
export function because(reason: Maybe<string>): string {
  if (reason === null || reason === undefined || reason === "") return "not known";
  return REASONS[reason] ?? reason.replaceAll("_", " ");
}

/** A code of the API as a person would write it: `low_stock` is Low stock. */
export function words(code: string): string {
  const text = code.replaceAll("_", " ").replaceAll("-", " ").replace(/\bvip\b/i, "VIP").replace(/\bemail\b/i, "e-mail").replace(/\bcsv\b/i, "CSV");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a definition is of, for people: a field's path ("items.customers", "change.entered"), or a name that stands as it is ("segment At-Risk"). */
export function defined(name: string): string {
  return name.includes(" ") ? name.charAt(0).toUpperCase() + name.slice(1) : words(name.replace(/^items\./, "").replaceAll(".", ", "));
}

export interface Change {
  share: number;
  direction: "up" | "down" | "same";
  text: string;
}

/** How much `now` is above `before`; null where a percentage would say nothing true. */
export function change(now: Maybe<number>, before: Maybe<number>): Change | null {
  if (now === null || now === undefined || before === null || before === undefined || before <= 0) return null;
  const share = (now - before) / before;
  const rounded = Math.round(share * 1000) / 1000;
  const direction = rounded > 0 ? "up" : rounded < 0 ? "down" : "same";
  return { share, direction, text: direction === "same" ? "no change" : percent(Math.abs(rounded)) };
}
