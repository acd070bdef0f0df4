"""A shop whose groups are sets of customers, and a vendor that can be slow, busy, forgetful and gone."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, ClassVar

import pytest
from services.segments.tests.exports.marketers import klaviyo, mailchimp, vendor  # noqa: F401 - fixtures of this folder

from segments import export_clock, queries
from segments.desk import SERVICE, Desk
from segments.export_desk import Outlet
from segments.export_target import (
    Change,
    Held,
    Mark,
    Receipt,
    TargetRefusedError,
    TargetState,
    TryLaterError,
    Withdrawn,
)
from segments.groups import Group, no_such_segment
from segments.settings import Settings
from segments.use_cases_exports import SEGMENTS_EXPORT, Asked, ask_export, do_exports
from segments.use_cases_receipts import export_document
from shared.runs import Runs
from shared.runs.doing import run_requested
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore
from shared.warehouse import Query, Row, connect
from shared.warehouse.sql_files import load_tables

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
INGESTION = load_tables("ingestion")


class KilledError(BaseException):
    """What ends a process in the middle: nothing after it is done, whoever catches what."""


class Vendor:
    """A place that marks people, by address. `faults` says for each request what goes wrong with it."""

    name = "mailchimp"
    batch_size = 3
    at_once = 2

    def __init__(self, audience: str = "first") -> None:
        self.audience = audience
        self.others: dict[str, Vendor] = {}  # audiences that the same key opens
        self.people: dict[str, dict[str, Any]] = {}  # by reference
        self.sent: Counter[tuple[str, str, bool]] = Counter()  # changes that were taken
        self.requests = 0
        self.faults: Callable[[int], str | None] = lambda _: None
        self.refusals: dict[str, str] = {}  # by address: why this one is never taken
        self.before_send: Callable[[Sequence[Change]], None] = lambda _: None
        self.forgotten: list[str] = []
        self.together = self.most_together = 0
        self.meet: threading.Barrier | None = None
        self._lock = threading.Lock()

    def place(self) -> str:
        return self.audience

    def marked(self, group_id: str) -> set[str]:
        return {person["customer_id"] for person in self.people.values() if group_id in person["marks"]}

    def send(self, mark: Mark, changes: Sequence[Change]) -> list[Receipt]:
        assert len(changes) <= self.batch_size
        with self._lock:
            self.together += 1
            self.most_together = max(self.most_together, self.together)
        try:
            if self.meet is not None:
                self.meet.wait()
            return self._send(mark, changes)
        finally:
            with self._lock:
                self.together -= 1

    def _send(self, mark: Mark, changes: Sequence[Change]) -> list[Receipt]:
        self.before_send(changes)
        with self._lock:
            self.requests += 1
            fault = self.faults(self.requests)
            if fault == "busy":
                raise TryLaterError("429: too many requests", 7.0, is_untouched=True)
            if fault == "closed":
                raise TryLaterError("429: the day's requests are used up", 3600.0, is_untouched=True)
            if fault == "broken":
                raise TryLaterError("503")
            if fault == "refused":
                raise TargetRefusedError("401: the key is not right; connect again")
            receipts = [self._take(mark, change) for change in changes]
            if fault == "half":  # a part of it was taken, and nobody is told
                raise TryLaterError("no answer")
            if fault == "lost":
                raise TryLaterError("no answer in 30 s")
            if fault == "killed":
                raise KilledError
            return receipts

    def _take(self, mark: Mark, change: Change) -> Receipt:
        person = change.person
        if person.email in self.refusals:
            return Receipt(person.customer_id, "skipped", self.refusals[person.email])
        same = (known for known, held in self.people.items() if person.email and held.get("email") == person.email)
        reference = change.reference or next(same, f"ref-{person.customer_id}")
        self.sent[person.customer_id, mark.segment_id, change.add] += 1
        held = self.people.setdefault(reference, {"customer_id": person.customer_id, "marks": set()})
        held.update({"email": person.email or held.get("email"), "carried": change.carried, **change.fields})
        (held["marks"].add if change.add else held["marks"].discard)(mark.segment_id)
        return Receipt(person.customer_id, "written", None, reference)

    def read_back(self, mark: Mark, changes: Sequence[Change]) -> Mapping[str, Held]:
        found = {}
        for change in changes:
            reference = change.reference or f"ref-{change.person.customer_id}"
            if reference in self.people:
                found[change.person.customer_id] = Held(mark.segment_id in self.people[reference]["marks"], reference)
        return found

    def unsubscribes(self, since: datetime) -> Iterator[Withdrawn]:
        raise NotImplementedError(since)

    def elsewhere(self, place: str) -> Vendor | None:
        return self.others.get(place)

    def forget(self, reference: str) -> None:
        self.requests += 1
        if self.faults(self.requests) == "broken":
            raise TryLaterError("503")
        self.people.pop(reference, None)
        self.forgotten.append(reference)

    def test(self) -> TargetState:
        return TargetState(ok=True, account="shop", words="")


def _not_connected() -> Vendor:
    raise TargetRefusedError("Klaviyo is not connected; run shopsight connect klaviyo")


@dataclass
class Place:
    """The shop, its vendor, and whoever asks for exports."""

    killed: ClassVar = KilledError

    desk: Desk
    bus: MemoryBus
    vendor: Vendor
    groups: dict[str, set[str]]
    moment: list[datetime]
    pauses: list[float] = field(default_factory=list)
    read_consent: list[str] = field(default_factory=list)
    taken: int = 0
    targets: dict[str, Callable[[], Any]] = field(default_factory=dict)  # instead of the vendor and of no Klaviyo

    @property
    def outlet(self) -> Outlet:
        return Outlet(
            self.desk,
            {"mailchimp": lambda: self.vendor, "klaviyo": _not_connected, **self.targets},
            self.read_consent.append,
            self.pauses.append,
            self._group,
            self._members,
        )

    def _group(self, _desk: Desk, group_id: str) -> Group:
        if group_id not in self.groups:
            raise no_such_segment(group_id)
        return Group(group_id, "segment", group_id.title(), "")

    def _members(self, desk: Desk, group_id: str, after: str | None, limit: int) -> list[str]:
        self._group(desk, group_id)
        return sorted(each for each in self.groups[group_id] if after is None or each > after)[:limit]

    def later(self, **passed: float) -> None:
        self.moment[0] += timedelta(**passed)

    def know(
        self,
        *customer_ids: str,
        consent: str = "subscribed",
        email: str | None = "{}@example.org",
        dated: bool = True,
    ) -> None:
        """The shop's tables say this of customers from now on."""
        self.later(seconds=1)
        rows: list[Row] = [
            {
                "customer_id": each,
                "email": email and email.format(each),
                "phone": "+44 20 7946 0958",
                "first_name": f"First-{each}",
                "last_name": "=SUM(A1)",
                "country": "GB",
                "marketing_consent": consent,
                "consent_updated_at": self.moment[0] if dated else None,
                "created_at": None,
                "load_id": "l1",
                "recorded_at": self.moment[0],
            }
            for each in customer_ids
        ]
        with self.desk.warehouse.change() as change:
            change.insert(INGESTION["customers"], rows)

    def erase_row(self, customer_id: str) -> None:
        """Ingestion forgot somebody."""
        with self.desk.warehouse.change() as change:
            change.execute(
                Query("erase", "DELETE FROM customers WHERE customer_id = @customer_id", {"customer_id": "STRING"}),
                {"customer_id": customer_id},
            )

    def refresh(self, generation_id: str) -> None:
        """A refresh is live."""
        self.later(seconds=1)
        pointer = {"generation_id": generation_id, "tables": ["segment_customers"]}
        self.desk.store.put("generations/segments/segment_customers", json.dumps(pointer).encode())

    def ask(
        self, group_id: str = "vip", hold_out: float = 0.0, *, target: str = "mailchimp", dry_run: bool = False
    ) -> str:
        """Ask for an export; answers its id."""
        self.later(seconds=1)
        return ask_export(self.outlet, Asked(target, group_id, hold_out, dry_run), "mia", None)["export_id"]

    def work(self) -> None:
        """Deliver what the bus was given, until it is given nothing more."""
        runs = Runs(self.desk.store, SERVICE, self.desk.now)
        works = {SEGMENTS_EXPORT: partial(do_exports, self.outlet)}
        while self.taken < len(self.bus.published):
            event = self.bus.published[self.taken]
            run_requested(event, runs, self.bus, works)
            self.taken += 1

    def export(self, group_id: str = "vip", hold_out: float = 0.0, **more: Any) -> dict[str, Any]:
        """Ask for an export and have it done; answers it."""
        export_id = self.ask(group_id, hold_out, **more)
        self.work()
        return self.read(export_id)

    def read(self, export_id: str) -> dict[str, Any]:
        return export_document(self.desk, export_id)

    def rows(self, text: str) -> list[Row]:
        return self.desk.warehouse.query(Query("test", text, {}))

    def audit(self, export_id: str) -> Counter[str]:
        rows = self.rows(f"SELECT action FROM export_audit WHERE export_id = '{export_id}'")
        return Counter(str(row["action"]) for row in rows)

    def everything_kept(self) -> str:
        """All that stands in the service's tables, in the store and on the bus, as text."""
        tables = [str(self.rows(f"SELECT * FROM {name}")) for name in queries.TABLES]
        stored = [key + str(held.value) for key in self.desk.store.list("") if (held := self.desk.store.get(key))]
        return "\n".join([*tables, *stored, *(json.dumps(event.data) for event in self.bus.published)])


@pytest.fixture
def place() -> Iterator[Place]:
    moment, bus = [NOW], MemoryBus()
    with closing(connect("duckdb:///:memory:")) as warehouse:
        warehouse.create([INGESTION["customers"], *queries.TABLES.values()])
        desk = Desk(
            warehouse=warehouse,
            store=MemoryStore(),
            secrets=MemorySecrets(),
            event_bus=bus,
            shop=lambda: Shop("Europe/London", "GBP", "GB"),
            settings=Settings(),
            now=lambda: moment[0],
        )
        yield Place(desk, bus, Vendor(), {"vip": set()}, moment)


@pytest.fixture
def tick(place: Place) -> Callable[[], str]:
    """What the clock does every ten minutes; answers what it shows of it."""

    def do() -> str:
        shown = str(export_clock.tick(place.outlet))
        place.work()
        return shown

    return do
