"""Facts from the inbox into the tables: a batch at a time, in one change, with exactly the figures it touched.

A process that is killed anywhere leaves the tables before the batch or after it. Facts stay in the inbox until that is
known, and merging one again changes nothing.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any

from ingestion import queries, queries_events, rollups
from ingestion.door import Door
from ingestion.events.batch import Batch, erased_customers, sorted_batch
from ingestion.events.plan import Plan, planned
from ingestion.events.rewriting import rewrite_entities, rows_folder, stage_entities
from ingestion.events.staging import write_rows
from ingestion.inbox import Waiting
from ingestion.loads import audit_row
from ingestion.queries_events import OF_EVENTS
from ingestion.spans import EVER, NEVER, moments, runs
from ingestion.suppression import Suppression, put_on_list, read_list
from ingestion.use_cases import alone, erase_customer, publish_version
from shared import telemetry
from shared.shop import Shop
from shared.store import LeaseHeldError
from shared.warehouse import Change, Column

AT_ONCE = 20_000  # facts of one merge: some 150 MB in memory, and a change of some seconds
_PATIENCE_SECONDS = 2.0  # for a load that goes on; the facts wait as well in the inbox
_EVERY_SECONDS = 1.0  # at most one merge in so long: what comes meanwhile shares the next one's figures
_MOST_PAUSE_SECONDS = 5.0  # after a long merge; figures are no staler than twice that
_LONGEST_PAUSE_SECONDS = 30.0  # between two tries while the warehouse cannot be written
_SOURCE = "events"
_ORDER_COLUMNS = (Column("order_id", "STRING", "REQUIRED"), Column("is_told", "BOOL", "REQUIRED"))
_PLAIN = {"stock_counts": "counted_at", "web_events": "occurred_at", "targets": "recorded_at"}  # and their moment
_FACTS = ("order_facts", "entity_facts")


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What became of a batch: facts taken out of the inbox, of them loaded, known, set aside; what was rewritten."""

    taken: int = 0
    loaded: int = 0
    known: int = 0
    rejected: int = 0
    orders: int = 0
    lines: int = 0
    days: int = 0
    seconds: float = 0.0


def merge(door: Door, *, most: int = AT_ONCE, owed: bool = False) -> MergeReport:
    """Merge what waits in the inbox, at most so many facts; nothing waits: nothing happens.

    `owed` tells readers of new data although this batch brings none: an earlier merge may have ended before it did.
    Raises LeaseHeldError while a load runs, InboxError, WarehouseError; the facts stay where they are then.
    """
    started = time.perf_counter()
    taken = door.inbox.take(most)
    if not taken:
        return MergeReport()
    for customer_id in erased_customers(taken):
        erase_customer(door, customer_id, _quiet)
    now, shop = door.now().astimezone(UTC), door.shop()
    load_id = f"{OF_EVENTS}{shop.local_date(now):%Y%m%d}"
    with alone(door, "a merge of events", _quiet, patience_seconds=_PATIENCE_SECONDS) as held:
        batch = _sorted(door, taken, shop, now, load_id)
        plan = planned(batch, door.warehouse, shop=shop, now=now)
        with rows_folder(door.settings.staging) as folder, door.warehouse.change() as change:
            done = _Merge(change, plan, folder, load_id, now)
            done.run()
            door.inbox.done_within(change, taken)
            held.check()
        loaded = sum(count for (_, outcome, _), count in plan.counts.items() if outcome == "loaded")
        if loaded or owed:
            publish_version(door)
        door.inbox.done(taken)
    if loaded:
        door.after_load()
    return _reported(done, len(taken), time.perf_counter() - started)


def run_merger(door: Door, stop: Event) -> None:
    """Merge until `stop` is set: at once when something waits, at most once a second; for a thread of its own.

    What fails is tried again, later and later; what waits is lost by nothing.
    """
    pause, owed = 0.0, False
    while not stop.is_set():
        started = time.monotonic()
        try:
            report = merge(door, owed=owed)
            pause, owed = 0.0, False
        except LeaseHeldError:
            report, pause = None, _EVERY_SECONDS
        except Exception:  # noqa: BLE001 - whatever it was, the facts are safe and the next try may do
            telemetry.logger().warning("events were not merged", exc_info=True)
            report, owed = None, True
            pause = min(_LONGEST_PAUSE_SECONDS, max(_EVERY_SECONDS, 2 * pause))
        if report is not None and report.taken == 0 and not stop.is_set():
            door.inbox.wait(_EVERY_SECONDS)
            continue
        stop.wait(pause or _rest(report, time.monotonic() - started))


def _rest(report: MergeReport | None, elapsed: float) -> float:
    """Seconds until the next merge: a second after the last began, and as long as that took, so that half the time is
    the readers' and what comes meanwhile shares one rewrite of the same days. A backlog goes on at once.
    """
    if report is not None and report.taken >= AT_ONCE:
        return 0.0
    return max(_EVERY_SECONDS - elapsed, min(elapsed, _MOST_PAUSE_SECONDS) if elapsed > _EVERY_SECONDS else 0.0)


def _quiet(_what: str, _done: int, _of: int) -> None:
    """Nobody watches the progress of a merge."""


def _sorted(door: Door, taken: list[Waiting], shop: Shop, now: datetime, load_id: str) -> Batch:
    suppression: Suppression = read_list(door.store, door.secrets)
    batch = sorted_batch(taken, shop=shop, now=now, load_id=load_id, suppression=suppression)
    if batch.erased:
        put_on_list(door.store, door.secrets, batch.erased)
    return batch


