// Every view of what a service may answer: everything, almost nothing, old figures, and one answer of many that fails.
import { act, cleanup, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { answerTo, type Made, readContracts } from "./contracts";
import { problem, shown, VIEWS } from "./shown";

const SETTLED = { timeout: 20_000 }; // a loaded machine must not fail it
vi.setConfig({ testTimeout: 120_000 }); // the same, and a view with many questions is drawn as often
const SAID = { timeout: 5_000 };
const UNTRUE = /undefined|NaN|Infinity|Invalid Date|\[object|Unexpected Application Error/;

const answers = vi.fn<(to: string) => Promise<Response>>();
const refused = problem(503, "The warehouse is busy", "Try again in 5 seconds");

beforeAll(readContracts);
beforeEach(() => {
  answers.mockReset();
  vi.stubGlobal("fetch", answers);
  vi.spyOn(console, "error");
});
afterEach(() => {
  vi.unstubAllGlobals();
  // Two rows under one key: React draws one of them twice, or none.
  const faults = vi.mocked(console.error).mock.calls.filter(([said]) => String(said).includes("key"));
  vi.mocked(console.error).mockRestore();
  expect(faults).toEqual([]);
});

const pathOf = (to: string) => new URL(to, "http://suite").pathname;

function answered(body: unknown): Promise<Response> {
  return Promise.resolve(new Response(JSON.stringify(body), { status: 200, headers: { "Content-Type": "application/json" } }));
}

/** Every path answers as its contract says, and `with_` what may be said besides; one of them may fail. */
function answering(made: Made, with_: object = {}, failing: string | null = null): void {
  answers.mockImplementation((to) => {
    const path = pathOf(to);
    const body = path === failing ? undefined : answerTo(path, made);
    if (body === undefined) return refused();
    const known = Object.entries(with_).filter(([name]) => name in (body as object));
    const said = { ...(body as object), ...Object.fromEntries(known) };
    // What is listed beside segments are others than these.
    return answered(to.includes("kind=tag") ? JSON.parse(JSON.stringify(said).replaceAll("some segment_id", "some tag")) : said);
  });
}

async function settled(): Promise<void> {
  await waitFor(() => expect(document.querySelector("[aria-busy=true], .loading")).toBeNull(), SETTLED);
}

const headings = () => screen.queryAllByRole("heading").map((each) => each.textContent);

function text(): string {
  const page = document.body.cloneNode(true) as HTMLElement;
  page.querySelectorAll("style").forEach((each) => each.remove());
  return page.textContent;
}

const asked = () => [...new Set(answers.mock.calls.map(([to]) => pathOf(to)))];

test.each(VIEWS)("%s with everything it may be told", async (view, Component) => {
  answering("whole");
  shown(view, Component);
  await settled();

  expect(screen.queryAllByRole("alert").map((each) => each.textContent)).toEqual([]);
  expect(text()).not.toMatch(UNTRUE);
});

test.each(VIEWS)("%s with nothing there yet", async (view, Component) => {
  answering("bare");
  shown(view, Component);
  await settled();

  expect(screen.queryAllByRole("alert").map((each) => each.textContent)).toEqual([]);
  expect(text()).not.toMatch(UNTRUE);
  expect(text().length).toBeGreaterThan(20);
});

test.each(VIEWS)("%s with sales, and nothing made of them yet", async (view, Component) => {
  answering("bare", { data_until: "2026-11-22T18:05:00+00:00" });
  shown(view, Component);
  await settled();

  expect(screen.queryAllByRole("alert").map((each) => each.textContent)).toEqual([]);
  expect(screen.queryByRole("heading", { name: "This shop has no sales yet" })).toBeNull();
  expect(text()).not.toMatch(UNTRUE);
});

const FIGURES = VIEWS.filter(([view]) => !view.startsWith("/settings") && !/part=(experiments|rules|try)/.test(view) && !view.startsWith("/inventory/products/"));

test.each(FIGURES)("%s without sales says what to do first", async (view, Component) => {
  answering("bare");
  shown(view, Component);
  await settled();

  expect(headings()).toEqual(["This shop has no sales yet"]);
  expect(screen.getByRole("link", { name: "Load files" }).getAttribute("href")).toContain("/settings?part=data");
});

/** What each view is for. */
const PANELS: Record<string, readonly string[]> = {
  "/": ["Net sales, .*", "What stood out", "Most urgent", "To approve"],
  "/revenue": ["Trend", "Where sales come from", "Top products", "Forecast", "On the way to the target", "Insights of the last whole day", "What customers bring, by month of first order", "From visit to order", "How fast stock turns", "From the files to these figures"],
  "/inventory?alert=a": ["Alerts", "How often alerts came true", "What it was worth", "What became of it"],
  "/inventory/products": ["Products"],
  "/inventory/products/mug": ["some location_id", "Where it is", "What you say of it", "Alerts and reorders"],
  "/inventory/reorders?reorder=r": ["This reorder", "Suppliers", "Reorders suggested"],
  "/customers?segment=vip&customer=anna": ["Segments", "Customer anna", "Week by week: .*", "What its members brought", "Customers: .*", "Recency and frequency", "Movement between segments", "Groups who are alike"],
  "/customers/exports?export=e": ["Export a group", ".* to Mailchimp", "Receipts", "Exports so far", "Kept up to date", "What exports brought"],
  "/recommendations": ["Experiments", "What they were worth", "Coverage and diversity", "Offline gate, .*"],
  "/recommendations?part=try&customer=anna": ["Try a customer", "What anna is shown"],
  "/recommendations?part=experiments": ["All experiments", "Plan an experiment"],
  "/recommendations?part=rules": ["Marketing's rules", "Change the rules"],
  "/settings": ["Load files", "Data sources", "Services", "Loads so far"],
  "/settings?part=shop": ["The shop"],
  "/settings?part=targets": ["Targets"],
  "/settings?part=thresholds": ["Alerts and reorders", "Segments"],
  "/settings?part=digest": ["The morning digest", "Who gets it", "What was sent"],
  "/settings?part=access": ["Who you are", "Roles", "Let somebody in", "Storefront keys", "What the clock does"],
};
/** An export that has ended has receipts. */
const endedOf = (view: string) => (view.includes("export=") ? { state: "done" } : {});

test.each(VIEWS)("%s has what it is for; each figure says how it is computed, each table is a file", async (view, Component) => {
  answering("whole", endedOf(view));
  shown(view, Component);
  await settled();
  await Promise.all((PANELS[view] ?? []).map((name) => screen.findAllByRole("heading", { name: new RegExp(`^${name}`) }, SAID)));

  const named = (section: Element) => section.querySelector("h2, h3")?.textContent ?? section.getAttribute("aria-label");
  const parts = [...document.querySelectorAll("main section, section")].filter((each) => each.querySelector("section") === null);
  const lacks = (what: string, it: string) => parts.filter((each) => each.querySelector(what) !== null && each.querySelector(it) === null && each.parentElement?.closest("section")?.querySelector(it) == null).map(named);
  expect(lacks(".figure, td.number", "[aria-label^='How ']")).toEqual([]);
  expect(lacks("table", "[aria-label$='as CSV']")).toEqual([]);
  // What is folded away is another table than the one the panel has a file of.
  expect([...document.querySelectorAll("details:has(table)")].filter((each) => each.querySelector("[aria-label$='as CSV']") === null && each.closest("li, [role=note]") === null).map((each) => each.querySelector("summary")?.textContent)).toEqual([]);
});

test.each(VIEWS)("%s leads on with the days that were chosen", async (view, Component) => {
  answering("whole", endedOf(view));
  shown(`${view}${view.includes("?") ? "&" : "?"}range=7d&compare=year`, Component);
  await settled();

  const links = [...document.querySelectorAll("main a[href], a[href]")].map((each) => each.getAttribute("href") ?? "").filter((to) => /^#?\/(?!api\/)./.test(to));
  expect(links.filter((to) => !to.includes("range=7d&compare=year"))).toEqual([]);
});

// The others show what was set, which does not age.
test.each(VIEWS.filter(([view]) => !/part=(experiments|rules|targets|thresholds|digest|access)/.test(view)))("%s says of figures that they are old", async (view, Component) => {
  answering("whole", { stale: true });
  shown(view, Component);
  await settled();

  expect(screen.queryAllByText(/^stale/).length).toBeGreaterThan(0);
  expect(screen.queryByText("not final")).toBeNull();
});

test.each(VIEWS)("%s keeps what it was told when nothing answers any more, and says so", async (view, Component) => {
  answering("whole");
  const client = shown(view, Component);
  await settled();
  const before = headings();
  answers.mockImplementation(refused);
  await act(() => client.refetchQueries());
  await settled();

  expect(headings()).toEqual(before);
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getAllByText("could not be refreshed").length).toBeGreaterThan(0);
});

test.each(VIEWS)("%s shows the rest where one answer fails", async (view, Component) => {
  answering("whole");
  shown(view, Component);
  await settled();
  const paths = asked();
  const silent: string[] = [];
  for (const failing of paths) {
    cleanup();
    answering("whole", {}, failing);
    shown(view, Component);
    await settled();
    expect(text(), failing).not.toMatch(UNTRUE);
    // Between two looks of `settled` a panel may not have begun yet.
    await screen.findAllByText(/The warehouse is busy|Try again in 5 seconds|cannot be said now/, {}, SAID).catch(() => silent.push(failing));
    if (paths.length > 1) expect(text().replace(/The warehouse is busy.*?r-1/g, "").length, failing).toBeGreaterThan(60);
  }
  expect(silent).toEqual([]);
});
