// Files on their way to the suite: sent with their progress, answered line by line. XMLHttpRequest, because fetch does
// not say how much of a body has gone out.
const SILENT_MS = 60_000; // the suite sends a line every two seconds: after a minute without one it is gone, or the way to it
const WATCH_MS = 5_000; // between two looks at the clock

/**
 * Sends files to the door. `told(stage, done, total)` hears how it goes on; `signal` breaks it off, and then nothing is changed.
 * Answers `{status, body}`: 200 with the report, another status with the problem, 0 for "no answer", -1 for "broken off".
 */
export function sendFiles(files, { format, dryRun, told, signal }) {
  const form = new FormData();
  form.append("format", format);
  form.append("dry_run", String(dryRun));
  for (const file of files) form.append("file", file, file.name);
  return new Promise((resolve) => {
    const sent = new XMLHttpRequest();
    let heard = Date.now();
    let read = 0;
    let last = null;
    let lost = false;
    const watch = setInterval(() => {
      if (Date.now() - heard < SILENT_MS) return;
      lost = true;
      sent.abort();
    }, WATCH_MS);
    const end = (status, body) => {
      clearInterval(watch);
      signal.removeEventListener("abort", stop);
      resolve({ status, body });
    };
    const stop = () => sent.abort();
    const hear = () => {
      heard = Date.now();
      const upTo = sent.responseText.lastIndexOf("\n") + 1;
      if (sent.status !== 200 || upTo <= read) return;
      for (const line of sent.responseText.slice(read, upTo).split("\n").filter(Boolean)) {
        last = JSON.parse(line);
        if (last.progress) told(...last.progress);
      }
      read = upTo;
    };
    sent.upload.addEventListener("progress", (event) => {
      heard = Date.now();
      told("sending", event.loaded, event.total);
    });
    sent.addEventListener("progress", hear);
    sent.addEventListener("load", () => {
      hear();
      if (sent.status !== 200) return end(sent.status, problemIn(sent.responseText));
      if (last?.report) return end(200, last.report);
      return last?.problem ? end(last.problem.status, last.problem) : end(0, null);
    });
    sent.addEventListener("error", () => end(0, null));
    sent.addEventListener("abort", () => end(lost ? 0 : -1, null));
    signal.addEventListener("abort", stop);
    sent.open("POST", "/api/ingest/files");
    sent.setRequestHeader("Accept", "application/x-ndjson");
    sent.send(form);
  });
}

function problemIn(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy's own page
  }
}
