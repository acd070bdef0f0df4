import { NavLink } from "react-router";
import { address } from "../../api/client";
import { amount, because, change, count, moment, money, percent, wholeMoney, MISSING } from "../../app/format";
import { type Current, useLive } from "../../app/live";
import { useAnswer } from "../../app/queries";
import { linked, sharedPart, useRange } from "../../app/range";
import { Explain } from "../../parts/explain";
import { Bar, Delta, Tile, Tiles } from "../../parts/figures";
import { Age, Loading, Wrong } from "../../parts/states";
import { FirstRun } from "../first_run";
import { verdict } from "./expected";
import { Insights } from "./insights";
import { Reorders, Urgent } from "./urgent";

const ASK_MS = 5_000; // as_of is floored to five seconds: asking more often gives the same answer

/** How is today going, is it good, what must I do: on a phone without scrolling. */
export default function Today() {
  const told = useLive();
  const isLive = told.phase === "live" && told.current !== null;
  const asked = useAnswer("/api/revenue/current", {}, { every: isLive ? false : ASK_MS });
  const shown = isLive ? told.current : (asked.data ?? null);
  if (shown?.data_until === null) return <FirstRun />;
  return (
    <div className="view today">
      <h1 className="unseen">Today</h1>
      {shown === null ? (
        <section className="panel span-7 sales" aria-label="Net sales" aria-busy={asked.error === null}>
          {asked.error === null ? <Loading label="Today" lines={8} /> : <Wrong error={asked.error} again={() => void asked.refetch()} />}
        </section>
      ) : (
        <Sales of={shown} failed={!isLive && asked.error !== null} />
      )}
      <Insights />
      <Urgent />
      <Reorders />
    </div>
  );
}

function Sales({ of: current, failed }: { of: Current; failed: boolean }) {
  const { search } = useRange();
  const { today, same_weekday_last_week: week, same_weekday_last_year: year, time_zone: zone } = current;
  const weekday = moment(today.start, "weekday", zone);
  const margin = today.gross_margin_rate;
  return (
    <section className="panel span-7 sales" aria-labelledby="sales-title">
      <header className="panel-head">
        <h2 id="sales-title">
          Net sales, {moment(today.start, "day", zone)} to {moment(current.as_of, "time", zone)}
        </h2>
        {current.stale && <Age of={current} />}
        {failed && <span className="tag warn">could not be refreshed</span>}
        <div className="panel-tools">
          <Explain of={{ address: address("/api/revenue/current") }} title="net sales" />
        </div>
      </header>
      <div className="hero">
        <p className="figure" data-figure="net_sales">
          {money(today.net_sales)}
        </p>
        {today.net_sales === null ? <p>{because(today.reasons.net_sales)}</p> : <Verdict of={current} />}
      </div>
      <Day of={current} />
      <p className="beside">
        <Delta of={change(amount(today.net_sales), amount(week.net_sales))} on={`on last ${weekday}`} />{" "}
        <Delta of={change(amount(today.net_sales), amount(year.net_sales))} on="on a year ago" />
      </p>
      <Tiles>
        <Tile name="Orders" figure={count(today.orders)} note={today.orders === null ? because(today.reasons.orders) : <Delta of={change(today.orders, week.orders)} on="" />} />
        <Tile
          name="Average order"
          figure={money(today.average_order_value)}
          note={
            today.average_order_value === null ? because(today.reasons.average_order_value) : <Delta of={change(amount(today.average_order_value), amount(week.average_order_value))} on="" />
          }
        />
        <Tile
          name="Margin"
          figure={margin === null ? MISSING : percent(margin.value)}
          note={margin === null ? because(today.reasons.gross_margin_rate ?? today.reasons.gross_margin) : wholeMoney(today.gross_margin)}
        />
      </Tiles>
      <Target of={current} />
      <Yesterday of={current} search={sharedPart(search)} />
    </section>
  );
}

/** Whether that is good: against what was to be expected by this hour. */
function Verdict({ of: current }: { of: Current }) {
  const said = verdict(current);
  return said === null ? null : <p className={`verdict delta ${said.direction}`}>{said.text}</p>;
}

function Day({ of: { day_pace: pace, today } }: { of: Current }) {
  const sold = amount(today.net_sales);
  const whole = Math.max(amount(pace.forecast) ?? 0, amount(pace.target) ?? 0);
  const due = amount(pace.expected_to_now);
  if (sold === null) return null;
  if (due === null || pace.interval_80_to_now === null) return <p className="dim due">What was to be expected by now is not known: {because(pace.reasons.expected_to_now)}.</p>;
  const by = `${wholeMoney(pace.interval_80_to_now.low)} to ${wholeMoney(pace.interval_80_to_now.high)}`;
  return (
    <div className="due">
      {whole > 0 && <Bar share={sold / whole} mark={due / whole} label={`${wholeMoney(today.net_sales)} so far, ${wholeMoney(pace.expected_to_now)} were expected by now, ${wholeMoney(pace.forecast)} by tonight`} />}
      <p>
        {wholeMoney(pace.expected_to_now)} expected by now
        <span className="desk"> ({by} is usual)</span>, {wholeMoney(pace.forecast)} by tonight
        {pace.target_to_now === null ? "" : `; target ${wholeMoney(pace.target)}, ${wholeMoney(pace.target_to_now)} due`}
      </p>
    </div>
  );
}

function Target({ of: current }: { of: Current }) {
  const { target, pace } = current;
  const { search } = useRange();
  if (target === null) {
    return (
      <p className="target dim">
        No target is set for these days. <NavLink to={linked("/settings?part=targets", search)}>Set one</NavLink>
      </p>
    );
  }
  const all = amount(target.net_amount) ?? 0;
  const due = amount(pace?.expected_to_now ?? null);
  const gap = amount(pace?.gap ?? null);
  const done = target.attainment?.value ?? 0;
  const monthly = moment(`${target.period_start}T12:00:00Z`, "monthName", "UTC");
  return (
    <div className="target">
      <Bar
        share={done}
        mark={due === null || all === 0 ? null : due / all}
        label={`${percent(done)} of the target for ${monthly} reached${due === null ? "" : `, ${percent(due / all)} was due by now`}`}
      />
      <p>
        <b>{monthly}</b> {wholeMoney(target.net_sales_so_far)}
        <span className="desk"> of {wholeMoney(target.net_amount)}</span>
        {gap === null ? (
          <span className="dim">; how much was due by now: {because(pace?.reasons.expected_to_now)}</span>
        ) : (
          <>
            :{" "}
            <b className={gap < 0 ? "delta down" : "delta up"}>
              {wholeMoney({ amount: String(Math.abs(gap)), currency: target.net_amount.currency })} {gap < 0 ? "behind" : "ahead"}
            </b>
          </>
        )}
        {pace?.probability_to_reach ? <span className="dim desk"> · chance to reach it {percent(pace.probability_to_reach.value, 0)}</span> : null}
      </p>
    </div>
  );
}

function Yesterday({ of: current, search }: { of: Current; search: string }) {
  const full = current.last_full_day;
  if (full === null) return null;
  return (
    <p className="yesterday">
      <NavLink to={`/revenue${search}`}>{moment(full.start, "day", current.time_zone)}</NavLink>: {money(full.net_sales)} from {count(full.orders)} orders
      {full.gross_margin_rate === null ? null : <span className="desk">, margin {percent(full.gross_margin_rate.value)}</span>}.
    </p>
  );
}
