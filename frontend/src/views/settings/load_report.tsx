import { address } from "../../api/client";
import { count, day, money, words } from "../../app/format";
import { DataTable } from "../../parts/data_table";
import { FileOf } from "../../parts/file_of";
import type { Report } from "./sending";

export const rowsOf = (number: number) => `${count(number)} ${number === 1 ? "row" : "rows"}`;

/** What all tables of a load come to. */
export function sums(report: Report): { loaded: number; known: number; rejected: number } {
  const of = (name: "loaded" | "known" | "rejected") => report.tables.reduce((sum, table) => sum + table[name], 0);
  return { loaded: of("loaded"), known: of("known"), rejected: of("rejected") };
}

/** What a load did, or would do, as one sentence. */
export function sentence(report: Report): string {
  const { loaded, known, rejected } = sums(report);
  const also = [known > 0 ? `${rowsOf(known)} there already` : "", rejected > 0 ? `${rowsOf(rejected)} rejected` : ""].filter(Boolean).join(", ");
  if (loaded > 0) return `${rowsOf(loaded)} ${report.dry_run ? "would be loaded" : "loaded"}${also === "" ? "." : `; ${also}.`}`;
  return known > 0 && rejected === 0 ? "All of it is there already: there is nothing to load." : "No row of these files can be loaded.";
}

export function LoadReport({ report }: { report: Report }) {
  return (
    <>
      <p className="row end-row">
        <FileOf title="Rows by table" name={`load-${report.load_id}.csv`} rows={[["table", "read", "loaded", "known", "rejected"], ...report.tables.map((table) => [table.table, table.read, table.loaded, table.known, table.rejected])]} />
      </p>
      <DataTable
        caption="Rows by table"
        rows={report.tables}
        id={(table) => table.table}
        columns={[
          { name: "Table", cell: (table) => words(table.table) },
          { name: "Rows", number: true, cell: (table) => count(table.read) },
          { name: "New", number: true, cell: (table) => count(table.loaded) },
          { name: "Known", number: true, cell: (table) => count(table.known) },
          { name: "Rejected", number: true, cell: (table) => count(table.rejected) },
        ]}
      />
      {report.net_amount !== null && (
        <p>
          The new sales lines come to {money(report.net_amount)} net
          {report.data_until === null ? "" : `; the data ${report.dry_run ? "would reach" : "reaches"} to ${day(report.data_until.slice(0, 10), "year")}`}.
        </p>
      )}
      <Said name="Rejected" said={report.rejected.map((each) => `${rowsOf(each.rows)} of ${words(each.table)}, ${words(each.reason)}${each.example === undefined ? "" : `: ${each.example}`}`)} />
      {!report.dry_run && report.rejected_rows !== null && (
        <p>
          <a href={address("/api/ingest/loads/{load_id}/rejected.csv", { path: { load_id: report.load_id } })}>Every rejected row, as a file</a>
        </p>
      )}
      <Said name="Loaded, but no sales" said={report.excluded.map((each) => `${rowsOf(each.rows)} of ${words(each.reason)}: ${money(each.net_amount)}`)} />
      <Said name="To know" said={report.notes} />
      <details>
        <summary>What became of each column</summary>
        {report.files.map((file) => (
          <div key={file.name}>
            <p>
              <b>{file.name}</b> {report.dry_run ? "would be" : "was"} read as {words(file.table)}, {rowsOf(file.rows)}
            </p>
            <p className="dim">
              {Object.entries(file.recognised)
                .map(([field, column]) => (field === column ? field : `${field} from ${column}`))
                .join(", ")}
            </p>
            {file.ignored !== undefined && file.ignored.length > 0 && <p className="dim">Nothing is made of: {file.ignored.join(", ")}</p>}
          </div>
        ))}
      </details>
    </>
  );
}

function Said({ name, said }: { name: string; said: readonly string[] }) {
  if (said.length === 0) return null;
  return (
    <div>
      <h3>{name}</h3>
      <ul>
        {said.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    </div>
  );
}
