import { NativeSelect } from "@mantine/core";
import { address } from "../../api/client";
import { earlier, readRange } from "../../app/asking";
import { amount, because, change as changed, count, money, percent, wholeMoney, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { DataTable } from "../../parts/data_table";
import { Bar, Delta } from "../../parts/figures";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";
import { breakdownAsked, CUTS, trendAsked } from "./asked";
import { others } from "./trend";

const TRENDS_BY = ["channel", "location", "category"] as const; // what the trend can be narrowed to

export function Breakdown() {
  const { search, comparison, change } = useRange();
  const asked = breakdownAsked(search);
  const { by } = asked.query;
  const narrows = TRENDS_BY.find((each) => each === by);
  const answer = useAnswer("/api/revenue/breakdown", asked);
  const beside = others(comparison)[0];
  const { data: trends } = useAnswer("/api/revenue/trends", trendAsked(search));
  // Days that the data does not hold whole would make everything look as if it had grown.
  const isKnown = beside !== undefined && trends?.totals[beside.key].covered === true;
  const then = isKnown ? { query: { ...asked.query, ...earlier(readRange(search), beside.key === "previous" ? "previous" : "year", trends.as_of) } } : asked;
  const { data: before } = useAnswer("/api/revenue/breakdown", then, { enabled: isKnown });
  const wasOf = new Map(isKnown && before?.by === by ? before.items.map(({ key, net_sales }) => [key, amount(net_sales)]) : []);
  return (
    <Panel
      title="Where sales come from"
      span={6}
      answer={answer}
      lines={16}
      phoneLines={9}
      csv={address("/api/revenue/breakdown.csv", asked)}
      explain={{ address: address("/api/revenue/breakdown", asked) }}
      controls={
        <NativeSelect
          aria-label="Cut by"
          value={by}
          data={CUTS.map((value) => ({ value, label: value === "new_returning" ? "New or returning" : words(value) }))}
          onChange={({ currentTarget: { value } }) => change({ by: value })}
        />
      }
    >
      {({ items, totals }) =>
        items.length === 0 ? (
          <Empty title="No sales in these days" />
        ) : (
          <>
            <p>
              {words(items[0]?.key ?? "none named")} brought the most, {money(items[0]?.net_sales)} of {money(totals.net_sales)}
              {items[0]?.share ? ` (${percent(items[0].share.value)})` : ""}.
            </p>
            <DataTable
              caption={`Sales by ${words(by)}`}
              rows={items}
              id={(item) => item.key ?? ""}
              tall={300}
              columns={[
                {
                  name: words(by),
                  cell: (item) =>
                    narrows !== undefined && item.key !== null ? (
                      <button type="button" className="link" onClick={() => change({ [narrows]: item.key })} title={`Show the trend of this ${narrows}`}>
                        {item.key}
                      </button>
                    ) : (
                      (item.key === null ? "none named" : by === "new_returning" ? words(item.key) : item.key)
                    ),
                },
                { name: "Net sales", number: true, cell: (item) => wholeMoney(item.net_sales) },
                ...(isKnown
                  ? [
                      {
                        name: "Change",
                        number: true,
                        wide: true,
                        cell: (item: (typeof items)[number]) => (
                          <span title={beside.on}>
                            <Delta of={changed(amount(item.net_sales), wasOf.get(item.key))} on="" />
                          </span>
                        ),
                      },
                    ]
                  : []),
                {
                  name: "Share",
                  wide: true,
                  cell: (item) => (item.share ? <Bar share={item.share.value} label={percent(item.share.value)} /> : "–"),
                },
                {
                  name: "Margin",
                  number: true,
                  cell: (item) => (item.gross_margin_rate === null ? <span title={because(item.reasons.gross_margin_rate)}>–</span> : percent(item.gross_margin_rate.value)),
                },
                {
                  name: "Refunded",
                  number: true,
                  wide: true,
                  cell: ({ refund_rate: rate, reasons }) =>
                    rate === null ? (
                      <span title={because(reasons.refund_rate)}>–</span>
                    ) : rate.interval ? (
                      // Of fewer than thirty: how far chance may have moved it.
                      <span title={`${count(rate.numerator)} of ${count(rate.denominator)}`}>
                        {percent(rate.value, 0)} ({percent(rate.interval.low, 0)} to {percent(rate.interval.high, 0)})
                      </span>
                    ) : (
                      percent(rate.value)
                    ),
                },
                { name: "Orders", number: true, wide: true, cell: (item) => (item.orders === null ? <span title={because(item.reasons.orders)}>–</span> : count(item.orders)) },
                ...(items.some(({ target }) => target !== null)
                  ? [
                      {
                        name: "Target",
                        number: true,
                        wide: true,
                        cell: (item: (typeof items)[number]) =>
                          item.target === null ? "" : `${item.attainment === null ? "" : percent(item.attainment.value, 0)} of ${wholeMoney(item.target.net_amount)}${item.target.is_prorated ? " (part)" : ""}`,
                      },
                    ]
                  : []),
              ]}
            />
          </>
        )
      }
    </Panel>
  );
}
