import { afterEach, expect, test, vi } from "vitest";
import { answered, beginEarly, taken, whoIsThere } from "../src/app/early";

afterEach(() => {
  answered();
  localStorage.clear();
  vi.unstubAllGlobals();
  history.replaceState(null, "", "/");
});

function answering(): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (to: string) => {
    asked.push(to);
    return Promise.resolve(new Response(to.includes("/auth/") ? '{"role":"owner","scopes":[]}' : '{"a":1}'));
  });
  return asked;
}

test("who has a session is not asked to wait: the view's answers are under way beside the page", async () => {
  const asked = answering();
  location.hash = "#/revenue?range=7d";
  void beginEarly(() => undefined);

  expect(asked).toContain("/api/revenue/trends?window=7d&granularity=day&basis=accounting");
  const query = { window: "7d", granularity: "day", basis: "accounting" } as const;
  expect(await taken("/api/revenue/trends", { query })).toEqual({ a: 1 });
  expect(taken("/api/revenue/trends", { query })).toBeNull(); // the next time it is asked anew
  expect(await whoIsThere()).toMatchObject({ who: { role: "owner" } });
});

test("a sign-in code is traded before anything is asked", () => {
  const asked = answering();
  location.hash = "#code=secret";
  void beginEarly(() => undefined);

  expect(asked).toEqual(["/api/auth/session"]);
  expect(location.hash).toBe("");
});

test("what is answered when the page is drawn is there at once, and asked for no second time", async () => {
  const asked = answering();
  location.hash = "#/inventory/products";
  await beginEarly(() => undefined);

  const keys = answered().map(({ key }) => key[0]);
  expect(keys).toEqual(expect.arrayContaining(["session", "/api/revenue/current", "/api/inventory/products"]));
  expect(taken("/api/revenue/current", {})).toBeNull();
  expect(answered()).toEqual([]);
  expect(asked.filter((to) => to.startsWith("/api/inventory/products"))).toHaveLength(1);
});

test("the next time it is asked who is there, it is asked anew", async () => {
  const asked = answering();
  await beginEarly(() => undefined);
  answered();
  await whoIsThere();

  expect(asked.filter((to) => to === "/api/auth/me")).toHaveLength(2);
});

test("what needs a scope is asked for early by whoever had it the last time", async () => {
  const asked = answering();
  location.hash = "#/customers";
  localStorage.setItem("shopsight.scopes", "figures:read");
  await beginEarly(() => undefined);
  expect(asked.filter((to) => to.startsWith("/api/segments"))).toEqual([]);

  localStorage.setItem("shopsight.scopes", "figures:read customers:read");
  await beginEarly(() => undefined);
  expect(asked).toContain("/api/segments/list?kind=segment");
});

test("an address that makes no sense begins nothing, and breaks nothing", async () => {
  answering();
  location.hash = "#/inventory/products/%E0%A4%A";

  await expect(beginEarly(() => undefined).catch(() => "the page says so")).resolves.toBeDefined();
});
