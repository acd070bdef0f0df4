import { NativeSelect, TextInput } from "@mantine/core";
import { Fragment, type SyntheticEvent, useState } from "react";
import { NavLink } from "react-router";
import { address } from "../../api/client";
import { because, count, money, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { linked, useRange } from "../../app/range";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";
import { FirstRun } from "../first_run";
import { LIMITS, ORDERS, PRODUCTS_SHOWN, productsAsked } from "./asked";
import { InventoryNav } from "./inventory_nav";

const NAMES: Record<(typeof ORDERS)[number], string> = {
  days_of_cover: "least cover first",
  "-days_of_cover": "most cover first",
  "-velocity": "sells most first",
  "-on_hand": "most stock first",
  "-stock_value": "most money in stock first",
  "-unsold_days": "unsold longest first",
  title: "by name",
};

/** Every product at every place: what is there, how long it lasts, and how it sells. */
export default function Products() {
  const { search, filter, change } = useRange();
  const mayMargin = useMay("margin:read");
  const { query } = productsAsked(filter);
  const answer = useAnswer("/api/inventory/products", { query });
  const set = (changes: Record<string, string | null>) => change({ ...changes, cursor: null });
  if (answer.data?.data_until === null) return <FirstRun />;
  return (
    <div className="view">
      <h1 className="unseen">Products</h1>
      <InventoryNav />
      <Panel
        title="Products"
        answer={answer}
        lines={28}
        csv={address("/api/inventory/products.csv", { query: { ...query, cursor: undefined, limit: undefined } })}
        explain={{ address: address("/api/inventory/products", { query }) }}
        controls={
          <>
            <Search key={query.search ?? ""} said={query.search ?? ""} chosen={(search) => set({ search })} />
            <NativeSelect
              aria-label="Order"
              data={ORDERS.filter((value) => mayMargin || value !== "-stock_value").map((value) => ({ value, label: NAMES[value] }))}
              value={query.sort}
              onChange={({ currentTarget: { value } }) => set({ sort: value })}
            />
            <NativeSelect
              aria-label="Runs out"
              data={[{ value: "", label: "whenever it runs out" }, ...LIMITS.runs_out.map((value) => ({ value, label: `runs out in ${parseInt(value, 10)} days` }))]}
              value={query.runs_out_within ?? ""}
              onChange={({ currentTarget: { value } }) => set({ runs_out: value })}
            />
            <NativeSelect
              aria-label="Unsold"
              data={[{ value: "", label: "sold or not" }, ...LIMITS.unsold.map((value) => ({ value, label: `unsold for ${parseInt(value, 10)} days` }))]}
              value={query.unsold_for ?? ""}
              onChange={({ currentTarget: { value } }) => set({ unsold: value })}
            />
            {(["location", "category", "supplier"] as const).map((name) =>
              query[name] === undefined ? null : (
                <button key={name} type="button" className="tool" onClick={() => set({ [name]: null })} aria-label={`Not only ${name} ${query[name]}`}>
                  {query[name]} ✕
                </button>
              ),
            )}
          </>
        }
      >
        {({ items, total, next_cursor: next, run }) =>
          items.length === 0 ? (
            <Empty title={run === null ? "Stock was not looked at yet" : "No product fits"}>
              {run === null ? "The suite does it each morning; Look now under Alerts does it at once." : "Take a filter away to see more."}
            </Empty>
          ) : (
            <>
              <p>{count(total)} products at their places.</p>
              <DataTable
                caption="Products"
                rows={items}
                id={(each) => `${each.product_id} ${each.location_id ?? ""}`}
                tall={560}
                columns={[
                  {
                    name: "Product",
                    cell: (each) => (
                      <>
                        <NavLink to={linked(`/inventory/products/${encodeURIComponent(each.product_id)}`, search)}>{each.title ?? each.product_id}</NavLink>
                        {each.open_alerts.map((kind) => (
                          <Fragment key={kind}>
                            {" "}
                            <span className="tag">{words(kind)}</span>
                          </Fragment>
                        ))}
                      </>
                    ),
                  },
                  {
                    name: "Category",
                    wide: true,
                    cell: (each) =>
                      each.category === null ? (
                        ""
                      ) : (
                        <button type="button" className="link" onClick={() => set({ category: each.category })}>
                          {each.category}
                        </button>
                      ),
                  },
                  {
                    name: "Location",
                    cell: (each) =>
                      each.location_id === null ? (
                        "all"
                      ) : (
                        <button type="button" className="link" onClick={() => set({ location: each.location_id })}>
                          {each.location_id}
                        </button>
                      ),
                  },
                  { name: "On hand", number: true, cell: (each) => (each.on_hand === null ? <span title={because(each.reasons.on_hand)}>–</span> : count(each.on_hand)) },
                  { name: "On its way", number: true, wide: true, cell: (each) => count(each.incoming) },
                  { name: "Days of cover", number: true, cell: (each) => (each.days_of_cover === null ? <span title={because(each.reasons.days_of_cover)}>–</span> : count(each.days_of_cover)) },
                  { name: "Sold a day", number: true, wide: true, cell: (each) => count(each.velocity_30, 2) },
                  { name: "Unsold days", number: true, wide: true, cell: (each) => count(each.unsold_days) },
                  { name: "Stock at cost", number: true, wide: true, cell: (each) => (each.stock_value === null ? <span title={because(each.reasons.stock_value)}>–</span> : money(each.stock_value)) },
                ]}
              />
              <p className="row">
                {query.cursor !== undefined && (
                  <button type="button" className="tool" onClick={() => change({ cursor: null })}>
                    First page
                  </button>
                )}
                {next !== null && (
                  <button type="button" className="tool" onClick={() => change({ cursor: next })}>
                    Next {PRODUCTS_SHOWN}
                  </button>
                )}
              </p>
            </>
          )
        }
      </Panel>
    </div>
  );
}

function Search({ said, chosen }: { said: string; chosen: (text: string) => void }) {
  const [typed, setTyped] = useState(said);
  const look = (event: SyntheticEvent) => {
    event.preventDefault();
    chosen(typed.trim());
  };
  return (
    <form role="search" className="row" onSubmit={look}>
      <TextInput type="search" aria-label="Name, number or SKU" placeholder="Name, number or SKU" maxLength={100} value={typed} onChange={({ currentTarget: { value } }) => setTyped(value)} />
      <button type="submit" className="tool">
        Find
      </button>
    </form>
  );
}
