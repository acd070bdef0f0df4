// Signs in, asks, draws, and asks again while somebody looks.
import { request, takeCode } from "./api.js";
import { Live } from "./live.js";
import { Loading } from "./loading.js";
import { Target } from "./target.js";
import { drawToday } from "./today.js";
import { drawTrend } from "./trend.js";
import { element, moment, shopDay } from "./wording.js";

const REFRESH_MS = 5_000; // as_of is floored to five seconds: asking more often gives the same answer
const TREND_MS = 60_000; // one day among ninety moves little in a minute, and a redraw would take the reader's place away

const part = (id) => document.getElementById(id);
const held = { current: null, trendAt: 0, trendFor: "", ended: null, endedKey: "", refused: null, who: null, changed: false };
const loading = new Loading(part("load"), { who: () => held.who, loaded: afterLoad, signedOut: () => signedOut() });
const target = new Target(part("target"), { may: () => held.who?.scopes.includes("targets:write") ?? false, changed: afterTarget });
const live = new Live({ told: () => refresh(), lost: () => held.current !== null && stale() });
let timer = 0;
let busy = false;

async function start() {
  const code = takeCode();
  if (code) {
    const answer = await request("/api/auth/session", { method: "POST", body: { code } });
    if (answer.status !== 200) held.refused = answer.body?.detail || answer.body?.title || "The sign-in code was not accepted.";
  }
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? refresh() : live.close()));
  globalThis.addEventListener("hashchange", () => location.hash.startsWith("#code=") && location.reload());
  part("sign-out").addEventListener("click", signOut);
  for (const id of ["load-demo", "load-foot"]) part(id).addEventListener("click", () => loading.open());
  await refresh();
}

async function signOut() {
  await request("/api/auth/session", { method: "DELETE" });
  held.current = null;
  held.refused = null;
  signedOut();
}

async function refresh() {
  clearTimeout(timer);
  if (busy) return;
  busy = true;
  try {
    await look();
  } finally {
    busy = false;
    if (document.visibilityState === "visible") timer = setTimeout(refresh, REFRESH_MS);
  }
}

/** What was just changed is shown at once, also where a look is under way that began before it. */
async function refreshNow() {
  while (busy) await new Promise((done) => setTimeout(done, 50));
  held.changed = true;
  return refresh();
}

async function look() {
  const told = held.changed ? null : live.answer(); // what was changed here is asked for: it is not told this very moment
  held.changed = false;
  const answer = told ?? (await request("/api/revenue/current"));
  tellWhose(answer.data);
  if (answer.status === 401) return signedOut();
  if (answer.status !== 200) return failed(answer);
  live.open();
  await whoAsks();
  if (answer.body.data_until === null) return emptyShop();

  const shown = await lastDayIfEnded(answer.body);
  if (shown.status !== 200) return failed(shown);
  show("today", "target", "trend");
  held.current = shown.body;
  drawToday(part("today"), shown.body, held.ended !== null);
  target.draw(shown.body);
  tellEnd(answer.body);
  const clock = moment(answer.body.as_of, "clock", answer.body.time_zone);
  const words = held.ended ? `checked ${clock}` : `as of ${clock}`;
  pulse(answer.body.stale || held.ended ? "stale" : "live", live.isLive() ? `live, ${words}` : words, answer.body.as_of);
  part("foot").hidden = false;
  part("foot-text").textContent =
    `Net sales before tax, without gift cards and test orders. Days and times of the shop (${answer.body.time_zone}).`;
  await trend();
}

/** Whose session it is, asked once: what the role may do decides which buttons are shown. */
async function whoAsks() {
  if (held.who !== null) return;
  const answer = await request("/api/auth/me");
  if (answer.status === 200) held.who = answer.body;
}

/** Newly loaded data is shown at once. */
function afterLoad() {
  held.ended = null;
  held.trendFor = "";
  target.forget();
  return refreshNow();
}

function afterTarget() {
  held.ended = null; // it was asked before the target stood
  return refreshNow();
}

/** The banner of the demo; whoever watches while their own shop is loaded is told that the page has gone over to it. */
function tellWhose(data) {
  const banner = part("demo");
  if (data === "demo") {
    if (banner.dataset.left) location.reload(); // the suite was started anew, on the demo
    banner.hidden = false;
  } else if (data === "shop" && !banner.hidden && !banner.dataset.left) {
    banner.dataset.left = "yes";
    banner.replaceChildren(element("b", {}, "Your own shop was loaded:"), " from here on the figures are yours, and the demo is put away.");
    held.ended = null;
    held.trendFor = "";
    target.forget();
  }
}

/** Where the data ended on an earlier day, today is unknown: the answer for the data's last moment is shown instead. */
async function lastDayIfEnded(current) {
  const until = current.data_until;
  const ended = current.today.net_sales === null && shopDay(until, current.time_zone) < shopDay(current.as_of, current.time_zone);
  if (!ended) {
    held.ended = null;
    return { status: 200, body: current };
  }
  if (held.ended?.until === until) return { status: 200, body: held.ended.body };
  const answer = await request(`/api/revenue/current?as_of=${encodeURIComponent(asOf(until))}`);
  if (answer.status === 200) held.ended = { until, body: answer.body };
  return answer;
}

