import { address, type Answer } from "../../api/client";
import { because, count, day, percent, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { DataTable } from "../../parts/data_table";
import { FileOf } from "../../parts/file_of";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";

type Coverage = Answer<"get", "/api/recommendations/v2/coverage">;
type Shown = Coverage["items"][number];

/** How much of what sells the lists show, how varied they are, and what the offline gate last found. */
export function Coverage() {
  const answer = useAnswer("/api/recommendations/v2/coverage");
  return (
    <Panel
      title="Coverage and diversity"
      answer={answer}
      csv={address("/api/recommendations/v2/coverage.csv")}
      explain={{ address: address("/api/recommendations/v2/coverage") }}
      lines={10}
      phoneLines={15}
    >
      {(told) => (
        <>
          {told.items.length === 0 ? (
            <Empty title="There are no lists to look at">{because(told.reasons.build)}: lists are built each night.</Empty>
          ) : (
            <>
              <p>{sentence(told)}</p>
              <DataTable
                caption="Coverage and diversity of lists"
                rows={told.items}
                id={(each) => each.surface + each.variant}
                columns={[
                  { name: "List", cell: (each) => `${words(each.surface)}, ${version(each)}` },
                  { name: "Of what sells", number: true, cell: (each) => (each.coverage === null ? because(each.reasons.coverage) : percent(each.coverage.value)) },
                  { name: "Products", number: true, wide: true, cell: (each) => count(each.products) },
                  { name: "Categories a list", number: true, cell: (each) => count(each.categories_per_list, 1) },
                  { name: "Novelty, bits", number: true, wide: true, cell: (each) => count(each.novelty_bits, 1) },
                  { name: "Not sold for 12 weeks", number: true, wide: true, cell: (each) => percent(each.not_sold_lately?.value, 2) },
                  { name: "Ten most shown take", number: true, wide: true, cell: (each) => percent(each.ten_most_shown?.value) },
                ]}
              />
            </>
          )}
          <Gate of={told} />
        </>
      )}
    </Panel>
  );
}

function version({ variant }: Shown): string {
  return variant === "v2" ? "served" : "first version";
}

function sentence({ items, customers }: Coverage): string {
  const of = (variant: string) => items.find((each) => each.surface === "home" && each.variant === variant);
  const [ours, first] = [of("v2"), of("v1")];
  if (ours === undefined || ours.coverage === null) return `Lists of ${count(customers)} customers were looked at.`;
  return `Home lists of the ${count(customers)} customers who bought last show ${count(ours.coverage.numerator)} of the ${count(ours.coverage.denominator)} products that sold in four weeks (${percent(ours.coverage.value)}), with ${count(ours.categories_per_list, 1)} categories a list${first?.coverage === null || first === undefined ? "" : `; the first version would show ${percent(first.coverage.value)}, with ${count(first.categories_per_list, 1)} categories`}.`;
}

/** What was last learned, and whether it is served: by visits of the weeks after what it was learned from. */
function Gate({ of: { gate, reasons } }: { of: Coverage }) {
  if (gate === null) return <p className="dim">The offline gate has judged nothing yet: {because(reasons.gate)}.</p>;
  return (
    <>
      <h3>
        Offline gate, {day(gate.judged_at.slice(0, 10), "year")}{" "}
        <FileOf
          title="Offline gate"
          name="offline-gate.csv"
          rows={[["list", "passed", "why", "customers", "scored_by", "gain"], ...gate.items.flatMap((each) => Object.entries(each.scores).map(([name, score]) => [each.list, String(each.passed), each.why, each.customers, name, score]))]}
        />
      </h3>
      <DataTable
        caption="Verdicts of the offline gate"
        rows={gate.items}
        id={(each) => each.list}
        columns={[
          { name: "List", cell: (each) => words(each.list) },
          { name: "Served since", cell: (each) => (each.passed ? "yes" : "no") },
          { name: "Why", cell: (each) => each.why },
          { name: "Customers", number: true, wide: true, cell: (each) => count(each.customers) },
          { name: "Gain of the ten shown", wide: true, cell: (each) => Object.entries(each.scores).map(([name, score]) => `${words(name)} ${count(score, 3)}`).join(", ") },
        ]}
      />
    </>
  );
}
