import { Button, NativeSelect } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { address, type Answer, ask } from "../../api/client";
import { moment, percent, words } from "../../app/format";
import { useZone } from "../../app/live";
import { useAnswer, useForget } from "../../app/queries";
import { useRange } from "../../app/range";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Wrong } from "../../parts/states";

type Standing = Answer<"get", "/api/segments/standing">["items"][number];
const TARGETS = ["mailchimp", "klaviyo"] as const;

// A file is never kept up to date.
function vendor(target: Standing["target"]): (typeof TARGETS)[number] {
  return target === "klaviyo" ? "klaviyo" : "mailchimp";
}

/** Groups that are kept up to date somewhere by themselves, after every sorting of customers. */
export function StandingExports({ groups }: { groups: readonly { segment_id: string; name: string }[] }) {
  const may = useMay("segments:write");
  const { change } = useRange();
  const forget = useForget();
  const zone = useZone();
  const answer = useAnswer("/api/segments/standing");
  const [segment, setSegment] = useState("");
  const [target, setTarget] = useState<(typeof TARGETS)[number]>("mailchimp");
  const set = useMutation({
    mutationFn: (items: readonly Pick<Standing, "target" | "segment" | "hold_out">[]) =>
      ask("put", "/api/segments/standing", { body: { items: items.map(({ target: at, segment: group, hold_out: share }) => ({ target: vendor(at), segment: group, hold_out: share })) } }),
    onSuccess: () => forget("/api/segments/standing"),
  });
  const name = (id: string) => groups.find((each) => each.segment_id === id)?.name ?? id;
  const chosen = segment === "" ? (groups[0]?.segment_id ?? "") : segment;
  return (
    <Panel
      title="Kept up to date"
      lines={4}
      answer={answer}
      csv={address("/api/segments/standing.csv")}
      explain={{ address: address("/api/segments/standing") }}
    >
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <p className="dim">No group is kept up to date by itself.</p>
          ) : (
            <DataTable
              caption="Groups that are kept up to date"
              rows={items}
              id={(each) => `${each.target} ${each.segment}`}
              columns={[
                { name: "Group", cell: (each) => name(each.segment) },
                { name: "At", cell: (each) => words(each.target) },
                { name: "Held out", number: true, wide: true, cell: (each) => (each.hold_out === null ? "as set" : percent(each.hold_out, 0)) },
                { name: "Since", wide: true, cell: (each) => `${moment(each.since, "year", zone)} by ${each.by}` },
                {
                  name: "Last export",
                  cell: (each) =>
                    each.last_export_id === null ? (
                      "not yet"
                    ) : (
                      <button type="button" className="link" onClick={() => change({ export: each.last_export_id })}>
                        look
                      </button>
                    ),
                },
                {
                  name: "",
                  cell: (each) =>
                    may && (
                      <button type="button" className="tool" aria-label={`Stop keeping ${name(each.segment)} at ${words(each.target)}`} disabled={set.isPending} onClick={() => set.mutate(items.filter((other) => other !== each))}>
                        Stop
                      </button>
                    ),
                },
              ]}
            />
          )}
          {may && (
            <form
              className="controls"
              onSubmit={(event) => {
                event.preventDefault();
                set.mutate([...items.filter((each) => each.segment !== chosen || each.target !== target), { target, segment: chosen, hold_out: null }]);
              }}
            >
              <NativeSelect label="Keep this group" value={chosen} data={groups.map((each) => ({ value: each.segment_id, label: each.name }))} onChange={({ currentTarget: { value } }) => setSegment(value)} />
              <NativeSelect label="up to date at" value={target} data={TARGETS.map((value) => ({ value, label: words(value) }))} onChange={({ currentTarget: { value } }) => setTarget(TARGETS.find((each) => each === value) ?? "mailchimp")} />
              <Button type="submit" variant="default" loading={set.isPending} disabled={chosen === ""}>
                Keep it
              </Button>
              {set.isSuccess && (
                <span role="status" className="done">
                  Kept.
                </span>
              )}
            </form>
          )}
          {set.error !== null && <Wrong error={set.error} />}
        </>
      )}
    </Panel>
  );
}
