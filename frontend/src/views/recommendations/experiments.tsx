import { address, type Answer } from "../../api/client";
import { because, count, day, money, percent, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { DataTable } from "../../parts/data_table";
import { Tile, Tiles } from "../../parts/figures";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";
import { Interval } from "./interval";

type Result = Answer<"get", "/api/recommendations/v2/performance">["items"][number];

export function Experiments() {
  const answer = useAnswer("/api/recommendations/v2/performance");
  return (
    <Panel
      title="Experiments"
      phoneLines={6}
      answer={answer}
      csv={address("/api/recommendations/v2/performance.csv")}
      explain={{ address: address("/api/recommendations/v2/performance") }}
    >
      {({ items, hold_out_share: share }) =>
        items.length === 0 ? (
          <Empty title="No experiment runs, or ended within 90 days">{percent(share, 0)} of customers are shown no recommendations, whatever is tried; what the others bring beyond them is below.</Empty>
        ) : (
          items.map((result) => <One key={result.experiment.experiment_id} result={result} />)
        )
      }
    </Panel>
  );
}

function One({ result }: { result: Result }) {
  const { experiment, decision, sample_ratio: ratio, arms, comparisons, crossed, matured_until: matured } = result;
  const seen = arms.reduce((sum, arm) => sum + arm.visitors, 0);
  const weight = (name: string) => experiment.arms.find((each) => each.arm === name)?.weight ?? null;
  const widest = Math.max(0.01, ...comparisons.flatMap(({ low, high }) => [Math.abs(low ?? 0), Math.abs(high ?? 0)]));
  return (
    <section aria-label={experiment.name}>
      <h3>
        {experiment.name} <span className="tag">{words(experiment.state)}</span> <span className="tag">{words(decision.verdict)}</span>
      </h3>
      <p>
        {decision.words}
        {matured === null ? "" : ` Counted are people first seen before ${day(matured.slice(0, 10), "year")}, who have had their ${count(experiment.window_days)} days.`}
        {crossed === 0 ? "" : ` ${count(crossed)} were in two arms and count in the first.`}
      </p>
      <Tiles>
        <Tile name="Days left" figure={count(decision.days_left)} note={decision.days_left === null ? "nobody can tell yet" : "at the pace so far"} />
        <Tile name="Visitors an arm" figure={count(decision.visitors_per_arm)} note={decision.visitors_needed_per_arm === null ? null : `${count(decision.visitors_needed_per_arm)} are needed`} />
        <Tile
          name="Split of visitors"
          figure={ratio.is_healthy === null ? "–" : ratio.is_healthy ? "healthy" : "not healthy"}
          note={ratio.p_value === null ? "too few to say" : `p ${count(ratio.p_value, 4)}`}
        />
      </Tiles>
      <DataTable
        caption={`Arms of ${experiment.name}`}
        rows={arms}
        id={(arm) => arm.arm}
        columns={[
          { name: "Arm", cell: (arm) => `${arm.arm}${arm.is_control && arm.arm !== "control" ? " (control)" : ""}` },
          { name: "Visitors", number: true, cell: (arm) => count(arm.visitors) },
          { name: "Of all, and meant", number: true, wide: true, cell: (arm) => `${seen === 0 ? "–" : percent(arm.visitors / seen)}, ${percent(weight(arm.arm), 0)}` },
          { name: "Conversion", number: true, cell: (arm) => (arm.conversion === null ? because(arm.reasons.conversion) : percent(arm.conversion.value, 2)) },
          { name: "Net sales a visitor", number: true, cell: (arm) => money(arm.revenue_per_visitor) },
          { name: "Margin a visitor", number: true, wide: true, cell: (arm) => (arm.margin_per_visitor === null ? because(arm.reasons.margin_per_visitor) : money(arm.margin_per_visitor)) },
        ]}
      />
      <DataTable
        caption={`Comparisons of ${experiment.name}`}
        rows={comparisons}
        id={(each) => each.arm + each.metric}
        columns={[
          { name: "Figure", cell: (each) => `${words(each.metric)}${each.is_primary ? " (decides)" : ""}, ${each.arm}` },
          { name: "Lift", number: true, cell: (each) => (each.lift === null ? because(each.reasons.lift) : percent(each.lift)) },
          {
            name: "",
            wide: true,
            cell: ({ lift, low, high, metric }) => (lift === null || low === null || high === null ? "" : <Interval lift={lift} low={low} high={high} widest={widest} label={`${words(metric)}: lift ${percent(lift)}, interval ${percent(low)} to ${percent(high)}`} />),
          },
          { name: "Interval", number: true, cell: (each) => (each.low === null || each.high === null ? "–" : `${percent(each.low)} to ${percent(each.high)}`) },
          { name: "Best", number: true, wide: true, cell: (each) => percent(each.probability_to_be_best) },
        ]}
      />
    </section>
  );
}
