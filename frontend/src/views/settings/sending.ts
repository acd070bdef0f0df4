// Files on their way to the suite: sent with their progress, answered line by line. XMLHttpRequest, because fetch does not say
// how much of a body has gone out.
import { address, type Answer, type Problem } from "../../api/client";
import { config } from "../../app/config";

export type Report = Answer<"post", "/api/ingest/files">;
export type Format = "shopify" | "canonical" | "ga4";

/** How a load goes on: the stage by its name, and how much of how much is done; nobody knows yet where `total` is 0. */
export interface Progress {
  stage: string;
  done: number;
  total: number;
}

/** How it ended: with the report, with a problem (null: a proxy's own page), without an answer, or broken off. */
export type Ending = { kind: "report"; report: Report } | { kind: "problem"; status: number; problem: Problem | null } | { kind: "lost" } | { kind: "stopped" };

interface Line {
  progress?: [string, number, number];
  report?: Report;
  problem?: Problem;
}

const SILENT_MS = 60_000; // the suite sends a line every two seconds: after a minute without one it is gone, or the way to it
const WATCH_MS = 5_000; // between two looks at the clock

/** Send files to be loaded, or to be told what loading them would do. Aborted before its end, nothing is changed. */
export function sendFiles(files: readonly File[], format: Format, dryRun: boolean, told: (progress: Progress) => void, signal: AbortSignal): Promise<Ending> {
  const form = new FormData();
  form.append("format", format);
  form.append("dry_run", String(dryRun));
  for (const file of files) form.append("file", file, file.name);
  return new Promise((resolve) => {
    const sent = new XMLHttpRequest();
    let heard = Date.now();
    let read = 0;
    let last: Line = {};
    let lost = false;
    const watch = setInterval(() => {
      if (Date.now() - heard < SILENT_MS) return;
      lost = true;
      sent.abort();
    }, WATCH_MS);
    const stop = () => sent.abort();
    const end = (ending: Ending) => {
      clearInterval(watch);
      signal.removeEventListener("abort", stop);
      resolve(ending);
    };
    const hear = () => {
      heard = Date.now();
      const upTo = sent.responseText.lastIndexOf("\n") + 1;
      if (sent.status !== 200 || upTo <= read) return;
      for (const text of sent.responseText.slice(read, upTo).split("\n").filter(Boolean)) {
        last = JSON.parse(text) as Line;
        if (last.progress !== undefined) told({ stage: last.progress[0], done: last.progress[1], total: last.progress[2] });
      }
      read = upTo;
    };
    sent.upload.addEventListener("progress", ({ loaded, total }) => {
      heard = Date.now();
      told({ stage: "sending", done: loaded, total });
    });
    sent.addEventListener("progress", hear);
    sent.addEventListener("load", () => {
      hear();
      if (sent.status !== 200) end({ kind: "problem", status: sent.status, problem: problemIn(sent.responseText) });
      else if (last.report !== undefined) end({ kind: "report", report: last.report });
      else if (last.problem !== undefined) end({ kind: "problem", status: last.problem.status, problem: last.problem });
      else end({ kind: "lost" });
    });
    sent.addEventListener("error", () => end({ kind: "lost" }));
    sent.addEventListener("abort", () => end({ kind: lost ? "lost" : "stopped" }));
    signal.addEventListener("abort", stop);
    sent.open("POST", address("/api/ingest/files"));
    sent.withCredentials = config.apiOrigin !== "";
    sent.setRequestHeader("Accept", "application/x-ndjson");
    sent.send(form);
  });
}

function problemIn(text: string): Problem | null {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return null;
  }
}
