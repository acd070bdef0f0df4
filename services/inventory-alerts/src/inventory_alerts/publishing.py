"""Tells the other services what became of alerts and reorders, as events of `openapi/events.yaml`.

Decisions are in the tables first. How far they are told stands in the store, and moves only when the bus has them: a
process that is killed in between tells the same again, under the same ids, and a repetition is no second event.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import chain, islice
from typing import Any, cast

from inventory_alerts import queries
from inventory_alerts.desk import Desk
from inventory_alerts.order_cycle import Reorder
from inventory_alerts.purchases import instant, plain, purchase_events, version_of
from inventory_alerts.queries_reorders import purchase_order_lines, reorders_bought
from inventory_alerts.reading import looked_back, reorder_of, standing_since
from shared.contracts.events import Event, new_event
from shared.event_bus import EventBusError
from shared.telemetry import logger
from shared.warehouse import Row

SOURCE = "/inventory-alerts"
TOLD_KEY = "inventory/told"  # in the store: the moment of the last decision that was told
_AT_ONCE = 500  # events a publish takes: the bus's own batches are smaller, and a first run has thousands
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Decisions of people and runs may be written in another order than they were made: those of the last minutes are looked
# at again. What this process told is not told anew; of what another one did the same id tells a repetition.
_OVERLAP = timedelta(minutes=10)


def publish_decided(desk: Desk) -> None:
    """Publish what was decided and not told. A bus that does not answer is tried again with the next decision."""
    stored = desk.store.get(TOLD_KEY)
    after = datetime.fromisoformat(stored.value.decode()) - _OVERLAP if stored else _EPOCH
    until = desk.now() + _OVERLAP
    alerts = _named(queries.alerts_decided(desk.warehouse, after, until), "alert_id")
    suggested = _named(queries.reorders_suggested(desk.warehouse, after, until), "reorder_id")
    bought = reorders_bought(desk.warehouse, min(standing_since(desk), looked_back(after)), after, until)
    numbers = sorted({str(row["purchase_order_id"]) for row in bought})
    lines = purchase_order_lines(desk.warehouse, numbers) if numbers else []
    currency = desk.shop().currency
    events = chain(
        (alert_event(currency, row) for each, row in alerts.items() if each not in desk.told),
        (reorder_event(reorder_of(row)) for each, row in suggested.items() if each not in desk.told),
        purchase_events(SOURCE, bought, lines),
    )
    try:
        while some := list(islice(events, _AT_ONCE)):
            desk.event_bus.publish(some)
    except EventBusError:
        logger().warning("alerts not published", exc_info=True)
        return
    desk.told.clear()
    desk.told.update(alerts, suggested)  # what is looked at again in the next minutes, and no more
    moments = [moment for _, moment in (*alerts, *suggested)] + [cast("datetime", row["recorded_at"]) for row in bought]
    if moments:
        desk.store.put(TOLD_KEY, max(moments).isoformat().encode())


def _named(rows: Iterable[Row], name: str) -> dict[tuple[str, datetime], Row]:
    """Decisions by what they are about, and when they were made."""
    return {(str(row[name]), cast("datetime", row["recorded_at"])): row for row in rows}


def alert_event(currency: str, decided: Row) -> Event:
    """A row of `alerts_decided`: `alert-raised.v1` for one that is open again or for the first time, else
    `alert-resolved.v1`.
    """
    recorded_at, opened_at = cast("datetime", decided["recorded_at"]), cast("datetime", decided["opened_at"])
    version = version_of(recorded_at)
    data: dict[str, Any] = {
        "entity_id": decided["alert_id"],
        "version": version,
        "occurred_at": instant(recorded_at),
        "kind": decided["kind"],
        "severity": decided["severity"],
        "product_id": decided["product_id"],
        "location_id": decided["location_id"] or None,
        "opened_at": instant(opened_at),
    }
    event_id = f"{decided['alert_id']}-{version}"
    if decided["state"] == "open":
        stake = cast("Decimal | None", decided["money_at_stake"])
        data |= {
            "probability": decided["probability"],
            "horizon_days": decided["horizon_days"],
            "money_at_stake": None if stake is None else {"amount": plain(stake), "currency": currency},
            "is_pushed": decided["is_pushed"],
        }
        return new_event("alert-raised.v1", SOURCE, data, event_id=event_id)
    return new_event("alert-resolved.v1", SOURCE, data | {"how": decided["why"]}, event_id=event_id)


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
