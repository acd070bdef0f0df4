import { NativeSelect } from "@mantine/core";
import { NavLink } from "react-router";
import { address } from "../../api/client";
import { count, money, percent, wholeMoney } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { linked, useRange } from "../../app/range";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Empty } from "../../parts/states";
import { productsAsked, RANKS } from "./asked";

const NAMES = { margin: "by margin", net: "by net sales", units: "by units" };

export function Products() {
  const { search, filter, change } = useRange();
  const mayMargin = useMay("margin:read");
  // Who may not see margins sees net sales, unless margins are asked for: then why they are not shown.
  const chosen = productsAsked(search);
  const asked = mayMargin || filter("top") !== null ? chosen : { query: { ...chosen.query, by: "net" as const } };
  const { by } = asked.query;
  const answer = useAnswer("/api/revenue/products/top", asked);
  return (
    <Panel
      title="Top products"
      span={6}
      answer={answer}
      lines={16}
      csv={address("/api/revenue/products/top.csv", { query: { ...asked.query, limit: undefined } })}
      explain={{ address: address("/api/revenue/products/top", asked) }}
      controls={
        <NativeSelect
          aria-label="Ranked"
          value={by}
          data={RANKS.map((value) => ({ value, label: NAMES[value] }))}
          onChange={({ currentTarget: { value } }) => change({ top: value })}
        />
      }
    >
      {({ items, totals, margin_unknown_total: unknown }) =>
        items.length === 0 ? (
          <Empty title={by === "margin" && !mayMargin ? "Your role does not show margins" : "No sales in these days"} />
        ) : (
          <>
            <p>
              The first {count(items.length)} of {count(totals.products)} products {NAMES[by]}.
              {unknown !== null && unknown.products > 0 ? ` Of ${count(unknown.products)} more, with ${wholeMoney(unknown.net_sales)} of sales, no cost is known.` : ""}
            </p>
            <DataTable
              caption={`Top products ${NAMES[by]}`}
              rows={items}
              id={(item) => item.product_id ?? "none"}
              tall={300}
              columns={[
                { name: "#", number: true, cell: (item) => count(item.rank) },
                {
                  name: "Product",
                  cell: (item) =>
                    item.product_id === null ? "no product named" : <NavLink to={linked(`/inventory/products/${encodeURIComponent(item.product_id)}`, search)}>{item.title ?? item.product_id}</NavLink>,
                },
                { name: "Margin", number: true, cell: (item) => money(item.gross_margin) },
                { name: "Rate", number: true, wide: true, cell: (item) => percent(item.gross_margin_rate?.value) },
                { name: "Net sales", number: true, cell: (item) => money(item.net_sales) },
                { name: "Units", number: true, wide: true, cell: (item) => count(item.units) },
              ]}
            />
          </>
        )
      }
    </Panel>
  );
}
