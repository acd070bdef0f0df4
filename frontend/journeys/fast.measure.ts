// How soon every view is there, what moves, how soon it answers a hand and what waits for what; goes into a file as JSON.
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asked, DESKTOP, link, openedBrowser, PHONE, signedIn, told } from "./browser";
import { type Heard, listen, type Load, loaded, rows } from "./measuring";
import { VIEWS } from "./views";

// Lighthouse's slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back; a tenth goes to headers, as Chromium's own presets have it.
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: (1_600_000 / 8) * 0.9, uploadThroughput: (750_000 / 8) * 0.9 };
const NO_LIMIT = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
const SLOWER_CPU = 4;
const RUNS = 3; // the median of which counts
const INTERACTIVE = ["button.tool:visible", "select:visible", "button.link:visible", "summary:visible"];
const FIELDS = "main :is(input:not([type]), input[type=search], input[type=text]):visible";
const AWAY = ".nav a:not(.active):visible";
const MOST_TOUCHED = 3; // of each kind
const ANSWERED_MS = 150; // between two touches, as a quick hand has it
const FOUND = { timeout: 1_000 }; // what is there is found at once
const TOLD_MS = 1_000; // what an interaction brought is painted by then
const WAIT_MS = 60_000; // what takes longer is broken, and is told instead of waited for
// What a press of it does reaches further than this page.
const LEFT_ALONE = /Sign out|Approve|Reject|Start|Stop|Undo|Test|Look now|Take|Keep|Done|Export|CSV|Delete|Revoke|Save|Send|Make|Load|Run/i;

interface Measured {
  view: string;
  device: string;
  slow: Load;
  plain: Load;
  hand: Pick<Heard, "longest" | "touched" | "touches">;
  rows: string[][];
  load: number;
  loop: number;
}

let browser: Browser;
const measured: Measured[] = [];

beforeAll(async () => {
  browser = await openedBrowser();
});
afterAll(async () => {
  await browser.close();
});

/** A page of its own, nothing of it kept from before, whose cookie is that of who is signed in. */
async function inFreshPage<T>(state: SignedIn, viewport: { width: number; height: number }, look: (page: Page, devtools: CDPSession) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ locale: "en-GB", viewport, storageState: state });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  await page.addInitScript(listen);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  const seen = await look(page, devtools);
  await context.close();
  return seen;
}
type SignedIn = Awaited<ReturnType<BrowserContext["storageState"]>>;

/** Milliseconds of a fixed piece of work, not slowed down: a machine that others use too is not always equally fast. */
const fixedWork = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const from = performance.now();
    let sum = 0;
    for (let step = 0; step < 30_000_000; step += 1) sum = (sum + step * 7) % 1_000_003;
    return sum < 0 ? 0 : performance.now() - from;
  });

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The median of each figure; of what moves and of what is sent, the most. */
function middle(loads: readonly Load[]): Load {
  const of = (name: Exclude<keyof Load, "painted">): number[] => loads.map((each) => each[name]);
  const lcp = median(of("lcp"));
  return {
    ttfb: median(of("ttfb")),
    fcp: median(of("fcp")),
    lcp,
    painted: loads.find((each) => each.lcp === lcp)?.painted ?? "",
    shift: Math.max(...of("shift")),
    usable: median(of("usable")),
    scripts: Math.max(...of("scripts")),
    bytes: Math.max(...of("bytes")),
  };
}

/** The slowest answer to a hand: what can be pressed, chosen or written into, by keyboard; the way to another view comes last. */
async function touched(page: Page): Promise<Measured["hand"]> {
  const pressed = async (kind: string, most: number, keys: readonly string[]): Promise<void> => {
    for (let at = 0; at < most; at += 1) {
      const one = page.locator(kind).nth(at);
      try {
        const label = (await one.getAttribute("aria-label", FOUND)) ?? (await one.textContent(FOUND)) ?? "";
        if (LEFT_ALONE.test(label)) continue;
        await one.focus(FOUND);
      } catch {
        return; // there are no more, or what was pressed before took it away
      }
      for (const key of keys) {
        await page.keyboard.press(key);
        await page.waitForTimeout(ANSWERED_MS);
      }
    }
  };
  for (const kind of INTERACTIVE) await pressed(kind, MOST_TOUCHED, kind.startsWith("select") ? ["ArrowDown", "ArrowUp"] : ["Enter", "Escape"]);
  await pressed(FIELDS, MOST_TOUCHED, ["a", "b", "Backspace", "Backspace"]);
  await pressed(AWAY, 1, ["Enter"]);
  await page.waitForTimeout(TOLD_MS);
  return page.evaluate(() => ({ longest: window.heard.longest, touched: window.heard.touched, touches: window.heard.touches }));
}

/** Views of one thing, as a link of a list, of Slack or of a mail opens it. */
async function ofOne(page: Page): Promise<string[]> {
  const { items } = await asked<{ items: { alert_id: string; product_id: string }[] }>(page, "/api/inventory/alerts?limit=1");
  return items.flatMap(({ alert_id: alert, product_id: product }) => [`/inventory?${new URLSearchParams({ alert, of: product }).toString()}`, `/inventory/products/${product}`]);
}

const ONLY = process.env.VIEWS_WITH ?? ""; // in their addresses: these alone, to look closer at some

test.each([
  ["phone", PHONE],
  ["desktop", DESKTOP],
] as const)("every view on a %s", async (device, viewport) => {
  const { page: first } = await signedIn(browser, link("owner"));
  const state = await first.context().storageState();
  const views = [...VIEWS, ...(await ofOne(first))].filter((view) => view.includes(ONLY));
  await first.context().close();
  for (const view of views) {
    const slow: Load[] = [];
    const plain: Load[] = [];
    const loops: number[] = [];
    let hand: Measured["hand"] = { longest: 0, touched: "", touches: 0 };
    for (let run = 0; run < RUNS; run += 1) {
      plain.push(
        await inFreshPage(state, viewport, async (page) => {
          const seen = await loaded(page, view);
          loops.push(await fixedWork(page));
          return seen;
        }),
      );
      slow.push(
        await inFreshPage(state, viewport, async (page, devtools) => {
          await devtools.send("Network.emulateNetworkConditions", SLOW_4G);
          await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER_CPU });
          const seen = await loaded(page, view);
          if (run === RUNS - 1) {
            await devtools.send("Network.emulateNetworkConditions", NO_LIMIT);
            hand = await touched(page);
          }
          return seen;
        }),
      );
    }
    const waited = await inFreshPage(state, viewport, (page) => rows(page, view));
    measured.push({ view, device, slow: middle(slow), plain: middle(plain), hand, rows: waited, load: loadavg()[0] ?? 0, loop: median(loops) });
    writeFileSync(told("REPORT"), JSON.stringify({ measured }));
  }
  expect(measured.length).toBeGreaterThan(0);
});
