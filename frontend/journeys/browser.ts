// A signed-in page of a real Chromium, and what journeys do with it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// Without the last ones a browser on a closed network fails at its own look-ups before it shows the page.
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const WAIT_MS = 60_000; // what a step takes is under one second; a loaded machine must not fail it

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 640 };

export type Role = "owner" | "looker" | "stale" | "buyer" | "marketer" | "viewer" | "leaver" | "empty";

/** What whoever starts the journeys says: the suite's address, one that signs a browser in for each role, the browser. */
export function told(name: "SUITE_ORIGIN" | "SUITE_LINKS" | "CHROMIUM" | "EMPTY_ORIGIN" | "REPORT"): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set: infra/local/tests/test_dashboard_journeys.py says how journeys are started`);
  return value;
}

/** An address that signs one browser in, once; `looker` and `stale` are owners too, `leaver` one whose session will end, `empty` one of a suite without data. */
export function link(role: Role): string {
  links ??= JSON.parse(told("SUITE_LINKS")) as Partial<Record<Role, string[]>>;
  const left = links[role] ?? [];
  const found = left.length > 1 ? left.shift() : left[0];
  if (found === undefined) throw new Error(`SUITE_LINKS has none for ${role}`);
  return found;
}
let links: Partial<Record<Role, string[]>> | undefined;

export async function openedBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: told("CHROMIUM"), args: FLAGS });
}

/** A page that a link of the suite signed in. Errors of the page, and what its policy keeps out, end up in `faults`. */
export async function signedIn(browser: Browser, address: string): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ locale: "en-GB", viewport: DESKTOP, reducedMotion: "reduce" });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  await page.goto(address);
  await page.waitForSelector("main#main[data-view]"); // index.html has a main too, before anybody is signed in
  return { page, faults };
}

/** Go to a view, until it is the one that is drawn and nothing of it loads any more. */
export async function visit(page: Page, view: string): Promise<void> {
  await page.goto(`${told("SUITE_ORIGIN")}/#${view}`);
  // The file of a view may take a moment, in which the one before it still stands there.
  await page.waitForSelector(`main#main[data-view="${view}"]`);
  await settled(page);
}

export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector(".loading, [aria-busy=true]") === null);
}

/** What axe-core finds against WCAG 2.2 AA, in words. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  // What passes is not listed: that takes a third of the time.
  const found = await page.evaluate<AxeResults, string[]>((tags) => (window as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe.run({ runOnly: tags, resultTypes: ["violations"] }), WCAG);
  return found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** An answer of the API, asked by the page itself. Raises what it said where it is a refusal. */
export async function asked<T>(page: Page, path: string, method = "GET", body?: object): Promise<T> {
  return page.evaluate(
    async ([to, how, what]) => {
      const headers: Record<string, string> = { Accept: "application/json" };
      if (what !== "") headers["Content-Type"] = "application/json";
      const answer = await fetch(to, { method: how, headers, body: what === "" ? undefined : what });
      if (!answer.ok) throw new Error(`${how} ${to} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    [path, method, body === undefined ? "" : JSON.stringify(body)] as const,
  );
}

/** What can be chosen, pressed or followed in a view and is not reached by Tab alone, and what is reached without showing it. */
export async function unreached(page: Page): Promise<string[]> {
  const wanted = await page.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLElement>("a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex='0']")];
    const there = all.filter((each) => each.tabIndex >= 0 && each.checkVisibility());
    there.forEach((each, at) => (each.dataset.wanted = String(at)));
    (document.activeElement as HTMLElement | null)?.blur();
    return there.map((each) => (each.getAttribute("aria-label") ?? each.textContent).trim().slice(0, 40));
  });
  const missed = new Map(wanted.map((name, at) => [String(at), name]));
  const unseen: string[] = [];
  // A date is typed into in three places, and a calendar beside them is opened.
  for (let presses = 0; presses < 4 * wanted.length && missed.size > 0; presses += 1) {
    await page.keyboard.press("Tab");
    const held = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body);
      return { at: (document.activeElement as HTMLElement | null)?.dataset.wanted ?? "", isSeen: outlineStyle !== "none" && parseFloat(outlineWidth) > 0 };
    });
    if (missed.has(held.at) && !held.isSeen) unseen.push(`${missed.get(held.at) ?? ""}: not seen`);
    missed.delete(held.at);
  }
  // What somebody else settled meanwhile is no longer there to be reached.
  const standing = new Set(await page.evaluate(() => [...document.querySelectorAll<HTMLElement>("[data-wanted]")].map((each) => each.dataset.wanted)));
  return [...[...missed].filter(([at]) => standing.has(at)).map(([, name]) => name), ...unseen];
}
