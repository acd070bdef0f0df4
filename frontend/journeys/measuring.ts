// What a browser is told of one load of a view: when it was painted, what moved, how it answered a hand, what waited for what.
import type { Page, Route } from "playwright-core";
import { settled, told } from "./browser";

export interface Heard {
  lcp: number;
  painted: string;
  shift: number;
  longest: number;
  touched: string;
  touches: number;
}
/** One load: milliseconds since the address was asked for, and bytes as they were sent. */
export interface Load {
  ttfb: number;
  fcp: number;
  lcp: number;
  /** What the largest paint was of: an element and its first words. */
  painted: string;
  shift: number;
  usable: number;
  /** Without the charts, which come when the figures are there. */
  scripts: number;
  bytes: number;
}

declare global {
  interface Window {
    heard: Heard;
  }
}

/** Begins to listen; runs in the page before anything else of it. */
export function listen(): void {
  const heard: Heard = { lcp: 0, painted: "", shift: 0, longest: 0, touched: "", touches: 0 };
  window.heard = heard;
  const composed = 16; // milliseconds: the compositor has one more frame until it is on the screen
  const nameOf = (element: Element | null): string => {
    if (element === null) return "what is gone again";
    const words = (element.getAttribute("aria-label") ?? element.textContent).trim().slice(0, 40);
    return `${element.nodeName.toLowerCase()}${[...element.classList].map((each) => `.${each}`).join("")} "${words}"`;
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { element: Element | null })[]) {
      heard.lcp = entry.startTime;
      heard.painted = nameOf(entry.element);
    }
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) if (!entry.hadRecentInput) heard.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  // From the key or the press, as the browser dates it, to the end of the frame that shows what it brought. Event Timing, which
  // would say the same, waits for frames whose presentation a headless Chromium now and then never tells of: seconds, for what
  // a trace has drawn after 40 ms.
  for (const type of ["keydown", "keyup", "pointerdown", "pointerup", "click"]) {
    addEventListener(
      type,
      (event) => {
        if (type.endsWith("down")) heard.touches += 1;
        const on = nameOf(event.target as Element | null); // now: it may be gone after
        const answered = (): void => {
          const took = performance.now() - event.timeStamp + composed;
          if (took > heard.longest) {
            heard.longest = took;
            heard.touched = `${type} on ${on}`;
          }
        };
        requestAnimationFrame(() => {
          const after = new MessageChannel(); // a task of its own: the frame is laid out and painted before it
          after.port1.onmessage = answered;
          after.port2.postMessage(null);
        });
      },
      { capture: true, passive: true },
    );
  }
}

const DRAWN = "main#main[data-view]"; // what only the page itself draws, not what it is sent as
const TOLD_LATER_MS = 500; // what is painted and moved last is told a moment after it was

/** Open a view in a page that listens, until nothing of it loads any more. */
export async function loaded(page: Page, view: string): Promise<Load> {
  await page.goto(`${told("SUITE_ORIGIN")}/#${view}`, { waitUntil: "commit" });
  await page.waitForSelector(DRAWN, { state: "attached" });
  await settled(page);
  const usable = await page.evaluate(() => performance.now());
  await page.waitForTimeout(TOLD_LATER_MS);
  return page.evaluate((at) => {
    const files = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const page_ = performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming;
    const sum = (of: PerformanceResourceTiming[]): number => of.reduce((bytes, each) => bytes + each.encodedBodySize, 0);
    return {
      ttfb: page_.responseStart,
      fcp: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
      lcp: window.heard.lcp,
      painted: window.heard.painted,
      shift: window.heard.shift,
      usable: at,
      scripts: sum(files.filter((each) => /(?<!\/drawing[^/]*)\.js$/.test(new URL(each.name).pathname))),
      bytes: sum(files) + page_.encodedBodySize,
    };
  }, usable);
}

const STILL_MS = 300; // a page that waits for nothing but answers sends no request any more after its scripts ran
const MOST_ROWS = 12; // what is still not there then asks for ever

/**
 * The rows of requests of a load: what was sent while nothing was answered yet (the page itself), what was sent once that was
 * there, and so on. Answers are held back until the page is still and then handed over all at once, so that a request is in
 * row n exactly when n answers had to come one after another before it could be sent, however fast the machine or the line
 * is. The live connection is none of them: a figure never waits for it.
 */
export async function rows(page: Page, view: string): Promise<string[][]> {
  let held: Route[] = [];
  await page.route("**/*", (route) => {
    if (!BESIDE.test(route.request().url())) held.push(route);
  });
  const found: string[][] = [];
  const gone = page.goto(`${told("SUITE_ORIGIN")}/#${view}`, { waitUntil: "commit" });
  for (;;) {
    await stillness(page, () => held.length);
    if (held.length === 0 && (await isSettled(page))) break;
    if (found.length === MOST_ROWS) throw new Error(`${view} is not there after ${MOST_ROWS} rows of requests: ${JSON.stringify(found)}`);
    // What was asked for before, such as the icon, would come from the browser's memory if its requests were not stopped.
    found.push([...new Set(held.map((route) => new URL(route.request().url()).pathname))].filter((each) => !found.flat().includes(each)));
    const now = held;
    held = [];
    // Fetched first and handed over after, or the fast ones would be there before the slow ones.
    const answers = await Promise.all(now.map(async (route) => ({ route, response: await route.fetch() })));
    await Promise.all(answers.map(async ({ route, response }) => route.fulfill({ response })));
    if (found.length === 1) await gone;
  }
  await page.unrouteAll({ behavior: "ignoreErrors" });
  return found.filter((row) => row.length > 0);
}

const BESIDE = /\/live\/tickets$/; // leads to the live connection and to nothing else

async function isSettled(page: Page): Promise<boolean> {
  return page.evaluate((drawn) => document.querySelector(drawn) !== null && document.querySelector(".loading, [aria-busy=true]") === null, DRAWN);
}

async function stillness(page: Page, count: () => number): Promise<void> {
  let before = -1;
  while (before !== count()) {
    before = count();
    await page.waitForTimeout(STILL_MS);
    // Whatever the page was about is done, however slow the machine is.
    if (page.url() !== "about:blank") await page.evaluate(() => new Promise((done) => requestIdleCallback(() => requestIdleCallback(done, { timeout: 1_000 }), { timeout: 1_000 })));
  }
}
