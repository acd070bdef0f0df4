"""The daily run: what the warehouse knows through the engine into alerts and suggestions, told to whoever subscribes.

It may be killed anywhere and begun again. What is found replaces what was found before in one switch; what is decided
is appended in one change, and deciding the same twice decides nothing the second time; what is told is told by id.
A run that was killed goes on under its own moment, so that it ends as it would have.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from inventory_alerts import publishing, queries, writing
from inventory_alerts.alert import Candidate
from inventory_alerts.data_age import DataAge, data_age, unjudged
from inventory_alerts.desk import SERVICE, Desk
from inventory_alerts.envelope import data_state, decided
from inventory_alerts.life_cycle import Round, decide
from inventory_alerts.missing import missed_by
from inventory_alerts.order_cycle import Need, decide_reorders, due_alerts, kept_reorders
from inventory_alerts.quality import push_policy
from inventory_alerts.queries import Reading
from inventory_alerts.reading import LAST_RUN_KEY, LastRun, alert_of, last_run, reorder_of, standing_since
from inventory_alerts.rules import MONEY, RULES_KEY, Rules, document, rules_of
from inventory_alerts.use_cases_alerts import DECIDING
from shared import generations
from shared.child import Argument
from shared.progress import tell
from shared.store import lease
from shared.warehouse import Row

Compute = Callable[[str, Path, Mapping[str, Argument]], Mapping[str, object]]

BEGUN_KEY = "inventory/run-begun"  # in the store: run_id and moment of the run that began last
_TARGET = "inventory_alerts.run_child:run"
_FOUND = ("product_forecasts", "alert_candidates", "reorder_needs")
_HISTORY_DAYS = 365
_SEASON_WEEKS = 157  # three years: two are needed, and the third steadies them
_BULK_LEAST = Decimal(10)  # units; nobody calls nine of a thing a bulk order
_STEPS = 5
_ENGINES = (  # the shop's thresholds that the engine knows by the same name
    "service_level",
    "overstock_after_days",
    "dead_after_days",
    "slow_after_days",
    "new_for_days",
    "count_older_than_days",
    "carrying_rate",
)


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did; `str()` is what the clock shows."""

    run_id: str
    as_of: datetime
    items: int
    candidates: int
    opened: int
    resolved: int
    suggested: int
    notes: Mapping[str, str]

    def __str__(self) -> str:
        said = f"{self.items} products at their places, {self.opened} alerts opened, {self.resolved} resolved"
        notes = "".join(f"; {name}: {why}" for name, why in self.notes.items())
        return f"{said}, {self.suggested} reorders suggested{notes}"


def run(desk: Desk, compute: Compute, run_id: str, as_of: datetime) -> RunReport:
    """Look at everything as of a moment, decide, write and tell.

    Raises LeaseHeldError while another run or a decision goes on, ChildError, WarehouseError and StoreError: then
    nothing of it stands that the next run would not do again.
    """
    run_id, as_of = _begun(desk, run_id, as_of)
    rules = rules_of(_stored(desk, RULES_KEY))
    data, shop = data_state(desk), desk.shop()
    ages = queries.data_ages(desk.warehouse, as_of, shop.time_zone)
    last_counted_at = cast("datetime | None", ages["last_counted_at"])
    age = data_age(data.until, last_counted_at, has_receipts=bool(ages["receipts"]))
    blind, notes = unjudged(age, as_of, timedelta(hours=desk.settings.stale_after_hours))
    report: Mapping[str, object] = {"items": 0}
    today = _history_ends(desk, age, as_of)
    if age.sales_until is not None:
        reading = _reading(desk, rules, ages, today, as_of)
        report = _compute(desk, compute, rules, reading, run_id)
        if report["season_note"]:
            notes = {**notes, "season": str(report["season_note"])}
    tell("deciding", 3, _STEPS)
    this = Round(
        run_id=run_id,
        as_of=as_of,
        today=shop.local_date(as_of),
        cooldown_days=rules.cooldown_days,
        dismissed_days=rules.dismissed_days,
        may_push=push_policy(desk),
        unjudged=blind,
    )
    counts = _decide(desk, this)
    done = LastRun(
        run_id=run_id,
        as_of=as_of,
        finished_at=desk.now(),
        sales_until=age.sales_until,
        stock_until=age.stock_until,
        unjudged=tuple(sorted(blind)),
        data_version=data.version,
        notes=notes,
        service=cast("Mapping[str, int]", report.get("service", {})),
    )
    desk.store.put(LAST_RUN_KEY, done.document())
    tell("telling", 4, _STEPS)
    publishing.publish_decided(desk)
    return RunReport(run_id, as_of, cast("int", report["items"]), notes=notes, **counts)


def _begun(desk: Desk, run_id: str, as_of: datetime) -> tuple[str, datetime]:
    """Note that a run begins; one that was killed on the same shop day is gone on with."""
    stored, last = _stored(desk, BEGUN_KEY), last_run(desk)
    if stored is not None:
        begun = json.loads(stored)
        moment = datetime.fromisoformat(begun["as_of"])
        same_day = desk.shop().local_date(moment) == desk.shop().local_date(as_of)
        if same_day and moment <= as_of and (last is None or last.run_id != begun["run_id"]):
            return str(begun["run_id"]), moment
    desk.store.put(BEGUN_KEY, json.dumps({"run_id": run_id, "as_of": as_of.astimezone(UTC).isoformat()}).encode())
    return run_id, as_of.astimezone(UTC)


