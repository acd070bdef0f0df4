import { SubNav } from "../inventory/inventory_nav";

export function CustomersNav() {
  return (
    <SubNav
      name="Customers"
      links={[
        { to: "/customers", name: "Segments" },
        { to: "/customers/exports", name: "Exports" },
      ]}
    />
  );
}
