"""Products as the contract has them: rows in, JSON or rows of a file out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from inventory_alerts.envelope import instant
from shared.money import money
from shared.shop import Shop
from shared.warehouse import Row

Kinds = Mapping[tuple[str, str], Sequence[str]]  # open alerts, by product and location

_PLAIN = (
    "product_id",
    "title",
    "sku",
    "category",
    "supplier_id",
    "on_hand",
    "stock_assumed",
    "committed",
    "available",
    "incoming",
    "position",
    "days_of_cover",
    "days_until_stockout",
    "days_until_stockout_low",
    "days_until_stockout_high",
    "velocity_7",
    "velocity_30",
    "velocity_90",
    "week_over_week",
    "turnover_days",
    "unsold_days",
    "missed_low",
    "missed_units",
    "missed_high",
    "reorder_point",
    "lead_time_days",
    "lead_time_from",
)
CSV_HEADER = (
    *_PLAIN[:5],
    "location_id",
    *_PLAIN[5:],
    "on_hand_as_of",
    "stock_age_days",
    "price",
    "unit_cost",
    "stock_value",
    "open_alerts",
    "reasons",
)
_OF_STOCK = ("on_hand", "committed", "available", "position", "on_hand_as_of", "stock_age_days")
_OF_RUNNING_OUT = ("days_until_stockout", "days_until_stockout_low", "days_until_stockout_high")
_VELOCITIES = ("velocity_7", "velocity_30", "velocity_90")
_MISSED = ("missed_low", "missed_units", "missed_high")
_DAY_SECONDS = 86_400.0


def product_answer(
    shop: Shop, row: Row, as_of: datetime, open_alerts: Kinds, *, may_see_margin: bool
) -> dict[str, Any]:
    """The contract's ProductStock; costs only for who may see margins."""
    counted_at = cast("datetime | None", row["counted_at"])
    answer: dict[str, Any] = {
        **{name: row[name] for name in _PLAIN},
        "location_id": row["location_id"] or None,
        "on_hand_as_of": instant(shop, counted_at),
        "stock_age_days": None
        if counted_at is None
        else round(max(0.0, (as_of - counted_at).total_seconds() / _DAY_SECONDS), 2),
        "price": _money(row["price"], shop),
        "unit_cost": _money(row["unit_cost"], shop) if may_see_margin else None,
        "stock_value": _stock_value(row, shop) if may_see_margin else None,
        "open_alerts": list(open_alerts.get((str(row["product_id"]), str(row["location_id"])), ())),
    }
    return answer | {"reasons": _reasons(answer, may_see_margin=may_see_margin)}


def product_lines(
    shop: Shop, rows: Iterable[Row], as_of: datetime, open_alerts: Kinds, *, may_see_margin: bool
) -> Iterator[list[object]]:
    """Products as rows under CSV_HEADER; amounts as plain decimals."""
    for row in rows:
        answer = product_answer(shop, row, as_of, open_alerts, may_see_margin=may_see_margin)
        for name in ("price", "unit_cost", "stock_value"):
            answer[name] = None if answer[name] is None else Decimal(answer[name]["amount"])
        answer["open_alerts"] = " ".join(answer["open_alerts"])
        answer["reasons"] = "; ".join(f"{figure}: {reason}" for figure, reason in answer["reasons"].items())
        yield [answer[name] for name in CSV_HEADER]


def history_answer(rows: Iterable[Row], first_day: date, today: date) -> list[dict[str, Any]]:
    """The contract's history: every location's days, with the stock at their end.

    Stock is known at a count and carried on from it: what was received comes on, what was sold goes off. A count in the
    middle of a day stands for its end.
    """
    told: dict[str, dict[tuple[date, str], float]] = {}
    for row in rows:
        place = told.setdefault(str(row["location_id"]), {})
        place[cast("date", row["local_date"]), str(row["what"])] = cast("float", row["units"])
    history: list[dict[str, Any]] = []
    for location, found in told.items():
        on_hand: float | None = None
        for number in range((today - first_day).days):
            day = first_day + timedelta(days=number)
            sold, counted = found.get((day, "sold"), 0.0), found.get((day, "counted"))
            if counted is not None:
                on_hand = counted
            elif on_hand is not None:
                on_hand += found.get((day, "received"), 0.0) - sold
            history.append(
                {
                    "local_date": day.isoformat(),
                    "location_id": location or None,
                    "units": sold,
                    "on_hand": on_hand,
                    "in_stock": None if on_hand is None else on_hand > 0 or sold > 0,
                    "estimated": counted is None,
                }
            )
    return history


def forecast_answer(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The contract's forecast of the next 7 and 28 days, by location."""
    told: list[dict[str, Any]] = []
    for row in rows:
        if row["next_7_mean"] is None:
            continue
        quantiles = {name: row[f"next_7_{name}"] for name in ("q50", "q80", "q90", "q95")}
        location = row["location_id"] or None
        told.append({"location_id": location, "days": 7, "mean": row["next_7_mean"], **quantiles})
        if row["next_28_mean"] is not None:
            rest = {"q50": None, "q80": None, "q90": None, "q95": row["next_28_q95"]}
            told.append({"location_id": location, "days": 28, "mean": row["next_28_mean"], **rest})
    return told


def _stock_value(row: Row, shop: Shop) -> dict[str, str] | None:
    if row["on_hand"] is None or row["unit_cost"] is None:
        return None
    return _money(Decimal(repr(row["on_hand"])) * cast("Decimal", row["unit_cost"]), shop)


def _money(amount: object, shop: Shop) -> dict[str, str] | None:
    return None if amount is None else money(cast("Decimal", amount), shop.currency)


def _reasons(answer: Mapping[str, Any], *, may_see_margin: bool) -> dict[str, str]:
    """Why figures are null."""
    no_stock = answer["on_hand"] is None
    why = {
        **dict.fromkeys(_OF_STOCK, "never_counted"),
        **dict.fromkeys(_OF_RUNNING_OUT, "stock_unknown" if no_stock else "beyond_120_days"),
        **dict.fromkeys(_VELOCITIES, "too_few_days_in_stock"),
        "incoming": "no_purchase_orders",
        "days_of_cover": "stock_unknown" if no_stock else "no_velocity",
        "turnover_days": "stock_unknown" if no_stock else "no_demand_expected",
        "week_over_week": "nothing_sold_the_week_before",
        "unsold_days": "never_sold",
        **dict.fromkeys(_MISSED, "stock_unknown"),
        "reorder_point": "no_forecast",
        "price": "price_unknown",
        "unit_cost": "cost_unknown" if may_see_margin else "needs_margin_read",
        "stock_value": ("stock_unknown" if no_stock else "cost_unknown") if may_see_margin else "needs_margin_read",
    }
    return {name: reason for name, reason in why.items() if answer[name] is None}
