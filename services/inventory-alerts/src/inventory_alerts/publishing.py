"""Tells the other services what became of alerts and reorders, as events of `openapi/events.yaml`.

Decisions are in the tables first. How far they are told stands in the store, and moves only when the bus has them: a
process that is killed in between tells the same again, under the same ids, and a repetition is no second event.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from inventory_alerts import queries
from inventory_alerts.alert import Alert
from inventory_alerts.desk import Desk
from inventory_alerts.order_cycle import Reorder
from inventory_alerts.purchases import instant, plain, purchase_events, version_of
from inventory_alerts.queries_reorders import purchase_order_lines, reorders_bought
from inventory_alerts.reading import alert_of, reorder_of
from shared.contracts.events import Event, new_event
from shared.event_bus import EventBusError
from shared.telemetry import logger

SOURCE = "/inventory-alerts"
TOLD_KEY = "inventory/told"  # in the store: the moment of the last decision that was told
_AT_ONCE = 500  # events a publish takes: the bus's own batches are smaller, and a first run has thousands
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Decisions of people and runs may be written in another order than they were made: those of the last minutes are looked
# at again. The same id tells a repetition.
_OVERLAP = timedelta(minutes=10)


def publish_decided(desk: Desk) -> None:
    """Publish what was decided and not told. A bus that does not answer is tried again with the next decision."""
    stored = desk.store.get(TOLD_KEY)
    after = datetime.fromisoformat(stored.value.decode()) - _OVERLAP if stored else _EPOCH
    until = desk.now() + _OVERLAP
    alerts = [alert_of(row) for row in queries.alerts_decided(desk.warehouse, after, until)]
    reorders = [reorder_of(row) for row in queries.reorders_suggested(desk.warehouse, after, until)]
    bought = reorders_bought(desk.warehouse, after, until)
    numbers = sorted({str(row["purchase_order_id"]) for row in bought})
    lines = purchase_order_lines(desk.warehouse, numbers) if numbers else []
    currency = desk.shop().currency
    events = [alert_event(currency, alert) for alert in alerts] + [reorder_event(reorder) for reorder in reorders]
    events += purchase_events(SOURCE, bought, lines)
    try:
        for start in range(0, len(events), _AT_ONCE):
            desk.event_bus.publish(events[start : start + _AT_ONCE])
    except EventBusError:
        logger().warning("alerts not published", exc_info=True)
        return
    moments = [each.recorded_at for each in alerts] + [each.recorded_at for each in reorders]
    moments += [cast("datetime", row["recorded_at"]) for row in bought]
    if moments:
        desk.store.put(TOLD_KEY, max(moments).isoformat().encode())


def alert_event(currency: str, alert: Alert) -> Event:
    """`alert-raised.v1` for one that is open again or for the first time, else `alert-resolved.v1`."""
    version = version_of(alert.recorded_at)
    data: dict[str, Any] = {
        "entity_id": alert.alert_id,
        "version": version,
        "occurred_at": instant(alert.recorded_at),
        "kind": alert.kind,
        "severity": alert.severity,
        "product_id": alert.product_id,
        "location_id": alert.location_id or None,
        "opened_at": instant(alert.opened_at),
    }
    event_id = f"{alert.alert_id}-{version}"
    if alert.state == "open":
        stake = alert.money_at_stake
        data |= {
            "probability": alert.probability,
            "horizon_days": alert.horizon_days,
            "money_at_stake": None if stake is None else {"amount": plain(stake), "currency": currency},
            "is_pushed": alert.is_pushed,
        }
        return new_event("alert-raised.v1", SOURCE, data, event_id=event_id)
    return new_event("alert-resolved.v1", SOURCE, data | {"how": alert.why}, event_id=event_id)


def reorder_event(reorder: Reorder) -> Event:
    """`reorder-suggested.v1`."""
    version = version_of(reorder.recorded_at)
    data = {
        "entity_id": reorder.reorder_id,
        "version": version,
        "occurred_at": instant(reorder.recorded_at),
        "product_id": reorder.product_id,
        "location_id": reorder.location_id or None,
        "supplier_id": reorder.supplier_id,
        "quantity": plain(reorder.quantity),
        "unit_cost": None if reorder.unit_cost is None else plain(reorder.unit_cost),
        "order_by": None if reorder.order_by is None else reorder.order_by.isoformat(),
    }
    return new_event("reorder-suggested.v1", SOURCE, data, event_id=f"{reorder.reorder_id}-{version}")
