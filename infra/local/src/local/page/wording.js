// How figures, dates and reasons read. The page is written in English, so a browser set to another language gets en-GB
// formats: a decimal comma inside an English sentence reads as a thousand.
const LOCALE = (navigator.languages ?? []).find((tag) => tag.toLowerCase().startsWith("en")) ?? "en-GB";
const formatters = new Map();

function formatter(kind, options) {
  const key = JSON.stringify([kind.name, options]);
  if (!formatters.has(key)) formatters.set(key, new kind(LOCALE, options));
  return formatters.get(key);
}

export const MISSING = "–";

/** A Money of the API, to the penny; the amount stays a string, so nothing is rounded on the way. */
export const money = (value) =>
  value === null
    ? MISSING
    : formatter(Intl.NumberFormat, { style: "currency", currency: value.currency }).format(value.amount);

/** A Money or a plain number in whole units of the currency. */
export const wholeMoney = (amount, currency) =>
  formatter(Intl.NumberFormat, { style: "currency", currency, maximumFractionDigits: 0 }).format(amount);

/** For the axis: 12K instead of 12,000. */
export const shortMoney = (amount, currency) =>
  formatter(Intl.NumberFormat, { style: "currency", currency, notation: "compact", maximumFractionDigits: 1, minimumFractionDigits: 0 }).format(amount);

export const count = (value) => (value === null ? MISSING : formatter(Intl.NumberFormat, { maximumFractionDigits: 2 }).format(value));

export const percent = (share) => formatter(Intl.NumberFormat, { style: "percent", maximumFractionDigits: 1 }).format(share);

const DATES = {
  day: { weekday: "short", day: "numeric", month: "short" },
  long: { weekday: "long", day: "numeric", month: "long" },
  full: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  year: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  tick: { day: "numeric", month: "short" },
  month: { month: "long" },
  weekday: { weekday: "short" },
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  clock: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};

/** A moment in the shop's time zone. */
export const moment = (iso, style, timeZone) => formatter(Intl.DateTimeFormat, { ...DATES[style], timeZone }).format(new Date(iso));

/** A shop day ("2011-08-31"), which has no time zone of its own. */
export const day = (isoDate, style) => moment(`${isoDate}T00:00:00Z`, style, "UTC");

/** The shop day a moment falls on, as "2011-08-31". */
export function shopDay(iso, timeZone) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", { year: "numeric", month: "2-digit", day: "2-digit", timeZone })
      .formatToParts(new Date(iso))
      .map((part) => [part.type, part.value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}`;
}

const REASONS = {
  no_data: "no sales loaded yet",
  no_data_since: "the data ends before",
  no_data_before: "the data starts later",
  not_reached_yet: "not reached yet",
  no_orders: "no orders",
  no_sales: "no sales",
  cost_unknown: "no cost is known",
  needs_margin_read: "your role does not show margins",
};

/** Why a figure is missing, in words. */
export const because = (reason) => (reason ? (REASONS[reason] ?? reason.replaceAll("_", " ")) : "not known");

/** How much `now` is above `before` (both numbers or null): null where a percentage would say nothing true. */
export function change(now, before) {
  if (now === null || before === null || !(before > 0)) return null;
  const share = (now - before) / before;
  const rounded = Math.round(share * 1000) / 1000;
  const direction = rounded > 0 ? "up" : rounded < 0 ? "down" : "same";
  return { share, direction, text: direction === "same" ? "no change" : percent(Math.abs(rounded)) };
}

/** An element with attributes and children; text is always text, never markup. */
export function element(name, attributes = {}, ...children) {
  const namespace = SVG_NAMES.has(name) ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml";
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

const SVG_NAMES = new Set(["svg", "g", "path", "line", "circle", "text", "rect"]);

/** A change as a chip: an arrow for the eye, words for the ear. */
export function chip(difference) {
  if (difference === null) return null;
  const { direction, text } = difference;
  if (direction === "same") return element("span", { class: "chip same" }, text);
  return element(
    "span",
    { class: `chip ${direction}` },
    element("span", { "aria-hidden": "true" }, direction === "up" ? "▲ " : "▼ "),
    element("span", { class: "unseen" }, direction === "up" ? "up " : "down "),
    text,
  );
}
