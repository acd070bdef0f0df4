"""Puts every customer into their segment: the warehouse reads features, a child sorts, a generation is switched to.

It assigns and never trains. The new generation is built beside the old one, memberships are written in the same change
of the warehouse, and one write to the store switches: a refresh is there as a whole or not at all. What a refresh that
was killed wrote about memberships is taken away by the next, which knows it by the ids of those that began.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any, Protocol, cast

from segments import queries, queries_features
from segments.definitions import definitions, plain
from segments.desk import SERVICE, Desk
from segments.envelope import data_state, last_known_day
from segments.feature_files import CHANGES, CUSTOMERS, DEFINITIONS
from segments.publishing import publish_refreshed
from segments.queries_features import Asked
from segments.refresh_inputs import by_margin, prediction
from segments.refreshes import TABLE, Change, Refresh, forget_old, keep, last_refresh, with_found
from segments.use_cases_settings import set_now
from shared import generations
from shared.child import Argument
from shared.erased_digests import Erased
from shared.generations import Beside, GenerationLostError, made_at, new_generation
from shared.progress import tell
from shared.runs.doing import Slice, Work
from shared.schedule import NotYetError
from shared.schedule.doing import last_run
from shared.store import LeaseHeldError, lease
from shared.store.leases import Lease
from shared.warehouse import Change as WarehouseChange

AfterRefresh = Callable[[str], object]
"""What is done with a refresh that is live, by its id; doing it twice is fine."""

REFRESH_RUN = "segments-refresh"  # as in run-requested.v1
LEASE_KEY = f"leases/{SERVICE}/refresh"
BEGUN_KEY = "segments/refreshes-begun"  # in the store: ids of refreshes that began and did not come to their end
_TARGET = "segments.refresh_child:run"
_PATIENCE_SECONDS = 480.0  # as long as a slice of a run may take: another refresh is over by then
_PAUSE_SECONDS = 0.1  # between two looks at the lease
_CHANGE_DAYS = 7  # a list says what became of a segment in a week: by the day it would be noise
_STEPS = 5


class Compute(Protocol):
    """As `shared.child.compute`: calls a target in a child, once what is done `meanwhile` is done."""

    def __call__(
        self, target: str, folder: Path, arguments: Mapping[str, Argument], *, meanwhile: Callable[[], object] = ...
    ) -> Mapping[str, object]:
        """Answer what the target answers."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a refresh did; `str()` is what the clock shows."""

    refresh: Refresh
    by_another: bool = False

    def __str__(self) -> str:
        found = ", ".join(f"{count} {name}" for name, count in self.refresh.segments.items())
        return f"{self.refresh.customers} customers as of {self.refresh.day}: {found or 'none'}"

    def document(self) -> dict[str, Any]:
        """What a run answers, also to who may not see margins."""
        made = self.refresh
        cuts = {**made.cuts, "monetary": None} if made.monetary_basis == "gross_margin" else made.cuts
        return {
            "refresh_id": made.refresh_id,
            "as_of_date": made.day.isoformat(),
            "customers": made.customers,
            "segments": dict(made.segments),
            "monetary_basis": made.monetary_basis,
            "cuts": {name: None if each is None else list(each) for name, each in cuts.items()},
            "notes": [note.words for note in made.notes],
            "by_another": self.by_another,
        }


def refresh(
    desk: Desk,
    compute: Compute,
    run_id: str,
    after: Sequence[AfterRefresh] = (),
    *,
    patience_seconds: float = _PATIENCE_SECONDS,
) -> Report:
    """Refresh the segments as of now, and do what comes after it. Where another one goes on, its result is answered.

    Raises NotYetError without sales, LeaseHeldError where another one takes too long, ChildError, WarehouseError,
    StoreError, GenerationLostError: then what stood stands.
    """
    before = last_refresh(desk)
    with _alone(desk, run_id, patience_seconds) as held:
        last = last_refresh(desk)
        if last is not None and (before is None or last.refresh_id != before.refresh_id):
            return Report(last, by_another=True)
        made = last if last is not None and last.run_id == run_id else _refresh(desk, compute, run_id, held)
    for number, each in enumerate(after):
        tell("telling those who go by it", 4, _STEPS + number)
        each(made.refresh_id)
    publish_refreshed(desk)
    return Report(made)


def works(desk: Desk, compute: Compute, after: Sequence[AfterRefresh]) -> Mapping[str, Work]:
    """What run-requested.v1 can ask of this part of the service."""

    def do(part: Slice) -> Mapping[str, Any]:
        return refresh(desk, compute, part.run_id, after).document()

    return {REFRESH_RUN: do}


def daily(desk: Desk, compute: Compute, after: Sequence[AfterRefresh]) -> Report:
    """What the clock starts each morning.

    Raises as `refresh`, and NotYetError while revenue says for the first time what customers are worth: at a first
    start both are due at once, and every value would be the historic one until the next morning.
    """
    is_first = generations.live(desk.store, "revenue", "customer_value") is None
    if is_first and last_run(desk.store, "revenue", "customer-value").outcome == "running":
        raise NotYetError("what customers are expected to bring is being computed")
    return refresh(desk, compute, f"{desk.now():%Y%m%d%H%M%S}-daily", after)


def drop_unfinished(desk: Desk) -> None:
    """Take away what a killed refresh wrote about memberships, unless one is going on."""
    with suppress(LeaseHeldError), lease(desk.store, LEASE_KEY, holder="tidying up"):
        unfinished = _unfinished(desk)
        if unfinished:
            with desk.warehouse.change() as change:
                queries.drop_unfinished_members(change, unfinished)
            desk.store.put(BEGUN_KEY, b"[]")


