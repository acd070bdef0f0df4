// Net sales per day as lines, with the window before and the year before; the same figures as a sentence and as a table.
import { because, change, count, day, element, moment, money, MISSING, shortMoney } from "./wording.js";

const MARGIN = { top: 12, right: 10, bottom: 24, left: 50 }; // left holds "£12.5K" at 12 px
const LINES = ["year_before", "previous", "series"]; // drawn in this order: what matters most lies on top

const amount = (bucket) => (bucket?.net_sales ? Number(bucket.net_sales.amount) : null);

/** Fills the section from an answer of /api/revenue/trends. */
export function drawTrend(section, answer) {
  const days = answer.series.length;
  const plot = element("div", { class: "plot" });
  const readout = element("p", { class: "readout", id: "readout" });
  section.replaceChildren(
    element("h2", { id: "trend-title" }, `Net sales, ${days} days to ${day(answer.to, "tick")}`),
    legend(answer, days),
    readout,
    plot,
    element("p", { class: "sentence" }, sentence(answer, days)),
    table(answer, days),
  );
  if (days === 0) return;
  let width = 0;
  new ResizeObserver(() => {
    if (plot.clientWidth === width || plot.clientWidth === 0) return;
    width = plot.clientWidth;
    drawPlot(plot, readout, answer, width);
  }).observe(plot);
}

function legend(answer, days) {
  const names = { series: `Last ${days} days`, previous: `${days} days before`, year_before: "A year before" };
  const list = element("ul", { class: "legend" });
  for (const key of [...LINES].reverse()) {
    const total = answer.totals[key];
    list.append(
      element(
        "li",
        { class: key },
        element("span", { class: "swatch", "aria-hidden": "true" }),
        element("span", {}, names[key]),
        total.net_sales === null ? element("i", {}, because(total.reasons.net_sales)) : element("b", {}, money(total.net_sales)),
      ),
    );
  }
  return list;
}

/** What the chart shows, in words that hold for this very answer. */
export function sentence(answer, days) {
  const { series, previous, year_before: yearBefore } = answer.totals;
  if (series.net_sales === null) return `There are no net sales for these ${days} days: ${because(series.reasons.net_sales)}.`;
  const last = answer.series.at(-1);
  const clock = last && !last.complete ? `${moment(answer.as_of, "time", answer.time_zone)} on ` : "";
  const until = `to ${clock}${day(answer.to, "full")}`;
  const own = knownDays(answer.series);
  const compared = [
    [previous, knownDays(answer.previous), `in the ${days} days before`],
    [yearBefore, knownDays(answer.year_before), "on the same weekdays a year before"],
  ];
  // A share is told only of windows that are known as far as this one: against half a window every shop has doubled.
  const whole = compared.filter(([total, known]) => total.net_sales !== null && known === own).map(([total, , when]) => against(series, total, when));
  const partly = compared.filter(([total, known]) => total.net_sales !== null && known !== own);
  const unknown = compared.filter(([total]) => total.net_sales === null);
  const best = answer.series.reduce((top, bucket) => (amount(bucket) > (amount(top) ?? 0) ? bucket : top), null);
  return [
    `Net sales were ${money(series.net_sales)} in the ${days} days ${until}${whole.length ? `, ${whole.join(" and ")}` : ""}.`,
    own < days ? `The data speaks of ${own} of them.` : null,
    ...partly.map(([total, known, when]) => `Of the sales ${when}, ${known} days are known, with ${money(total.net_sales)}.`),
    unknown.length
      ? `Nothing is known of the sales ${unknown.map(([, , when]) => when).join(" or ")}: ${because(unknown[0][0].reasons.net_sales)}.`
      : null,
    best ? `The best day was ${day(best.start, "long")} with ${money(best.net_sales)}.` : null,
  ]
    .filter(Boolean)
    .join(" ");
}

