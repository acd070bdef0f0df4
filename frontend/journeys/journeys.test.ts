import type { Browser, Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asked, DESKTOP, link, openedBrowser, PHONE, type Role, settled, signedIn, told, unreached, violations, visit } from "./browser";
import { VIEWS } from "./views";

const RUN = { timeout: 90_000 }; // a run waits for those before it, and the builds of a first start are some
const SEEN = { timeout: 60_000 }; // what changes shows within a second; a loaded machine must not fail it

const IN_TURN = { concurrent: false } as const; // one after another, in one page; `expect` is the test's own, as others run beside it

let browser: Browser;
const pages = new Map<Role, Page>();
const faults: string[] = [];

/** The page of somebody of a role, who is signed in once. */
async function as(role: Role): Promise<Page> {
  const known = pages.get(role);
  if (known !== undefined) return known;
  const { page, faults: found } = await signedIn(browser, link(role));
  page.on("close", () => faults.push(...found));
  pages.set(role, page);
  return page;
}

beforeAll(async () => {
  browser = await openedBrowser();
});
afterAll(async () => {
  await browser.close();
});

// Each of them has a page of their own: while one waits, the others go on.
describe.concurrent("signing in", () => {
  test("whose session has ended is asked to sign in, and goes on where they were", IN_TURN, async ({ expect }) => {
    const page = await as("leaver");
    await visit(page, "/revenue?range=7d");
    const [cookie] = await page.context().cookies();
    const ended = await fetch(`${told("SUITE_ORIGIN")}/api/auth/session`, { method: "DELETE", headers: { Cookie: `${cookie?.name ?? ""}=${cookie?.value ?? ""}`, Origin: told("SUITE_ORIGIN") } });
    expect(ended.status).toBe(204);

    await page.evaluate(() => document.querySelector<HTMLElement>("[aria-label='Refresh now']")?.click()); // unless it noticed by itself
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.locator("main").textContent()).not.toContain("Net sales");
    expect(page.url()).toContain("range=7d");
  });

  test("who is not signed in is told how, and a link signs in once", IN_TURN, async ({ expect }) => {
    const context = await browser.newContext({ locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(told("SUITE_ORIGIN"));
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.textContent("main")).toContain("shopsight token --role owner --link");

    await page.goto(link("leaver")); // used up by now
    await page.getByRole("alert").getByText("unknown, used or too old").waitFor();
    expect(page.url()).not.toContain("code=");
    await context.close();
  });
});

describe.concurrent("the owner", () => {
  test("the owner sees today's net sales as the API has them, live", IN_TURN, async ({ expect }) => {
    const page = await as("owner");
    await visit(page, "/");
    await page.waitForSelector('.pulse[data-phase="live"]');

    await expect
      .poll(async () => {
        const { today } = await asked<{ today: { net_sales: { amount: string } } }>(page, "/api/revenue/current");
        const shown = (await page.textContent("[data-figure=net_sales]")) ?? "";
        return Number(shown.replace(/[^0-9.-]/g, "")) - Number(today.net_sales.amount);
      }, SEEN)
      .toBe(0);
    const beat = await page.textContent(".pulse");
    expect(beat).toMatch(/^live \d\d:\d\d:\d\d$/);
    await expect.poll(() => page.textContent(".pulse"), SEEN).not.toBe(beat); // it beats also when nothing is sold
  });

  test("on a phone all of today is there without scrolling", IN_TURN, async ({ expect }) => {
    const page = await as("owner");
    await page.setViewportSize(PHONE);
    await visit(page, "/");
    const [tall, wide] = await page.evaluate(() => [document.documentElement.scrollHeight, document.documentElement.scrollWidth]);
    // How is today going, is it good, what must I do: seen, and not only there.
    const seen = await page.evaluate(
      (wanted) => wanted.map((each) => [each, [...document.querySelectorAll(each)].filter((found) => found.checkVisibility()).length]),
      [".hero .figure", ".due", ".target", ".tile .figure", ".yesterday", ".panel h2", ".tag.bad + .grow", "a[href*='/inventory/reorders']"],
    );
    await page.setViewportSize(DESKTOP);

    expect(tall).toBeLessThanOrEqual(PHONE.height);
    expect(wide).toBeLessThanOrEqual(PHONE.width);
    expect(Object.fromEntries(seen)).toEqual({ ".hero .figure": 1, ".due": 1, ".target": 1, ".tile .figure": 3, ".yesterday": 1, ".panel h2": 4, ".tag.bad + .grow": 3, "a[href*='/inventory/reorders']": 1 });
  });

  test("a link opens the exact view", IN_TURN, async ({ expect }) => {
    const page = await as("owner");
    await visit(page, "/revenue?range=30d&compare=year&by=location");

    expect(await page.getByLabel("Days", { exact: true }).inputValue()).toBe("30d");
    expect(await page.getByLabel("Cut by").inputValue()).toBe("location");
    expect(await page.textContent("figcaption")).toMatch(/^Net sales from .* 52 weeks before\.|^Net sales from /);
  });

  test("of a customer's list every score is the sum of its parts", IN_TURN, async ({ expect }) => {
    const page = await as("owner");
    const { items } = await asked<{ items: { customer_id: string }[] }>(page, "/api/segments/inactive/customers?limit=1");
    await visit(page, `/recommendations?customer=${items[0]?.customer_id ?? ""}`);
    await page.locator("details summary").first().click();

    const sums = await page.locator("[data-sum]").evaluateAll((all) => all.map((each) => [each.getAttribute("data-sum"), each.getAttribute("data-score")]));
    expect(sums.length).toBeGreaterThan(0);
    for (const [sum, score] of sums) expect(sum).toBe(score);
    expect(await page.getByRole("region", { name: "The sum" }).first().textContent()).toMatch(/^-?[\d.]+ .* = -?[\d.]+$/);
  });
});

