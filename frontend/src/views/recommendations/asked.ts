// What trying a customer asks, by the address: asked for before the page is drawn, so the same in both places.
export const SURFACES = ["home", "product", "cart", "email", "discovery"] as const;
const ITEMS_SHOWN = 10;

export function triedAsked(filter: (name: string) => string | null) {
  const said = (name: string) => filter(name) ?? "";
  const left = (value: string) => (value === "" ? undefined : value);
  const surface = SURFACES.find((each) => each === filter("surface")) ?? "home";
  return { path: { customer_id: said("customer") }, query: { surface, limit: ITEMS_SHOWN, viewing: left(said("viewing")), product: left(said("product")) } };
}
