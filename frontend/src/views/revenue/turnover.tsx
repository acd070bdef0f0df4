import { NativeSelect } from "@mantine/core";
import { address } from "../../api/client";
import { because, count, percent, wholeMoney } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { useRange } from "../../app/range";
import { DataTable } from "../../parts/data_table";
import { Tile, Tiles } from "../../parts/figures";
import { Panel } from "../../parts/panel";
import { turnoverAsked } from "./asked";

export function Turnover() {
  const { search, change } = useRange();
  const asked = turnoverAsked(search);
  const { by } = asked.query;
  const answer = useAnswer("/api/revenue/inventory/turnover", asked);
  return (
    <Panel
      title="How fast stock turns"
      span={6}
      answer={answer}
      lines={14}
      phoneLines={18}
      csv={address("/api/revenue/inventory/turnover.csv", { query: { ...asked.query, limit: undefined } })}
      explain={{ address: address("/api/revenue/inventory/turnover", asked) }}
      controls={
        <NativeSelect
          aria-label="Stock by"
          value={by}
          data={[
            { value: "category", label: "Category" },
            { value: "product", label: "Product" },
          ]}
          onChange={({ currentTarget: { value } }) => change({ stock: value })}
        />
      }
    >
      {({ total, items, needs }) => (
        <>
          <Tiles>
            <Tile name="Turns" figure={count(total.turnover?.value, 2)} note={total.turnover === null ? because(total.reasons.turnover) : "in these days"} />
            <Tile name="Days of stock" figure={count(total.days_of_inventory)} note={total.days_of_inventory === null ? because(total.reasons.days_of_inventory) : null} />
            <Tile name="Sold through" figure={percent(total.sell_through?.value)} note={total.sell_through === null ? because(total.reasons.sell_through) : null} />
            <Tile name="Stock at cost" figure={wholeMoney(total.average_stock_at_cost)} note={total.average_stock_at_cost === null ? because(total.reasons.average_stock_at_cost) : "mean"} />
          </Tiles>
          {needs.map((need) => (
            <p key={need.table} className="dim">
              {need.detail}
            </p>
          ))}
          <DataTable
            caption={`Turnover by ${by}`}
            rows={items}
            id={(item) => `${item.product_id ?? ""}${item.category ?? ""}`}
            tall={220}
            columns={[
              { name: by === "product" ? "Product" : "Category", cell: (item) => (by === "product" ? (item.title ?? item.product_id) : item.category) ?? "none named" },
              { name: "Turns", number: true, cell: (item) => count(item.turnover?.value, 2) },
              { name: "Days", number: true, cell: (item) => count(item.days_of_inventory) },
              { name: "Sold through", number: true, wide: true, cell: (item) => percent(item.sell_through?.value) },
              { name: "GMROI", number: true, wide: true, cell: (item) => count(item.gmroi?.value, 2) },
              { name: "Units sold", number: true, cell: (item) => count(item.units_sold) },
            ]}
          />
        </>
      )}
    </Panel>
  );
}