describe.concurrent("a role without margin", () => {
  test("a role without margin sees sales and is told why there is no margin, and no customers", IN_TURN, async ({ expect }) => {
    const page = await as("viewer");
    await visit(page, "/revenue");
    const { totals } = await asked<{ totals: { series: { gross_margin: unknown } } }>(page, "/api/revenue/trends?window=90d");
    expect(totals.series.gross_margin).toBeNull();
    await page.getByText("your role does not show margins").first().waitFor();
    expect(await page.locator("dt", { hasText: "Gross margin" }).first().locator("xpath=following-sibling::dd[1]").textContent()).toBe("–");

    await visit(page, "/customers");
    await page.getByText("Customers are shown to marketers and owners").waitFor();
    await visit(page, "/recommendations?part=rules");
    expect(await page.getByRole("heading", { name: "Change the rules" }).count()).toBe(0);
  });
});

describe.concurrent("the buyer", () => {
  test("the buyer looks at stock, snoozes an alert and changes and approves a reorder", IN_TURN, async ({ expect }) => {
    const page = await as("buyer");
    await visit(page, "/inventory");
    await page.getByRole("button", { name: "Look now" }).click();
    await page.getByRole("button", { name: "Look now", disabled: false }).waitFor(RUN);
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
      .poll(async () => (await asked<{ items: { title: string; quantity: number }[] }>(page, "/api/inventory/reorders?state=approved")).items.map(({ title, quantity: agreed }) => [title, agreed]), SEEN)
      .toContainEqual([product, 7]);
  });
});

describe.concurrent("the marketer", () => {
  test("the marketer brings a segment to Mailchimp, after a try, with counts by consent and a receipt for each member", IN_TURN, async ({ expect }) => {
    const page = await as("marketer");
    await visit(page, "/customers?segment=loyalist");
    await page.getByRole("link", { name: "Export Loyalist" }).first().click();
    const { items: segments } = await asked<{ items: { segment_id: string; customers: number; contactable: number }[] }>(page, "/api/segments/list");
    const loyal = segments.find((each) => each.segment_id === "loyalist");
    const thousands = (count: number | undefined) => (count ?? 0).toLocaleString("en-GB");
    await page.getByText(`Of ${thousands(loyal?.customers)} members ${thousands(loyal?.contactable)} subscribed`).waitFor();

    await page.getByLabel("To", { exact: true }).selectOption("mailchimp");
    await page.getByRole("button", { name: "Try it", exact: true }).click();
    await page.getByText("only tried: nothing was sent").waitFor(RUN);
    await page.getByLabel("Only try: send nothing").uncheck();
    await page.getByRole("button", { name: "Export", exact: true }).click();
    await page.getByRole("button", { name: "Take it back" }).waitFor(RUN);
    await page.getByText("receipts: who was sent where").waitFor();

    const { items } = await asked<{ items: { export_id: string; target: string; is_dry_run: boolean; counts: Record<string, number> }[] }>(page, "/api/segments/exports");
    const sent = items.find((each) => each.target === "mailchimp" && !each.is_dry_run);
    expect(sent?.counts.members).toBe(loyal?.customers);
    expect(sent?.counts.added).toBe((sent?.counts.contactable ?? 0) - (sent?.counts.held_out ?? 0));
    const tile = (name: string) => page.locator("div.tile", { has: page.getByText(name, { exact: true }) }).locator("dd.figure").textContent();
    expect(await tile("May be mailed")).toBe(thousands(sent?.counts.contactable));
    expect(await tile("Held out")).toBe(thousands(sent?.counts.held_out));
    const receipts = await asked<{ total: number }>(page, `/api/segments/exports/${sent?.export_id ?? ""}/receipts?limit=1`);
    expect(receipts.total).toBe((sent?.counts.added ?? 0) + (sent?.counts.held_out ?? 0));
  });

  test("the marketer keeps a segment up to date at Mailchimp, and plans an experiment and a rule after a look at what it does", IN_TURN, async ({ expect }) => {
    const page = await as("marketer");
    await visit(page, "/customers/exports");
    await page.getByLabel("Keep this group").selectOption("vip");
    await page.getByRole("button", { name: "Keep it" }).click();
    await page.getByRole("button", { name: "Stop keeping VIP at Mailchimp" }).waitFor();

    const { items } = await asked<{ items: { product_id: string }[] }>(page, "/api/recommendations/v2/anonymous?limit=10");
    const last = items.at(-1)?.product_id ?? "";
    await visit(page, "/recommendations?part=rules");
    await page.getByLabel("Product's id").fill(last);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("button", { name: "See what it would do" }).click();
    await page.getByText(/^Of [\d,]+ lists [\d,]+ would change\.$/).waitFor(RUN);
    await page.getByRole("button", { name: "Keep the rules" }).click();
    await page.getByText("1 rule, version 1").waitFor();
    const after = await asked<{ items: { product_id: string }[] }>(page, "/api/recommendations/v2/anonymous?limit=10");
    expect(after.items[0]?.product_id).toBe(last);

    await visit(page, "/recommendations?part=experiments");
    await page.getByRole("textbox", { name: "Name" }).fill("Second version at home");
    await page.getByRole("button", { name: "Plan it" }).click();
    await page.getByRole("button", { name: "Start: Second version at home" }).click();
    await page.getByRole("button", { name: "Ramp: Second version at home" }).waitFor();
    await visit(page, "/recommendations?part=results");
    await page.getByRole("region", { name: "Arms of Second version at home" }).waitFor();
  });
});