/** A day of which a part is known: it is not over, or its data is not complete. */
const isOpen = (bucket) => !bucket.complete && bucket.net_sales !== null;

const knownDays = (buckets) => buckets.filter((bucket) => bucket.net_sales !== null).length;

function against(now, before, when) {
  const difference = change(Number(now.net_sales.amount), Number(before.net_sales.amount));
  if (difference === null) return `after ${money(before.net_sales)} ${when}`;
  if (difference.direction === "same") return `as much as ${when} (${money(before.net_sales)})`;
  return `${difference.text} ${difference.direction === "up" ? "more" : "less"} than ${when} (${money(before.net_sales)})`;
}

function drawPlot(plot, readout, answer, width) {
  const height = width < 560 ? 210 : 280; // a phone shows chart and sentence at once
  const days = answer.series.length;
  const values = LINES.flatMap((key) => answer[key].map(amount)).filter((value) => value !== null);
  const scale = niceScale(Math.min(0, ...values), Math.max(0, ...values));
  const x = (index) => MARGIN.left + (days === 1 ? 0.5 : index / (days - 1)) * (width - MARGIN.left - MARGIN.right);
  const y = (value) => MARGIN.top + ((scale.high - value) / (scale.high - scale.low)) * (height - MARGIN.top - MARGIN.bottom);

  const svg = element("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  for (const tick of scale.ticks) {
    svg.append(
      element("line", { class: tick === 0 ? "zero" : "grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(tick), y2: y(tick) }),
      element("text", { class: "axis", x: MARGIN.left - 8, y: y(tick) + 4, "text-anchor": "end" }, shortMoney(tick, answer.currency)),
    );
  }
  const every = Math.max(1, Math.ceil((days * 64) / (width - MARGIN.left - MARGIN.right) / 7)) * 7; // 64 px hold "31 Aug"; whole weeks
  for (let index = (days - 1) % every; index < days; index += every) {
    const anchor = index === days - 1 ? "end" : x(index) < MARGIN.left + 20 ? "start" : "middle";
    svg.append(
      element("line", { class: "tick", x1: x(index), x2: x(index), y1: height - MARGIN.bottom, y2: height - MARGIN.bottom + 4 }),
      element("text", { class: "axis", x: x(index), y: height - 6, "text-anchor": anchor }, day(answer.series[index].start, "tick")),
    );
  }
  for (const key of LINES) svg.append(...line(key, answer[key], x, y));

  const cursor = element("line", { class: "cursor", y1: MARGIN.top, y2: height - MARGIN.bottom });
  const point = element("circle", { class: "point", r: 4.5 });
  svg.append(cursor, point);

  const slider = element("input", { type: "range", min: 0, max: days - 1, step: 1, value: days - 1, "aria-label": "Day of the chart" });
  const show = (index, byHand) => {
    const words = describe(answer, index);
    slider.value = index;
    slider.setAttribute("aria-valuetext", words.join(", "));
    readout.replaceChildren(element("b", {}, words[0]), ...words.slice(1).map((part) => element("span", {}, part)));
    const value = amount(answer.series[index]);
    cursor.setAttribute("x1", x(index));
    cursor.setAttribute("x2", x(index));
    point.setAttribute("cx", x(index));
    point.setAttribute("cy", y(value ?? 0));
    cursor.classList.toggle("shown", byHand);
    point.classList.toggle("shown", byHand && value !== null);
  };
  slider.addEventListener("input", () => show(Number(slider.value), true));
  const follow = (event) => {
    const share = (event.clientX - plot.getBoundingClientRect().left - MARGIN.left) / (width - MARGIN.left - MARGIN.right);
    show(Math.min(days - 1, Math.max(0, Math.round(share * (days - 1)))), true);
  };
  slider.addEventListener("pointermove", follow);
  slider.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the slider's own track begins at the plot's edge, the lines begin at the axis
    slider.focus({ preventScroll: true, focusVisible: false });
    follow(event);
  });
  slider.addEventListener("blur", () => show(Number(slider.value), false));
  slider.addEventListener("pointerleave", () => show(Number(slider.value), document.activeElement === slider));
  plot.replaceChildren(svg, slider);
  show(days - 1, false);
}

