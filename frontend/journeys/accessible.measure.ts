// Every view in every state, theme and width, looked at by axe-core; what it finds goes into a file as JSON.
import { writeFileSync } from "node:fs";
import type { Browser, Page, Route } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { link, openedBrowser, settled, signedIn, told, violations } from "./browser";
import { VIEWS } from "./views";

const WIDTHS = [360, 768, 1440] as const;
const HEIGHT = 900;
const THEMES = ["light", "dark"] as const;
const SETTLE_MS = 400; // for what a state that never settles (loading) has to show
const API = "**/api/**";
const SIGNED_IN = "/api/auth/";

type State = "normal" | "loading" | "error" | "partial" | "stale" | "no-permission" | "empty";

/** How a state is brought about in front of the real suite; the two last are another role and another suite. */
const STATES: Record<State, ((route: Route) => Promise<void>) | null> = {
  normal: null,
  loading: async (route) => {
    if (isSignIn(route)) await route.continue();
    // else nobody answers
  },
  error: async (route) => (isSignIn(route) ? route.continue() : refused(route)),
  partial: async (route) => (isSignIn(route) || sum(route.request().url()) % 2 === 0 ? route.continue() : refused(route)),
  stale: async (route) => {
    if (isSignIn(route) || route.request().method() !== "GET") return route.continue();
    const answer = await route.fetch();
    if (!(answer.headers()["content-type"] ?? "").includes("json") || !answer.ok()) return route.fulfill({ response: answer });
    const body = (await answer.json()) as Record<string, unknown>;
    return route.fulfill({ response: answer, json: "stale" in body ? { ...body, stale: true } : body });
  },
  "no-permission": null,
  empty: null,
};

function isSignIn(route: Route): boolean {
  return new URL(route.request().url()).pathname.startsWith(SIGNED_IN);
}

function refused(route: Route): Promise<void> {
  return route.fulfill({
    status: 503,
    contentType: "application/problem+json",
    body: JSON.stringify({ type: "urn:shopsight:problem:unavailable", title: "The warehouse does not answer", status: 503, detail: "Try again in a moment.", request_id: "r-1" }),
  });
}

/** The same half of all addresses, each time. */
function sum(text: string): number {
  return text.replace(/\?.*/, "").split("").reduce((total, letter) => total + letter.charCodeAt(0), 0);
}

let browser: Browser;
const found: { view: string; state: State; theme: string; width: number; what: string }[] = [];
let looks = 0;

beforeAll(async () => {
  browser = await openedBrowser();
});
afterAll(async () => {
  await browser.close();
});

async function look(page: Page, view: string, state: State): Promise<void> {
  for (const width of WIDTHS) {
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: HEIGHT });
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))); // as wide as that, and drawn so
      // What lies under a bar that stays can be scrolled from there: that is no target too small.
      await page.evaluate(() => document.querySelectorAll<HTMLElement>(".nav, .top").forEach((each) => (each.style.position = "static")));
      looks += 1;
      for (const what of await violations(page)) found.push({ view, state, theme, width, what });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) found.push({ view, state, theme, width, what: `scrolls sideways: ${wide} pixels` });
    }
  }
}

// Two at a time: what a state waits for, and what axe-core takes, leave a core to another one.
test.concurrent.each(Object.keys(STATES) as State[])("every view, %s", async (state) => {
  const origin = state === "empty" ? told("EMPTY_ORIGIN") : told("SUITE_ORIGIN");
  const { page } = await signedIn(browser, state === "empty" ? link("empty") : link(state === "no-permission" ? "viewer" : "owner"));
  const handle = STATES[state];
  for (const view of VIEWS) {
    if (handle !== null) await page.route(API, handle);
    await page.goto("about:blank");
    await page.goto(`${origin}/#${view}`);
    await page.waitForSelector("main#main");
    if (state === "loading") await page.waitForTimeout(SETTLE_MS);
    else await settled(page);
    await look(page, view, state);
    await page.unrouteAll({ behavior: "ignoreErrors" });
    writeFileSync(told("REPORT"), JSON.stringify({ looks, found }));
  }
  await page.context().close();
  expect(looks).toBeGreaterThan(0);
});