describe.concurrent("whoever cannot see or use a mouse", () => {
  test.each(VIEWS)("can use %s, and is told that it is of the demo", IN_TURN, async (view) => {
    const page = await as("looker");
    await visit(page, view);

    expect(await violations(page)).toEqual([]);
    await page.getByRole("note").getByText("an invented shop").waitFor();
  });

  test("can use what a list leads to: a product, an alert, a customer", IN_TURN, async ({ expect }) => {
    const page = await as("looker");
    const { items: alerts } = await asked<{ items: { alert_id: string; product_id: string }[] }>(page, "/api/inventory/alerts?limit=1");
    const { items: members } = await asked<{ items: { customer_id: string }[] }>(page, "/api/segments/vip/customers?limit=1");
    const [alert, member] = [alerts[0], members[0]];
    if (alert === undefined || member === undefined) throw new Error("the demo has alerts and VIPs");
    for (const view of [`/inventory/products/${alert.product_id}`, `/inventory?alert=${alert.alert_id}&of=${alert.product_id}`, `/customers?customer=${member.customer_id}`]) {
      await visit(page, view);
      expect(await violations(page), view).toEqual([]);
    }
  });

  test.each(["/", "/revenue", "/customers/exports", "/recommendations?part=rules", "/settings?part=thresholds"])("reaches all of %s by Tab, and sees where they are", IN_TURN, async (view) => {
    const page = await as("looker");
    await visit(page, view);

    expect(await unreached(page)).toEqual([]);
  });
});

/** What a service says of its answers is said of them on the page too. */
async function altered(page: Page, change: (route: Route) => Promise<void>): Promise<void> {
  await page.route(/\/api\/(?!auth)/, change);
  await page.getByRole("button", { name: "Refresh now" }).click();
}

describe.concurrent("when not all is well", () => {
  test("old figures are marked on every view that has a range", IN_TURN, async () => {
    const page = await as("stale");
    for (const view of ["/revenue", "/inventory", "/customers"]) {
      await visit(page, view);
      await altered(page, async (route) => {
        const answer = await route.fetch();
        if (!answer.ok() || !(answer.headers()["content-type"] ?? "").includes("json")) return route.fulfill({ response: answer });
        return route.fulfill({ response: answer, json: { ...((await answer.json()) as object), stale: true } });
      });
      await page.locator(".tag.warn", { hasText: /^stale/ }).first().waitFor();
      await page.unrouteAll({ behavior: "ignoreErrors" });
    }
  });

  test("figures that cannot be refreshed stay, and say so; what is not there says why, and the rest is shown", IN_TURN, async ({ expect }) => {
    const page = await as("stale");
    await visit(page, "/inventory/reorders");
    const refused = (route: Route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify({ type: "urn:shopsight:problem:unavailable", title: "The warehouse does not answer", status: 503, detail: "Try again in a moment.", request_id: "r-1" }) });
    await altered(page, (route) => (route.request().method() === "GET" ? refused(route) : route.continue()));
    await page.getByText("could not be refreshed").first().waitFor();
    expect(await page.getByRole("textbox", { name: /^Quantity of/ }).count()).toBeGreaterThan(0);
    await page.unrouteAll({ behavior: "ignoreErrors" });

    await page.route(/\/api\/inventory\/value/, refused);
    await visit(page, "/inventory?range=7d"); // days that nobody asked for before: what was heard once is kept
    await page.getByRole("alert").getByText("The warehouse does not answer").first().waitFor();
    await page.getByText("the worst first").waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });
});

test("nothing failed in the pages, and their security policy kept nothing out", async () => {
  for (const role of ["owner", "looker", "buyer", "marketer"] as const) await (await as(role)).close();

  expect(faults).toEqual([]);
});
