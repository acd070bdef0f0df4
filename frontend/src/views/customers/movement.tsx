import { address } from "../../api/client";
import { because, count, day, words } from "../../app/format";
import { useAnswer, useWholeDays } from "../../app/queries";
import { Heat } from "../../parts/heat";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";

const NOBODY = "nobody yet";

/** From which segment to which customers moved: a matrix, every cell a number. */
export function Movement() {
  const { days, unknown } = useWholeDays();
  const asked = { query: days ?? {} };
  const answer = useAnswer("/api/segments/movement", asked, { enabled: days !== null });
  return (
    <Panel
      title="Movement between segments"
      phoneLines={5}
      answer={unknown ?? answer}
      csv={address("/api/segments/movement.csv", asked)}
      explain={{ address: address("/api/segments/movement", asked) }}
    >
      {({ items, from, to, known_from: known, reasons, segments }) => {
        if (items.length === 0) {
          return (
            <Empty title={`Who moved from ${day(from)} to ${day(to)} cannot be said`}>
              {because(reasons.items)}
              {known === null ? "" : `; membership is known from ${day(known, "year")} on`}
            </Empty>
          );
        }
        const rows = [...new Set(items.map((each) => each.from_segment ?? NOBODY))];
        const columns = [...new Set(items.map((each) => each.to_segment ?? NOBODY))];
        const of = (row: string, column: string) => items.find((each) => (each.from_segment ?? NOBODY) === row && (each.to_segment ?? NOBODY) === column)?.customers ?? 0;
        const moved = items.filter((each) => each.from_segment !== each.to_segment);
        const greatest = [...moved].sort((a, b) => b.customers - a.customers)[0];
        const most = Math.max(1, ...moved.map((each) => each.customers));
        const name = (id: string) => segments.find((each) => each.segment_id === id)?.name ?? words(id);
        return (
          <>
            <p>
              From {day(from)} to {day(to)} {count(moved.reduce((sum, each) => sum + each.customers, 0))} customers moved
              {greatest === undefined ? "" : `, most of them (${count(greatest.customers)}) from ${name(greatest.from_segment ?? NOBODY)} to ${name(greatest.to_segment ?? NOBODY)}`}.
            </p>
            <div className="table-box" tabIndex={0} role="region" aria-label="Movement">
              <table className="heat-map">
                <caption className="unseen">Customers by the segment of the first day and that of the last</caption>
                <thead>
                  <tr>
                    <th scope="col">From, to</th>
                    {columns.map((column) => (
                      <th key={column} scope="col" className="number">
                        {name(column)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row}>
                      <th scope="row">{name(row)}</th>
                      {columns.map((column) => (
                        <Heat key={column} share={row === column ? 0 : of(row, column) / most} text={count(of(row, column))} why={row === column ? "stayed" : `from ${name(row)} to ${name(column)}`} />
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        );
      }}
    </Panel>
  );
}