def _stored(desk: Desk, key: str) -> bytes | None:
    stored = desk.store.get(key)
    return None if stored is None else stored.value


def _history_ends(desk: Desk, age: DataAge, as_of: datetime) -> date:
    """The first shop day that is no history: today, or the day after the last sale where that is earlier. Days that no
    data tells of yet are no days without a sale.
    """
    today = desk.shop().local_date(as_of)
    if age.sales_until is None:
        return today
    return min(today, desk.shop().local_date(age.sales_until) + timedelta(days=1))


def _reading(desk: Desk, rules: Rules, ages: Row, today: date, as_of: datetime) -> Reading:
    """What there is to read, for history that ends before `today`."""
    shop = desk.shop()
    first_sale = cast("date | None", ages["first_sale_on"]) or today
    first_day = max(first_sale, today - timedelta(days=_HISTORY_DAYS))
    weeks = min(max((today - first_sale).days // 7, 0), _SEASON_WEEKS)
    return Reading(
        first_day=first_day,
        first_at=shop.day_start(first_day),
        today=today,
        today_at=shop.day_start(today),
        known_until=as_of,
        time_zone=shop.time_zone,
        since=standing_since(desk),
        counted_on=cast("date | None", ages["counted_on"]) or today,
        lead_time_days=rules.lead_time_days,
        season_from=today - timedelta(weeks=weeks),
        week_from=today - timedelta(days=7),
        weeks_from=today - timedelta(days=63),
        bulk_least=_BULK_LEAST,
        bulk_units=None if rules.bulk_order_units is None else Decimal(str(rules.bulk_order_units)),
    )


def _compute(desk: Desk, compute: Compute, rules: Rules, reading: Reading, run_id: str) -> Mapping[str, object]:
    """Read, evaluate, and switch to what was found; answers the child's report."""
    arguments: dict[str, Argument] = {
        **{name: value for name, value in document(rules).items() if name in _ENGINES},
        **{name: None if getattr(rules, name) is None else float(getattr(rules, name)) for name in MONEY},
        "run_id": run_id,
        "as_of": reading.known_until.isoformat(),
        "today": reading.today.isoformat(),
        "first_day": reading.first_day.isoformat(),
        "season_from": reading.season_from.isoformat(),
        "country": desk.shop().country,
        "review_days": rules.review_days,
    }
    with tempfile.TemporaryDirectory(prefix="shopsight-run-") as name:
        folder = Path(name)
        tell("reading the shop's tables", 0, _STEPS)
        for export in queries.EXPORTS:
            queries.export(desk.warehouse, export, reading, folder)
        tell("forecasting", 1, _STEPS)
        report = compute(_TARGET, folder, arguments)
        tell("writing what was found", 2, _STEPS)
        found = {queries.TABLES[table]: folder / f"{table}.parquet" for table in _FOUND}
        writing.add_scored(desk.warehouse, folder / "alert_outcomes.parquet")
        generations.replace(desk.warehouse, desk.store, SERVICE, reading.known_until, found)
    return report


def _decide(desk: Desk, this: Round) -> dict[str, Any]:
    """Decide about alerts and reorders, alone, and write it in one change; answers how many of what."""
    closed_since = this.as_of - timedelta(days=max(this.cooldown_days, this.dismissed_days) + 1)
    since = min(standing_since(desk), closed_since)
    with lease(desk.store, DECIDING, holder="a run"):
        generation = generations.live(desk.store, SERVICE, "alert_candidates")
        found = queries.candidates_found(desk.warehouse, generation) if generation else []
        candidates = [Candidate(**row) for row in found]  # type: ignore[arg-type]  # as tables/alert_candidates.json has them
        known = [alert_of(row) for row in queries.alerts_standing(desk.warehouse, since, closed_since)]
        alerts = decide(this, known, candidates)
        reorders = []
        standing = [reorder_of(row) for row in queries.reorders_standing(desk.warehouse, since, closed_since)]
        if "reorder_due" not in this.unjudged and generation:
            needs = (Need(**row) for row in queries.needs_found(desk.warehouse, generation))  # type: ignore[arg-type]  # as above
            reorders = decide_reorders(this, standing, needs, due_alerts([*known, *alerts]))
        suggested = sum(reorder.state == "suggested" for reorder in reorders)
        reorders += kept_reorders(this, standing, reorders)
        before = last_run(desk)
        missed = missed_by(this, known, alerts, before.as_of if before else None)
        writing.add_run(desk.warehouse, alerts, reorders, missed)
        decided(desk)
    return {
        "candidates": len(candidates),
        "opened": sum(alert.why == "opened" for alert in alerts),
        "resolved": sum(alert.why == "gone" for alert in alerts),
        "suggested": suggested,
    }
