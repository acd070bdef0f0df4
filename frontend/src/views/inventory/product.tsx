import { useParams } from "react-router";
import { address } from "../../api/client";
import { because, count, money, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { linked, useRange } from "../../app/range";
import { useMay } from "../../app/session";
import { DataTable } from "../../parts/data_table";
import { Panel } from "../../parts/panel";
import { Loading } from "../../parts/states";
import { alertView } from "./asked";
import { InventoryNav } from "./inventory_nav";
import { ProductSettings } from "./product_settings";
import { StockChart } from "./stock_chart";

/** One product at all places: stock, what is expected, its alerts and reorders. */
export default function Product() {
  const { productId = "" } = useParams();
  const may = useMay("inventory:write");
  const { search } = useRange();
  const asked = { path: { product_id: productId } };
  const answer = useAnswer("/api/inventory/products/{product_id}", asked);
  const how = address("/api/inventory/products/{product_id}", asked);
  if (answer.data === undefined && answer.error === null) {
    // At how many places it is, and so how tall this is, nobody knows yet: nothing stands below that would move.
    return (
      <div className="view">
        <InventoryNav />
        <h1 className="view-head">{productId}</h1>
        <section className="panel" aria-label={productId} aria-busy>
          <Loading label="The product" lines={30} />
        </section>
      </div>
    );
  }
  return (
    <div className="view">
      <InventoryNav />
      <h1 className="view-head">{answer.data?.title ?? productId}</h1>
      {answer.data?.locations.map((place) => (
        <section key={place.location_id ?? "all"} className={answer.data.locations.length === 1 ? "panel span-12" : "panel span-6"} aria-label={`At ${place.location_id ?? "all places"}`}>
          <h2>{place.location_id ?? "All places"}</h2>
          <StockChart productId={productId} locationId={place.location_id} />
        </section>
      ))}
      <Panel
        title="Where it is"
        answer={answer}
        lines={5}
        csv={address("/api/inventory/products.csv", { query: { search: productId } })}
        explain={{ address: how }}
      >
        {({ locations }) => (
          <DataTable
            caption="Stock by location"
            rows={locations}
            id={(place) => place.location_id ?? "all"}
            columns={[
              { name: "Location", cell: (place) => place.location_id ?? "all" },
              { name: "On hand", number: true, cell: (place) => (place.on_hand === null ? because(place.reasons.on_hand) : count(place.on_hand)) },
              { name: "On its way", number: true, cell: (place) => count(place.incoming) },
              { name: "Days of cover", number: true, cell: (place) => count(place.days_of_cover) },
              { name: "Sold a day, 30 days", number: true, wide: true, cell: (place) => count(place.velocity_30, 2) },
              { name: "Reorder point", number: true, wide: true, cell: (place) => count(place.reorder_point) },
            ]}
          />
        )}
      </Panel>
      {may && answer.data !== undefined && <ProductSettings key={productId} settings={answer.data.settings} currency={answer.data.currency} />}
      <Panel
        title="Alerts and reorders"
        phoneLines={4}
        answer={answer}
        csv={address("/api/inventory/alerts.csv", { query: { product: productId, state: "all" } })}
        explain={{ address: how }}
      >
        {({ alerts, reorders }) =>
          alerts.length + reorders.length === 0 ? (
            <p className="dim">None.</p>
          ) : (
            <ul className="lines">
              {alerts.map((alert) => (
                <li key={alert.alert_id}>
                  <span className="tag">{words(alert.kind)}</span>
                  <a className="grow" href={`#${linked(alertView(alert), search)}`}>
                    {alert.location_id ?? "all places"}: {alert.recommended_action}
                  </a>
                  <b>{money(alert.money_at_stake)}</b>
                </li>
              ))}
              {reorders.map((reorder) => (
                <li key={reorder.reorder_id}>
                  <span className="tag">{words(reorder.state)}</span>
                  <a className="grow" href={`#${linked(`/inventory/reorders?reorder=${encodeURIComponent(reorder.reorder_id)}`, search)}`}>
                    {reorder.location_id ?? "all places"}: {count(reorder.quantity)} from {reorder.supplier_name ?? "no supplier"}
                  </a>
                  <b>{money(reorder.amount)}</b>
                </li>
              ))}
            </ul>
          )
        }
      </Panel>
    </div>
  );
}
