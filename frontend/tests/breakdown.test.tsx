// Where sales come from, beside the days before: asked of the same service, for a moment of the past.
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Breakdown } from "../src/views/revenue/breakdown";

const AS_OF = "2026-06-15T06:00:00Z";
const asked: URLSearchParams[] = [];
let covered = true;

const euros = (amount: string) => ({ amount, currency: "EUR" });
/** Of few that were sold one came back; of many, none. */
const rates: Record<string, object | null> = {
  counter: { value: 0.2, numerator: 1, denominator: 5, interval: { low: 0.036, high: 0.624 } },
  online: { value: 0.05, numerator: 3, denominator: 60, interval: null },
};
const item = (key: string, net: string) => ({ key, net_sales: euros(net), share: null, gross_margin_rate: null, refund_rate: rates[key] ?? null, orders: 1, target: null, attainment: null, reasons: {} });

function answered(address: string): object {
  const { pathname, searchParams } = new URL(address, "http://shop.test");
  const said = { as_of: AS_OF, data_until: AS_OF, time_zone: "Europe/Dublin", stale: false, is_provisional: false, by: "channel" };
  if (pathname.endsWith("/trends")) return { ...said, totals: { previous: { covered }, year_before: { covered: false } } };
  asked.push(searchParams);
  const items = searchParams.has("as_of") ? [item("counter", "200.00")] : [item("counter", "250.00"), item("online", "90.00")];
  return { ...said, items, totals: { net_sales: euros("340.00") } };
}

beforeEach(() => {
  covered = true;
  asked.length = 0;
  vi.stubGlobal("fetch", (to: string | URL | Request) => {
    const address = to instanceof Request ? to.url : to.toString();
    return Promise.resolve(new Response(JSON.stringify(answered(address)), { headers: { "Content-Type": "application/json" } }));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function shown(view: string) {
  const router = createMemoryRouter([{ path: "*", element: <Breakdown /> }], { initialEntries: [view] });
  render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

test("each cut says how it changed, and one that is new says nothing", async () => {
  shown("/revenue?range=7d");
  expect((await screen.findByText("25%")).closest("tr")?.textContent).toContain("counter");
  expect(screen.getByText("online").closest("tr")?.querySelector(".delta")).toBeNull();
  expect(asked.map((each) => [each.get("window"), each.get("as_of")])).toEqual([
    ["7d", null],
    ["7d", "2026-06-08T06:00:00.000Z"],
  ]);
});

test.each([
  ["the data does not hold the days before", "/revenue?range=7d", false],
  ["nothing shall stand beside", "/revenue?range=7d&compare=none", true],
])("nothing is compared where %s", async (_, view, isKnown) => {
  covered = isKnown;
  shown(view);
  expect(await screen.findByText("online")).toBeTruthy();
  await new Promise((done) => setTimeout(done, 50)); // what would be asked next was asked by then
  expect(screen.queryByRole("columnheader", { name: "Change" })).toBeNull();
  expect(asked).toHaveLength(1);
});

test("a rate of few cases stands with how far chance may have moved it, one of many alone", async () => {
  shown("/revenue?range=7d&compare=none");
  const few = await screen.findByText("20% (4% to 62%)");
  expect(few.getAttribute("title")).toBe("1 of 5");
  expect(screen.getByText("online").closest("tr")?.textContent).toContain("5%");
  expect(screen.getByText("online").closest("tr")?.textContent).not.toContain(" to ");
});
