import { NativeSelect } from "@mantine/core";
import { address, type Answer } from "../../api/client";
import { amount, because, count, day, money, shortMoney } from "../../app/format";
import { useAnswer, useWholeDays } from "../../app/queries";
import { useRange } from "../../app/range";
import { Chart } from "../../parts/chart";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";

type Told = Answer<"get", "/api/segments/{segment_id}/trend">;
type Figures = NonNullable<Told["items"][number]["members_now"]>;

const MEASURES = {
  net_sales: { name: "Net sales", of: (each: Figures) => amount(each.net_sales) },
  orders: { name: "Orders", of: (each: Figures) => each.orders },
  purchasers: { name: "Purchasers", of: (each: Figures) => each.purchasers },
  customers: { name: "Members", of: (each: Figures) => each.customers },
} as const;
type Measure = keyof typeof MEASURES;

/** What a group's members brought week by week: those of then, as far as they are known, and those of now. */
export function SegmentTrend({ segmentId }: { segmentId: string }) {
  const { basis, filter, change } = useRange();
  const { days, unknown } = useWholeDays();
  const measure = (Object.keys(MEASURES) as Measure[]).find((each) => each === filter("of")) ?? "net_sales";
  const asked = { path: { segment_id: segmentId }, query: { ...(days ?? {}), basis } };
  const answer = useAnswer("/api/segments/{segment_id}/trend", asked, { enabled: days !== null });
  return (
    <Panel
      title={`Week by week: ${answer.data?.name ?? segmentId}`}
      answer={unknown ?? answer}
      csv={address("/api/segments/{segment_id}/trend.csv", asked)}
      explain={{ address: address("/api/segments/{segment_id}/trend", asked) }}
      lines={14}
      phoneLines={28}
      controls={
        <NativeSelect
          aria-label="Figure of the weeks"
          value={measure}
          data={Object.entries(MEASURES).map(([value, { name }]) => ({ value, label: name }))}
          onChange={({ currentTarget: { value } }) => change({ of: value })}
        />
      }
    >
      {(told) => <Drawn told={told} measure={measure} />}
    </Panel>
  );
}

function Drawn({ told: { items, currency, reasons, known_from: known, name }, measure }: { told: Told; measure: Measure }) {
  const { name: what, of } = MEASURES[measure];
  if (items.every((each) => each.members_now === null)) {
    return <Empty title="This group has no weeks">{because(reasons.members_now ?? reasons.refresh)}</Empty>;
  }
  const shown = (value: number | null) => (value === null ? "–" : measure === "net_sales" ? money({ amount: String(value), currency }) : count(value));
  const value = (each: Figures | null) => (each === null ? null : of(each));
  const last = items.at(-1);
  const isDated = items.some((each) => each.members_then !== null);
  return (
    <Chart
      label={`${what} of ${name} by week`}
      sentence={
        (last === undefined
          ? `${name}: no whole week.`
          : `In the week from ${day(last.from, "day")} ${last.members_then === null ? `today's ${count(last.members_now?.customers)} members` : `the ${count(last.members_then.customers)} members of its first day`} placed ${count((last.members_then ?? last.members_now)?.orders)} orders of ${money((last.members_then ?? last.members_now)?.net_sales)}.`) +
        (isDated ? "" : ` Who was a member in these weeks is not known${known === null ? "" : ` before ${day(known, "year")}`}: only today's members are drawn.`)
      }
      points={items.map((each) => ({ label: day(each.from), then: value(each.members_then), now: value(each.members_now) }))}
      series={[...(isDated ? ([{ key: "then", name: "Members then", kind: "line", color: 1 }] as const) : []), { key: "now", name: "Members now", kind: "dashed", color: 2 }]}
      format={(each) => shown(each)}
      short={(each) => (measure === "net_sales" ? shortMoney(each, currency) : count(each))}
      table={
        <DataTable
          caption={`${what} by week`}
          rows={[...items].reverse()}
          id={(each) => each.from}
          columns={[
            { name: "Week from", cell: (each) => day(each.from, "day") },
            { name: "Members then", number: true, cell: (each) => (each.members_then === null ? <span className="dim">not known</span> : shown(of(each.members_then))) },
            { name: "Members now", number: true, cell: (each) => shown(value(each.members_now)) },
          ]}
        />
      }
    />
  );
}
