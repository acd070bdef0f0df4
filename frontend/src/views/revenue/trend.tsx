import { NativeSelect } from "@mantine/core";
import { address, type Answer } from "../../api/client";
import { amount, because, change, count, day, money, percent, shortMoney, wholeMoney, MISSING } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { type Comparison, useRange } from "../../app/range";
import { Chart } from "../../parts/chart";
import { DataTable } from "../../parts/data_table";
import type { Point, Series } from "../../parts/drawing";
import { Delta, Tile, Tiles } from "../../parts/figures";
import { Panel } from "../../parts/panel";
import { GRANULARITIES, trendAsked } from "./asked";

type Trends = Answer<"get", "/api/revenue/trends">;
type Bucket = Trends["series"][number];
type Total = Trends["totals"]["series"];

const MEASURES = {
  net_sales: { name: "Net sales", of: (each: Bucket | Total) => amount(each.net_sales) },
  gross_margin: { name: "Gross margin", of: (each: Bucket | Total) => amount(each.gross_margin) },
  orders: { name: "Orders", of: (each: Bucket | Total) => each.orders },
  average_order_value: { name: "Average order", of: (each: Bucket | Total) => amount(each.average_order_value) },
} as const;
type Measure = keyof typeof MEASURES;
const NARROWED = ["channel", "location", "category"] as const;

/** What a trend stands beside, in the order in which it is told. */
interface Other {
  key: "previous" | "year_before";
  name: string;
  column: string;
  on: string;
  than: string;
  kind: Series["kind"];
  color: Series["color"];
}
const OTHERS: Record<"previous" | "year", Other> = {
  previous: { key: "previous", name: "Days before", column: "Before", on: "on the days before", than: "the days before", kind: "dashed", color: 2 },
  year: { key: "year_before", name: "52 weeks before", column: "52 weeks before", on: "on 52 weeks before", than: "the same weekdays 52 weeks before", kind: "dotted", color: 3 },
};

export function others(comparison: Comparison): readonly Other[] {
  if (comparison === "none") return [];
  return comparison === "both" ? [OTHERS.previous, OTHERS.year] : [OTHERS[comparison]];
}

export function Trend() {
  const { search, comparison, filter, change: set } = useRange();
  const asked = trendAsked(search);
  const measure = (Object.keys(MEASURES) as Measure[]).find((each) => each === filter("measure")) ?? "net_sales";
  const answer = useAnswer("/api/revenue/trends", asked);
  return (
    <Panel
      title="Trend"
      answer={answer}
      csv={address("/api/revenue/trends.csv", asked)}
      explain={{ address: address("/api/revenue/trends", asked) }}
      lines={17}
      phoneLines={36}
      controls={
        <>
          {NARROWED.map((name) =>
            filter(name) === null ? null : (
              <button key={name} type="button" className="tool" onClick={() => set({ [name]: null })} aria-label={`Not only ${name} ${filter(name) ?? ""}`}>
                {filter(name)} ✕
              </button>
            ),
          )}
          <NativeSelect
            aria-label="Figure"
            value={measure}
            data={Object.entries(MEASURES).map(([value, { name }]) => ({ value, label: name }))}
            onChange={({ currentTarget: { value } }) => set({ measure: value })}
          />
          <NativeSelect
            aria-label="By"
            value={asked.query.granularity}
            data={GRANULARITIES.map((value) => ({ value, label: `by ${value}` }))}
            onChange={({ currentTarget: { value } }) => set({ granularity: value })}
          />
        </>
      }
    >
      {(trends) => <Drawn trends={trends} measure={measure} beside={others(comparison)} />}
    </Panel>
  );
}

