import { address } from "../../api/client";
import { LOCALE, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";

/** Marketing's rules that are in force. */
export function Rules() {
  const answer = useAnswer("/api/recommendations/v2/rules");
  return (
    <Panel title="Marketing's rules" answer={answer} csv={address("/api/recommendations/v2/rules.csv")}>
      {({ pins, bans, cross_sell: cross }) => {
        const rows = [
          ...pins.map((each) => ({ kind: "Pinned", what: each.title ?? each.product_id, on: each.surface, each })),
          ...bans.map((each) => ({ kind: "Banned", what: each.title ?? each.product_id, on: each.surface, each })),
          ...cross.map((each) => ({ kind: "With", what: `${each.bought} then ${each.title ?? each.then}`, on: null, each })),
        ];
        return rows.length === 0 ? (
          <p className="dim">No pins, no bans, no cross-sell rules: what is shown is ranked alone.</p>
        ) : (
          <DataTable
            caption="Rules"
            rows={rows}
            id={(row) => row.kind + row.what + (row.on ?? "")}
            columns={[
              { name: "Rule", cell: (row) => row.kind },
              { name: "Product", cell: (row) => row.what },
              { name: "Page", cell: (row) => (row.on === null ? "all" : words(row.on)) },
              { name: "In force", cell: (row) => (row.each.is_live ? "yes" : "no") },
              { name: "By", wide: true, cell: (row) => `${row.each.author}, ${new Date(row.each.at).toLocaleDateString(LOCALE)}` },
              { name: "Note", wide: true, cell: (row) => row.each.note ?? "" },
            ]}
          />
        );
      }}
    </Panel>
  );
}
