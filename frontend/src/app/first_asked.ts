// What each view asks first, by its path: begun beside the page's own files. What of it no panel takes is forgotten.
import type { Asked, PathWith } from "../api/client";
import { alertsAsked, productsAsked as stockAsked, reordersAsked, suppliersAsked } from "../views/inventory/asked";
import { triedAsked } from "../views/recommendations/asked";
import {
  breakdownAsked,
  cohortsAsked,
  forecastAsked,
  funnelAsked,
  paceAsked,
  productsAsked,
  reconciliationAsked,
  trendAsked,
  turnoverAsked,
} from "../views/revenue/asked";
import { SERVICES } from "../views/settings/asked";
import { ALERTS_ASKED, REORDERS_ASKED } from "../views/today/asked";
import { type Days, readRange, wholeDays } from "./asking";
import { remembered } from "./remembered";

export type Begin = <P extends PathWith<"get">>(path: P, asked: Asked<"get", P>) => unknown;
interface Place {
  search: URLSearchParams;
  filter: (name: string) => string | null;
  may: (scope: string) => boolean;
  /** The shop's whole days as far as this browser can guess them; the page asks anew where they turn out to be others. */
  days: Days;
}
interface View {
  first: (begin: Begin, at: Place) => void;
  /** What stands further down, and takes the services longer: begun when the page is drawn. */
  then?: (begin: Begin, at: Place) => void;
  /** Whether it draws charts: their file is the biggest, and no figure waits for it. */
  charts?: (at: Place) => boolean;
}

const always = (): boolean => true;

