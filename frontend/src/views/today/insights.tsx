import { address } from "../../api/client";
import { day, money } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { Panel } from "../../parts/panel";

/** What stood out on the last whole day, worth most first. */
export function Insights() {
  const answer = useAnswer("/api/revenue/insights");
  return (
    <Panel title="What stood out" answer={answer} span={5} lines={1} csv={address("/api/revenue/insights.csv")}>
      {({ items, day: of, reasons, ranked_by }) =>
        items.length === 0 ? (
          <p className="dim">
            {of === null ? `Nothing was judged yet${reasons.items ? `: ${reasons.items.replaceAll("_", " ")}` : ""}.` : `Nothing stood out on ${day(of, "day")}.`}
          </p>
        ) : (
          <ul className="lines">
            {items.slice(0, 3).map((item) => (
              <li key={item.insight_id}>
                <span className="grow" title={item.to_do}>
                  {item.what}
                </span>
                <b className="nowrap">{money(ranked_by === "margin" ? (item.margin_at_stake ?? item.net_at_stake) : item.net_at_stake)}</b>
              </li>
            ))}
          </ul>
        )
      }
    </Panel>
  );
}
