// What the page sends when somebody changes something, and where.
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { answerTo, readContracts } from "./contracts";
import { shown, VIEWS } from "./shown";

const SETTLED = { timeout: 20_000 }; // a loaded machine must not fail it
vi.setConfig({ testTimeout: 60_000 });
let sent: [method: string, path: string, body: unknown][] = [];

beforeAll(readContracts);
beforeEach(() => {
  sent = [];
  vi.stubGlobal("fetch", (to: string, { method = "GET", body = "null" }: { method?: string; body?: string } = {}) => {
    const { pathname, search } = new URL(to, "http://suite");
    if (method !== "GET") sent.push([method, pathname + search, body.startsWith("{") ? JSON.parse(body) : body]);
    const said = method === "GET" ? answerTo(pathname, "whole") : {};
    return Promise.resolve(new Response(JSON.stringify(said), { status: 200, headers: { "Content-Type": "application/json" } }));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function open(view: string): Promise<void> {
  const found = VIEWS.find(([path]) => path === view);
  if (found === undefined) throw new Error(`there is no ${view}`);
  shown(found[0], found[1]);
  await waitFor(() => expect(document.querySelector("[aria-busy=true], .loading")).toBeNull(), SETTLED);
}

const type = (label: string | RegExp, value: string) => fireEvent.change(screen.getAllByLabelText(label)[0] as HTMLElement, { target: { value } });
const press = (name: string | RegExp) => fireEvent.click(screen.getAllByRole("button", { name })[0] as HTMLElement);

async function isSent(...expected: (typeof sent)[number]): Promise<void> {
  await waitFor(() => expect(sent).toContainEqual(expected), SETTLED);
}

test("a threshold that is changed is sent alone, an empty one as the default again", async () => {
  await open("/settings?part=thresholds");
  type("Overstock after days", "45");
  type("Lead time, days", "");
  press("Keep");

  await isSent("PUT", "/api/inventory/settings", { overstock_after_days: 45, lead_time_days: null });
});

test("the time of the digest is kept in the shop's zone", async () => {
  await open("/settings?part=digest");
  type(/^Time of day/, "07:30");
  press("Keep");

  await isSent("PUT", "/api/inventory/schedule", { at: "07:30", time_zone: "Europe/Dublin" });
});

test("who gets the digest is kept with all others", async () => {
  await open("/settings?part=digest");
  type(/^Name/, "Zoë");
  type("E-mail", "zoe@shop.example");
  press("Add");

  await waitFor(() => expect(sent).toHaveLength(1), SETTLED);
  const items = (sent[0]?.[2] as { items: { name: string }[] }).items;
  expect(items.map(({ name }) => name)).toEqual(["some name", "Zoë"]);
  expect(items[1]).toMatchObject({ recipient_id: "zoe", role: "buyer", channels: ["email"], email: "zoe@shop.example" });
});

test("a target is set, edited under its own name, taken back, and read from a file", async () => {
  await open("/settings?part=targets");
  type(/^First day/, "2026-12-01");
  type(/^Last day/, "2026-12-31");
  type(/^Net sales/, "9000.00");
  press("Set");
  await isSent("PUT", "/api/revenue/targets", { items: [{ scope: "shop", period_start: "2026-12-01", period_end: "2026-12-31", net_amount: { amount: "9000.00", currency: "EUR" } }] });

  press(/^Take back the target/);
  await waitFor(() => expect(sent.at(-1)?.slice(0, 2)).toEqual(["DELETE", "/api/revenue/targets?scope=shop&scope_id=some+scope_id&period_start=2026-11-22&period_end=2026-11-22"]), SETTLED);

  const field = document.querySelector("input[type=file]") as HTMLInputElement;
  fireEvent.change(field, { target: { files: [new File(["scope,scope_id,period_start,period_end,net_amount\n"], "targets.csv")] } });
  await isSent("PUT", "/api/revenue/targets", "scope,scope_id,period_start,period_end,net_amount\n");
});

test("a load is taken back when somebody said so twice", async () => {
  await open("/settings");
  press("Undo");
  expect(sent).toEqual([]);
  press("Yes, take it back");

  await isSent("POST", "/api/ingest/loads/some%20load_id/undo", "null");
});

test("an admin lets somebody in, and ends all of a role when they said so twice", async () => {
  await open("/settings?part=access");
  press("Sign-in link");
  await isSent("POST", "/api/auth/codes", { role: "viewer" });
  press("Token for a program");
  await isSent("POST", "/api/auth/tokens", { role: "viewer" });

  press(/^Revoke every token and session of/);
  expect(sent).toHaveLength(2);
  press(/^Revoke every token and session of/);
  await waitFor(() => expect(sent.at(-1)?.[1]).toMatch(/^\/api\/auth\/roles\/.*\/revoke$/), SETTLED);
});

test("an alert is given to somebody, and resolved", async () => {
  await open("/inventory?alert=a");
  const owner = screen.getAllByLabelText("Owner").find((each) => !each.hasAttribute("placeholder")); // not whose alerts are listed
  if (owner === undefined) throw new Error("an alert has an owner");
  fireEvent.change(owner, { target: { value: "ben" } });
  press("Give");
  await isSent("POST", "/api/inventory/alerts/some%20alert_id/assign", { to: "ben" });
  press("Resolved");
  await isSent("POST", "/api/inventory/alerts/some%20alert_id/resolve", {});
});

test("what is said of a product wins over its files", async () => {
  await open("/inventory/products/mug");
  type("Lead time in days", "9");
  press("Keep");

  await isSent("PUT", "/api/inventory/products/some%20product_id/settings", { lead_time_days: 9 });
});
