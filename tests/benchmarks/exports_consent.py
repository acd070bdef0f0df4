"""A million customers are exported while many of them change their minds: is anybody sent who does not agree?

What a customer has agreed to is kept here as well, with the moments at which each change was durable. Whoever had
withdrawn before a batch's people were read, and had not agreed again when it was sent, was sent without consent.
"""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self, cast

from segments.desk import Desk
from segments.export_consent import note_withdrawn
from segments.export_desk import Outlet
from segments.export_hold_out import is_held_out
from segments.export_key import shop_key
from segments.export_target import Change, Held, Mark, Receipt, TargetState, Withdrawn
from shared.auth import utc_now
from shared.testing import MemoryStore
from shared.warehouse import Query, Row, Value, Warehouse
from tests.benchmarks.exports_shop import GROUP, HOLD_OUT, export_once, opened, write_consents, write_shop

_READS = "export_people"  # the statement that reads a batch's people, and with them what they agreed to
_TOLD = 200  # withdrawals that come as events before the tables have them, in a turn
_MERGED = 1_000  # changes of mind that the tables have at once, in a turn
_TURN_SECONDS = 0.05  # between two turns
_FLIPPING = 4  # one customer of so many changes their mind now and then
_SUBSCRIBED = Query("subscribed", "SELECT customer_id, email, marketing_consent FROM customers", {})


@dataclass(slots=True)
class Mind:
    """One customer's word: since when it is no, and since when yes again; clock seconds."""

    agrees: bool
    no_since: float = float("inf")
    yes_since: float = 0.0


