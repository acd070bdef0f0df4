import { NavLink } from "react-router";
import { address, type Answer } from "../../api/client";
import { because, count, day, money } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { linked, useRange } from "../../app/range";
import { Panel } from "../../parts/panel";

type Insight = Answer<"get", "/api/revenue/insights">["items"][number];

const KINDS: Record<Insight["kind"], string> = {
  sales_above: "Sold more than expected",
  sales_below: "Sold less than expected",
  viral_product: "Sells like never before",
  refund_wave: "Many refunds",
  data_gap: "Sales seem to be missing",
  web_gap: "Visits seem to be missing",
  bot_burst: "Visits of programs",
  orders_up: "More orders than usual",
  orders_down: "Fewer orders than usual",
  refunds_up: "More refunds than usual",
};

/** What an insight is about, in the few words that a phone has room for. */
function inShort({ kind, dimension, subject }: Insight): string {
  return dimension === "shop" || subject === "" ? KINDS[kind] : `${subject}: ${KINDS[kind].toLowerCase()}`;
}

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
        <NavLink className="all" to={linked("/revenue", search)}>
          all{answer.data === undefined || answer.data.items.length === 0 ? "" : ` ${count(answer.data.items.length)}`}
        </NavLink>
      }
      csv={address("/api/revenue/insights.csv")}
      explain={{ address: address("/api/revenue/insights") }}
    >
      {({ items, day: of, reasons, ranked_by }) =>
        items.length === 0 ? (
          <p className="dim">{of === null ? `Nothing was judged yet: ${because(reasons.items)}.` : `Nothing stood out on ${day(of, "day")}.`}</p>
        ) : (
          <ul className="lines insights">
            {items.slice(0, 3).map((item) => (
              <li key={item.insight_id}>
                <NavLink className="grow" title={item.to_do} to={linked(`/revenue?insight=${encodeURIComponent(item.insight_id)}`, search)}>
                  <span className="desk">{item.what}</span>
                  <span className="hand">{inShort(item)}</span>
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