const VIEWS: Record<string, View | undefined> = {
  "": {
    first: (begin) => {
      begin("/api/revenue/insights", {});
      begin("/api/inventory/alerts", ALERTS_ASKED);
      begin("/api/inventory/reorders", REORDERS_ASKED);
    },
  },
  revenue: {
    first: (begin, { search }) => {
      begin("/api/revenue/trends", trendAsked(search));
      begin("/api/revenue/breakdown", breakdownAsked(search));
      begin("/api/revenue/products/top", productsAsked(search));
    },
    then: (begin, { search }) => {
      begin("/api/revenue/forecast", forecastAsked(search));
      if (readRange(search).basis !== "accounting") begin("/api/revenue/current", paceAsked(search));
      begin("/api/revenue/insights", {});
      begin("/api/revenue/customers/ltv", cohortsAsked(search));
      begin("/api/revenue/funnel", funnelAsked(search));
      begin("/api/revenue/inventory/turnover", turnoverAsked(search));
      begin("/api/revenue/reconcile", reconciliationAsked(search));
    },
    charts: always,
  },
  inventory: {
    first: (begin, { filter }) => {
      begin("/api/inventory/alerts", alertsAsked(filter));
      const alert = filter("alert");
      if (alert !== null) begin("/api/inventory/alerts/{alert_id}", { path: { alert_id: alert } });
      const product = filter("of");
      if (alert !== null && product !== null) begin("/api/inventory/products/{product_id}", { path: { product_id: product } });
    },
    then: (begin, { days }) => {
      begin("/api/inventory/alerts/quality", {});
      begin("/api/inventory/value", { query: days });
    },
    charts: ({ filter }) => filter("alert") !== null,
  },
  "inventory/reorders": {
    first: (begin, { filter }) => {
      begin("/api/inventory/reorders", reordersAsked(filter));
      begin("/api/inventory/reorders", suppliersAsked(filter));
      const reorder = filter("reorder");
      if (reorder !== null) begin("/api/inventory/reorders/{reorder_id}", { path: { reorder_id: reorder } });
    },
  },
  "inventory/products": { first: (begin, { filter }) => begin("/api/inventory/products", stockAsked(filter)) },
  customers: {
    first: (begin, { filter, may, days, search }) => {
      if (!may("customers:read")) return;
      begin("/api/segments/list", { query: { kind: filter("kind") === "tag" ? "tag" : "segment" } });
      const path = { segment_id: filter("segment") ?? "" };
      if (path.segment_id === "") return;
      const query = { ...days, basis: readRange(search).basis };
      begin("/api/segments/{segment_id}/trend", { path, query });
      begin("/api/segments/{segment_id}/performance", { path, query });
      begin("/api/segments/{segment_id}/customers", { path, query: { limit: 50, cursor: filter("cursor") ?? undefined } });
    },
    then: (begin, { filter, may, days }) => {
      if (!may("customers:read")) return;
      const customer = filter("customer");
      if (customer !== null) begin("/api/segments/customers/{customer_id}", { path: { customer_id: customer } });
      begin("/api/segments/rfm", {});
      begin("/api/segments/movement", { query: days });
      begin("/api/segments/clusters", {});
    },
    charts: ({ filter }) => filter("segment") !== null,
  },
  "customers/exports": {
    first: (begin, { may, days }) => {
      if (!may("customers:read")) return;
      begin("/api/segments/exports", { query: { limit: 50 } });
      begin("/api/segments/list", {});
      begin("/api/segments/list", { query: { kind: "tag" } });
      begin("/api/segments/standing", {});
      begin("/api/segments/value", { query: days });
    },
  },
  recommendations: {
    first: (begin, { filter, may, days }) => {
      const customer = filter("customer") ?? "";
      const part = filter("part") ?? (customer === "" ? "results" : "try");
      if (part === "results") {
        begin("/api/recommendations/v2/performance", {});
        begin("/api/recommendations/v2/value", { query: days });
        begin("/api/recommendations/v2/coverage", {});
      } else if (part === "experiments") begin("/api/recommendations/v2/experiments", {});
      else if (part === "rules") begin("/api/recommendations/v2/rules", {});
      else if (may("customers:read") && customer !== "") begin("/api/recommendations/v2/{customer_id}/explain", triedAsked(filter));
    },
  },
  settings: {
    first: (begin, { filter, may }) => {
      const part = filter("part") ?? "data";
      if (part === "data") {
        begin("/api/ingest/loads", { query: { limit: 200 } });
        begin("/api/revenue/funnel", { query: { window: "7d" } });
        Object.values(SERVICES).forEach((path) => begin(path, {}));
        begin("/api/ingest/loads", { query: { limit: 50 } });
        if (may("data:write")) begin("/api/ingest/facts", { query: { limit: 20 } });
        if (may("admin")) begin("/api/bus/dead-letters", { query: { limit: 1 } });
      } else if (part === "targets") begin("/api/revenue/targets", { query: { limit: 100 } });
      else if (part === "thresholds") {
        begin("/api/inventory/settings", {});
        if (may("customers:read")) begin("/api/segments/settings", {});
      } else if (part === "digest") {
        begin("/api/inventory/schedule", {});
        if (may("inventory:write")) {
          begin("/api/inventory/digests", { query: { limit: 20 } });
          begin("/api/inventory/recipients", {});
        }
      } else if (part === "access" && may("admin")) {
        begin("/api/auth/roles", {});
        begin("/api/auth/keys", {});
        begin("/api/jobs", {});
      }
    },
  },
};

const PRODUCT = "inventory/products/";

/** What the view of an address begins with: at once, and when the page is drawn. */
export function firstOf(path: string, search: URLSearchParams): { first: (begin: Begin) => void; then: (begin: Begin) => void; charts: boolean } {
  const scopes = remembered("scopes")?.split(" ") ?? [];
  const at: Place = { search, filter: (name) => search.get(name), may: (scope) => scopes.includes(scope), days: wholeDays(readRange(search), today()) };
  const view: View | undefined = path.startsWith(PRODUCT) ? product(decodeURIComponent(path.slice(PRODUCT.length))) : VIEWS[path];
  return { first: (begin) => view?.first(begin, at), then: (begin) => view?.then?.(begin, at), charts: view?.charts?.(at) ?? false };
}

function product(product_id: string): View {
  return { first: (begin) => begin("/api/inventory/products/{product_id}", { path: { product_id } }), charts: always };
}

/** The day it is in the shop, by this machine's clock and the time zone the shop had the last time. */
function today(): string {
  const now = new Date();
  try {
    return now.toLocaleDateString("sv-SE", { timeZone: remembered("time_zone") ?? undefined }); // the locale that writes ISO 8601
  } catch {
    return now.toLocaleDateString("sv-SE");
  }
}
