import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ask } from "../../api/client";
import { useAnswer, useForget } from "../../app/queries";
import { useMay } from "../../app/session";

const LOOK_MS = 1_000; // a run takes seconds; of a million customers some minutes

/** Put every customer into their segment now, as the clock does each morning. */
export function RefreshNow() {
  const may = useMay("segments:write");
  const [run, setRun] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const forget = useForget();
  const started = useMutation({ mutationFn: () => ask("post", "/api/segments/refresh"), onMutate: () => setFailed(null), onSuccess: ({ run_id: id }) => setRun(id) });
  const { data } = useAnswer("/api/segments/runs/{run_id}", { path: { run_id: run ?? "" } }, { enabled: run !== null, every: LOOK_MS });
  const isOver = run !== null && data?.run_id === run && (data.state === "done" || data.state === "failed");
  const why = isOver && data.state === "failed" ? (data.error ?? "It failed") : null;
  useEffect(() => {
    if (!isOver) return;
    setFailed(why);
    void forget("/api/segments").then(() => setRun(null));
  }, [isOver, why, forget]);
  if (!may) return null;
  return (
    <>
      <Button variant="default" size="compact-xs" loading={started.isPending || run !== null} onClick={() => started.mutate()}>
        Sort customers now
      </Button>
      {run !== null && (
        <span role="status" className="dim">
          {data?.progress.what ?? "waiting"}
        </span>
      )}
      {failed !== null && (
        <span role="alert" className="problem">
          Not sorted: {failed}
        </span>
      )}
      {started.error !== null && (
        <span role="alert" className="problem">
          {started.error.message}
        </span>
      )}
    </>
  );
}