function describe(answer, index) {
  const bucket = answer.series[index];
  const name = `${day(bucket.start, "day")}${isOpen(bucket) ? " so far" : ""}`;
  const words = [name, bucket.net_sales === null ? because(bucket.reasons.net_sales) : money(bucket.net_sales)];
  for (const [key, title] of [["previous", `${answer.series.length} days before`], ["year_before", "a year before"]]) {
    const other = answer[key][index];
    if (other && other.net_sales !== null) words.push(`${title}, ${day(other.start, "tick")}: ${money(other.net_sales)}`);
  }
  return words;
}

function line(key, buckets, x, y) {
  const drawn = [];
  const open = key === "series" && buckets.length > 1 && isOpen(buckets.at(-1));
  const last = open ? buckets.length - 1 : buckets.length;
  let path = "";
  let pen = false;
  for (let index = 0; index < last; index += 1) {
    const value = amount(buckets[index]);
    if (value !== null) path += `${pen ? "L" : "M"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = value !== null;
  }
  if (key === "series" && path) drawn.push(area(buckets.slice(0, last), x, y));
  if (path) drawn.push(element("path", { class: `line ${key}`, d: path }));
  if (open) {
    const before = amount(buckets.at(-2));
    const end = [x(buckets.length - 1), y(amount(buckets.at(-1)))];
    if (before !== null) drawn.push(element("path", { class: `line ${key} open`, d: `M${x(buckets.length - 2)} ${y(before)}L${end.join(" ")}` }));
    drawn.push(element("circle", { class: "open-end", cx: end[0], cy: end[1], r: 4 }));
  }
  return drawn;
}

function area(buckets, x, y) {
  let path = "";
  let begun = null;
  buckets.forEach((bucket, index) => {
    const value = amount(bucket);
    if (value === null) return;
    if (begun === null) {
      begun = index;
      path += `M${x(index)} ${y(0)}`;
    }
    path += `L${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    if (index === buckets.length - 1 || amount(buckets[index + 1]) === null) {
      path += `L${x(index)} ${y(0)}Z`;
      begun = null;
    }
  });
  return element("path", { class: "area", d: path });
}

/** Three to six round ticks that hold every value. */
export function niceScale(low, high) {
  const span = high - low || 1;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => span / candidate <= 5);
  const first = Math.floor(low / step);
  const last = Math.max(Math.ceil(high / step), first + 1);
  const ticks = [];
  for (let index = first; index <= last; index += 1) ticks.push(index * step);
  return { low: first * step, high: last * step, ticks };
}

function table(answer, days) {
  const body = element("tbody");
  for (let index = days - 1; index >= 0; index -= 1) {
    const bucket = answer.series[index];
    const cell = (other) => element("td", {}, other?.net_sales ? money(other.net_sales) : MISSING);
    body.append(
      element(
        "tr",
        {},
        element("th", { scope: "row" }, day(bucket.start, "year"), isOpen(bucket) ? " (so far)" : ""),
        cell(bucket),
        element("td", {}, count(bucket.orders)),
        cell(answer.previous[index]),
        cell(answer.year_before[index]),
      ),
    );
  }
  const head = element("tr", {}, ...["Day", "Net sales", "Orders", `${days} days before`, "A year before"].map((name) => element("th", { scope: "col" }, name)));
  return element(
    "details",
    {},
    element("summary", {}, "The figures as a table"),
    element(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table of net sales per day" },
      element("table", {}, element("caption", { class: "unseen" }, `Net sales per day, ${days} days to ${day(answer.to, "year")}`), element("thead", {}, head), body),
    ),
  );
}
