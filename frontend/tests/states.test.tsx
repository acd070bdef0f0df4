// Every view while it waits, when nothing answers, and for a role that may see nothing of it.
import { screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { problem, shown, VIEWS } from "./shown";

const SETTLED = { timeout: 20_000 }; // a loaded machine must not fail it

const answers = vi.fn<(to: string) => Promise<Response>>();

beforeEach(() => {
  vi.stubGlobal("fetch", answers);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test.each(VIEWS)("%s says of each part that it is loading", (view, Component) => {
  answers.mockImplementation(() => new Promise(() => undefined));
  shown(view, Component);

  const waiting = screen.getAllByRole("status").map((each) => each.getAttribute("aria-label") ?? "");
  expect(waiting.filter((label) => label.endsWith("is loading")).length).toBeGreaterThan(0);
  expect(screen.queryByRole("alert")).toBeNull();
  expect(document.body.textContent).not.toMatch(/undefined|NaN|\[object/);
});

test.each(VIEWS)("%s says what is wrong and how to try again, in each part", async (view, Component) => {
  answers.mockImplementation(problem(503, "The warehouse is busy", "Try again in 5 seconds"));
  shown(view, Component);

  await waitFor(() => expect(document.querySelector("[aria-busy=true], .loading")).toBeNull(), SETTLED);
  const told = screen.getAllByRole("alert");
  for (const each of told) expect(each.textContent).toMatch(/The warehouse is busy.*Try again in 5 seconds/);
  expect(screen.getAllByRole("button", { name: "Try again" }).length).toBeGreaterThan(0);
});

// Who one is and may do is told to everybody.
test.each(VIEWS.filter(([view]) => view !== "/settings?part=access"))("%s tells a role that may not see it, and calls it no error", async (view, Component) => {
  answers.mockImplementation(problem(403, "This is not allowed", "The role viewer lacks the scope"));
  shown(view, Component, []);

  await waitFor(() => expect(document.querySelector("[aria-busy=true], .loading")).toBeNull(), SETTLED);
  expect(screen.getAllByText("Your role does not show this").length).toBeGreaterThan(0);
  expect(screen.queryByRole("alert")).toBeNull();
});
