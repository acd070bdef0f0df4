import { NavLink } from "react-router";
import { address, type Answer } from "../../api/client";
import { because, count, day, percent, wholeMoney, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { linked, useRange } from "../../app/range";
import { DataTable } from "../../parts/data_table";
import { FileOf } from "../../parts/file_of";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";

type Cluster = Answer<"get", "/api/segments/clusters">["items"][number];
const SHARES = ["discount", "refund"]; // of the features, those that are shares
const UNITS: Record<string, string> = { recency: "Days since the last purchase", tenure: "Days since the first", frequency: "Days with a purchase", spend: "Net sales a purchase day", discount: "Given as discount", refund: "Given back" };

/** Groups of customers who are alike, with what tells them from the others. */
export function Clusters() {
  const { search } = useRange();
  const answer = useAnswer("/api/segments/clusters");
  return (
    <Panel title="Groups who are alike" answer={answer} csv={address("/api/segments/clusters.csv")} explain={{ address: address("/api/segments/clusters") }} lines={8}>
      {({ items, training, missing, reasons }) =>
        training === null ? (
          <Empty title="Customers were not grouped yet">{missing[0]?.why ?? because(reasons.training)}</Empty>
        ) : (
          <>
            <p>
              {count(training.k)} groups, found on {day(training.trained_at.slice(0, 10), "year")} among {count(training.sample)} customers; two halves of them agree by {count(training.stability, 2)} of 1.
              {training.drift?.is_far === true ? " Customers have moved far since: the groups are found anew tonight." : ""}
            </p>
            <DataTable
              caption="Groups who are alike"
              rows={items}
              id={(cluster) => cluster.segment_id}
              columns={[
                { name: "Group", cell: (cluster) => <NavLink to={linked(`/customers?segment=${encodeURIComponent(cluster.segment_id)}`, search)}>{cluster.name}</NavLink> },
                { name: "Profile", wide: true, cell: (cluster) => cluster.profile },
                { name: "Customers", number: true, cell: (cluster) => count(cluster.customers) },
                { name: "Share", number: true, cell: (cluster) => percent(cluster.share?.value) },
                { name: "May be mailed", number: true, wide: true, cell: (cluster) => count(cluster.contactable) },
                { name: "Net sales", number: true, wide: true, cell: (cluster) => wholeMoney(cluster.net_sales) },
              ]}
            />
            <Profiles items={items} />
          </>
        )
      }
    </Panel>
  );
}

/** What each group was found by, beside what is typical of all. */
function Profiles({ items }: { items: readonly Cluster[] }) {
  const features = items[0]?.features ?? [];
  if (features.length === 0) return null;
  return (
    <details>
      <summary>Profiles: what is typical of each group, and of all</summary>
      <FileOf
        title="Profiles"
        name="profiles.csv"
        rows={[
          ["group", "feature", "typical", "typical_of_all", "deviations"],
          ...items.flatMap(({ segment_id: group, features: all }) => all.map((each) => [group, each.feature, each.typical, each.typical_of_all, each.deviations])),
        ]}
      />
      <div className="table-box" tabIndex={0} role="region" aria-label="Profiles of the groups">
        <table className="plain">
          <caption className="unseen">Typical figures of each group and of all customers</caption>
          <thead>
            <tr>
              <th scope="col">Typical</th>
              {items.map((cluster) => (
                <th key={cluster.segment_id} scope="col" className="number">
                  {cluster.name}
                </th>
              ))}
              <th scope="col" className="number">
                All
              </th>
            </tr>
          </thead>
          <tbody>
            {features.map(({ feature, typical_of_all: all }) => (
              <tr key={feature}>
                <th scope="row">{UNITS[feature] ?? words(feature)}</th>
                {items.map((cluster) => {
                  const found = cluster.features.find((each) => each.feature === feature);
                  return (
                    <td key={cluster.segment_id} className="number" title={found === undefined ? undefined : `${count(found.deviations, 1)} standard deviations from the mean`}>
                      {found === undefined ? "–" : told(feature, found.typical)}
                      {found !== undefined && Math.abs(found.deviations) >= 0.5 && (
                        <>
                          <span aria-hidden="true"> {found.deviations > 0 ? "▲" : "▼"}</span>
                          <span className="unseen">{found.deviations > 0 ? " far above the mean" : " far below the mean"}</span>
                        </>
                      )}
                    </td>
                  );
                })}
                <td className="number">{told(feature, all)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function told(feature: string, value: number): string {
  return SHARES.includes(feature) ? percent(value) : count(value, value < 10 ? 1 : 0);
}
