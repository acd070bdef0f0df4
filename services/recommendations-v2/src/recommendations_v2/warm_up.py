"""What people did lately, made again from the shop's tables: at a start, and when Redis has lost it.

Carts, views and content from 48 hours of `web_events`, orders from the ledger, dismissals of all times from
`recommendation_feedback`, alerts from `alerts`. It runs in the background, and adds what is there already without
harm; a process answers before it and without it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Any

from recommendations_v2 import queries_feedback, trail_entries
from recommendations_v2.live_alerts import MEANS, AlertBoard, alert_entry
from recommendations_v2.state import OnlineState, Who
from recommendations_v2.state_keys import CUSTOMER, VISITOR, WARM, customer_subject
from shared.cache.trails import Addition, Entry, Keep, Trails, microseconds, moment_of
from shared.shop import Shop
from shared.store import LeaseHeldError, Store, lease
from shared.telemetry import logger
from shared.warehouse import Row, Warehouse, WarehouseError

_LEASE = "leases/recommendations-v2/warm-up"
_EVENTS_BACK = timedelta(hours=48)  # as trails keep them
_ORDERS_BACK = timedelta(days=35)  # as trails keep them; as many are needed as builds are late
_BUILD_OVERLAP = timedelta(days=2)  # before what the build knows: orders that came late
_TOGETHER = 100  # additions of one exchange with Redis: some milliseconds, of the 35 that a call has
_WARM = Keep(86_400.0, 1)  # a day later a start warms up again, whatever it finds
_FRESH = timedelta(minutes=10)  # of processes that start together one warms up
_LOOK_SECONDS = 10.0  # between two looks whether Redis lost it
_PAUSE_SECONDS = 30.0  # after a warehouse that did not answer


class NotSharedError(Exception):
    """Redis did not take what was read: there is no use in going on."""


@dataclass(frozen=True, slots=True)
class Warmed:
    """How much was read, and of what the tables could not be."""

    counts: dict[str, int]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class WarmUp:
    """What is made again, from where and into what. `known_until`: until when the build knows orders."""

    warehouse: Warehouse
    store: Store
    trails: Trails
    state: OnlineState
    alerts: AlertBoard
    shop: Callable[[], Shop]
    now: Callable[[], datetime]
    known_until: Callable[[], datetime | None] = lambda: None

    def is_due(self, fresh: timedelta | None) -> bool:
        """Whether it was not done, or not within `fresh`; not while Redis cannot be asked."""
        read = self.trails.read([WARM])
        if read.stale:
            return False
        done = read.trails[0]
        return not done or (fresh is not None and self.now() - moment_of(done[-1].at) > fresh)

    def run(self) -> Warmed:
        """Make all of it again. Raises NotSharedError, and WarehouseError where nothing could be read."""
        parts: dict[str, Callable[[], Iterator[list[Addition]]]] = {
            "web_events": self._web_events,
            "recommendation_feedback": self._feedback,
            "sales": self._orders,
        }
        counts: dict[str, int] = {}
        missing: list[str] = []
        problem: WarehouseError | None = None
        for name, part in parts.items():
            try:
                counts[name] = self._told(part())
            except WarehouseError as error:  # a shop may lack a table; one that lacks all has no warehouse
                problem = error
                missing.append(name)
        try:
            counts["alerts"] = self._alerts()
        except WarehouseError as error:
            problem = error
            missing.append("alerts")
        if problem is not None and not counts:
            raise problem
        self.trails.add([Addition(WARM, [Entry(microseconds(self.now()), b"warm")], _WARM)], self.now())
        return Warmed(counts, tuple(missing))

    def _told(self, made: Iterator[list[Addition]]) -> int:
        waiting: list[Addition] = []
        count = 0
        for additions in made:
            waiting += additions
            count += 1
            if len(waiting) >= _TOGETHER:
                self._tell(waiting)
                waiting = []
        self._tell(waiting)
        return count

    def _tell(self, additions: list[Addition]) -> None:
        if not self.state.record_all(additions):
            raise NotSharedError

    def _web_events(self) -> Iterator[list[Addition]]:
        for row in queries_feedback.recent_web_events(self.warehouse, self.now() - _EVENTS_BACK):
            event: dict[str, Any] = dict(row)
            entry = _entry_of(event)
            if entry is not None:
                yield self.state.additions(Who(event["visitor_id"], event["customer_id"]), entry)

    def _feedback(self) -> Iterator[list[Addition]]:
        for row in queries_feedback.feedback_remembered(self.warehouse, self.now() - _ORDERS_BACK):
            said: dict[str, Any] = dict(row)
            customer, visitor = said["customer_id"], said["visitor_id"]
            subject = CUSTOMER + customer if customer is not None else VISITOR + visitor
            at, product = said["occurred_at"], said["product_id"]
            if said["is_dismissal"]:
                yield self.state.dismissed(subject, trail_entries.dismissed(product, at))
            else:
                yield self.state.bought(subject, trail_entries.bought(said["feedback_id"], at, product))

    def _orders(self) -> Iterator[list[Addition]]:
        now, known = self.now(), self.known_until()
        since = now - _ORDERS_BACK if known is None else max(now - _ORDERS_BACK, known - _BUILD_OVERLAP)
        rows = queries_feedback.recent_orders(self.warehouse, since, self.shop().local_date(since))
        for (order_id, customer_id), lines in groupby(rows, _order_of):
            found: list[dict[str, Any]] = [dict(line) for line in lines]
            ordered_at = min(line["ordered_at"] for line in found)
            # What an event said of an order since counts more than what the ledger had: its versions begin at 1.
            units = {line["product_id"]: float(line["units"]) for line in found}
            entry = trail_entries.order(order_id, ordered_at, 0, units)
            yield self.state.bought(customer_subject(customer_id), entry)

    def _alerts(self) -> int:
        since = self.now() - _ORDERS_BACK
        entries = []
        for row in queries_feedback.recent_alerts(self.warehouse, since, sorted(MEANS)):
            alert: dict[str, Any] = dict(row)
            if not self.alerts.counts(alert["location_id"]):
                continue
            at = alert["changed_at"]
            made = partial(alert_entry, alert["alert_id"], at, microseconds(at), alert["kind"], alert["product_id"])
            entries.append(made(is_open=alert["is_open"]))
        for start in range(0, len(entries), _TOGETHER):
            if not self.alerts.add(entries[start : start + _TOGETHER]):
                raise NotSharedError
        return len(entries)


class Warmer:
    """Warms up in a thread of its own: at the start, and again when Redis is empty."""

    def __init__(self, warm_up: WarmUp) -> None:
        self._warm_up = warm_up
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._problem: str | None = None

    @property
    def problem(self) -> str | None:
        """Why the last attempt came to nothing; None where it did."""
        return self._problem

    def start(self) -> None:
        """Begin; twice is fine."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="recommendations-warm-up", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End; what is being read is left to end with the process."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(timeout=1.0)

    def _run(self) -> None:
        fresh: timedelta | None = _FRESH
        pause = 0.0
        while not self._over.wait(pause):
            if not self.attempt(fresh):
                pause = _PAUSE_SECONDS
                continue
            fresh, pause = None, _LOOK_SECONDS

    def attempt(self, fresh: timedelta | None) -> bool:
        """Warm up if it is due; False where it came to nothing. Never an error."""
        try:
            if self._warm_up.is_due(fresh):
                with lease(self._warm_up.store, _LEASE, holder="a warm-up"):
                    if self._warm_up.is_due(fresh):
                        done = self._warm_up.run()
                        logger().info("warmed up", missing=list(done.missing), **done.counts)
        except LeaseHeldError:  # another process does it
            return False
        except Exception as error:  # noqa: BLE001 - whatever it was, lists are answered from what is known
            if self._problem is None:
                logger().warning("not warmed up yet", exc_info=True)
            self._problem = f"what people did lately cannot be read: {type(error).__name__}"
            return False
        self._problem = None
        return True


def _order_of(row: Row) -> tuple[str, str]:
    return str(row["order_id"]), str(row["customer_id"])


def _entry_of(event: dict[str, Any]) -> Entry | None:
    """As the events that ingestion derives from it are kept: the same entry, whichever comes first."""
    at, name = event["occurred_at"], event["event_id"]
    owner = Who(event["visitor_id"], event["customer_id"]).owner
    match event["event"]:
        case "product_view" if event["product_id"] is not None:
            return trail_entries.view(name, at, event["product_id"], owner)
        case "add_to_cart" | "remove_from_cart" if event["product_id"] is not None:
            units = abs(event["quantity"] if event["quantity"] is not None else Decimal(1))
            signed = -units if event["event"] == "remove_from_cart" else units
            return trail_entries.cart_change(name, at, event["product_id"], str(signed), owner)
        case "content_view" | "content_progress" if event["content_id"] is not None:
            return trail_entries.content(name, at, event["content_id"], str(event["progress"] or 0), owner)
        case _:
            return None
