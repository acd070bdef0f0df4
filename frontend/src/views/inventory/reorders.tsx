import { NativeSelect } from "@mantine/core";
import { Fragment, useDeferredValue } from "react";
import { address, type Answer } from "../../api/client";
import { because, count, day, money, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";
import { FirstRun } from "../first_run";
import { REORDER_STATES, REORDERS_SHOWN, reordersAsked, suppliersAsked } from "./asked";
import { InventoryNav } from "./inventory_nav";
import { ReorderRow } from "./reorder_row";

type Reorder = Answer<"get", "/api/inventory/reorders/{reorder_id}">;

const SEEN = 15; // reorders that a screen has room for

/** What to order, supplier by supplier: quantities can be changed before they are agreed to. */
export default function Reorders() {
  const { search, filter, change } = useRange();
  const { query } = reordersAsked(filter);
  const { state, supplier } = query;
  const marked = filter("reorder");
  const suppliers = useAnswer("/api/inventory/reorders", suppliersAsked(filter));
  const answer = useAnswer("/api/inventory/reorders", { query });
  if (answer.data?.data_until === null) return <FirstRun />;
  return (
    <div className="view">
      <h1 className="unseen">Reorders</h1>
      <InventoryNav />
      {marked !== null && <One reorderId={marked} close={() => change({ reorder: null })} />}
      <Panel title="Suppliers" span={4} csv={address("/api/inventory/reorders.csv", { query: { state } })} answer={suppliers} lines={27} explain={{ address: address("/api/inventory/reorders", suppliersAsked(filter)) }}>
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
                  { name: "Amount", number: true, cell: (each) => <span title={each.reasons.amount === undefined ? undefined : because(each.reasons.amount)}>{money(each.amount)}</span> },
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
        explain={{ address: address("/api/inventory/reorders", { query }) }}
        lines={28}
        controls={
          <NativeSelect
            aria-label="State"
            data={REORDER_STATES.map((value) => ({ value, label: words(value) }))}
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
              <div className="table-box long" tabIndex={0} role="region" aria-label="Reorders">
                <table className="plain">
                  <caption className="unseen">Reorders, {count(total)} of them</caption>
                  <Head />
                  <Lines items={items} marked={marked} search={search} />
                </table>
              </div>
              <p className="row dim">
                {count(items.length)} of {count(total)}; {items[0]?.order_by ? `the first by ${day(items[0].order_by, "day")}` : ""}
                {next !== null && (
                  <button type="button" className="tool" onClick={() => change({ cursor: next })}>
                    Next {REORDERS_SHOWN}
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

/** What is seen is there first, what is scrolled to a moment later: a hundred fields at once would keep a key waiting. */
function Lines({ items, marked, search }: { items: readonly Reorder[]; marked: string | null; search: URLSearchParams }) {
  const shown = useDeferredValue(items, items.slice(0, SEEN));
  return (
    <tbody>
      {bySupplier(shown).map(({ name, reorders }) => (
        <Fragment key={name}>
          <tr className="group">
            <th scope="rowgroup" colSpan={7}>
              {name}
            </th>
          </tr>
          {reorders.map((reorder) => (
            <ReorderRow key={reorder.reorder_id} reorder={reorder} marked={reorder.reorder_id === marked} search={search} />
          ))}
        </Fragment>
      ))}
    </tbody>
  );
}

/** In the order they come in, which is by supplier. */
export function bySupplier(items: readonly Reorder[]): { name: string; reorders: Reorder[] }[] {
  const groups: { name: string; reorders: Reorder[] }[] = [];
  for (const reorder of items) {
    const name = reorder.supplier_name ?? reorder.supplier_id ?? "No supplier is known";
    const last = groups.at(-1);
    if (last?.name === name) last.reorders.push(reorder);
    else groups.push({ name, reorders: [reorder] });
  }
  return groups;
}

/** The one that a link names, whatever its state and the page it is on. */
function One({ reorderId, close }: { reorderId: string; close: () => void }) {
  const { search } = useRange();
  const asked = { path: { reorder_id: reorderId } };
  const answer = useAnswer("/api/inventory/reorders/{reorder_id}", asked);
  return (
    <Panel
      title="This reorder"
      first
      lines={4}
      phoneLines={5}
      answer={answer}
      explain={{ address: address("/api/inventory/reorders/{reorder_id}", asked) }}
      csv={answer.data === undefined ? undefined : address("/api/inventory/reorders.csv", { query: { state: "all", product: answer.data.product_id } })}
      controls={
        <button type="button" className="tool" onClick={close} aria-label="Close this reorder">
          ✕
        </button>
      }
    >
      {(reorder) => (
        <div className="table-box" tabIndex={0} role="region" aria-label="This reorder">
          <table className="plain">
            <Head />
            <tbody>
              <ReorderRow reorder={reorder} marked search={search} />
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Head() {
  return (
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
  );
}
