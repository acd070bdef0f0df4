// Where the views are. Each is loaded when it is looked at, and begun to be before the page around it is there.
import type { ComponentType } from "react";

type View = () => Promise<{ default: ComponentType }>;

/** The views that are not in the first file, by their path. */
export const VIEWS = {
  revenue: () => import("../views/revenue/revenue"),
  inventory: () => import("../views/inventory/alerts"),
  "inventory/reorders": () => import("../views/inventory/reorders"),
  "inventory/products": () => import("../views/inventory/products"),
  "inventory/products/:productId": () => import("../views/inventory/product"),
  customers: () => import("../views/customers/customers"),
  "customers/exports": () => import("../views/customers/exports"),
  recommendations: () => import("../views/recommendations/recommendations"),
  settings: () => import("../views/settings/settings"),
} satisfies Record<string, View>;

const here = new Map<string, ComponentType>();
/** The name of what stands above all views but Today. */
export const CONTROLS = "controls";

export async function loadControls(): Promise<{ default: ComponentType }> {
  const controls = await import("./range_controls");
  here.set(CONTROLS, controls.default);
  return controls;
}

/** A view whose file is there already; what is to be loaded yet has to be waited for. */
export function viewHere(path: string): ComponentType | undefined {
  return here.get(path);
}

/** How the view of a path without its slash in front is loaded; undefined for Today and for what there is not. */
export function viewOf(path: string): View | undefined {
  const product = path.startsWith("inventory/products/") ? "inventory/products/:productId" : path;
  const load = (VIEWS as Record<string, View | undefined>)[product];
  if (load === undefined) return undefined;
  return async () => {
    const [view] = await Promise.all([load(), loadControls()]);
    here.set(product, view.default);
    return view;
  };
}
