// Every view while it waits, when nothing answers, and for a role that may see nothing of it.
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IdentityContext } from "../src/app/session";
import type { Identity } from "../src/app/signing_in";
import Alerts from "../src/views/inventory/alerts";
import Product from "../src/views/inventory/product";
import Products from "../src/views/inventory/products";
import Reorders from "../src/views/inventory/reorders";
import Customers from "../src/views/customers/customers";
import Exports from "../src/views/customers/exports";
import Recommendations from "../src/views/recommendations/recommendations";
import Revenue from "../src/views/revenue/revenue";
import Settings from "../src/views/settings/settings";
import Today from "../src/views/today/today";

const SCOPES = ["figures:read", "margin:read", "customers:read", "personal-data:read", "targets:write", "segments:write", "inventory:write", "recommendations:read", "recommendations:write", "data:write", "admin"];
const VIEWS = [
  ["/", Today],
  ["/revenue", Revenue],
  ["/inventory?alert=a", Alerts],
  ["/inventory/products", Products],
  ["/inventory/products/mug", Product],
  ["/inventory/reorders?reorder=r", Reorders],
  ["/customers?segment=vip&customer=anna", Customers],
  ["/customers/exports", Exports],
  ["/recommendations", Recommendations],
  ["/recommendations?part=try&customer=anna", Recommendations],
  ["/recommendations?part=experiments", Recommendations],
  ["/recommendations?part=rules", Recommendations],
  ["/settings", Settings],
  ["/settings?part=shop", Settings],
  ["/settings?part=targets", Settings],
  ["/settings?part=thresholds", Settings],
  ["/settings?part=digest", Settings],
  ["/settings?part=access", Settings],
] as const;

const SETTLED = { timeout: 20_000 }; // a loaded machine must not fail it

const answers = vi.fn<(to: string) => Promise<Response>>();

beforeEach(() => {
  vi.stubGlobal("fetch", answers);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function shown(view: string, Component: () => React.ReactNode, scopes: readonly string[] = SCOPES) {
  const path = view.startsWith("/inventory/products/") ? "/inventory/products/:productId" : "*";
  const router = createMemoryRouter([{ path, element: <Component /> }], { initialEntries: [view] });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const who = { subject: "mia", role: "owner", scopes } as unknown as Identity;
  render(
    <MantineProvider>
      <QueryClientProvider client={client}>
        <IdentityContext.Provider value={who}>
          <RouterProvider router={router} />
        </IdentityContext.Provider>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

function problem(status: number, title: string, detail: string): () => Promise<Response> {
  const body = JSON.stringify({ type: "urn:shopsight:problem:x", title, detail, status, request_id: "r-1" });
  return () => Promise.resolve(new Response(body, { status, headers: { "Content-Type": "application/problem+json" } }));
}

test.each(VIEWS)("%s says of each part that it is loading", (view, Component) => {
  answers.mockImplementation(() => new Promise(() => undefined));
  shown(view, Component);

  const waiting = screen.getAllByRole("status").map((each) => each.getAttribute("aria-label") ?? "");
  expect(waiting.filter((label) => label.endsWith("is loading")).length).toBeGreaterThan(0);
  expect(screen.queryByRole("alert")).toBeNull();
  expect(document.body.textContent).not.toMatch(/undefined|NaN|\[object/);
});

test.each(VIEWS)("%s says what is wrong and how to try again, in each part", async (view, Component) => {
  answers.mockImplementation(problem(503, "The warehouse is busy", "Try again in 5 seconds"));
  shown(view, Component);

  await waitFor(() => expect(document.querySelector("[aria-busy=true], .loading")).toBeNull(), SETTLED);
  const told = screen.getAllByRole("alert");
  for (const each of told) expect(each.textContent).toMatch(/The warehouse is busy.*Try again in 5 seconds/);
  expect(screen.getAllByRole("button", { name: "Try again" }).length).toBeGreaterThan(0);
});

// Who one is and may do is told to everybody.
test.each(VIEWS.filter(([view]) => view !== "/settings?part=access"))("%s tells a role that may not see it, and calls it no error", async (view, Component) => {
  answers.mockImplementation(problem(403, "This is not allowed", "The role viewer lacks the scope"));
  shown(view, Component, []);

  await waitFor(() => expect(document.querySelector("[aria-busy=true], .loading")).toBeNull(), SETTLED);
  expect(screen.getAllByText("Your role does not show this").length).toBeGreaterThan(0);
  expect(screen.queryByRole("alert")).toBeNull();
});