def _reported(done: _Merge, taken: int, seconds: float) -> MergeReport:
    counted: Counter[str] = Counter()
    for (_, outcome, _), count in done.plan.counts.items():
        counted[outcome] += count
    for outcome in ("loaded", "known", "rejected"):
        telemetry.count_rows(outcome, counted[outcome])
    return MergeReport(
        taken,
        counted["loaded"],
        counted["known"],
        counted["rejected"],
        len(done.plan.orders),
        done.lines,
        done.days,
        seconds,
    )


class _Merge:
    """One change: staged first, then statement by statement."""

    def __init__(self, change: Change, plan: Plan, folder: Path, load_id: str, now: datetime) -> None:
        self.plan = plan
        self.lines = self.days = 0
        self._change, self._folder, self._load_id, self._now = change, folder, load_id, now
        self._net = Decimal(0)

    def run(self) -> None:
        self._stage()
        rewrite_entities(self._change, self.plan)
        for table in _FACTS:
            if self.plan.rows.get(table):
                if seen := self.plan.superseded.get(table):
                    queries_events.delete_superseded(self._change, table, first=min(seen), last=max(seen))
                queries_events.insert_merged(self._change, table)
        if self.plan.rows.get("set_aside_facts"):
            first, last = moments(EVER)  # rare, and of a small table: nobody looks when one was set aside before
            queries_events.delete_superseded(self._change, "set_aside_facts", first=first, last=last)
            queries_events.insert_merged(self._change, "set_aside_facts")
        for table, at in _PLAIN.items():
            if rows := self.plan.rows.get(table):
                self._append(table, at, rows)
        if self.plan.orders or self.plan.rewritten.get("products"):
            self._rewrite_orders()
        self._count()

    def _stage(self) -> None:
        """Everything that this change will ask for; before its first statement, as `Change.stage` wants it."""
        touched = {name for name, rows in self.plan.rows.items() if rows}
        ledger = bool(self.plan.orders or self.plan.rewritten.get("products"))
        stage_entities(self._change, self.plan, self._folder)
        named = touched | ({"products"} if ledger else set())
        for name in sorted(named - {"sales", *self.plan.rewritten}):
            self._stage_table(f"merged_{name}", queries.TABLES[name].columns, self.plan.rows.get(name, []))
        if ledger:
            self._stage_table("merged_entries", queries.TABLES["sales"].columns, self.plan.rows.get("sales", []))
            self._stage_table("merged_orders", _ORDER_COLUMNS, self.plan.orders)

    def _stage_table(self, name: str, columns: tuple[Column, ...], rows: list[dict[str, Any]]) -> None:
        self._change.stage(name, columns, write_rows(self._folder, name, rows))

    def _append(self, table: str, at: str, rows: list[dict[str, Any]]) -> None:
        loaded = 0
        for span in runs(row[at].date() for row in rows):  # one wrong clock, and there would be years between them
            first, last = moments(span)
            loaded += queries_events.insert_unknown(self._change, table, moment=at, first=first, last=last)
        self.plan.counts[table, "loaded", ""] += loaded
        self.plan.counts[table, "known", self._load_id] += len(rows) - loaded

    def _rewrite_orders(self) -> None:
        """The lines of touched orders, and the figures of the days on which any of them changed."""
        change = self._change
        first, last = self.plan.days
        queries_events.standing_entries(change, first_date=first, last_date=last)
        queries_events.kept_entries(change)
        gone, fresh = queries_events.gone_entries(change), queries_events.fresh_entries(change)
        queries_events.merged_days(change)
        amounts: dict[str, Any] = queries_events.merged_amounts(change)[0]
        if gone:
            queries_events.delete_gone_entries(change, first_date=amounts["gone_from"], last_date=amounts["gone_until"])
        if fresh:
            queries_events.insert_fresh_entries(change)
        if amounts["replaced_lines"]:
            queries_events.insert_replaced_lines(change, load_id=self._load_id, recorded_at=self._now)
        queries.gift_cards(change)
        has_products = bool(self.plan.rewritten.get("products"))
        first, last = EVER if has_products else NEVER
        touched = queries_events.merged_touched_orders(change, first_date=first, last_date=last)
        rollups.redate(change, touched)
        self.days = rollups.refresh(change, _quiet, has_products=has_products)
        self.lines, self._net = fresh, amounts["fresh_net"] - amounts["gone_net"]

    def _count(self) -> None:
        """Add to what the audit says of the day's events: one row for each outcome, however many merges there were."""
        counts: Counter[tuple[str, str, str]] = Counter(+self.plan.counts)
        recorded_at, net = self._now, {"order_facts": self._net}
        for row in queries_events.audit_of_load(self._change, load_id=self._load_id):
            held: dict[str, Any] = row
            counts[held["table_name"], held["outcome"], held["reason"]] += held["row_count"]
            recorded_at = min(recorded_at, held["recorded_at"])
            if held["amount"] is not None:
                net[held["table_name"]] = net.get(held["table_name"], Decimal(0)) + held["amount"]
        queries_events.delete_audit_of_load(self._change, load_id=self._load_id)
        rows = [
            audit_row(
                load_id=self._load_id,
                status="loaded",
                recorded_at=recorded_at,
                source=_SOURCE,
                file_name="",
                table_name=table,
                outcome=outcome,
                reason=reason,
                row_count=count,
                amount=net.get(table) if outcome == "loaded" else None,
            )
            for (table, outcome, reason), count in sorted(counts.items())
        ]
        self._change.insert(queries.TABLES["load_audit"], rows)