function Drawn({ trends, measure, beside }: { trends: Trends; measure: Measure; beside: readonly Other[] }) {
  const { totals, series, currency } = trends;
  const { name, of } = MEASURES[measure];
  const told = (value: number | null) =>
    value === null ? MISSING : measure === "orders" ? count(value) : money({ amount: String(value), currency });
  const lines: Series[] = [
    { key: "now", name, kind: "line", color: 1 },
    ...beside.map(({ key, name: called, kind, color }): Series => ({ key, name: called, kind, color })),
  ];
  const points = series.map((bucket, at): Point => ({
    label: day(bucket.start),
    now: of(bucket),
    ...Object.fromEntries(beside.map(({ key }) => [key, pick(trends[key][at], of)])),
  }));
  const places = new Map(series.map((bucket, at) => [bucket.start, at]));
  return (
    <>
      <Totals total={totals.series} others={beside.map((each) => ({ ...each, total: totals[each.key] }))} />
      <Chart
        label="Trend"
        sentence={sentence(trends, name, of, told, beside)}
        points={points}
        series={lines}
        format={(value) => told(value)}
        short={(value) => (measure === "orders" ? count(value) : shortMoney(value, currency))}
        table={
          <DataTable
            caption={`${name} by ${trends.granularity}`}
            rows={[...series].reverse()}
            id={(bucket) => bucket.start}
            columns={[
              { name: "From", cell: (bucket) => `${day(bucket.start, "day")}${bucket.complete ? "" : " (not whole)"}` },
              { name, number: true, cell: (bucket) => told(of(bucket)) },
              ...beside.map(({ key, column }) => ({
                name: column,
                number: true,
                cell: (bucket: Bucket) => told(pick(trends[key][places.get(bucket.start) ?? -1], of)),
              })),
            ]}
          />
        }
      />
    </>
  );
}

function pick(bucket: Bucket | undefined, of: (each: Bucket) => number | null): number | null {
  return bucket === undefined ? null : of(bucket);
}

function sentence(trends: Trends, name: string, of: (each: Bucket | Total) => number | null, told: (value: number | null) => string, beside: readonly Other[]): string {
  const { from, to, totals, series } = trends;
  const total = of(totals.series);
  const days = `from ${day(from, "year")} to ${day(to, "year")}`;
  if (total === null) return `${name} ${days}: nothing can be said.`;
  const against = beside.map(({ key, than }) => {
    const other = totals[key];
    const moved = other.covered ? change(total, of(other)) : null;
    if (moved === null) return "";
    return moved.direction === "same" ? `, as much as in ${than}` : `, ${moved.text} ${moved.direction === "up" ? "more" : "less"} than ${than}`;
  });
  const best = series.filter((each) => of(each) !== null).sort((a, b) => (of(b) ?? 0) - (of(a) ?? 0))[0];
  const top = best === undefined || series.length < 2 ? "" : ` The highest was ${told(of(best))}, from ${day(best.start, "day")}.`;
  return `${name} ${days}: ${told(total)}${against.join("")}.${top}`;
}

function Totals({ total, others: beside }: { total: Total; others: readonly (Other & { total: Total })[] }) {
  const moved = (of: (each: Total) => number | null) => (
    <>
      {beside.map((each) => (
        <div key={each.key}>
          <Delta of={each.total.covered ? change(of(total), of(each.total)) : null} on={each.on} />
        </div>
      ))}
    </>
  );
  return (
    <Tiles>
      <Tile name="Net sales" figure={money(total.net_sales)} note={moved(({ net_sales }) => amount(net_sales))} />
      <Tile name="Orders" figure={count(total.orders)} note={moved(({ orders }) => orders)} />
      <Tile name="Average order" figure={money(total.average_order_value)} note={moved(({ average_order_value }) => amount(average_order_value))} />
      <Tile
        name="Gross margin"
        figure={wholeMoney(total.gross_margin)}
        note={
          total.gross_margin_rate === null
            ? because(total.reasons.gross_margin ?? total.reasons.gross_margin_rate)
            : `${percent(total.gross_margin_rate.value)} of sales of known cost${total.cost_coverage === null ? "" : ` (${percent(total.cost_coverage.value)} of all)`}`
        }
      />
      <Tile name="Refunds" figure={wholeMoney(total.refunds)} note={`${count(total.units_refunded)} units`} />
      <Tile name="Discounts" figure={wholeMoney(total.discounts)} />
    </Tiles>
  );
}
