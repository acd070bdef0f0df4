import type { RouteObject } from "react-router";
import { Empty, Loading } from "../parts/states";
import { Broken } from "./broken";
import { Shell } from "./shell";
import Today from "../views/today/today";

const waiting = () => <Loading label="The view" lines={6} />;

export const routes: RouteObject[] = [
  {
    path: "/",
    element: <Shell />,
    errorElement: <Broken />,
    HydrateFallback: waiting,
    children: [
      { index: true, element: <Today /> },
      { path: "revenue", HydrateFallback: waiting, lazy: async () => ({ Component: (await import("../views/revenue/revenue")).default }) },
      { path: "inventory", lazy: async () => ({ Component: (await import("../views/inventory/alerts")).default }) },
      { path: "inventory/reorders", lazy: async () => ({ Component: (await import("../views/inventory/reorders")).default }) },
      { path: "inventory/products/:productId", lazy: async () => ({ Component: (await import("../views/inventory/product")).default }) },
      { path: "customers", lazy: async () => ({ Component: (await import("../views/customers/customers")).default }) },
      { path: "customers/exports", lazy: async () => ({ Component: (await import("../views/customers/exports")).default }) },
      { path: "recommendations", lazy: async () => ({ Component: (await import("../views/recommendations/recommendations")).default }) },
      { path: "settings", lazy: async () => ({ Component: (await import("../views/settings/settings")).default }) },
      { path: "*", element: <Empty title="There is no such view">Choose one of the views on the left.</Empty> },
    ],
  },
];
