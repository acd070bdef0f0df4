"""What came of experiments, in SQL: one function per .sql file, of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.erased_digests import Erased
from shared.warehouse import Change, Row, Value, Warehouse
from shared.warehouse.sql_files import load_query

PACKAGE = "recommendations_v2"
BEFORE_DAYS = 28  # four weeks, each weekday alike: what people had done before tells what they do after
CLICK_DAYS = 14  # after which nobody remembers a click; as long as the confidence of an item looks ahead
CUT = 0.01  # of the amounts that are not 0, at each end: one order of a company that buys for its staff in a hundred


@dataclass(frozen=True, slots=True)
class Exposed:
    """Who is looked at: those first seen in an experiment from one moment to another (excluded), each for some days.

    Only who was first seen before `matured_until` has had them. With `ends_at` they are looked at until then instead.
    Nothing that happened at `as_of` or later counts.
    """

    experiment_id: str
    exposed_from: datetime
    exposed_to: datetime
    matured_until: datetime
    as_of: datetime
    window_days: int
    ends_at: datetime | None = None


def experiment_sums(warehouse: Warehouse, who: Exposed) -> list[Row]:
    """What each arm did, as sums of people and of their squares: one row for each arm somebody was seen in."""
    parameters: dict[str, Value] = {
        "experiment_id": who.experiment_id,
        "exposed_from": who.exposed_from,
        "exposed_to": who.exposed_to,
        "matured_until": who.matured_until,
        "ends_at": who.ends_at,
        "as_of": who.as_of,
        "from_day": _day_before(who.exposed_from),
        "window_days": who.window_days,
        "before_days": BEFORE_DAYS,
        "cut": CUT,
    }
    return warehouse.query(load_query(PACKAGE, "experiment_sums"), parameters)


def experiment_days(
    warehouse: Warehouse, experiment_id: str, exposed_from: datetime, exposed_to: datetime, time_zone: str
) -> list[Row]:
    """How many subjects joined on each shop day, by day."""
    parameters: dict[str, Value] = {
        "experiment_id": experiment_id,
        "exposed_from": exposed_from,
        "exposed_to": exposed_to,
        "time_zone": time_zone,
    }
    return warehouse.query(load_query(PACKAGE, "experiment_days"), parameters)


def add_exposures(change: Change, erased: Erased, from_at: datetime, to_at: datetime) -> int:
    """Append the staged `new_exposures`, which are from one moment to another (included), without those known."""
    parameters: dict[str, Value] = {**erased.parameters, "from_at": from_at, "to_at": to_at}
    return change.execute(load_query(PACKAGE, "add_exposures"), parameters)


def erase_exposures(change: Change, erased: Erased, visitors: Sequence[str]) -> int:
    """Take customers' sights away, and those of these browsers."""
    parameters = {**erased.parameters, "visitors": list(visitors)}
    return change.execute(load_query(PACKAGE, "erase_exposures"), parameters)


def bought_after_click(warehouse: Warehouse, first: date, last: date, from_at: datetime, to_at: datetime) -> Row:
    """How many recommended `items` were bought after a click on them, and their `net_sales`: None of none."""
    parameters: dict[str, Value] = {
        "from_day": first,
        "to_day": last,
        "from_at": from_at,
        "to_at": to_at,
        "click_days": CLICK_DAYS,
    }
    return warehouse.query(load_query(PACKAGE, "bought_after_click"), parameters)[0]


def _day_before(moment: datetime) -> date:
    """A day that is before everything that counts, in any time zone."""
    return moment.date() - timedelta(days=BEFORE_DAYS + 2)
