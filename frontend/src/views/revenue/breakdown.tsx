import { NativeSelect } from "@mantine/core";
import { address } from "../../api/client";
import { count, money, percent, wholeMoney, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { DataTable } from "../../parts/data_table";
import { Bar } from "../../parts/figures";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";

const CUTS = ["channel", "location", "staff", "category", "country", "new_returning"] as const;

export function Breakdown() {
  const { query, basis, filter, change } = useRange();
  const by = CUTS.find((each) => each === filter("by")) ?? "channel";
  const asked = { query: { ...query, basis, by } };
  const answer = useAnswer("/api/revenue/breakdown", asked);
  return (
    <Panel
      title="Where sales come from"
      span={6}
      answer={answer}
      lines={5}
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
                    by === "channel" && item.key !== null ? (
                      <button type="button" className="tool" onClick={() => change({ channel: item.key })} title="Show the trend of this channel">
                        {item.key}
                      </button>
                    ) : (
                      (item.key ?? "none named")
                    ),
                },
                { name: "Net sales", number: true, cell: (item) => wholeMoney(item.net_sales) },
                {
                  name: "Share",
                  wide: true,
                  cell: (item) => (item.share ? <Bar share={item.share.value} label={percent(item.share.value)} /> : "–"),
                },
                { name: "Margin", number: true, cell: (item) => percent(item.gross_margin_rate?.value) },
                { name: "Orders", number: true, cell: (item) => count(item.orders) },
              ]}
            />
          </>
        )
      }
    </Panel>
  );
}
