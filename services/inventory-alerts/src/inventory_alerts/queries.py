"""Alerts and the daily run in SQL: one function per .sql file, of the same name. Other lists have their own files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from shared.personal_data import REMOVED
from shared.warehouse import Change, Row, Table, Value, Warehouse
from shared.warehouse.recording import keep, recording
from shared.warehouse.sql_files import load_query, load_tables

PACKAGE = "inventory_alerts"
TABLES: Mapping[str, Table] = load_tables(PACKAGE)


def ask(warehouse: Warehouse, name: str, parameters: Mapping[str, Value] | None = None) -> list[Row]:
    """The rows of the statement in `sql/<name>.sql`."""
    return warehouse.query(load_query(PACKAGE, name), parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFilters:
    """What a list of alerts is narrowed to; None is everything, `state` "all" every state. What was decided before
    `since` is not looked at.
    """

    alert_id: str | None = None
    kind: str | None = None
    severity: str | None = None
    state: str = "all"
    location: str | None = None
    category: str | None = None
    product: str | None = None
    runs_out_days: int | None = None
    unsold_days: int | None = None
    assigned_to: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class AlertPlace:
    """Where a page of alerts ended."""

    severity: str
    money: Decimal
    alert_id: str


@dataclass(frozen=True, slots=True)
class Generations:
    """The generations of one run: of candidates and of what was forecast; None where there is none yet."""

    candidates: str | None
    forecasts: str | None


def alert_rows(
    warehouse: Warehouse, made: Generations, filters: AlertFilters, after: AlertPlace | None, limit: int
) -> list[Row]:
    """Alerts as they stand with their products, worst first; each row has `total`."""
    parameters: dict[str, Value] = {
        **asdict(filters),
        "candidates": made.candidates,
        "forecasts": made.forecasts,
        "after_severity": after.severity if after else None,
        "after_money": after.money if after else None,
        "after_id": after.alert_id if after else None,
        "row_limit": limit,
    }
    with recording() as executed:
        rows = ask(warehouse, "alert_rows", parameters)
    # Where a page begins is an amount, which not everybody may see who may ask how an answer was made.
    hidden = {"after_money": REMOVED} if after else {}
    keep(replace(each, parameters={**each.parameters, **hidden}) for each in executed)
    return rows


def alert_counts(warehouse: Warehouse, since: datetime) -> list[Row]:
    """`alerts` open by `kind` and `severity`, of those decided about since."""
    return ask(warehouse, "alert_counts", {"since": since})


def alert_history(warehouse: Warehouse, alert_id: str) -> list[Row]:
    """Every decision about an alert, oldest first."""
    return ask(warehouse, "alert_history", {"alert_id": alert_id})


def alerts_standing(warehouse: Warehouse, since: datetime, closed_since: datetime) -> list[Row]:
    """The latest decision, not before `since`, about each alert that stands or was closed lately."""
    return ask(warehouse, "alerts_standing", {"since": since, "closed_since": closed_since})


def alerts_decided(warehouse: Warehouse, after: datetime, until: datetime) -> list[Row]:
    """What was decided about alerts in some time and is to be published, oldest first."""
    return ask(warehouse, "alerts_decided", {"after": after, "until": until})


def candidates_found(warehouse: Warehouse, generation_id: str) -> list[Row]:
    """What a run found to hold."""
    return ask(warehouse, "candidates_found", {"generation_id": generation_id})


def add_alert_states(change: Change) -> int:
    """Append the staged `decided_alerts` to alert_states."""
    return change.execute(load_query(PACKAGE, "add_alert_states"))


def add_alerts(change: Change) -> int:
    """Append what of the staged `decided_alerts` everybody is to see to alerts."""
    return change.execute(load_query(PACKAGE, "add_alerts"))


def needs_found(warehouse: Warehouse, generation_id: str) -> list[Row]:
    """What a run would order."""
    return ask(warehouse, "needs_found", {"generation_id": generation_id})


def reorders_standing(warehouse: Warehouse, since: datetime, closed_since: datetime) -> list[Row]:
    """The latest decision, not before `since`, about each reorder that stands or was closed lately."""
    return ask(warehouse, "reorders_standing", {"since": since, "closed_since": closed_since})


def reorders_suggested(warehouse: Warehouse, after: datetime, until: datetime) -> list[Row]:
    """What was suggested to order in some time, oldest first."""
    return ask(warehouse, "reorders_suggested", {"after": after, "until": until})


def add_reorders(change: Change) -> int:
    """Append the staged `decided_reorders` to reorders."""
    return change.execute(load_query(PACKAGE, "add_reorders"))


def predictions_due(warehouse: Warehouse, since: datetime, today: date, time_zone: str) -> list[Row]:
    """Predictions stated since whose horizon has passed and that are not scored."""
    return ask(warehouse, "predictions_due", {"since": since, "today": today, "time_zone": time_zone})


def add_outcomes(change: Change) -> int:
    """Append the staged `scored_alerts` to alert_outcomes, but those that are there."""
    return change.execute(load_query(PACKAGE, "add_outcomes"))


def outcome_counts(warehouse: Warehouse, since: datetime) -> list[Row]:
    """How predictions came out, since a moment and since ever."""
    return ask(warehouse, "outcome_counts", {"since": since})


def outcome_of_alert(warehouse: Warehouse, alert_id: str) -> list[Row]:
    """What the prediction of an alert came to: one row, or none yet."""
    return ask(warehouse, "outcome_of_alert", {"alert_id": alert_id})


def data_ages(warehouse: Warehouse, known_until: datetime, time_zone: str) -> Row:
    """Until when sales and stock are known."""
    return ask(warehouse, "data_ages", {"known_until": known_until, "time_zone": time_zone})[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a run reads: shop days from `first_day` until `today` (exclusive), what is known at `known_until`, and of
    decisions about alerts those `since` a moment.
    """

    first_day: date
    first_at: datetime
    today: date
    today_at: datetime
    known_until: datetime
    time_zone: str
    since: datetime
    counted_on: date
    lead_time_days: int
    season_from: date
    week_from: date
    weeks_from: date
    bulk_least: Decimal
    bulk_units: Decimal | None


EXPORTS: Sequence[str] = (
    "demand_days",
    "stock_now",
    "stock_moves",
    "incoming",
    "promotion_days",
    "demand_weeks",
    "product_facts",
    "predictions_due",
)


def export(warehouse: Warehouse, name: str, reading: Reading, folder: Path) -> int:
    """Write the rows of one of EXPORTS as `<folder>/<name>.parquet`; answers how many there are."""
    query = load_query(PACKAGE, name)
    given = asdict(reading)
    if name == "demand_weeks":
        given["first_day"] = reading.season_from
    return warehouse.export(query, {each: given[each] for each in query.parameters}, folder / f"{name}.parquet")
