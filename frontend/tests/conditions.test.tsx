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
});
afterEach(() => {
  vi.unstubAllGlobals();
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
    return answered({ ...(body as object), ...Object.fromEntries(known) });
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
