import { NavLink } from "react-router";
import { address, type Answer } from "../../api/client";
import { because, count, money, moment, percent, words } from "../../app/format";
import { useAnswer } from "../../app/queries";
import { linked, useRange } from "../../app/range";
import { useMay } from "../../app/session";
import { Tile, Tiles } from "../../parts/figures";
import { Later } from "../../parts/later";
import { Panel } from "../../parts/panel";
import { AlertActions } from "./alert_actions";
import { StockChart } from "./stock_chart";

type Alert = Answer<"get", "/api/inventory/alerts/{alert_id}">["alert"];

export function AlertDetail({ alertId, close }: { alertId: string; close: () => void }) {
  const asked = { path: { alert_id: alertId } };
  const answer = useAnswer("/api/inventory/alerts/{alert_id}", asked);
  const how = address("/api/inventory/alerts/{alert_id}", asked);
  const may = useMay("inventory:write");
  const { search } = useRange();
  return (
    <Panel
      title={answer.data === undefined ? "Alert" : `${words(answer.data.alert.kind)}: ${answer.data.alert.title ?? answer.data.alert.product_id}`}
      span={5}
      first
      answer={answer}
      explain={{ address: how }}
      lines={39}
      phoneLines={45}
      controls={
        <button type="button" className="tool" onClick={close} aria-label="Close the alert">
          ✕
        </button>
      }
    >
      {({ alert, history, outcome, time_zone: zone }) => (
        <>
          <p>
            <b>{alert.recommended_action}.</b> {why(alert)}
          </p>
          <Tiles>
            <Tile name="On hand" figure={count(alert.on_hand)} note={alert.on_hand_as_of === null ? because(alert.reasons.on_hand) : `counted ${moment(alert.on_hand_as_of, "day", zone)}`} />
            <Tile
              name="Lasts days"
              figure={count(alert.days_until_stockout)}
              note={
                alert.days_until_stockout === null
                  ? because(alert.reasons.days_until_stockout)
                  : `${count(alert.days_until_stockout_low)} to ${count(alert.days_until_stockout_high)}, four of five times`
              }
            />
            <Tile name="Sold a day" figure={count(alert.velocity, 1)} />
            <Tile name="At stake" figure={money(alert.money_at_stake)} note={alert.money_kind === null ? null : words(alert.money_kind)} />
            <Tile name="Probability" figure={percent(alert.probability, 0)} note={alert.horizon_days === null ? null : `within ${count(alert.horizon_days)} days`} />
          </Tiles>
          <StockChart productId={alert.product_id} locationId={alert.location_id} />
          <p>
            <NavLink to={linked(`/inventory/products/${encodeURIComponent(alert.product_id)}`, search)}>All of this product</NavLink> ·{" "}
            <a href={how}>the API&apos;s answer</a>
          </p>
          <Later>
            {may ? <AlertActions key={alert.alert_id} alert={alert} /> : <p className="dim">Your role may look, not decide.</p>}
            <h3>What became of it</h3>
            <ul className="lines">
              {history.map((each) => (
                <li key={each.changed_at + each.why}>
                  <span className="dim nowrap">{moment(each.changed_at, "full", zone)}</span>
                  <span className="grow">
                    {words(each.why)} by {each.by}
                    {each.note === null ? "" : `: ${each.note}`}
                  </span>
                </li>
              ))}
            </ul>
            {outcome !== null && (
              <p>
                It {words(outcome.outcome).toLowerCase()}: {outcome.what}.
              </p>
            )}
          </Later>
        </>
      )}
    </Panel>
  );
}

function inDays(days: number): string {
  return `${count(days)} ${Math.round(days) === 1 ? "day" : "days"}`;
}

/** The reason of an alert, in the figures it was found by. */
export function why(alert: Alert): string {
  const parts = [];
  if (alert.velocity !== null && alert.on_hand !== null) parts.push(`${count(alert.on_hand)} on hand, ${count(alert.velocity, 1)} sold a day`);
  if (alert.turnover_days !== null) parts.push(`enough for ${inDays(alert.turnover_days)} at the demand of the next four weeks`);
  if (alert.unsold_days !== null && alert.unsold_days > 0) parts.push(`not sold for ${inDays(alert.unsold_days)}`);
  if (alert.week_over_week !== null) parts.push(`${percent(alert.week_over_week, 0)} week over week`);
  return parts.length === 0 ? "" : `${parts.join("; ")}.`;
}
