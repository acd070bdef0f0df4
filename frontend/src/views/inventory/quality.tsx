import { address } from "../../api/client";
import { because, count, percent, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";

/** How often alerts came true so far. */
export function Quality() {
  const answer = useAnswer("/api/inventory/alerts/quality");
  return (
    <Panel
      title="How often alerts came true"
      span={8}
      lines={9}
      answer={answer}
      csv={address("/api/inventory/alerts/quality.csv")}
      explain={{ address: address("/api/inventory/alerts/quality") }}
    >
      {({ pushed, items, target_false_share: promised, service_level: service }) => {
        const scored = items.filter((item) => item.ever.scored > 0);
        const { ever } = pushed;
        const level = service.last_28_days === null && service.history === null ? null : service;
        return (
          <>
            <p>
              {ever.scored === 0
                ? `No alert that people were told of is due yet; at most ${percent(promised, 0)} of them may be wrong.`
                : `Of ${count(ever.scored)} alerts people were told of, ${count(ever.came_true)} came true and ${count(ever.did_not)} did not (${percent(ever.false_share?.value)} wrong, ${percent(promised, 0)} are promised at most).`}
            </p>
            {level !== null && (
              <p>
                Of {count(level.last_28_days?.denominator ?? level.history?.denominator)} cycles from one delivery to the next {percent((level.last_28_days ?? level.history)?.value)} had no day out of stock
                {level.last_28_days === null ? "" : " in 28 days"}; {percent(level.target)} are aimed at.
              </p>
            )}
            {scored.length > 0 && (
              <DataTable
                caption="Quality by kind"
                rows={scored}
                id={(item) => item.kind + item.pace}
                tall={240}
                columns={[
                  { name: "Kind", cell: (item) => words(item.kind) },
                  { name: "Sells", wide: true, cell: (item) => words(item.pace) },
                  { name: "Wrong means", wide: true, cell: (item) => item.false_means },
                  { name: "Scored", number: true, cell: (item) => count(item.ever.scored) },
                  { name: "Precision", number: true, cell: (item) => (item.ever.precision === null ? because(item.ever.reasons.precision) : percent(item.ever.precision.value)) },
                  { name: "Found", number: true, wide: true, cell: (item) => (item.ever.recall === null ? because(item.ever.reasons.recall) : percent(item.ever.recall.value)) },
                  { name: "Told to people", wide: true, cell: (item) => (item.is_pushed ? "yes" : words(item.pushed_reason)) },
                ]}
              />
            )}
          </>
        );
      }}
    </Panel>
  );
}
