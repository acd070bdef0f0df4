import { address, type Answer } from "../../api/client";
import { count, moment, words } from "../../app/format";
import { useZone } from "../../app/live";
import { useAnswer } from "../../app/queries";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { EditRules } from "./edit_rules";

type Kept = Answer<"get", "/api/recommendations/v2/rules">;

/** Marketing's rules: what is in force, and changing them after a look at what that would do. */
export function Rules() {
  const answer = useAnswer("/api/recommendations/v2/rules");
  const may = useMay("recommendations:write");
  return (
    <>
      <Panel
        title="Marketing's rules"
        answer={answer}
        csv={address("/api/recommendations/v2/rules.csv")}
        explain={{ words: "Pins stand first, unless they may not be shown at all; bans are shown nowhere; a cross-sell rule makes the second product likelier for who has the first in the cart or bought it. The next list that is asked for goes by them." }}
      >
        {(kept) => <Table of={kept} />}
      </Panel>
      {may && answer.data !== undefined && <EditRules key={answer.data.version} kept={answer.data} />}
    </>
  );
}

function Table({ of: { pins, bans, cross_sell: cross, version, changed_by: by, changed_at: at } }: { of: Kept }) {
  const zone = useZone();
  const rows = [
    ...pins.map((each) => ({ kind: "Pinned", what: each.title ?? each.product_id, on: each.surface, each, evidence: null })),
    ...bans.map((each) => ({ kind: "Banned", what: each.title ?? each.product_id, on: each.surface, each, evidence: null })),
    ...cross.map((each) => ({ kind: "With", what: `${each.bought}, then ${each.title ?? each.then}`, on: null, each, evidence: each.evidence })),
  ];
  if (rows.length === 0) return <p className="dim">No pins, no bans, no cross-sell rules: what is shown is ranked alone.</p>;
  return (
    <>
      <p>
        {rows.length === 1 ? "1 rule" : `${count(rows.length)} rules`}, version {count(version)}
        {by === null || at === null ? "" : `, changed by ${by} on ${moment(at, "year", zone)}`}.
      </p>
      <DataTable
        caption="Rules"
        rows={rows}
        id={(row) => row.kind + row.what + (row.on ?? "") + (row.each.from ?? "")}
        columns={[
          { name: "Rule", cell: (row) => row.kind },
          { name: "Product", cell: (row) => row.what },
          { name: "Page", cell: (row) => (row.on === null ? "all" : words(row.on)) },
          { name: "In force", cell: (row) => (row.each.is_live ? "yes" : "no") },
          { name: "Until", wide: true, cell: (row) => (row.each.until === null ? "–" : moment(row.each.until, "full", zone)) },
          { name: "Baskets say", wide: true, cell: (row) => (row.kind !== "With" ? "" : row.evidence === null ? "too few hold both" : `strength ${count(row.evidence.strength, 2)} of 1`) },
          { name: "By", wide: true, cell: (row) => `${row.each.author}, ${moment(row.each.at, "year", zone)}` },
          { name: "Note", wide: true, cell: (row) => row.each.note ?? "" },
        ]}
      />
    </>
  );
}