class Watched:
    """A warehouse that notes when each thread began to read the people of its batch."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self.reading = threading.local()

    def query(self, query: Query, parameters: Mapping[str, Value] | None = None) -> list[Row]:
        if query.name.endswith(_READS):
            self.reading.began = time.monotonic()
        return self._warehouse.query(query, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._warehouse, name)


@dataclass
class Place:
    """A vendor in this process that takes everything, and looks at everybody it is sent."""

    minds: Mapping[str, Mind]
    watched: Watched
    name: str = "klaviyo"
    batch_size: int = 5_000
    at_once: int = 4
    held: set[str] = field(default_factory=set)
    sends: int = 0
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def place(self) -> str:
        """It is the only one."""
        return self.name

    def send(self, _mark: Mark, changes: Sequence[Change]) -> list[Receipt]:
        """Take a batch; notes whoever does not agree."""
        began, now = self.watched.reading.began, time.monotonic()
        with self.lock:
            for change in changes:
                customer_id = change.person.customer_id
                if not change.add:
                    self.held.discard(customer_id)
                    continue
                self.sends += 1
                mind = self.minds[customer_id]
                # Not yet durable when the people were read, or agreed again by now: nobody can say it was wrong.
                if not mind.agrees and mind.no_since < began and mind.yes_since < now:
                    self.wrong.append(customer_id)
                self.held.add(customer_id)
        return [Receipt(each.person.customer_id, "written", None, f"r{each.person.customer_id}") for each in changes]

    def read_back(self, _mark: Mark, changes: Sequence[Change]) -> Mapping[str, Held]:
        """As the protocol says."""
        ids = [each.person.customer_id for each in changes]
        return {each: Held(each in self.held, f"r{each}") for each in ids}

    def unsubscribes(self, _since: datetime) -> Iterator[Withdrawn]:
        """Nobody withdraws here."""
        return iter(())

    def elsewhere(self, _place: str) -> None:
        """There is one only."""

    def forget(self, reference: str) -> None:
        """Nobody is erased."""

    def test(self) -> TargetState:
        """All is well."""
        return TargetState(ok=True, account=None, words="")


class Flipping:
    """Customers who change their minds, turn after turn, until they are told to stop."""

    def __init__(self, desk: Desk, folder: Path, minds: Mapping[str, Mind], addresses: Mapping[str, str]) -> None:
        self._desk, self._folder, self._minds, self._addresses = desk, folder, minds, addresses
        self._some = sorted(addresses)[::_FLIPPING]
        self._chance = random.Random(5)  # noqa: S311 - who changes their mind
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._turns)
        self.errors: list[Exception] = []
        self.changes = 0

    def __enter__(self) -> Self:
        self.turn()  # at least one before the first batch, however fast it goes
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _turns(self) -> None:
        try:
            while not self._stop.wait(_TURN_SECONDS):
                self.turn()
        except Exception as error:  # noqa: BLE001 - told by whoever started it
            self.errors.append(error)

    def turn(self) -> None:
        """Some withdraw by an event that no table has yet, others withdraw or agree again as the tables have it."""
        picked = self._chance.sample(self._some, min(len(self._some), _TOLD + _MERGED))
        for customer_id in picked[:_TOLD]:
            if self._minds[customer_id].agrees:
                note_withdrawn(self._desk, customer_id, utc_now())
                self._says_no([customer_id])
        no = [each for each in picked[_TOLD:] if self._minds[each].agrees]
        yes = [each for each in picked[_TOLD:] if not self._minds[each].agrees]
        for each in yes:  # before it is written: from now on nobody can say that a send was wrong
            self._minds[each].agrees, self._minds[each].yes_since = True, time.monotonic()
        now = utc_now()
        rows = [(each, self._addresses[each], "unsubscribed", now) for each in no]
        rows += [(each, self._addresses[each], "subscribed", now) for each in yes]
        write_consents(self._desk, self._folder, rows)
        self._says_no(no)
        self.changes += len(picked)

    def _says_no(self, customers: Sequence[str]) -> None:
        """From now on it is durable that they do not agree."""
        for each in customers:
            self._minds[each].no_since, self._minds[each].agrees = time.monotonic(), False


@dataclass(frozen=True)
class Found:
    """What came of it."""

    customers: int
    sends: int
    changes: int  # of mind, while it was exported
    skipped: int  # who had agreed when the export was planned, and did not when their batch was sent
    seconds: float
    wrong: Sequence[str]


def measure(customers: int, batch: int = 5_000) -> Found:
    """Export so many customers while minds change; then once more in peace, after which the place has who agrees."""
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="shopsight-consent-") as name:
        folder = Path(name)
        write_shop(folder, customers)
        with opened(folder) as on_disk:
            watched = Watched(on_disk.warehouse)
            desk = replace(on_disk, warehouse=cast("Warehouse", watched), store=_in_memory(on_disk))
            rows = on_disk.warehouse.query(_SUBSCRIBED)
            addresses = {str(row["customer_id"]): str(row["email"]) for row in rows if row["email"]}
            minds = {str(row["customer_id"]): _mind(row) for row in rows}
            place = Place(minds, watched, batch_size=batch)
            outlet = Outlet(desk, {place.name: lambda: place})
            with Flipping(desk, folder, minds, addresses) as flipping:
                started = time.monotonic()
                first = export_once(outlet, place.name)
                seconds = time.monotonic() - started
            wrong += [f"minds stopped changing: {error}" for error in flipping.errors]
            skipped = _skipped(desk, first.export_id)
            last = export_once(outlet, place.name)
            wrong += [f"an export ended {each.state}: {each.error}" for each in (first, last) if each.state != "done"]
            if place.wrong:
                wrong.append(f"{len(place.wrong)} were sent without consent")
            key = shop_key(desk).encode()
            agree = {each for each in addresses if minds[each].agrees}
            intended = {each for each in agree if not is_held_out(key, GROUP, each, HOLD_OUT)}
            if place.held != intended:
                lacks, has = len(intended - place.held), len(place.held - intended)
                wrong.append(f"in the end the place lacks {lacks} and has {has} too many")
    return Found(customers, place.sends, flipping.changes, skipped, seconds, wrong)


def _mind(row: Row) -> Mind:
    agrees = row["marketing_consent"] == "subscribed"
    return Mind(agrees, no_since=float("inf") if agrees else 0.0)


def _in_memory(desk: Desk) -> MemoryStore:
    """The shop's store without its disk: a hundred thousand withdrawals are not what is measured."""
    store = MemoryStore()
    for key in desk.store.list(""):
        held = desk.store.get(key)
        if held is not None:
            store.put(key, held.value)
    return store


def _skipped(desk: Desk, export_id: str) -> int:
    text = f"SELECT COUNT(*) AS members FROM export_audit WHERE action = 'skipped' AND export_id = '{export_id}'"
    return int(str(desk.warehouse.query(Query("skipped", text, {}))[0]["members"]))
