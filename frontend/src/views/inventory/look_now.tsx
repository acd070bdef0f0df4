import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ask } from "../../api/client";
import { useAnswer, useForget } from "../../app/queries";
import { useMay } from "../../app/session";

const LOOK_MS = 2_000; // a run takes some seconds to minutes

/** Look at all stock now, as the clock does each morning. */
export function LookNow() {
  const may = useMay("inventory:write");
  const [run, setRun] = useState<string | null>(null);
  const forget = useForget();
  const started = useMutation({ mutationFn: () => ask("post", "/api/inventory/alerts/run"), onSuccess: ({ run_id: id }) => setRun(id) });
  const { data } = useAnswer("/api/inventory/runs/{run_id}", { path: { run_id: run ?? "" } }, { enabled: run !== null, every: LOOK_MS });
  const isOver = run !== null && data?.run_id === run && (data.state === "done" || data.state === "failed");
  useEffect(() => {
    if (isOver) void forget("/api/inventory").then(() => setRun(null));
  }, [isOver, forget]);
  if (!may) return null;
  return (
    <>
      <Button variant="default" size="compact-xs" loading={started.isPending || run !== null} onClick={() => started.mutate()}>
        Look now
      </Button>
      {run !== null && (
        <span role="status" className="dim">
          {data?.progress.what ?? "waiting"}
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
