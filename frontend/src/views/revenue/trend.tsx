import { NativeSelect } from "@mantine/core";
import { address, type Answer } from "../../api/client";
import { amount, because, change, count, day, money, percent, shortMoney, wholeMoney, MISSING } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { Chart } from "../../parts/chart";
import { DataTable } from "../../parts/data_table";
import type { Series } from "../../parts/drawing";
import { Delta, Tile, Tiles } from "../../parts/figures";
import { Panel } from "../../parts/panel";

type Trends = Answer<"get", "/api/revenue/trends">;
type Bucket = Trends["series"][number];
type Total = Trends["totals"]["series"];

const GRANULARITIES = ["day", "week", "month"] as const;
const MEASURES = {
  net_sales: { name: "Net sales", of: (each: Bucket | Total) => amount(each.net_sales) },
  gross_margin: { name: "Gross margin", of: (each: Bucket | Total) => amount(each.gross_margin) },
  orders: { name: "Orders", of: (each: Bucket | Total) => each.orders },
  average_order_value: { name: "Average order", of: (each: Bucket | Total) => amount(each.average_order_value) },
} as const;
type Measure = keyof typeof MEASURES;

export function Trend() {
  const { query, basis, comparison, filter, change: set, window } = useRange();
  const granularity = GRANULARITIES.find((each) => each === filter("granularity")) ?? (window === "365d" ? "week" : "day");
  const measure = (Object.keys(MEASURES) as Measure[]).find((each) => each === filter("measure")) ?? "net_sales";
  const channel = filter("channel") ?? undefined;
  const asked = { query: { ...query, granularity, basis, channel } };
  const answer = useAnswer("/api/revenue/trends", asked);
  const where = address("/api/revenue/trends", asked);
  return (
    <Panel
      title="Trend"
      answer={answer}
      csv={address("/api/revenue/trends.csv", asked)}
      explain={{ address: where }}
      lines={17}
      controls={
        <>
          {channel !== undefined && (
            <button type="button" className="tool" onClick={() => set({ channel: null })}>
              Channel {channel} ✕
            </button>
          )}
          <NativeSelect
            aria-label="Figure"
            value={measure}
            data={Object.entries(MEASURES).map(([value, { name }]) => ({ value, label: name }))}
            onChange={({ currentTarget: { value } }) => set({ measure: value })}
          />
          <NativeSelect
            aria-label="By"
            value={granularity}
            data={GRANULARITIES.map((value) => ({ value, label: `by ${value}` }))}
            onChange={({ currentTarget: { value } }) => set({ granularity: value })}
          />
        </>
      }
    >
      {(trends) => <Drawn trends={trends} measure={measure} comparison={comparison} />}
    </Panel>
  );
}

function Drawn({ trends, measure, comparison }: { trends: Trends; measure: Measure; comparison: "previous" | "year" | "none" }) {
  const { totals, series, currency } = trends;
  const { name, of } = MEASURES[measure];
  const other = comparison === "none" ? null : comparison === "year" ? trends.year_before : trends.previous;
  const otherTotal = comparison === "none" ? null : comparison === "year" ? totals.year_before : totals.previous;
  const comparedWith = comparison === "year" ? "the same weekdays 52 weeks before" : "the days before";
  const told = (value: number | null) =>
    value === null ? MISSING : measure === "orders" ? count(value) : money({ amount: String(value), currency });
  const lines: Series[] = [{ key: "now", name, kind: "line", color: 1 }];
  if (other !== null) lines.push({ key: "before", name: comparison === "year" ? "52 weeks before" : "Days before", kind: "dashed", color: 2 });
  const points = series.map((bucket, at) => ({
    label: day(bucket.start),
    now: of(bucket),
    before: other === null ? null : pick(other[at], of),
  }));
  return (
    <>
      <Totals total={totals.series} other={otherTotal} on={comparison === "year" ? "on 52 weeks before" : "on the days before"} />
      <Chart
        label="Trend"
        sentence={sentence(trends, name, of, told, otherTotal, comparedWith)}
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
              ...(other === null
                ? []
                : [{ name: "Before", number: true, cell: (bucket: Bucket) => told(pick(other[series.indexOf(bucket)], of)) }]),
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

function sentence(
  { from, to, totals, series }: Trends,
  name: string,
  of: (each: Bucket | Total) => number | null,
  told: (value: number | null) => string,
  other: Total | null,
  comparedWith: string,
): string {
  const total = of(totals.series);
  const days = `from ${day(from, "year")} to ${day(to, "year")}`;
  if (total === null) return `${name} ${days}: nothing can be said.`;
  const moved = other === null || !other.covered ? null : change(total, of(other));
  const against =
    moved === null ? "" : moved.direction === "same" ? `, as much as in ${comparedWith}` : `, ${moved.text} ${moved.direction === "up" ? "more" : "less"} than ${comparedWith}`;
  const best = series.filter((each) => of(each) !== null).sort((a, b) => (of(b) ?? 0) - (of(a) ?? 0))[0];
  const top = best === undefined || series.length < 2 ? "" : ` The highest was ${told(of(best))}, from ${day(best.start, "day")}.`;
  return `${name} ${days}: ${told(total)}${against}.${top}`;
}

function Totals({ total, other, on }: { total: Total; other: Total | null; on: string }) {
  const on_ = other !== null && !other.covered ? null : other;
  return (
    <Tiles>
      <Tile name="Net sales" figure={money(total.net_sales)} note={<Delta of={change(amount(total.net_sales), amount(on_?.net_sales))} on={on} />} />
      <Tile name="Orders" figure={count(total.orders)} note={<Delta of={change(total.orders, on_?.orders)} on={on} />} />
      <Tile
        name="Average order"
        figure={money(total.average_order_value)}
        note={<Delta of={change(amount(total.average_order_value), amount(on_?.average_order_value))} on={on} />}
      />
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
