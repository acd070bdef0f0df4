import { NavLink } from "react-router";
import { sharedPart, useRange } from "../../app/range";

export function SubNav({ links, name }: { links: readonly { to: string; name: string }[]; name: string }) {
  const { search } = useRange();
  return (
    <nav className="sub-nav" aria-label={name}>
      {links.map((link) => (
        <NavLink key={link.to} to={link.to + sharedPart(search)} end>
          {link.name}
        </NavLink>
      ))}
    </nav>
  );
}

export function InventoryNav() {
  return (
    <SubNav
      name="Inventory"
      links={[
        { to: "/inventory", name: "Alerts" },
        { to: "/inventory/reorders", name: "Reorders" },
        { to: "/inventory/products", name: "Products" },
      ]}
    />
  );
}
