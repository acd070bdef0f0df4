import { Button, NativeSelect, Progress as Bar } from "@mantine/core";
import { useRef, useState } from "react";
import { count } from "../../app/format";
import { useForget } from "../../app/queries";
import { useMay } from "../../app/session";
import { NotAllowed } from "../../parts/states";
import { LoadReport, rowsOf, sentence, sums } from "./load_report";
import { type Ending, type Format, type Progress, type Report, sendFiles } from "./sending";

const MOST_FILES = 200; // what the door takes at once
const ENDINGS = ".csv,.tsv,.txt,.json,.jsonl,.gz,.parquet";
const OF_TABLES = /^(sales|products|product_components|suppliers|customers|stock_counts|purchase_orders|receipts|promotions|content|targets|web_events)(?!_export)[\W_\d]*(\.|$)/i;
const OF_ANALYTICS = /\.jsonl?(\.gz)?$/i;
const NAMES: Record<Format, string> = { shopify: "Shopify's exports", canonical: "files named sales.csv, products.csv …", ga4: "Google Analytics 4's export" };
const HEADINGS: Record<number, string> = {
  400: "The files cannot be sent like this",
  401: "You are signed out",
  403: "Your role does not load data",
  408: "The files did not come through",
  409: "Another load is running",
  413: "That is too much at once",
  415: "The files cannot be sent like this",
  422: "These files cannot be loaded as they are",
};
const AGAIN_HELPS = new Set([408, 409, 429, 500, 502, 503, 504]);

type Step =
  | { at: "choosing"; said: string | null }
  | { at: "sending"; dryRun: boolean; progress: Progress; stop: () => void }
  | { at: "checked" | "loaded"; report: Report }
  | { at: "failed"; dryRun: boolean; ending: Exclude<Ending, { kind: "report" | "stopped" }> };

/** Files of what format these are, by their names. */
export function formatOf(names: readonly string[]): Format {
  if (names.length > 0 && names.every((name) => OF_ANALYTICS.test(name))) return "ga4";
  return names.every((name) => OF_TABLES.test(name)) ? "canonical" : "shopify";
}

/** Drag files in: first what would be loaded, then the load. */
export function LoadFiles() {
  const may = useMay("data:write");
  return (
    <section className="panel" aria-labelledby="load-title">
      <header className="panel-head">
        <h2 id="load-title">Load files</h2>
      </header>
      {may ? <Loading /> : <NotAllowed detail="Loading files needs the scope data:write" />}
    </section>
  );
}

function Loading() {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [chosen, setChosen] = useState<Format | null>(null);
  const [step, setStep] = useState<Step>({ at: "choosing", said: null });
  const forget = useForget();
  const format = chosen ?? formatOf(files.map((file) => file.name));
  const choose = (said: string | null) => setStep({ at: "choosing", said });
  const add = (added: readonly File[]) => {
    const byName = new Map([...files, ...added].map((file) => [file.name, file])); // the same name again replaces the file
    setFiles([...byName.values()]);
    choose(null);
  };
  const go = async (dryRun: boolean) => {
    if (files.length > MOST_FILES) {
      choose(`At most ${MOST_FILES} files are taken at once.`);
      return;
    }
    const work = new AbortController();
    const told = (progress: Progress) => setStep({ at: "sending", dryRun, progress, stop: () => work.abort() });
    told({ stage: "sending", done: 0, total: 0 });
    const ending = await sendFiles(files, format, dryRun, told, work.signal);
    if (ending.kind === "stopped") choose(dryRun ? null : "Stopped. If the last step was under way, it may be done: check the files again to see.");
    else if (ending.kind === "report") setStep({ at: dryRun ? "checked" : "loaded", report: ending.report });
    else setStep({ at: "failed", dryRun, ending });
    if (ending.kind === "report" && !dryRun) {
      setFiles([]);
      void forget("/api");
    }
    if (ending.kind === "problem" && ending.status === 401) void forget("session");
  };
  switch (step.at) {
    case "choosing":
      return <Choosing files={files} format={format} said={step.said} add={add} remove={(name) => setFiles(files.filter((file) => file.name !== name))} choose={setChosen} check={() => void go(true)} />;
    case "sending":
      return <Sending {...step} />;
    case "checked":
      return (
        <div role="status">
          <h3>{sums(step.report).loaded > 0 ? "What would be loaded" : "Nothing to load"}</h3>
          <p>{sentence(step.report)}</p>
          <LoadReport report={step.report} />
          <p className="row">
            {sums(step.report).loaded > 0 && <Button onClick={() => void go(false)}>Load {rowsOf(sums(step.report).loaded)}</Button>}
            <Button variant="default" onClick={() => choose(null)}>
              Choose other files
            </Button>
          </p>
        </div>
      );
    case "loaded":
      return (
        <div role="status">
          <h3 className="done">Your files are loaded</h3>
          <p>{sentence(step.report)}</p>
          <LoadReport report={step.report} />
          <p className="row">
            <Button component="a" href="#/">
              Show my shop
            </Button>
            <Button variant="default" onClick={() => choose(null)}>
              Load more
            </Button>
          </p>
        </div>
      );
    case "failed":
      return <Failed ending={step.ending} dryRun={step.dryRun} again={(dryRun) => void go(dryRun)} other={() => choose(null)} />;
  }
}

