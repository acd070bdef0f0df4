import { Button, Progress } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { address, ask } from "../../api/client";
import { count, moment, words } from "../../app/format";
import { useZone } from "../../app/live";
import { useAnswer, useForget } from "../../app/queries";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { Tile, Tiles } from "../../parts/figures";
import { Panel } from "../../parts/panel";
import { Wrong } from "../../parts/states";

const LOOK_MS = 1_000; // small exports take a second, great ones minutes
const ENDED = ["done", "failed", "reverted"];

/** One export: how far it is, who was left out and why, and what became of each member. */
export function ExportDetail({ exportId }: { exportId: string }) {
  const zone = useZone();
  const path = { export_id: exportId };
  const may = useMay("segments:write");
  const forget = useForget();
  const seen = useAnswer("/api/segments/exports/{export_id}", { path }, { every: (data) => (data !== undefined && ENDED.includes(data.state) ? false : LOOK_MS) });
  const hasEnded = seen.data !== undefined && ENDED.includes(seen.data.state);
  const receipts = useAnswer("/api/segments/exports/{export_id}/receipts", { path, query: { limit: 50 } }, { enabled: hasEnded, every: false });
  const back = useMutation({
    mutationFn: () => ask("post", "/api/segments/exports/{export_id}/revert", { path, idempotencyKey: `revert-${exportId}` }),
    onSuccess: () => forget("/api/segments/export"),
  });
  useEffect(() => {
    if (hasEnded) void forget("/api/segments/exports");
  }, [hasEnded, forget]);
  return (
    <>
      <Panel title={seen.data === undefined ? "Export" : `${seen.data.segment_name} to ${words(seen.data.target)}`} span={6} answer={seen} explain={{ address: address("/api/segments/exports/{export_id}", { path }) }}>
        {(each) => (
          <>
            <p role="status">
              <b>{words(each.state)}</b>
              {each.is_dry_run ? ", only tried: nothing was sent" : ""}
              {each.error === null ? "" : `. ${each.error}`}
            </p>
            <Progress
              value={each.state === "done" ? 100 : each.progress.of === null || each.progress.of === 0 ? 0 : (100 * each.progress.done) / each.progress.of}
              aria-label={`${count(each.progress.done)} of ${count(each.progress.of)} members`}
            />
            <Tiles>
              <Tile name="Members" figure={count(each.counts.members)} />
              <Tile name="May be mailed" figure={count(each.counts.contactable)} note="subscribed, with an address" />
              <Tile name="Held out" figure={count(each.counts.held_out)} note="at random" />
              <Tile name="There already" figure={count(each.counts.already_there)} />
              <Tile name="To add" figure={count(each.counts.to_add)} note={`added ${count(each.counts.added)}`} />
              <Tile name="To remove" figure={count(each.counts.to_remove)} note={`removed ${count(each.counts.removed)}`} />
              <Tile name="Skipped" figure={count(each.counts.skipped)} note={said(each.reasons_skipped)} />
              <Tile name="Rejected" figure={count(each.counts.rejected)} note={said(each.reasons_rejected)} />
            </Tiles>
            {Object.keys(each.reasons_left_out).length > 0 && <p>Left out: {said(each.reasons_left_out)}.</p>}
            <p className="row">
              {each.target === "csv" && each.state === "done" && !each.is_dry_run && (
                <>
                  <a className="tool" href={address("/api/segments/exports/{export_id}/file.csv", { path })} download>
                    The file
                  </a>
                  <a className="tool" href={address("/api/segments/exports/{export_id}/file.csv", { path, query: { profile: "machine" } })} download>
                    For another program
                  </a>
                </>
              )}
              {may && each.state === "done" && !each.is_dry_run && each.target !== "csv" && (
                <Button variant="default" loading={back.isPending} onClick={() => back.mutate()}>
                  Take it back
                </Button>
              )}
            </p>
            {back.error !== null && <Wrong error={back.error} />}
          </>
        )}
      </Panel>
      {hasEnded && (
        <Panel
          title="Receipts"
          span={6}
          answer={receipts}
          csv={address("/api/segments/exports/{export_id}/receipts.csv", { path })}
          explain={{ words: "One for each member of each batch: what came of it and why, when, and on whose word." }}
        >
          {({ items, total }) => (
            <>
              <p>{count(total)} receipts: who was sent where, when, on whose word.</p>
              {items.length > 0 && (
                <DataTable
                  caption="Receipts"
                  rows={items}
                  id={(each) => each.customer_id + each.action}
                  tall={320}
                  columns={[
                    { name: "Customer", cell: (each) => each.customer_id },
                    { name: "What", cell: (each) => words(each.action) + (each.reason === null ? "" : `: ${words(each.reason).toLowerCase()}`) },
                    { name: "When", wide: true, cell: (each) => moment(each.at, "full", zone) },
                    { name: "By", wide: true, cell: (each) => each.by },
                  ]}
                />
              )}
            </>
          )}
        </Panel>
      )}
    </>
  );
}

function said(reasons: Record<string, number>): string | null {
  const all = Object.entries(reasons);
  return all.length === 0 ? null : all.map(([reason, how]) => `${words(reason).toLowerCase()} ${count(how)}`).join(", ");
}
