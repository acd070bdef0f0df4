// What a marketer is told when something they asked for is not done.
import { fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import Customers from "../src/views/customers/customers";
import Exports from "../src/views/customers/exports";
import { answerTo, readContracts } from "./contracts";
import { problem, shown } from "./shown";

const SAID = { timeout: 20_000 }; // a loaded machine must not fail it
vi.setConfig({ testTimeout: 60_000 });

const answers = vi.fn<(to: string, asked?: RequestInit) => Promise<Response>>();

beforeAll(readContracts);
beforeEach(() => {
  vi.stubGlobal("fetch", answers);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** Every GET answers as its contract says, but for some paths; a POST as is said. */
function answering(said: Record<string, object>, post: () => Promise<Response>): void {
  answers.mockImplementation((to, asked) => {
    if (asked?.method === "POST") return post();
    const path = new URL(to, "http://suite").pathname;
    return json({ ...(answerTo(path, "whole") as object), ...said[path] });
  });
}

function json(body: object, status = 200): Promise<Response> {
  return Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } }));
}

test("why customers were not sorted", async () => {
  const failed = { run_id: "r1", state: "failed", error: "no day of sales is loaded that is over" };
  answering({ "/api/segments/runs/r1": failed }, () => json({ run_id: "r1" }, 202));
  shown("/customers", Customers);
  fireEvent.click(await screen.findByRole("button", { name: "Sort customers now" }, SAID));
  expect((await screen.findByText(/Not sorted/, undefined, SAID)).textContent).toBe("Not sorted: no day of sales is loaded that is over");
});

test("why an export is not taken back", async () => {
  const done = { state: "done", target: "mailchimp", is_dry_run: false };
  answering({ "/api/segments/exports/e": done }, problem(409, "It cannot be done now", "The group is kept up to date there"));
  shown("/customers/exports?export=e", Exports);
  fireEvent.click(await screen.findByRole("button", { name: "Take it back" }, SAID));
  expect(await screen.findByText("The group is kept up to date there", undefined, SAID)).toBeTruthy();
});

test("a file is there for people and for other programs", async () => {
  answering({ "/api/segments/exports/e": { state: "done", target: "csv", is_dry_run: false } }, problem(500, "x", "y"));
  shown("/customers/exports?export=e", Exports);
  const links = [await screen.findByText("The file", undefined, SAID), screen.getByText("For another program")];
  expect(links.map((each) => new URL((each as HTMLAnchorElement).href).search)).toEqual(["", "?profile=machine"]);
});
