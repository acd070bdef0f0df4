"""One webhook of Shopify's: is it theirs, is it new, what does it say, and then published.

The work is done in a thread of its own with a bounded wait. Shopify gives a webhook five seconds and comes back for
four hours; a store or a bus that is slow is answered with 503 in under a second, and what was begun goes on: the same
fact twice is one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

import orjson

from ingestion.door import Door
from ingestion.shopify import kept, reading
from ingestion.shopify.connection import Connections, is_signed
from ingestion.shopify.directory import Directory
from ingestion.shopify.reading import MalformedError
from ingestion.shopify.topics import ACKNOWLEDGED, TAKERS, Told
from shared import telemetry

WAIT_SECONDS = 0.8  # under a second with what it takes to read and answer; a publish takes some 50 ms
_AT_ONCE = 16  # webhooks in work; more than the store and the bus can take side by side only wait
# Shopify tries again for four hours with the first try's time, and is known to be a day late; a clock is minutes off.
_OLDEST, _AHEAD = timedelta(hours=48), timedelta(minutes=5)
_REMEMBERED = 10_000  # deliveries; some hours of a busy shop, and what is forgotten is the same fact again
# A shop that compares less often than this is told of more as missed; what was not missed is the same fact again.
_MARKED_FOR = timedelta(days=7)


class Outcome(Enum):
    """What became of a webhook."""

    TAKEN = "taken"
    REPEATED = "repeated"
    UNKNOWN_TOPIC = "unknown topic"
    ACKNOWLEDGED = "acknowledged"
    SET_ASIDE = "set aside"
    NOT_CONNECTED = "not connected"
    UNSIGNED = "unsigned"
    FOREIGN_SHOP = "foreign shop"
    STALE = "stale"
    BUSY = "busy"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook as it came: the raw body, and Shopify's headers."""

    body: bytes
    topic: str
    shop: str
    signature: str
    event_id: str
    triggered_at: str


@dataclass
class Webhooks:
    """Takes webhooks; one for the life of the service."""

    door: Door
    wait_seconds: float = WAIT_SECONDS
    _seen: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _tidied: date | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _free: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(_AT_ONCE))

    def __post_init__(self) -> None:
        self._connections = Connections(self.door.secrets)
        self._directory = Directory(self.door.store)

    def take(self, delivery: Delivery) -> Outcome:
        """Answer within `wait_seconds`, whatever the store and the bus do."""
        if not self._free.acquire(blocking=False):
            return Outcome.BUSY
        work = _Work()
        threading.Thread(target=self._work, args=(delivery, work), name="shopify webhook", daemon=True).start()
        return work.outcome if work.answered.wait(self.wait_seconds) else Outcome.BUSY

    def _work(self, delivery: Delivery, work: _Work) -> None:
        try:
            rest = self._done(delivery)
            work.answer(rest.outcome)
            rest.afterwards()
        except Exception:  # noqa: BLE001 - whatever it was, Shopify brings it again
            telemetry.logger().exception("webhook failed", topic=delivery.topic[:100])
            work.answer(Outcome.FAILED)
        finally:
            self._free.release()

    def _done(self, delivery: Delivery) -> _Rest:
        now = self.door.now()
        refusal = self._refusal(delivery, now)
        if refusal is not None:
            return _Rest(refusal)
        came_as = f"{delivery.topic} {delivery.event_id}"
        if delivery.event_id and self._was_seen(came_as):
            return _Rest(Outcome.REPEATED)
        taker = TAKERS.get(delivery.topic)
        if taker is None:
            is_known = delivery.topic in ACKNOWLEDGED
            kept.count(self.door.store, f"{'acknowledged' if is_known else 'unknown topic'}: {_name(delivery.topic)}")
            self._remember(came_as)
            return _Rest(Outcome.ACKNOWLEDGED if is_known else Outcome.UNKNOWN_TOPIC)
        try:
            at = reading.utc_of(delivery.triggered_at)
            told = taker(_payload(delivery.body), self._directory, self.door.shop().currency, at, now)
        except MalformedError as error:
            reason = str(error)
            kept.set_aside(
                self.door.store, topic=delivery.topic, body=delivery.body, reason=reason, came_as=came_as, now=now
            )
            telemetry.logger().warning("webhook set aside", topic=delivery.topic, field=error.field)
            self._remember(came_as)
            return _Rest(Outcome.SET_ASIDE)
        return self._publish(told, came_as, now)

    def _refusal(self, delivery: Delivery, now: datetime) -> Outcome | None:
        """Why a webhook is refused; None for one that is Shopify's, this shop's and not an old one."""
        connection = self._connections.current()
        if connection is None:
            return Outcome.NOT_CONNECTED
        if not is_signed(delivery.body, delivery.signature, connection.secret):
            return Outcome.UNSIGNED
        if delivery.shop.strip().casefold() != connection.shop:
            return Outcome.FOREIGN_SHOP
        return None if _is_timely(delivery.triggered_at, now) else Outcome.STALE

    def _publish(self, told: Told, came_as: str, now: datetime) -> _Rest:
        if told.events:
            self.door.event_bus.publish(told.events)
        told.learn()
        self._remember(came_as)
        # After the answer: a mark that is missing costs the comparison one question, and no fact.
        return _Rest(Outcome.TAKEN, lambda: self._afterwards(told, now))

    def _afterwards(self, told: Told, now: datetime) -> None:
        kept.mark(self.door.store, told.marks, now=now)
        with self._lock:
            is_due, self._tidied = self._tidied != now.date(), now.date()
        if is_due:  # where nobody compares by the hour, nothing else would
            kept.forget_marks(self.door.store, before=now - _MARKED_FOR)
            kept.forget_set_aside(self.door.store, now=now)

    def _was_seen(self, came_as: str) -> bool:
        with self._lock:
            return came_as in self._seen

    def _remember(self, came_as: str) -> None:
        with self._lock:
            self._seen[came_as] = None
            while len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is answered, and what is done after that."""

    outcome: Outcome
    afterwards: Callable[[], None] = lambda: None


@dataclass
class _Work:
    """What a thread hands back."""

    answered: threading.Event = field(default_factory=threading.Event)
    outcome: Outcome = Outcome.BUSY

    def answer(self, outcome: Outcome) -> None:
        if not self.answered.is_set():
            self.outcome = outcome
            self.answered.set()


def _payload(body: bytes) -> Mapping[str, object]:
    try:
        return reading.mapping(orjson.loads(body), "")
    except orjson.JSONDecodeError:
        raise MalformedError("", "the body is no JSON") from None


def _is_timely(triggered_at: str, now: datetime) -> bool:
    """Whether a webhook was triggered within the window in which one is taken; one without a time was not."""
    try:
        at = reading.utc_of(triggered_at)
    except (ValueError, OverflowError):
        return False
    return now - _OLDEST <= at <= now + _AHEAD


def _name(topic: str) -> str:
    return "".join(letter for letter in topic[:60] if letter.isascii() and (letter.isalnum() or letter in "_/-"))
