// Every view, drawn from answers that a test gives.
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { createMemoryRouter, RouterProvider } from "react-router";
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

export const SCOPES = ["figures:read", "margin:read", "customers:read", "personal-data:read", "targets:write", "segments:write", "inventory:write", "recommendations:read", "recommendations:write", "data:write", "admin"];
export const VIEWS = [
  ["/", Today],
  ["/revenue", Revenue],
  ["/inventory?alert=a", Alerts],
  ["/inventory/products", Products],
  ["/inventory/products/mug", Product],
  ["/inventory/reorders?reorder=r", Reorders],
  ["/customers?segment=vip&customer=anna", Customers],
  ["/customers/exports", Exports],
  ["/customers/exports?export=e", Exports],
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

/** A view as who has these scopes sees it; its questions, to be asked again. */
export function shown(view: string, Component: () => React.ReactNode, scopes: readonly string[] = SCOPES): QueryClient {
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
  return client;
}

export function problem(status: number, title: string, detail: string): () => Promise<Response> {
  const body = JSON.stringify({ type: "urn:shopsight:problem:x", title, detail, status, request_id: "r-1" });
  return () => Promise.resolve(new Response(body, { status, headers: { "Content-Type": "application/problem+json" } }));
}
