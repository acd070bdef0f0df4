import { afterEach, expect, test, vi } from "vitest";
import { address, ApiError, ask } from "../src/api/client";
import { readConfig } from "../src/app/config";

afterEach(() => vi.unstubAllGlobals());

const answering = (status: number, body: string) => vi.stubGlobal("fetch", () => Promise.resolve(new Response(body, { status })));

test("ids go into paths as one part, whatever they hold", () => {
  expect(address("/api/segments/{segment_id}/customers.csv", { path: { segment_id: "tag:a/b" }, query: { limit: 5, cursor: undefined } })).toBe("/api/segments/tag%3Aa%2Fb/customers.csv?limit=5");
});

test("a problem says what happened and what to do", async () => {
  answering(403, JSON.stringify({ type: "urn:shopsight:problem:not-allowed", title: "No", status: 403, detail: "The role viewer lacks it", request_id: "r" }));

  const error: unknown = await ask("get", "/api/auth/me").catch((each: unknown) => each);

  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 403, kind: "not-allowed", message: "The role viewer lacks it" });
});

test("an answer that is no problem document is an error all the same", async () => {
  answering(502, "<html>");

  await expect(ask("get", "/api/auth/me")).rejects.toMatchObject({ status: 502 });
});

test("no answer at all is told as such", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("refused")));

  await expect(ask("get", "/api/auth/me")).rejects.toMatchObject({ status: 0, kind: "unreachable" });
});

test("a page that nobody configured speaks to its own address", () => {
  expect(readConfig("__SHOPSIGHT_CONFIG__")).toEqual({ apiOrigin: "", signIn: "code" });
  expect(readConfig('{"apiOrigin":"https://api.example/","signIn":"proxy"}')).toEqual({ apiOrigin: "https://api.example", signIn: "proxy" });
});
