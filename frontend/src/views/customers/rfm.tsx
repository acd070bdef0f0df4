import { address, type Answer } from "../../api/client";
import { because, count, day, money, percent, wholeMoney } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { DataTable } from "../../parts/data_table";
import { Heat } from "../../parts/heat";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";

type Grid = Answer<"get", "/api/segments/rfm">;
type Cell = Grid["items"][number];
const SCORES = [5, 4, 3, 2, 1] as const;
const FREQUENCIES = [1, 2, 3, 4, 5] as const;

/** Customers by how lately and how often they buy: a grid whose every cell is a number, and its table. */
export function Rfm() {
  const answer = useAnswer("/api/segments/rfm");
  return (
    <Panel
      title="Recency and frequency"
      answer={answer}
      csv={address("/api/segments/rfm.csv")}
      explain={{ address: address("/api/segments/rfm") }}
      lines={14}
      phoneLines={27}
    >
      {(grid) =>
        grid.items.length === 0 ? (
          <Empty title="Nobody has scores yet">
            {grid.missing[0] === undefined ? because(grid.reasons.refresh) : `${grid.missing[0].why}${grid.missing[0].enough_on === null ? "" : `; enough on ${day(grid.missing[0].enough_on, "year")}`}`}
          </Empty>
        ) : (
          <Drawn grid={grid} />
        )
      }
    </Panel>
  );
}

function Drawn({ grid: { items, scored, without_scores: without } }: { grid: Grid }) {
  const at = (r: number, f: number) => items.find((each) => each.r_score === r && each.f_score === f);
  const greatest = Math.max(...items.map((each) => each.customers));
  const best = at(5, 5);
  const most = [...items].sort((a, b) => b.customers - a.customers)[0];
  return (
    <figure className="chart">
      <figcaption>
        Of {count(scored)} customers with scores {count(best?.customers ?? 0)} are among the latest and the most frequent fifth (5 and 5)
        {best === undefined ? "" : ` and brought ${wholeMoney(best.net_sales)}`}
        {most === undefined ? "" : `; most (${count(most.customers)}, ${percent(most.share.value)}) have recency ${most.r_score} and frequency ${most.f_score}`}
        {without === 0 ? "" : `. ${count(without)} have never purchased and have no scores`}.
      </figcaption>
      <div className="chart-and-table">
        <div className="table-box" tabIndex={0} role="region" aria-label="Recency and frequency, a grid">
          <table className="heat-map grid-map">
            <caption className="unseen">Customers by recency score (rows) and frequency score (columns)</caption>
            <thead>
              <tr>
                <th scope="col">R, by F</th>
                {FREQUENCIES.map((f) => (
                  <th key={f} scope="col" className="number">
                    {f === 1 ? "1 seldom" : f === 5 ? "5 often" : f}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {SCORES.map((r) => (
                <tr key={r}>
                  <th scope="row">
                    {r === 5 ? "5 lately" : r === 1 ? "1 long ago" : r}
                  </th>
                  {FREQUENCIES.map((f) => (
                    <Heat key={f} share={(at(r, f)?.customers ?? 0) / greatest} text={count(at(r, f)?.customers ?? 0)} why={said(at(r, f), r, f)} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <div className="chart-table">
          <DataTable
            caption="What each pair of scores brings"
            rows={items}
            id={(cell) => `${cell.r_score}${cell.f_score}`}
            columns={[
              { name: "R, F", cell: (cell) => `${cell.r_score}, ${cell.f_score}` },
              { name: "Customers", number: true, cell: (cell) => count(cell.customers) },
              { name: "Each brought", number: true, cell: (cell) => money(cell.net_sales_per_customer) },
              { name: "Monetary", number: true, wide: true, cell: (cell) => count(cell.mean_m_score, 1) },
              { name: "Mailable", number: true, wide: true, cell: (cell) => count(cell.contactable) },
            ]}
          />
        </div>
      </div>
    </figure>
  );
}

function said(cell: Cell | undefined, r: number, f: number): string {
  return cell === undefined ? `nobody has recency ${r} and frequency ${f}` : `recency ${r}, frequency ${f}: ${count(cell.customers)} customers brought ${wholeMoney(cell.net_sales)}`;
}
