// Where each service says of itself whether it can answer: asked for before the page is drawn.
export const SERVICES = {
  Revenue: "/api/revenue/health/ready",
  Inventory: "/api/inventory/health/ready",
  Customers: "/api/segments/health/ready",
  Recommendations: "/api/recommendations/v2/health/ready",
  Data: "/api/ingest/health/ready",
} as const;
