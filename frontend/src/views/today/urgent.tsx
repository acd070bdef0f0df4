import { NavLink } from "react-router";
import { address } from "../../api/client";
import { count, day, money, wholeMoney, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { linked, useRange } from "../../app/range";
import { Panel } from "../../parts/panel";
import { alertView } from "../inventory/asked";
import { ALERTS_ASKED, REORDERS_ASKED } from "./asked";

/** The three worst alerts. */
export function Urgent() {
  const { search } = useRange();
  const alerts = useAnswer("/api/inventory/alerts", ALERTS_ASKED);
  return (
    <Panel
      title="Most urgent"
      answer={alerts}
      span={7}
      lines={5}
      phoneLines={3.3}
      controls={
        alerts.data === undefined ? null : (
          <NavLink className="all" to={linked("/inventory?severity=act", search)}>
            all {count(alerts.data.total)}
          </NavLink>
        )
      }
      csv={address("/api/inventory/alerts.csv", { query: { severity: "act" } })}
      explain={{ address: address("/api/inventory/alerts", ALERTS_ASKED) }}
    >
      {({ items, run }) =>
        items.length === 0 ? (
          <p className="dim">{run === null ? "Stock was not looked at yet; the suite does it each morning." : "Nothing needs you: no open alert asks for an act."}</p>
        ) : (
          <ul className="lines">
            {items.map((alert) => (
              <li key={alert.alert_id}>
                <span className="tag bad">{words(alert.kind)}</span>
                <NavLink className="grow" to={linked(alertView(alert), search)}>
                  {alert.title ?? alert.product_id}
                  <span className="desk"> · {alert.recommended_action}</span>
                </NavLink>
                <b className="nowrap">{wholeMoney(alert.money_at_stake)}</b>
              </li>
            ))}
          </ul>
        )
      }
    </Panel>
  );
}

/** What waits to be ordered. */
export function Reorders() {
  const { search } = useRange();
  const reorders = useAnswer("/api/inventory/reorders", REORDERS_ASKED);
  return (
    <Panel
      title="To approve"
      answer={reorders}
      span={5}
      lines={5}
      phoneLines={1}
      csv={address("/api/inventory/reorders.csv", { query: { state: "suggested" } })}
      explain={{ address: address("/api/inventory/reorders", REORDERS_ASKED) }}
    >
      {({ items, total, suppliers }) =>
        items.length === 0 ? (
          <p className="dim">No reorder waits for you.</p>
        ) : (
          <>
            <p>
              <NavLink to={linked("/inventory/reorders", search)}>{count(total)} reorders</NavLink> from {count(suppliers.length)} suppliers
              <span className="desk">{items[0]?.order_by ? `, first by ${day(items[0].order_by, "day")}` : ""}</span>.
            </p>
            <ul className="lines desk">
              {items.map((reorder) => (
                <li key={reorder.reorder_id}>
                  <NavLink className="grow" to={linked(`/inventory/reorders?reorder=${encodeURIComponent(reorder.reorder_id)}`, search)}>
                    {count(reorder.quantity)} × {reorder.title ?? reorder.product_id}
                  </NavLink>
                  <span className="dim nowrap">{reorder.supplier_name ?? "no supplier"}</span>
                  <b className="nowrap">{money(reorder.amount)}</b>
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Panel>
  );
}
