import { NavLink } from "react-router";
import { linked, useRange } from "../app/range";

/** A shop without data: what to do, instead of empty charts. */
export function FirstRun() {
  const { search } = useRange();
  return (
    <div className="view">
      <section className="panel">
        <h1>This shop has no sales yet</h1>
        <p className="dim">Three ways to see figures here:</p>
        <ol className="lines">
          <li>
            <span className="grow">
              <b>Look at the demo.</b> An invented shop of two years: <code>USE_MOCK_DATA=true make up</code>
            </span>
          </li>
          <li>
            <span className="grow">
              <b>Drag a file in.</b> Shopify&apos;s exports, or a table of sales. You are told first what would be loaded. <NavLink to={linked("/settings?part=data", search)}>Load files</NavLink>
            </span>
          </li>
          <li>
            <span className="grow">
              <b>Connect the shop.</b> <code>.venv/bin/shopsight connect shopify --shop NAME.myshopify.com</code>, or <code>connect lightspeed</code>
            </span>
          </li>
        </ol>
      </section>
    </div>
  );
}