interface ChoosingProps {
  files: readonly File[];
  format: Format;
  said: string | null;
  add: (files: readonly File[]) => void;
  remove: (name: string) => void;
  choose: (format: Format) => void;
  check: () => void;
}

function Choosing({ files, format, said, add, remove, choose, check }: ChoosingProps) {
  const [over, setOver] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const whole = files.reduce((sum, file) => sum + file.size, 0);
  return (
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
          event.preventDefault(); // else the browser leaves the page and shows the file
          setOver(false);
          void filesIn(event.dataTransfer).then(add);
        }}
      >
        <p>Drag files here. You are told what would be loaded before anything is.</p>
        <Button variant={files.length === 0 ? "filled" : "default"} onClick={() => field.current?.click()}>
          Choose files
        </Button>
        <input ref={field} type="file" multiple hidden accept={ENDINGS} aria-label="Files to load" onChange={({ currentTarget }) => add([...(currentTarget.files ?? [])])} />
      </div>
      {files.length > 0 && (
        <>
          <p className="dim" role="status">
            {count(files.length)} {files.length === 1 ? "file" : "files"}, {size(whole)}
          </p>
          <ul className="lines">
            {files.map((file) => (
              <li key={file.name}>
                <span className="grow">{file.name}</span>
                <span className="dim">{size(file.size)}</span>
                <button type="button" className="tool" aria-label={`Remove ${file.name}`} onClick={() => remove(file.name)}>
                  Remove
                </button>
              </li>
            ))}
          </ul>
          <div className="controls">
            <NativeSelect
              label="They are"
              value={format}
              data={Object.entries(NAMES).map(([value, label]) => ({ value, label }))}
              onChange={({ currentTarget: { value } }) => choose(value === "canonical" || value === "ga4" ? value : "shopify")}
            />
            <Button onClick={check}>Check these files</Button>
          </div>
        </>
      )}
      {said !== null && (
        <p className="problem" role="alert">
          {said}
        </p>
      )}
    </>
  );
}

function Sending({ dryRun, progress: { stage, done, total }, stop }: Extract<Step, { at: "sending" }>) {
  const share = total > 0 ? Math.floor((Math.min(done, total) / total) * 100) : null;
  return (
    <>
      <h3>{dryRun ? "Checking your files" : "Loading your files"}</h3>
      <p role="status">{stage}</p>
      <Bar.Root size="lg">
        <Bar.Section value={share ?? 100} animated={share === null} striped={share === null} aria-label="How far it is" />
      </Bar.Root>
      <p className="dim">{dryRun ? "Nothing is changed by this." : "It is loaded as a whole or not at all: stopped before its end, nothing has changed."}</p>
      <Button variant="default" onClick={stop}>
        Stop
      </Button>
    </>
  );
}

interface FailedProps {
  ending: Extract<Step, { at: "failed" }>["ending"];
  dryRun: boolean;
  again: (dryRun: boolean) => void;
  other: () => void;
}

function Failed({ ending, dryRun, again, other }: FailedProps) {
  const [heading, said] = words(ending, dryRun);
  const errors = ending.kind === "problem" ? (ending.problem?.errors ?? []) : [];
  return (
    <div role="alert" className="state wrong">
      <h3>{heading}</h3>
      <p>{said}</p>
      {errors.map((each) => (
        <p key={each.field}>
          <code>{each.field}</code>: {each.message}
        </p>
      ))}
      {ending.kind === "problem" && ending.status === 409 && <p>Nothing was changed. Try again when it is done.</p>}
      <p className="row">
        {ending.kind === "lost" && <Button onClick={() => again(true)}>{dryRun ? "Check again" : "Check the files again"}</Button>}
        {ending.kind === "problem" && AGAIN_HELPS.has(ending.status) && <Button onClick={() => again(dryRun)}>{dryRun ? "Check again" : "Try again"}</Button>}
        <Button variant="default" onClick={other}>
          Choose other files
        </Button>
      </p>
    </div>
  );
}

function words(ending: FailedProps["ending"], dryRun: boolean): [string, string] {
  if (ending.kind === "problem") {
    const heading = HEADINGS[ending.status] ?? ending.problem?.title ?? "Something went wrong";
    if (ending.status === 401) return [heading, "Sign in again, then choose the files again. Nothing was changed."];
    return [heading, ending.problem?.detail ?? ending.problem?.title ?? `The answer was ${ending.status}.`];
  }
  const untouched = "Nothing was changed. If it breaks off at once every time, the files may be too large to be sent together, or have changed since they were chosen.";
  const unknown = "The files may be loaded or not. Check them again: what was loaded counts as there already, and loading twice changes nothing.";
  return ["The connection was lost", dryRun ? untouched : unknown];
}

function size(bytes: number): string {
  if (bytes < 1e3) return `${count(bytes)} bytes`;
  return bytes < 1e6 ? `${count(Math.round(bytes / 1e3))} kB` : `${count(Math.round(bytes / 1e6))} MB`;
}

/** The files of what was dropped, with those in its folders. */
async function filesIn(dropped: DataTransfer): Promise<File[]> {
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...dropped.files];
  return (await Promise.all(entries.map(filesOf))).flat();
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (isFile(entry)) return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject)); // a hundred at a time
    if (some.length === 0) break;
    found.push(...some);
  }
  return (await Promise.all(found.filter(({ name }) => !name.startsWith(".")).map(filesOf))).flat();
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
