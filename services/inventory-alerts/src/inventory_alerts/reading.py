"""Alerts as they stand, read from the tables: what the lists, one alert's answer and the digest are made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from inventory_alerts import queries
from inventory_alerts.alert import Alert
from inventory_alerts.desk import SERVICE, Desk
from inventory_alerts.kinds import STANDING, Kind
from inventory_alerts.order_cycle import Reorder
from inventory_alerts.queries import AlertFilters, AlertPlace, Generations
from inventory_alerts.views import AlertView
from shared import generations
from shared.warehouse import Row

LAST_RUN_KEY = "inventory/last-run"  # in the store: what LastRun holds

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The longest horizon of a prediction, 120 days, and two more for zones; what stands is written down every 30.
_LOOKED_BACK_DAYS = 122
_ALERT_FIELDS = tuple(each.name for each in fields(Alert))
_REORDER_FIELDS = tuple(each.name for each in fields(Reorder))
_ACTIONS: Mapping[Kind, str] = {
    "stock_out": "Order at once, or take it off sale",
    "low_stock": "Order now, or move stock here",
    "reorder_due": "Order what is suggested",
    "overstock": "Order less, move it or offer it cheaper",
    "dead_stock": "Clear it: cheaper, in a bundle, or back to the supplier",
    "slow_mover": "Look at price and place before ordering again",
    "trending_up": "Check that stock lasts, and why it sells",
    "trending_down": "Check price, stock and place",
    "seasonal_peak": "Order before the season begins",
    "stock_count_problem": "Count it",
}


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run that came to its end: until when it knew sales and stock, and which rules it had to leave out.

    `stock_until` None: no stock is loaded at all.
    """

    run_id: str
    as_of: datetime
    finished_at: datetime
    sales_until: datetime | None
    stock_until: datetime | None
    unjudged: tuple[str, ...]
    data_version: int
    notes: Mapping[str, str]
    service: Mapping[str, int] = field(default_factory=dict)  # what orders kept: see `run_service.cycles_kept`

    def document(self) -> bytes:
        """As the store keeps it."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        plain = {key: value.isoformat() if isinstance(value, datetime) else value for key, value in values.items()}
        return json.dumps(plain).encode()


def last_run(desk: Desk) -> LastRun | None:
    """The last run; None before the first."""
    stored = desk.store.get(LAST_RUN_KEY)
    if stored is None:
        return None
    stated = json.loads(stored.value)
    for name in ("as_of", "finished_at", "sales_until", "stock_until"):
        stated[name] = None if stated[name] is None else datetime.fromisoformat(stated[name])
    return LastRun(**{**stated, "unjudged": tuple(stated["unjudged"])})


def standing_since(desk: Desk) -> datetime:
    """Whatever is decided about an alert or a reorder that stands, or whose prediction may not be scored yet, was
    recorded since.

    Counted from the last run, which wrote down again what stood: shops that pause lose nothing.
    """
    run = last_run(desk)
    return _EPOCH if run is None else looked_back(run.as_of)


def looked_back(moment: datetime) -> datetime:
    """Since when whatever stood at a moment, an alert or a reorder, has been written down."""
    return max(moment, _EPOCH + timedelta(days=_LOOKED_BACK_DAYS)) - timedelta(days=_LOOKED_BACK_DAYS)


def made(desk: Desk) -> Generations:
    """The generations that answers are made of."""
    return Generations(
        generations.live(desk.store, SERVICE, "alert_candidates"),
        generations.live(desk.store, SERVICE, "product_forecasts"),
    )


def alert_page(
    desk: Desk, filters: AlertFilters, after: AlertPlace | None = None, limit: int = 1_000_000
) -> tuple[list[AlertView], int]:
    """Alerts as they stand, worst first, and how many there are in all."""
    run = last_run(desk)
    if filters.state in STANDING:
        filters = replace(filters, since=standing_since(desk))
    rows = queries.alert_rows(desk.warehouse, made(desk), filters, after, limit)
    total = cast("int", rows[0]["total"]) if rows else 0
    return [view(row, run) for row in rows], total


def open_alerts(desk: Desk) -> list[AlertView]:
    """Every open alert, worst first."""
    return alert_page(desk, AlertFilters(state="open"))[0]


def view(row: Row, run: LastRun | None) -> AlertView:
    """A row of `alert_rows` as it is seen."""
    kind = cast("Kind", row["kind"])
    of_last_run = run is not None and row["run_id"] == run.run_id
    known: dict[str, Any] = {name: row[name] for name in _SAME}
    return AlertView(
        **known,
        location_id=cast("str", row["location_id"]) or None,
        on_hand_as_of=cast("datetime | None", row["counted_at"]),
        recommended_action=_ACTIONS[kind],
        is_push=bool(row["is_pushed"]) and row["state"] == "open",
        is_worse=of_last_run and row["why"] == "got_worse",
        evidence=json.loads(str(row["evidence"])),
        reasons=_reasons(row),
    )


_SAME = (
    "alert_id",
    "kind",
    "severity",
    "state",
    "product_id",
    "title",
    "sku",
    "category",
    "supplier_id",
    "opened_at",
    "changed_at",
    "predicted_at",
    "probability",
    "horizon_days",
    "money_at_stake",
    "money_kind",
    "days_until_stockout",
    "days_until_stockout_low",
    "days_until_stockout_high",
    "turnover_days",
    "week_over_week",
    "unsold_days",
    "on_hand",
    "velocity",
    "snoozed_until",
    "assigned_to",
    "dismissed_reason",
    "note",
)


def _reasons(row: Row) -> dict[str, str]:
    """Why figures of an alert are null."""
    no_stock = "stock_unknown" if row["on_hand"] is None else None
    why = {
        "probability": "not_a_forecast",
        "horizon_days": "not_scored",
        "money_at_stake": "price_or_cost_unknown" if row["money_kind"] else "none_stated_for_this_kind",
        "money_kind": "none_stated_for_this_kind",
        "days_until_stockout": no_stock or "beyond_120_days",
        "days_until_stockout_low": no_stock or "beyond_120_days",
        "days_until_stockout_high": no_stock or "beyond_120_days",
        "turnover_days": no_stock or "no_demand_expected",
        "week_over_week": "nothing_sold_the_week_before",
        "unsold_days": "never_sold",
        "on_hand": "never_counted",
        "velocity": "too_few_days_in_stock",
    }
    return {name: reason for name, reason in why.items() if row[name] is None}


def alert_of(row: Row) -> Alert:
    """A row of alert_states."""
    return Alert(**{name: row[name] for name in _ALERT_FIELDS})  # type: ignore[arg-type]  # as tables/alert_states.json has them


def reorder_of(row: Row) -> Reorder:
    """A row of reorders."""
    return Reorder(**{name: row[name] for name in _REORDER_FIELDS})  # type: ignore[arg-type]  # as tables/reorders.json has them
