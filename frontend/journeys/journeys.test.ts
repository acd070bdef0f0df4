import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asked, DESKTOP, openedBrowser, PHONE, ran, settled, signedIn, violations, visit } from "./browser";

let browser: Browser;
let page: Page;
let faults: string[];

beforeAll(async () => {
  browser = await openedBrowser();
  ({ page, faults } = await signedIn(browser));
});
afterAll(async () => {
  await browser.close();
});

test("the owner sees today's net sales as the API has them, live", async () => {
  await visit(page, "/");
  await page.waitForSelector('.pulse[data-phase="live"]');

  await expect
    .poll(async () => {
      const { today } = await asked<{ today: { net_sales: { amount: string } } }>(page, "/api/revenue/current");
      const shown = (await page.textContent("[data-figure=net_sales]")) ?? "";
      return Number(shown.replace(/[^0-9.-]/g, "")) - Number(today.net_sales.amount);
    })
    .toBe(0);
});

test("on a phone all of today is there without scrolling", async () => {
  await page.setViewportSize(PHONE);
  await visit(page, "/");

  const [tall, wide] = await page.evaluate(() => [document.documentElement.scrollHeight, document.documentElement.scrollWidth]);
  expect(tall).toBeLessThanOrEqual(PHONE.height);
  expect(wide).toBeLessThanOrEqual(PHONE.width);
  await page.setViewportSize(DESKTOP);
});

test("a link opens the exact view", async () => {
  await visit(page, "/revenue?range=30d&compare=year&by=location");

  expect(await page.getByLabel("Days", { exact: true }).inputValue()).toBe("30d");
  expect(await page.getByLabel("Cut by").inputValue()).toBe("location");
  expect(await page.textContent("figcaption")).toMatch(/^Net sales from .* 52 weeks before\.|^Net sales from /);
});

test("the buyer looks at stock, snoozes an alert and changes and approves a reorder", async () => {
  await visit(page, "/inventory");
  await page.getByRole("button", { name: "Look now" }).click();
  await page.waitForSelector("text=the worst first");
  await settled(page);
  await page.locator("section[aria-labelledby] button.link").first().click();
  await page.getByRole("button", { name: "Snooze" }).click();
  await page.waitForSelector("text=Kept: it is snoozed");
  const snoozed = await asked<{ total: number }>(page, "/api/inventory/alerts?state=snoozed");
  expect(snoozed.total).toBeGreaterThanOrEqual(1);

  await visit(page, "/inventory/reorders");
  const quantity = page.getByRole("textbox", { name: /^Quantity of/ }).first();
  const product = ((await quantity.getAttribute("aria-label")) ?? "").replace("Quantity of ", "");
  await quantity.fill("7");
  await page.getByRole("button", { name: `Approve: ${product}`, exact: true }).first().click();
  await expect
    .poll(async () => (await asked<{ items: { title: string; quantity: number }[] }>(page, "/api/inventory/reorders?state=approved")).items.map(({ title, quantity: agreed }) => [title, agreed]))
    .toContainEqual([product, 7]);
});

test("the marketer exports a segment to a file, with counts by consent and a receipt for each member", async () => {
  const { run_id: run } = await asked<{ run_id: string }>(page, "/api/segments/refresh", "POST");
  expect(await ran(page, `/api/segments/runs/${run}`)).toBe("done");
  await visit(page, "/customers/exports?segment=inactive");
  await page.getByLabel("Only try: send nothing").uncheck();
  await page.getByRole("button", { name: "Export", exact: true }).click();
  await page.waitForSelector("text=Receipts");
  await page.waitForSelector("text=receipts: who was sent where");

  const { items } = await asked<{ items: { export_id: string; counts: { to_add: number } }[] }>(page, "/api/segments/exports");
  const lines = await page.evaluate(async (id) => (await (await fetch(`/api/segments/exports/${id}/file.csv`)).text()).trim().split("\n"), items[0]?.export_id ?? "");
  expect(lines.length - 1).toBe(items[0]?.counts.to_add);
  expect(await page.getByRole("link", { name: "The file" }).getAttribute("href")).toContain(items[0]?.export_id);
  expect(await page.textContent("main")).toContain("subscribed, with an address");
});

test("of a customer's list every score is the sum of its parts", async () => {
  const { run_id: run } = await asked<{ run_id: string }>(page, "/api/recommendations/v2/runs", "POST", { name: "build" });
  expect(await ran(page, `/api/recommendations/v2/runs/${run}`)).toBe("done");
  const { items } = await asked<{ items: { customer_id: string }[] }>(page, "/api/segments/inactive/customers?limit=1");
  await visit(page, `/recommendations?customer=${items[0]?.customer_id ?? ""}`);
  await page.locator("details summary").first().click();

  const sums = await page.locator("[data-sum]").evaluateAll((all) => all.map((each) => [each.getAttribute("data-sum"), each.getAttribute("data-score")]));
  expect(sums.length).toBeGreaterThan(0);
  for (const [sum, score] of sums) expect(sum).toBe(score);
});

test.each(["/", "/revenue", "/inventory", "/inventory/reorders", "/customers?segment=inactive", "/customers/exports", "/recommendations", "/settings", "/settings?part=thresholds", "/settings?part=integrations"])(
  "whoever cannot see or use a mouse can use %s",
  async (view) => {
    await visit(page, view);

    expect(await violations(page)).toEqual([]);
  },
);

test("nothing failed in the page, and its security policy kept nothing out", () => {
  expect(faults).toEqual([]);
});
