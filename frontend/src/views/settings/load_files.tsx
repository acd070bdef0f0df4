import { Button, NativeSelect } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { address, type Answer, send } from "../../api/client";
import { count, money, words } from "../../app/format";
import { useForget } from "../../app/queries";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { NotAllowed, Wrong } from "../../parts/states";

type Report = Answer<"post", "/api/ingest/files">;
const FORMATS = ["shopify", "canonical", "ga4"] as const;
type Format = (typeof FORMATS)[number];
const NAMES: Record<Format, string> = { shopify: "Shopify's exports", canonical: "files named sales.csv, products.csv …", ga4: "Google Analytics 4" };
const LONGEST_MS = 600_000; // a load of ten million rows takes a minute

async function sendFiles(files: readonly File[], format: Format, dryRun: boolean): Promise<Report> {
  const body = new FormData();
  for (const file of files) body.append("file", file, file.name);
  body.set("format", format);
  body.set("dry_run", dryRun ? "true" : "false");
  const headers = { Accept: "application/json" };
  return (await send(address("/api/ingest/files"), { method: "POST", body, headers, signal: AbortSignal.timeout(LONGEST_MS) })) as Report;
}

/** Drag files in: first what would be loaded, then the load. */
export function LoadFiles() {
  const may = useMay("data:write");
  const [files, setFiles] = useState<readonly File[]>([]);
  const [format, setFormat] = useState<Format>("shopify");
  const [over, setOver] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const forget = useForget();
  const tried = useMutation({ mutationFn: (chosen: readonly File[]) => sendFiles(chosen, format, true) });
  const loaded = useMutation({ mutationFn: () => sendFiles(files, format, false), onSuccess: () => forget("/api") });
  const take = (chosen: FileList | null) => {
    const list = [...(chosen ?? [])];
    if (list.length === 0) return;
    setFiles(list);
    loaded.reset();
    tried.mutate(list);
  };
  const report = loaded.data ?? tried.data;
  return (
    <section className="panel" aria-labelledby="load-title">
      <header className="panel-head">
        <h2 id="load-title">Load files</h2>
      </header>
      {may ? (
        <>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- by keyboard the button in it does the same */}
          <div
            role="group"
            aria-label="Files to load"
            className="drop"
            data-over={over ? true : undefined}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={(event) => {
              event.preventDefault();
              setOver(false);
              take(event.dataTransfer.files);
            }}
          >
            <p>Drag files here. Nothing is loaded yet: you are told first what would be.</p>
            <div className="controls">
              <NativeSelect label="They are" value={format} data={FORMATS.map((value) => ({ value, label: NAMES[value] }))} onChange={({ currentTarget: { value } }) => setFormat(FORMATS.find((each) => each === value) ?? "shopify")} />
              <Button onClick={() => field.current?.click()} loading={tried.isPending}>
                Choose files
              </Button>
              <input ref={field} type="file" multiple hidden aria-label="Files to load" onChange={({ currentTarget }) => take(currentTarget.files)} />
            </div>
          </div>
          {tried.error !== null && <Wrong error={tried.error} />}
          {loaded.error !== null && <Wrong error={loaded.error} />}
          {report !== undefined && <Said report={report} />}
          {tried.data !== undefined && loaded.data === undefined && (
            <Button loading={loaded.isPending} onClick={() => loaded.mutate()}>
              Load them for good
            </Button>
          )}
        </>
      ) : (
        <NotAllowed detail="Loading files needs the scope data:write" />
      )}
    </section>
  );
}

function Said({ report }: { report: Report }) {
  return (
    <div role="status">
      <p className={report.dry_run ? "" : "done"}>
        {report.dry_run ? "Would be loaded" : "Loaded"}
        {report.net_amount === null ? "" : `, net ${money(report.net_amount)}`}:
      </p>
      <DataTable
        caption="Rows by table"
        rows={report.tables}
        id={(table) => table.table}
        columns={[
          { name: "Table", cell: (table) => words(table.table) },
          { name: "Read", number: true, cell: (table) => count(table.read) },
          { name: "New", number: true, cell: (table) => count(table.loaded) },
          { name: "Known", number: true, cell: (table) => count(table.known) },
          { name: "Rejected", number: true, cell: (table) => count(table.rejected) },
        ]}
      />
      {report.rejected.map((each) => (
        <p key={each.table + each.reason} className="problem">
          {words(each.reason)}: {count(each.rows)} rows of {each.table}
          {each.example === undefined ? "" : `, such as ${each.example}`}
        </p>
      ))}
      {report.notes.map((note) => (
        <p key={note} className="dim">
          {note}
        </p>
      ))}
    </div>
  );
}