def erase_customers(desk: Desk, erased: Erased) -> None:
    """Take customers out of all generations and memberships."""
    with desk.warehouse.change() as change:
        queries.erase_segment_customers(change, erased)
        queries.erase_segment_members(change, erased)


@contextmanager
def _alone(desk: Desk, holder: str, patience_seconds: float) -> Iterator[Lease]:
    """Hold the lease of refreshes; waits for one that another holds."""
    deadline = time.monotonic() + patience_seconds
    with ExitStack() as stack:
        while True:
            try:
                held = stack.enter_context(lease(desk.store, LEASE_KEY, holder=f"refresh {holder}"))
                break
            except LeaseHeldError:
                if time.monotonic() >= deadline:
                    raise
                tell("waiting for another refresh, whose result will do", 0, 0)
                time.sleep(_PAUSE_SECONDS)
        yield held


def _refresh(desk: Desk, compute: Compute, run_id: str, held: Lease) -> Refresh:
    now = desk.now().astimezone(UTC)
    data = data_state(desk)
    until = last_known_day(desk, data, now)
    if until is None:
        raise NotYetError("no day of sales is loaded that is over")
    told, last = set_now(desk), last_refresh(desk)
    rules = definitions(told.thresholds, told.own)
    day = desk.shop().local_date(now)
    if last is not None:  # memberships go forward, whatever the clock does
        now, day = max(now, made_at(last.refresh_id) + timedelta(microseconds=1)), max(day, last.day)
    refresh_id = new_generation(now)
    value_generation, value_basis = prediction(desk, until)
    window_days = int(rules.parameters["window_days"])
    asked = Asked(
        until,
        window_days,
        by_margin(desk, until, window_days),
        value_generation,
        desk.erased_lately.now(),
        last.refresh_id if last else "",
    )
    made = Refresh(
        refresh_id=refresh_id,
        run_id=run_id,
        as_of=now,
        until=until,
        day=day,
        finished_at=now,
        data_version=data.version,
        settings_version=told.version,
        monetary_basis="",
        value_basis="",
        customers=0,
        purchasers=0,
        segments={},
        tags={},
        cuts={},
        rules=plain(rules),
    )
    with tempfile.TemporaryDirectory(prefix="shopsight-refresh-") as name:
        folder = Path(name)
        (folder / DEFINITIONS).write_text(json.dumps(made.rules), encoding="utf-8")
        arguments: dict[str, Argument] = {
            "until": until.isoformat(),
            "day": day.isoformat(),
            "refresh_id": refresh_id,
            "recorded_at": now.isoformat(),
            "window_days": asked.window_days,
            "by_margin": asked.by_margin,
            "value_basis": value_basis,
            "cuts": json.dumps(told.cuts),
        }

        def read() -> None:
            tell("reading what customers did", 0, _STEPS)
            queries_features.export_features(desk.warehouse, asked, folder)
            tell("putting customers into segments", 1, _STEPS)

        found = compute(_TARGET, folder, arguments, meanwhile=read)
        tell("writing what was found", 2, _STEPS)
        held.check()
        made = _write(desk, folder, with_found(made, found))
    late = desk.erased_lately.now().since(asked.erased)
    if late:  # erased while it was computed
        erase_customers(desk, late)
    return made


def _write(desk: Desk, folder: Path, made: Refresh) -> Refresh:
    """Write generation and memberships in one change, and switch; answers the refresh as it is kept."""
    unfinished = _unfinished(desk)
    desk.store.put(BEGUN_KEY, json.dumps([*unfinished, made.refresh_id]).encode())
    members = queries.TABLES["segment_members"]
    kept = made

    def write(change: WarehouseChange) -> None:
        nonlocal kept
        if unfinished:
            queries.drop_unfinished_members(change, unfinished)
        queries.add_members(change)
        tell("comparing with last week", 3, _STEPS)
        since, changes = _changes(change, made.day)
        finished_at = desk.now().astimezone(UTC)
        kept = replace(made, compared_with=since, changes=changes, finished_at=finished_at)
        keep(desk, kept)

    beside = Beside({"changed_memberships": (members.columns, folder / CHANGES)}, write)
    tables = {queries.TABLES[TABLE]: folder / CUSTOMERS}
    try:
        generations.replace(
            desk.warehouse,
            desk.store,
            SERVICE,
            made.as_of,
            tables,
            generation_id=made.refresh_id,
            beside=beside,
        )
    except GenerationLostError:
        with desk.warehouse.change() as change:
            queries.drop_unfinished_members(change, [made.refresh_id])
        raise
    desk.store.put(BEGUN_KEY, b"[]")
    forget_old(desk)
    return kept


def _changes(change: WarehouseChange, day: date) -> tuple[date | None, dict[str, Change]]:
    """What became of every group in the days before, and since when; None while membership is younger."""
    since = day - timedelta(days=_CHANGE_DAYS)
    first = queries.first_member_day(change)
    if first is None or first > since:
        return None, {}
    rows = queries.changes_since(change, since)
    found = {str(row["group_id"]): Change(cast("int", row["entered"]), cast("int", row["gone"])) for row in rows}
    return since, found


def _unfinished(desk: Desk) -> list[str]:
    """Refreshes that began and are not live."""
    stored = desk.store.get(BEGUN_KEY)
    begun: list[str] = json.loads(stored.value) if stored else []
    live = generations.live(desk.store, SERVICE, TABLE)
    return [each for each in begun if each != live]
