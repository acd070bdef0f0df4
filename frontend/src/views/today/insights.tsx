import { NavLink } from "react-router";
import { address } from "../../api/client";
import { because, day, money } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { sharedPart, useRange } from "../../app/range";
import { Panel } from "../../parts/panel";

/** What stood out on the last whole day, worth most first. */
export function Insights() {
  const { search } = useRange();
  const answer = useAnswer("/api/revenue/insights");
  return (
    <Panel
      title="What stood out"
      answer={answer}
      span={5}
      lines={4}
      phoneLines={1.1}
      controls={
        <NavLink className="all" to={`/revenue${sharedPart(search)}`}>
          all
        </NavLink>
      }
      csv={address("/api/revenue/insights.csv")}
      explain={{ words: "Each whole day is compared with what its weekday, season and the forecast let expect, and with what products, refunds and visits usually do. What differs by more than chance is told, by the money at stake." }}
    >
      {({ items, day: of, reasons, ranked_by }) =>
        items.length === 0 ? (
          <p className="dim">{of === null ? `Nothing was judged yet: ${because(reasons.items)}.` : `Nothing stood out on ${day(of, "day")}.`}</p>
        ) : (
          <ul className="lines insights">
            {items.slice(0, 3).map((item) => (
              <li key={item.insight_id}>
                <NavLink className="grow" title={item.to_do} to={`/revenue${sharedPart(search)}${sharedPart(search) === "" ? "?" : "&"}insight=${encodeURIComponent(item.insight_id)}`}>
                  {item.what}
                </NavLink>
                <b className="nowrap">{money(ranked_by === "margin" ? (item.margin_at_stake ?? item.net_at_stake) : item.net_at_stake)}</b>
              </li>
            ))}
          </ul>
        )
      }
    </Panel>
  );
}
