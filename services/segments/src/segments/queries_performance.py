"""What came of segments and exports, in SQL: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, cast

from segments.lift import WINDOW_DAYS
from segments.queries import ask
from shared.shop import Shop
from shared.warehouse import Row, Value, Warehouse

Basis = Literal["accounting", "order"]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """Shop days, both inclusive."""

    first: date
    last: date


def group_performance(
    warehouse: Warehouse,
    refresh_id: str,
    days: Days,
    basis: Basis,
    *,
    segment_id: str | None = None,
    tag: str | None = None,
) -> list[Row]:
    """What those who were members on the first day brought, and all others: one row for each `is_member`."""
    asked: dict[str, Value] = {
        "from_day": days.first,
        "to_day": days.last,
        "by_order": basis == "order",
        "refresh_id": refresh_id,
    }
    return ask(warehouse, "group_performance", {**asked, "segment_id": segment_id, "tag": tag})


def segment_weeks(
    warehouse: Warehouse,
    refresh_id: str,
    starts: Sequence[date],
    basis: Basis,
    *,
    segment_id: str | None = None,
    tag: str | None = None,
) -> list[Row]:
    """What members then and members now brought in weeks one after another: a row for each `is_now` and `week`."""
    asked: dict[str, Value] = {
        "from_day": starts[0],
        "to_day": starts[-1] + 6 * DAY,
        "starts": list(starts),
        "by_order": basis == "order",
        "refresh_id": refresh_id,
    }
    return ask(warehouse, "segment_weeks", {**asked, "segment_id": segment_id, "tag": tag})


def shop_performance(warehouse: Warehouse, days: Days, basis: Basis) -> Row:
    """What the whole shop sold, guests too; amounts are None where nothing was."""
    parameters: dict[str, Value] = {"from_day": days.first, "to_day": days.last, "by_order": basis == "order"}
    return ask(warehouse, "shop_performance", parameters)[0]


def membership_days(warehouse: Warehouse, refresh_id: str) -> date | None:
    """The first shop day of which membership is known."""
    return cast("date | None", ask(warehouse, "membership_days", {"refresh_id": refresh_id})[0]["first_day"])


def segment_moves(warehouse: Warehouse, refresh_id: str, days: Days) -> list[Row]:
    """From which segment to which customers moved between two days."""
    asked: dict[str, Value] = {"from_day": days.first, "to_day": days.last, "refresh_id": refresh_id}
    return ask(warehouse, "segment_moves", asked)


def lift_sums(warehouse: Warehouse, shop: Shop, ended: Days, group_id: str | None = None) -> list[Row]:
    """What each arm of exports brought, of customers whose WINDOW_DAYS ended in some days; all groups without one."""
    joined = Days(ended.first - WINDOW_DAYS * DAY, ended.last - WINDOW_DAYS * DAY)
    parameters: dict[str, Value] = {
        "group_id": group_id,
        "joined_from": joined.first,
        "joined_to": joined.last,
        "window_days": WINDOW_DAYS,
        "time_zone": shop.time_zone,
    }
    return ask(warehouse, "lift_sums", parameters)


def lift_joining(warehouse: Warehouse, shop: Shop, group_id: str) -> list[Row]:
    """Who joined an arm of a group's exports: `joined_on`, `arm`, `has_hold_out`, `customers`, by day."""
    return ask(warehouse, "lift_joining", {"group_id": group_id, "time_zone": shop.time_zone})


def export_actions(warehouse: Warehouse, from_at: datetime, to_at: datetime) -> list[Row]:
    """How many members exports added, held out, skipped and so on in some time, by `action` and `reason`."""
    return ask(warehouse, "export_actions", {"from_at": from_at, "to_at": to_at})
