import { address } from "../../api/client";
import { because, count, day, money, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { reconciliationAsked } from "./asked";

/** Every cent between the files, the ledger and both bases. */
export function Reconciliation() {
  const { search } = useRange();
  const asked = reconciliationAsked(search);
  const answer = useAnswer("/api/revenue/reconcile", asked);
  return (
    <Panel
      title="From the files to these figures"
      answer={answer}
      lines={11}
      phoneLines={15}
      csv={address("/api/revenue/reconcile.csv", asked)}
      explain={{ address: address("/api/revenue/reconcile", asked) }}
    >
      {({ from, to, totals, lines }) => (
        <>
          <p>
            {from === to ? `On ${day(from, "year")}` : `From ${day(from, "year")} to ${day(to, "year")}`} the ledger holds {money(totals.ledger.amount)} in {count(totals.ledger.rows)} lines;{" "}
            {money(totals.net_sales_accounting.amount)} are net sales with refunds on their own day, {money(totals.net_sales_order.amount)} with refunds on the day of their order.
          </p>
          <DataTable
            caption="What lies between, by cause"
            rows={lines}
            id={(line) => line.step + line.cause + (line.detail ?? "")}
            tall={240}
            columns={[
              { name: "Step", cell: (line) => words(line.step) },
              { name: "Cause", cell: (line) => words(line.cause) + (line.detail === undefined ? "" : `, ${line.detail}`) },
              { name: "Rows", number: true, wide: true, cell: (line) => count(line.rows) },
              { name: "Amount", number: true, cell: (line) => (line.amount === null ? because(line.reason) : money(line.amount)) },
            ]}
          />
        </>
      )}
    </Panel>
  );
}
