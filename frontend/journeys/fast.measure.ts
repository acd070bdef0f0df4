// How soon every view is there, what moves, and how soon it answers a hand; what is measured goes into a file as JSON.
import { writeFileSync } from "node:fs";
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DESKTOP, link, openedBrowser, PHONE, settled, signedIn, told } from "./browser";
import { VIEWS } from "./views";

// Lighthouse's slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back.
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: (1_600_000 / 8) * 0.9, uploadThroughput: (750_000 / 8) * 0.9 };
const SLOWER_CPU = 4;
const RUNS = 3; // the median of which counts
const INTERACTIVE = ["button.tool:visible", "select:visible", "button.link:visible", "summary:visible", "a.tool:visible"];
const MOST_TOUCHED = 6; // of a view

interface Load {
  lcp: number;
  shift: number;
  usable: number;
  scripts: number;
  depth: number;
  chain: string[];
}
interface Measured {
  view: string;
  device: string;
  slow: Load;
  plain: Load;
  inp: number;
  touched: string;
}

declare global {
  interface Window {
    heard: { lcp: number; shift: number; longest: number; touched: string };
  }
}

let browser: Browser;
const measured: Measured[] = [];

beforeAll(async () => {
  browser = await openedBrowser();
});
afterAll(async () => {
  await browser.close();
});

function listen(): void {
  window.heard = { lcp: 0, shift: 0, longest: 0, touched: "" };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.heard.lcp = entry.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) if (!entry.hadRecentInput) window.heard.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEventTiming & { interactionId: number })[]) {
      if (entry.interactionId > 0 && entry.duration > window.heard.longest) {
        window.heard.longest = entry.duration;
        window.heard.touched = `${entry.name} ${(entry.target as Element | null)?.getAttribute("aria-label") ?? entry.target?.nodeName ?? ""}`;
      }
    }
  }).observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
}

/** A page of its own, nothing of it kept from before, whose cookie is that of who is signed in. */
async function fresh(context: BrowserContext): Promise<{ page: Page; devtools: CDPSession }> {
  const page = await context.newPage();
  await page.addInitScript(listen);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  return { page, devtools };
}

async function loaded(page: Page, view: string): Promise<Load> {
  await page.goto(`${told("SUITE_ORIGIN")}/#${view}`);
  await page.waitForSelector("main#main");
  await settled(page);
  const usable = await page.evaluate(() => performance.now());
  await page.waitForTimeout(500); // what is painted and moved last is told a moment later
  const told_ = await page.evaluate(() => {
    const all = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const scripts = all.filter((each) => new URL(each.name).pathname.endsWith(".js")).reduce((bytes, each) => bytes + each.encodedBodySize, 0);
    const asked = all.filter((each) => new URL(each.name).pathname.startsWith("/api/")).map(({ name, startTime, responseEnd }) => ({ name: new URL(name).pathname, startTime, responseEnd }));
    return { ...window.heard, scripts, asked };
  });
  const chain = longestChain(told_.asked.filter((each) => each.startTime <= usable));
  return { lcp: told_.lcp, shift: told_.shift, usable, scripts: told_.scripts, depth: chain.length, chain };
}

interface AskedAt {
  name: string;
  startTime: number;
  responseEnd: number;
}

/** The longest row of requests of which each was sent after the one before was answered: at least as long as what waited for what. */
function longestChain(asked: readonly AskedAt[]): string[] {
  const chains = new Map<AskedAt, string[]>();
  let longest: string[] = [];
  for (const each of [...asked].sort((a, b) => a.startTime - b.startTime)) {
    let before: string[] = [];
    for (const [other, chain] of chains) if (other.responseEnd <= each.startTime && chain.length > before.length) before = chain;
    const chain = [...before, each.name];
    chains.set(each, chain);
    if (chain.length > longest.length) longest = chain;
  }
  return longest;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function middle(loads: readonly Load[]): Load {
  const deepest = [...loads].sort((a, b) => a.depth - b.depth)[Math.floor(loads.length / 2)];
  return {
    lcp: median(loads.map((each) => each.lcp)),
    shift: Math.max(...loads.map((each) => each.shift)),
    usable: median(loads.map((each) => each.usable)),
    scripts: Math.max(...loads.map((each) => each.scripts)),
    depth: deepest?.depth ?? 0,
    chain: deepest?.chain ?? [],
  };
}

/** The slowest answer to a hand on a slow machine: what can be pressed or chosen, by keyboard, so that no link is followed. */
async function touched(page: Page): Promise<{ inp: number; touched: string }> {
  for (const selector of INTERACTIVE) {
    const found = page.locator(`main ${selector}, .top ${selector}`);
    for (let at = 0; at < Math.min(await found.count(), MOST_TOUCHED / 2); at += 1) {
      const one = found.nth(at);
      const label = (await one.getAttribute("aria-label")) ?? (await one.textContent()) ?? "";
      if (/Sign out|Approve|Reject|Start|Stop|Undo|Test|Sort|Look now|Take|Keep|Done|Export|CSV/i.test(label)) continue; // what it does is not this test's
      await one.focus();
      if (selector.startsWith("select")) await page.keyboard.press("ArrowDown");
      else await page.keyboard.press("Enter");
      await page.waitForTimeout(150);
      await page.keyboard.press("Escape");
    }
  }
  await page.waitForTimeout(300);
  return page.evaluate(() => ({ inp: window.heard.longest, touched: window.heard.touched }));
}

test.each([
  ["phone", PHONE],
  ["desktop", DESKTOP],
] as const)("every view on a %s", async (device, viewport) => {
  const { page: first } = await signedIn(browser, link("owner"));
  const state = await first.context().storageState();
  await first.context().close();
  for (const view of VIEWS) {
    const slow: Load[] = [];
    const plain: Load[] = [];
    let hand = { inp: 0, touched: "" };
    for (let run = 0; run < RUNS; run += 1) {
      for (const isSlow of [false, true]) {
        const context = await browser.newContext({ locale: "en-GB", viewport, storageState: state });
        const { page, devtools } = await fresh(context);
        if (isSlow) {
          await devtools.send("Network.emulateNetworkConditions", SLOW_4G);
          await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER_CPU });
        }
        (isSlow ? slow : plain).push(await loaded(page, view));
        if (isSlow && run === RUNS - 1) {
          await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
          hand = await touched(page);
        }
        await context.close();
      }
    }
    measured.push({ view, device, slow: middle(slow), plain: middle(plain), ...hand });
    writeFileSync(told("REPORT"), JSON.stringify({ measured }));
  }
  expect(measured.length).toBeGreaterThan(0);
});
