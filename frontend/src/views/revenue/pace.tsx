import { NavLink } from "react-router";
import { address, type Answer } from "../../api/client";
import { amount, because, change, day, money, percent, wholeMoney } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { linked, useRange } from "../../app/range";
import { Bar, Delta, Tile, Tiles } from "../../parts/figures";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";
import { paceAsked } from "./asked";

type Current = Answer<"get", "/api/revenue/current">;

/** How the shop stands on its way to its target, and where that leads. */
export function Pace() {
  const { search } = useRange();
  const asked = paceAsked(search);
  const answer = useAnswer("/api/revenue/current", asked);
  return (
    <Panel title="On the way to the target" span={4} lines={12} phoneLines={14} answer={answer} explain={{ address: address("/api/revenue/current", asked) }}>
      {({ target, pace, target_proposal: proposed, target_proposal_reason: none }) =>
        target === null || pace === null ? (
          <Empty title="No target is set for these days">
            {proposed ? `By last year and the trend since it could be ${money(proposed.net_amount)} from ${day(proposed.period_start)} to ${day(proposed.period_end)}. ` : `None can be proposed: ${because(none)}. `}
            <NavLink to={linked("/settings?part=targets", search)}>Set one</NavLink>
          </Empty>
        ) : (
          <Standing target={target} pace={pace} />
        )
      }
    </Panel>
  );
}

function Standing({ target, pace }: { target: NonNullable<Current["target"]>; pace: NonNullable<Current["pace"]> }) {
  const whole = amount(target.net_amount) ?? 0;
  const due = amount(pace.expected_to_now);
  const gap = amount(pace.gap);
  const { outlook, probability_to_reach: chance, reasons } = pace;
  const ahead = gap === null ? because(reasons.gap) : `${wholeMoney({ amount: String(Math.abs(gap)), currency: target.net_amount.currency })} ${gap < 0 ? "behind" : "ahead"}`;
  return (
    <>
      <p>
        {wholeMoney(target.net_sales_so_far)} of {wholeMoney(target.net_amount)}, from {day(target.period_start)} to {day(target.period_end)}
        {due === null ? "" : `; ${wholeMoney(pace.expected_to_now)} were due by now`}.
      </p>
      <Bar share={target.attainment?.value ?? 0} mark={due === null || whole === 0 ? null : due / whole} label={`${percent(target.attainment?.value)} reached`} />
      <Tiles>
        <Tile name="Reached" figure={percent(target.attainment?.value)} note={ahead} />
        <Tile name="Goes on to" figure={wholeMoney(pace.run_rate)} note={pace.run_rate === null ? because(reasons.run_rate) : "if it goes on as so far"} />
        <Tile
          name="Chance to reach it"
          figure={percent(chance?.value, 0)}
          note={chance === null ? because(reasons.probability_to_reach) : chance.low === null || chance.high === null ? null : `${percent(chance.low, 0)} to ${percent(chance.high, 0)}`}
        />
        <Tile
          name="By the forecast"
          figure={wholeMoney(outlook?.net_sales)}
          note={outlook === null ? because(reasons.outlook) : `${wholeMoney(outlook.interval_80.low)} to ${wholeMoney(outlook.interval_80.high)}, four of five times`}
        />
      </Tiles>
      {outlook !== null && <Delta of={change(amount(outlook.net_sales), whole)} on="on the target at its end" />}
    </>
  );
}
