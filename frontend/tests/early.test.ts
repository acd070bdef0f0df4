import { afterEach, expect, test, vi } from "vitest";
import { beginEarly, taken, whoIsThere } from "../src/app/early";

afterEach(() => {
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
  beginEarly(() => undefined);

  expect(asked).toContain("/api/revenue/trends?window=7d&granularity=day&basis=accounting");
  const query = { window: "7d", granularity: "day", basis: "accounting" } as const;
  expect(await taken("/api/revenue/trends", { query })).toEqual({ a: 1 });
  expect(taken("/api/revenue/trends", { query })).toBeNull(); // the next time it is asked anew
  expect(await whoIsThere()).toMatchObject({ who: { role: "owner" } });
});

test("a sign-in code is traded before anything is asked", () => {
  const asked = answering();
  location.hash = "#code=secret";
  beginEarly(() => undefined);

  expect(asked).toEqual(["/api/auth/session"]);
  expect(location.hash).toBe("");
});
