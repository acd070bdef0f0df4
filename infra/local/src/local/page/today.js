// Today, so far: the big figure, what it compares with, and what stands behind it.
import { because, change, chip, count, element, money, moment, MISSING, percent } from "./wording.js";

const amount = (value) => (value === null ? null : Number(value.amount));

/** Fills the section from an answer of /api/revenue/current; `ended` says that the day shown is the data's last one. */
export function drawToday(section, answer, ended) {
  const { today, time_zone: zone } = answer;
  const date = moment(today.start, ended ? "full" : "long", zone);
  section.replaceChildren(
    element("h1", { id: "today-title" }, ended ? date : `Today, ${date}`),
    element(
      "div",
      { class: "hero" },
      element("p", { class: "label" }, `Net sales to ${moment(answer.as_of, "time", zone)}, against the same time`),
      element("p", { class: "figure" }, money(today.net_sales)),
      comparisons(answer),
    ),
    tiles(today, answer.same_weekday_last_week),
    rows(answer),
  );
}

function comparisons(answer) {
  const weekday = moment(answer.today.start, "weekday", answer.time_zone); // short: amounts of six figures fit beside it
  const list = element("dl", { class: "comparisons" });
  for (const [name, before] of [
    [`last ${weekday}`, answer.same_weekday_last_week],
    ["a year ago", answer.same_weekday_last_year],
  ]) {
    const difference = change(amount(answer.today.net_sales), amount(before.net_sales));
    const known = before.net_sales !== null;
    list.append(
      element(
        "div",
        {},
        element("dt", {}, known ? chip(difference) : null, difference ? ` on ${name}` : capital(name)),
        element("dd", { class: known ? "" : "muted" }, known ? money(before.net_sales) : because(before.reasons.net_sales)),
      ),
    );
  }
  return list;
}

function tiles(shown, lastWeek) {
  const margin = shown.gross_margin_rate;
  const coverage = shown.cost_coverage;
  return element(
    "dl",
    { class: "tiles" },
    tile("Orders", count(shown.orders), change(shown.orders, lastWeek.orders), why(shown, "orders")),
    tile(
      "Average order",
      money(shown.average_order_value),
      change(amount(shown.average_order_value), amount(lastWeek.average_order_value)),
      why(shown, "average_order_value"),
    ),
    tile("Units", count(shown.units), change(shown.units, lastWeek.units), why(shown, "units")),
    tile(
      "Gross margin",
      margin === null ? MISSING : percent(margin.value),
      null,
      margin === null
        ? because(shown.reasons.gross_margin ?? shown.reasons.gross_margin_rate)
        : `${money(shown.gross_margin)}${coverage === null ? "" : `, cost known for ${percent(coverage.value)}`}`,
    ),
  );
}

const why = (shown, name) => (shown[name] === null ? because(shown.reasons[name]) : null);

function tile(name, figure, difference, note) {
  return element(
    "div",
    {},
    element("dt", {}, name),
    element("dd", { class: "number" }, figure),
    note || difference ? element("dd", { class: "note" }, difference ? [chip(difference), " on last week"] : note) : null,
  );
}

function rows(answer) {
  const zone = answer.time_zone;
  const list = element("dl", { class: "rows" });
  const add = (name, figure, note) =>
    list.append(
      element("div", {}, element("dt", {}, name), element("dd", {}, element("b", {}, figure), note ? element("span", {}, ` ${note}`) : null)),
    );
  const orders = (period) => (period.net_sales === null ? because(period.reasons.net_sales) : `${count(period.orders)} ${period.orders === 1 ? "order" : "orders"}`);

  const month = answer.month_to_date;
  add(`${moment(month.start, "month", zone)} to date`, money(month.net_sales), orders(month));
  const full = answer.last_full_day;
  if (full !== null) add(`Last full day, ${moment(full.start, "day", zone)}`, money(full.net_sales), orders(full));
  return list;
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
