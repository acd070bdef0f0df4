"""Which products run out, are out, or are too much at this moment, as alerts' events told it.

What was raised or resolved within the last weeks stands in one trail that all instances share; each looks every second
whether it changed. What is older the night's build knows.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

import orjson

from recommendations_v2.state_keys import ALERTS, ALERTS_CHANGED
from recommendations_v2.trail_entries import key_of
from shared.cache.trails import Addition, Entry, Keep, Trails, microseconds
from shared.contracts.events import Event

_LATELY = Keep(35 * 86_400.0, 20_000)  # as long as orders; a shop's alerts of a month, each opened and closed
_CHANGED = Keep(600.0, 20)  # seconds: who looks every second sees every change, even after a long pause
_READ_ANYWAY_LOOKS = 60  # a change whose note was lost is seen within a minute
LOW, OUT, OVER = "low", "out", "over"
MEANS: Mapping[str, str] = {
    "low_stock": LOW,
    "reorder_due": LOW,
    "stock_out": OUT,
    "overstock": OVER,
    "dead_stock": OVER,
    "slow_mover": OVER,
}
"""What the kinds of alert mean to a list; others say nothing to it."""


@dataclass(frozen=True, slots=True)
class LiveAlerts:
    """Products by what stands open of them. What is `told` of here counts instead of what a build knew of it."""

    version: str = ""  # another one after every change; part of a cached answer's key
    low: frozenset[str] = frozenset()
    out: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()  # products of which an alert was opened or closed lately, these sets' included
    stale: bool = False  # the shared trail cannot be asked: it may lack what other processes were told


NO_ALERTS = LiveAlerts()


def alert_entry(
    alert_id: str, at: datetime, version: int, kind: str, product_id: str, *, is_open: bool | None
) -> Entry:
    """An alert as it stands since a moment; of one alert the latest version counts.

    None where somebody ended it by hand, or nobody says how it ended: that tells nothing of the stock.
    """
    return Entry(microseconds(at), orjson.dumps([alert_id, version, kind, product_id, is_open]))


def standing(entries: Iterable[Entry]) -> LiveAlerts:
    """What follows from a trail of alerts, whatever the order in which they came."""
    kept = sorted(entries)
    latest: dict[str, tuple[int, str, str, bool | None]] = {}
    for entry in kept:
        alert_id, version, kind, product_id, is_open = orjson.loads(entry.what)
        known = latest.get(alert_id)
        # Of two words of one moment the one that says something counts: a table only says that an alert is over.
        if known is None or version > known[0] or (version == known[0] and is_open is not None):
            latest[alert_id] = (version, kind, product_id, is_open)
    found: dict[str, set[str]] = {LOW: set(), OUT: set(), OVER: set()}
    told = set()
    for _, kind, product_id, is_open in latest.values():
        if is_open is None:
            continue
        told.add(product_id)
        if is_open:
            found[MEANS[kind]].add(product_id)
    return LiveAlerts(
        key_of([kept]), frozenset(found[LOW]), frozenset(found[OUT]), frozenset(found[OVER]), frozenset(told)
    )


class AlertBoard:
    """The alerts of this moment, looked up each second; safe to ask from any thread."""

    def __init__(self, trails: Trails, now: Callable[[], datetime], places: AbstractSet[str] = frozenset()) -> None:
        self._trails = trails
        self._now = now
        self._places = places  # whose stock the online shop sells from; none named is all
        self._current = NO_ALERTS  # replaced as a whole, so no lock is needed
        self._seen: tuple[Entry, ...] | None = None
        self._looks = 0
        self._looking = threading.Lock()  # else an older look could end after a newer one

    def current(self) -> LiveAlerts:
        """As of the last look: waits for nothing."""
        return self._current

    def look(self) -> None:
        """See what changed; about once a second. Never an error."""
        with self._looking:
            changed = self._trails.read([ALERTS_CHANGED])
            self._looks += 1
            same = changed.trails[0] == self._seen and changed.stale == self._current.stale
            if same and self._looks % _READ_ANYWAY_LOOKS:
                return
            self._seen = changed.trails[0]
            read = self._trails.read([ALERTS])
            self._current = replace(standing(read.trails[0]), stale=read.stale)

    def counts(self, location_id: str | None) -> bool:
        """Whether what is wrong at a location is wrong for the online shop."""
        return not self._places or not location_id or location_id in self._places

    def take(self, event: Event) -> None:
        """The handler of alert-raised.v1 and alert-resolved.v1: this process counts it at once, others in a second."""
        data = event.data
        if data["kind"] in MEANS and self.counts(data.get("location_id")):
            how = data.get("how")  # only what is resolved says how; `gone` is what the stock itself said
            is_open = None if how is not None and how != "gone" else how is None
            entry = alert_entry(
                event.entity_id, event.occurred_at, event.version, data["kind"], data["product_id"], is_open=is_open
            )
            self.add([entry])
            self.look()

    def add(self, entries: Iterable[Entry]) -> bool:
        """Alerts as they stand; False when only this process knows of them yet."""
        now, found = self._now(), list(entries)
        note = Entry(microseconds(now), key_of([found]).encode())
        return self._trails.add([Addition(ALERTS, found, _LATELY), Addition(ALERTS_CHANGED, [note], _CHANGED)], now)
