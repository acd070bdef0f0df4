// A signed-in page of a real Chromium, and what journeys do with it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// Without the last ones a browser on a closed network fails at its own look-ups before it shows the page.
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 640 };

/** What whoever starts the journeys says: the suite's address, and one that signs a browser in. */
export function told(name: "SUITE_ORIGIN" | "SUITE_LINK" | "CHROMIUM"): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set: infra/local/tests/test_dashboard.py says how journeys are started`);
  return value;
}

export async function openedBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: told("CHROMIUM"), args: FLAGS });
}

/** A page that the suite's link signed in. Errors of the page, and what its policy keeps out, end up in `faults`. */
export async function signedIn(browser: Browser): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ locale: "en-GB", viewport: DESKTOP, reducedMotion: "reduce" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  await page.goto(told("SUITE_LINK"));
  await page.waitForSelector("main#main");
  return { page, faults };
}

/** Go to a view, until nothing of it loads any more. */
export async function visit(page: Page, view: string): Promise<void> {
  await page.goto(`${told("SUITE_ORIGIN")}/#${view}`);
  await page.waitForSelector("main#main");
  await settled(page);
}

export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector(".loading, [aria-busy=true]") === null);
}

/** What axe-core finds against WCAG 2.2 AA, in words. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate<AxeResults, string[]>((tags) => (window as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe.run({ runOnly: tags }), WCAG);
  return found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** An answer of the API, asked by the page itself. */
export async function asked<T>(page: Page, path: string, method = "GET", body?: object): Promise<T> {
  return page.evaluate(
    async ([to, how, what]) => {
      const headers: Record<string, string> = { Accept: "application/json" };
      if (what !== "") headers["Content-Type"] = "application/json";
      const answer = await fetch(to, { method: how, headers, body: what === "" ? undefined : what });
      return (await answer.json()) as T;
    },
    [path, method, body === undefined ? "" : JSON.stringify(body)] as const,
  );
}

/** Until a run of a service has ended. */
export async function ran(page: Page, path: string): Promise<string> {
  for (;;) {
    const { state } = await asked<{ state: string }>(page, path);
    if (state === "done" || state === "failed") return state;
    await page.waitForTimeout(200);
  }
}
