import { Button, Checkbox, NativeSelect } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { address, type Answer, ask } from "../../api/client";
import { count, moment, words } from "../../app/format";
import { useZone } from "../../app/live";
import { useAnswer, useForget } from "../../app/queries";
import { useRange } from "../../app/range";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Empty, Failed, NotAllowed, Wrong } from "../../parts/states";
import { FirstRun } from "../first_run";
import { CustomersNav } from "./customers_nav";
import { ExportDetail } from "./export_detail";
import { StandingExports } from "./standing";
import { ExportsWorth } from "./worth";

const TARGETS = ["mailchimp", "klaviyo", "csv"] as const;

/** Bring a target up to date with a group, and see what became of every member. */
export default function Exports() {
  const may = useMay("customers:read");
  const { filter, change } = useRange();
  const answer = useAnswer("/api/segments/exports", { query: { limit: 50 } }, { enabled: may });
  const segments = useAnswer("/api/segments/list", {}, { enabled: may });
  const tags = useAnswer("/api/segments/list", { query: { kind: "tag" } }, { enabled: may });
  const groups = [...(segments.data?.items ?? []), ...(tags.data?.items ?? [])];
  const chosen = filter("export");
  const zone = useZone();
  const current = useAnswer("/api/revenue/current");
  if (may && current.data?.data_until === null) return <FirstRun />;
  if (!may) return <NotAllowed detail="Exports are shown to marketers and owners" />;
  return (
    <div className="view">
      <h1 className="unseen">Exports</h1>
      <CustomersNav />
      <Failed of={[segments, tags]} />
      <Ask groups={groups} asked={(id) => change({ export: id })} />
      {chosen !== null && <ExportDetail key={chosen} exportId={chosen} />}
      <Panel
        title="Exports so far"
        answer={answer}
        csv={address("/api/segments/exports.csv")}
        explain={{ address: address("/api/segments/exports", { query: { limit: 50 } }) }}
      >
        {({ items, total }) =>
          items.length === 0 ? (
            <Empty title="Nothing was exported yet" />
          ) : (
            <>
              <p>{count(total)} exports, the newest first.</p>
              <DataTable
                caption="Exports"
                rows={items}
                id={(each) => each.export_id}
                marked={(each) => each.export_id === chosen}
                tall={360}
                columns={[
                  {
                    name: "Export",
                    cell: (each) => (
                      <button type="button" className="link" onClick={() => change({ export: each.export_id })}>
                        {each.segment_name} to {words(each.target)}
                        {each.is_dry_run ? " (tried only)" : ""}
                      </button>
                    ),
                  },
                  { name: "State", cell: (each) => <span className="tag">{words(each.state)}</span> },
                  { name: "Added", number: true, cell: (each) => count(each.counts.added) },
                  { name: "Removed", number: true, wide: true, cell: (each) => count(each.counts.removed) },
                  { name: "Rejected", number: true, wide: true, cell: (each) => count(each.counts.rejected) },
                  { name: "Asked", wide: true, cell: (each) => `${moment(each.requested_at, "full", zone)} by ${each.requested_by}` },
                ]}
              />
            </>
          )
        }
      </Panel>
      <StandingExports groups={groups} />
      <ExportsWorth />
    </div>
  );
}

type Group = Answer<"get", "/api/segments/list">["items"][number];

function Ask({ groups, asked }: { groups: readonly Group[]; asked: (exportId: string) => void }) {
  const may = useMay("segments:write");
  const { filter, change } = useRange();
  const [target, setTarget] = useState<(typeof TARGETS)[number]>("csv");
  const [dryRun, setDryRun] = useState(true);
  const forget = useForget();
  const wanted = filter("segment");
  const segment = wanted ?? groups[0]?.segment_id ?? "";
  const chosen = groups.find((each) => each.segment_id === segment);
  const sent = useMutation({
    mutationFn: () => ask("post", "/api/segments/export", { body: { target, segment, dry_run: dryRun }, idempotencyKey: crypto.randomUUID() }),
    onSuccess: async ({ export_id: id }) => {
      await forget("/api/segments/export");
      asked(id);
    },
  });
  return (
    <section className="panel" aria-labelledby="ask-title">
      <h2 id="ask-title">Export a group</h2>
      {may ? (
        <>
          <div className="controls">
            <NativeSelect
              label="Group"
              value={segment}
              data={[...groups.map((each) => ({ value: each.segment_id, label: each.name })), ...(chosen === undefined && segment !== "" ? [{ value: segment, label: segment }] : [])]}
              onChange={({ currentTarget: { value } }) => change({ segment: value })}
            />
            <NativeSelect
              label="To"
              value={target}
              data={TARGETS.map((value) => ({ value, label: value === "csv" ? "a CSV file" : words(value) }))}
              onChange={({ currentTarget: { value } }) => setTarget(TARGETS.find((each) => each === value) ?? "csv")}
            />
            <Checkbox label="Only try: send nothing" checked={dryRun} onChange={({ currentTarget: { checked } }) => setDryRun(checked)} />
            <Button loading={sent.isPending} disabled={segment === ""} onClick={() => sent.mutate()}>
              {dryRun ? "Try it" : "Export"}
            </Button>
          </div>
          <p className="dim members-told">
            {chosen !== undefined && `Of ${count(chosen.customers)} members ${count(chosen.contactable)} subscribed and have an address; only they are sent. A share is left out at random, to tell later what it brought.`}
          </p>
          {sent.error !== null && <Wrong error={sent.error} />}
        </>
      ) : (
        <p className="dim">Your role may look at exports, not start them.</p>
      )}
    </section>
  );
}