/** A second past the last sale: an answer counts what lies before its moment. */
const asOf = (iso) => new Date(Date.parse(iso) + 1_000).toISOString();

async function trend() {
  const wanted = held.ended ? `&as_of=${encodeURIComponent(asOf(held.ended.until))}` : "";
  const key = `${wanted} ${held.current.data_until}`;
  if (held.trendFor === key && Date.now() - held.trendAt < TREND_MS) return;
  const answer = await request(`/api/revenue/trends?window=90d${wanted}`);
  if (answer.status === 200) {
    held.trendFor = key;
    held.trendAt = Date.now();
    drawTrend(part("trend"), answer.body);
  } else if (answer.status === 401) {
    signedOut();
  } else if (held.trendFor === "") {
    part("trend").replaceChildren(
      element("h2", { id: "trend-title" }, "Net sales, 90 days"),
      element("p", {}, `${answer.body?.title ?? "The trend could not be read"}. ${answer.body?.detail ?? ""}`),
    );
  }
}

function tellEnd(current) {
  const zone = current.time_zone;
  const until = current.data_until;
  if (held.ended !== null) {
    return notice(
      element("b", {}, `The data ends on ${moment(until, "year", zone)} at ${moment(until, "time", zone)}; showing that day.`),
      " ",
      loadButton("Load newer sales"),
    );
  }
  if (current.stale) return notice(element("b", {}, `The latest sale is from ${moment(until, "long", zone)}, ${moment(until, "time", zone)}.`), " Newer ones have not been loaded. ", loadButton("Load newer sales"));
  return notice();
}

function signedOut() {
  live.forget();
  held.who = null;
  target.forget();
  pulse("off", "not signed in");
  notice();
  state(
    element("h1", {}, "Sign in"),
    held.refused ? element("p", { class: "problem" }, held.refused) : null,
    element("p", {}, "On the machine that runs the suite, type this and open the address it prints:"),
    command("shopsight token --role owner --link"),
    element("p", { class: "muted" }, "The address holds a code that signs in one browser, once. In a checkout the command is .venv/bin/shopsight."),
  );
}

function emptyShop() {
  pulse("live", "no data yet");
  notice();
  state(
    element("h1", {}, "This shop has no sales yet"),
    element("p", {}, "Load your own: Shopify's exports of orders, products, inventory and customers, or files named after the tables. ", loadButton("Choose files")),
    element("p", {}, "Or on the machine that runs the suite:"),
    command("shopsight load --format shopify FOLDER"),
    element("p", {}, "A folder of CSV or Parquet files named after the tables (sales, products, customers…):"),
    command("shopsight load --format canonical FOLDER"),
    element("p", {}, "Any flat file, with a mapping that says which column is what:"),
    command("shopsight load --mapping my-shop.yaml FILE"),
    element("p", {}, "Or a real shop's nine months to look around in, the UCI Online Retail file:"),
    command("shopsight load --mapping uci_online_retail FILE"),
    element("p", { class: "muted" }, "In a checkout the command is .venv/bin/shopsight; add the --data-dir the suite was started with, if any, and --dry-run to see first what a load would do. This page notices the data by itself."),
  );
}

function failed(answer) {
  const title = answer.body?.title ?? "Something went wrong";
  const detail = answer.body?.detail ?? "";
  if (held.current !== null) {
    stale();
    notice(element("b", {}, `${title}.`), ` ${detail} The figures below are the last ones; trying again. `, retry());
    return;
  }
  pulse("lost", "no answer");
  notice();
  state(element("h1", {}, title), element("p", {}, detail), element("p", {}, "Trying again by itself. ", retry()));
}

function stale() {
  pulse("lost", `stale since ${moment(held.current.as_of, "clock", held.current.time_zone)}`);
}

function retry() {
  const button = element("button", { type: "button" }, "Try now");
  button.addEventListener("click", refresh);
  return button;
}

function loadButton(words) {
  const button = element("button", { type: "button" }, words);
  button.addEventListener("click", () => loading.open());
  return button;
}

function command(text) {
  return element("pre", {}, element("code", {}, text));
}

function state(...children) {
  const words = children.map((child) => child?.textContent ?? "").join("");
  const section = part("state");
  if (section.dataset.words !== words) {
    section.replaceChildren(...children.filter((child) => child !== null)); // a screen reader hears a state once, not every five seconds
    section.dataset.words = words;
  }
  held.current = null;
  held.trendFor = "";
  part("foot").hidden = true;
  show("state");
}

function show(...ids) {
  for (const id of ["state", "today", "target", "trend"]) part(id).hidden = !ids.includes(id);
}

function notice(...children) {
  const box = part("notice");
  const words = children.map((child) => child.textContent ?? child).join("");
  box.hidden = children.length === 0;
  if (box.dataset.words === words) return;
  box.dataset.words = words;
  box.replaceChildren(...children);
}

/** `beat` is another word whenever new figures came: the dot shows that it beats. */
function pulse(name, text, beat = "") {
  const box = part("pulse");
  box.dataset.state = name;
  part("pulse-text").textContent = text;
  if (!beat || box.dataset.beat === beat) return;
  box.dataset.beat = beat;
  const dot = box.querySelector(".dot");
  dot.replaceWith(dot.cloneNode()); // which begins its beat anew
}

start();
