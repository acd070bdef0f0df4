import { NavLink } from "react-router";
import { address } from "../../api/client";
import { because, count, day, percent, wholeMoney } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";

/** Groups of customers who are alike, with what tells them from the others. */
export function Clusters() {
  const answer = useAnswer("/api/segments/clusters");
  return (
    <Panel title="Groups who are alike" answer={answer} csv={address("/api/segments/clusters.csv")} explain={answer.data?.training ? { words: answer.data.training.chosen_because } : undefined}>
      {({ items, training, missing, reasons }) =>
        training === null ? (
          <Empty title="Customers were not grouped yet">{missing[0]?.why ?? because(reasons.training)}</Empty>
        ) : (
          <>
            <p>
              {count(training.k)} groups, found on {day(training.trained_at.slice(0, 10), "year")} among {count(training.sample)} customers; two halves of them agree by {count(training.stability, 2)} of 1.
            </p>
            <DataTable
              caption="Groups who are alike"
              rows={items}
              id={(cluster) => cluster.segment_id}
              columns={[
                { name: "Group", cell: (cluster) => <NavLink to={`/customers?segment=${encodeURIComponent(cluster.segment_id)}`}>{cluster.name}</NavLink> },
                { name: "Profile", wide: true, cell: (cluster) => cluster.profile },
                { name: "Customers", number: true, cell: (cluster) => count(cluster.customers) },
                { name: "Share", number: true, cell: (cluster) => percent(cluster.share?.value) },
                { name: "Net sales", number: true, wide: true, cell: (cluster) => wholeMoney(cluster.net_sales) },
              ]}
            />
          </>
        )
      }
    </Panel>
  );
}
