import { NativeSelect } from "@mantine/core";
import { address } from "../../api/client";
import { count, day, money, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";
import { InventoryNav } from "./inventory_nav";
import { ReorderRow } from "./reorder_row";

const STATES = ["suggested", "approved", "ordered", "received", "rejected", "withdrawn", "all"] as const;
const PAGE = 100;

/** What to order, supplier by supplier: quantities can be changed before they are agreed to. */
export default function Reorders() {
  const { filter, change } = useRange();
  const state = STATES.find((each) => each === filter("state")) ?? "suggested";
  const supplier = filter("supplier") ?? undefined;
  const marked = filter("reorder");
  const query = { state, supplier, limit: PAGE, cursor: filter("cursor") ?? undefined };
  const suppliers = useAnswer("/api/inventory/reorders", { query: { state, limit: 1 } });
  const answer = useAnswer("/api/inventory/reorders", { query });
  return (
    <div className="view">
      <h1 className="unseen">Reorders</h1>
      <InventoryNav />
      <Panel title="Suppliers" span={4} answer={suppliers} lines={10}>
        {({ suppliers: all, total }) =>
          all.length === 0 ? (
            <Empty title="Nothing to order here" />
          ) : (
            <>
              <p>
                {count(total)} reorders from {count(all.length)} suppliers.{" "}
                {supplier !== undefined && (
                  <button type="button" className="tool" onClick={() => change({ supplier: null, cursor: null })}>
                    Show all
                  </button>
                )}
              </p>
              <DataTable
                caption="Suppliers"
                rows={all}
                id={(each) => each.supplier_id ?? "none"}
                marked={(each) => each.supplier_id !== null && each.supplier_id === supplier}
                tall={520}
                columns={[
                  {
                    name: "Supplier",
                    cell: (each) =>
                      each.supplier_id === null ? (
                        "no supplier"
                      ) : (
                        <button type="button" className="link" onClick={() => change({ supplier: each.supplier_id, cursor: null })}>
                          {each.supplier_name ?? each.supplier_id}
                        </button>
                      ),
                  },
                  { name: "Lines", number: true, cell: (each) => count(each.reorders) },
                  { name: "Amount", number: true, cell: (each) => money(each.amount) },
                  {
                    name: "Minimum",
                    wide: true,
                    cell: (each) =>
                      each.reaches_minimum === null ? "" : each.reaches_minimum ? <span className="tag good">reached</span> : <span className="tag warn">{money(each.min_order_amount)}</span>,
                  },
                ]}
              />
            </>
          )
        }
      </Panel>
      <Panel
        title={`Reorders ${state === "all" ? "" : state}`}
        span={8}
        answer={answer}
        csv={address("/api/inventory/reorders.csv", { query: { state, supplier } })}
        explain={{ words: "Up to the level that lasts until the order after the next has arrived, at the service level of the settings, rounded up to whole packs and the least the supplier takes; less what is on hand and on its way." }}
        lines={12}
        controls={
          <NativeSelect
            aria-label="State"
            data={STATES.map((value) => ({ value, label: words(value) }))}
            value={state}
            onChange={({ currentTarget: { value } }) => change({ state: value, cursor: null })}
          />
        }
      >
        {({ items, total, next_cursor: next }) =>
          items.length === 0 ? (
            <Empty title="No reorder fits" />
          ) : (
            <>
              <div className="table-box" tabIndex={0} role="region" aria-label="Reorders">
                <table className="plain">
                  <caption className="unseen">Reorders, {count(total)} of them</caption>
                  <thead>
                    <tr>
                      <th scope="col">Product</th>
                      <th scope="col" className="wide">
                        Location
                      </th>
                      <th scope="col" className="wide">
                        Order by
                      </th>
                      <th scope="col" className="number wide">
                        Suggested
                      </th>
                      <th scope="col" className="number">
                        Quantity
                      </th>
                      <th scope="col" className="number">
                        Amount
                      </th>
                      <th scope="col">Decide</th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((reorder) => (
                      <ReorderRow key={reorder.reorder_id} reorder={reorder} marked={reorder.reorder_id === marked} />
                    ))}
                  </tbody>
                </table>
              </div>
              <p className="row dim">
                {count(items.length)} of {count(total)}; {items[0]?.order_by ? `the first by ${day(items[0].order_by, "day")}` : ""}
                {next !== null && (
                  <button type="button" className="tool" onClick={() => change({ cursor: next })}>
                    Next {PAGE}
                  </button>
                )}
                {query.cursor !== undefined && (
                  <button type="button" className="tool" onClick={() => change({ cursor: null })}>
                    First page
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
