"""The outbox: what is decided to be sent stands in the store before anything is sent, and until it is settled.

A letter's key is its shop day, recipient and channel, written only where there is none: so a digest is decided once,
however often the clock calls. A try is noted before it is made. Whoever finds a try that nobody finished knows that
the vendor may have the message, and says so to the sender, which looks before it sends again where the vendor lets it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from inventory_alerts.delivering import Later, Outcome, Refused, Sent, Unknown
from inventory_alerts.recipients import CHANNELS, Channel
from shared.store import Store, StoreConflictError
from shared.telemetry import logger

PREFIX = "inventory/outbox"

# Between tries, in seconds. The first lasts longer than a vendor works on what it has taken, so that a look finds it.
PAUSES = (60, 120, 240, 480, 900, 1800, 3600)
TRIES = len(PAUSES) + 1  # about two hours: who opens the shop at nine has either the digest or the reason
TAKEN_SECONDS = 300  # a try with all its time-outs ends sooner; after that the process that made it is gone
LONGEST_PAUSE = timedelta(hours=6)  # a vendor that asks for more is asked again tomorrow, with tomorrow's digest
OLDEST = timedelta(hours=20)  # a digest that is not delivered by then would meet the next one
KEPT_DAYS = 60  # how long it can be seen what was sent to whom
LIVELY_DAYS = 4  # the last days that are looked through each minute: what is older is settled, and costs no reading

State = Literal["waiting", "sending", "sent", "dead"]
Sender = Callable[["Letter"], Outcome]
"""Hands a letter over; with `may_have_arrived` it looks first whether the vendor has it, where that can be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message to one recipient by one channel, and what became of it. Times are in UTC."""

    day: date
    recipient_id: str
    channel: Channel
    digest_id: str  # of this letter alone: what a vendor is asked for
    address: str  # of the channel: an e-mail address, a channel of Slack
    headline: str
    body: Mapping[str, Any] | None  # let go of when it is settled
    told: Mapping[str, str] = field(default_factory=dict)
    is_late: bool = False
    made_at: datetime  # nothing of it can have arrived before
    tried_from: datetime  # its time runs from here: made_at, or when it was asked for again
    state: State = "waiting"
    tries: int = 0
    due_at: datetime
    may_have_arrived: bool = False
    last_error: str | None = None
    settled_at: datetime | None = None
    reference: str | None = None

    @property
    def letter_id(self) -> str:
        """What a caller names it by."""
        return f"{self.day.isoformat()}.{self.recipient_id}.{self.channel}"

    @property
    def key(self) -> str:
        """Where it stands in the store."""
        return key_of(self.day, self.recipient_id, self.channel)


def key_of(day: date, recipient_id: str, channel: Channel) -> str:
    """The key of the one letter there can be of a shop day, a recipient and a channel."""
    return f"{PREFIX}/{day.isoformat()}/{recipient_id}/{channel}"


def put_letter(store: Store, letter: Letter) -> bool:
    """Decide a letter; False where it was decided before, and then nothing changes."""
    try:
        store.put(letter.key, _stored(letter), if_absent=True)
    except StoreConflictError:
        return False
    return True


def letter_at(store: Store, key: str) -> Letter | None:
    """The letter under a key, if there is one."""
    found = store.get(key)
    return _letter(found.value) if found is not None else None


def letters(store: Store) -> Iterator[Letter]:
    """All letters that are kept, the oldest shop day first."""
    for key in store.list(f"{PREFIX}/"):
        letter = letter_at(store, key)
        if letter is not None:
            yield letter


def last_told(store: Store, recipient_id: str, before: date) -> Mapping[str, str]:
    """What a recipient was told last, before a shop day: of the channels of that day the one that was told most."""
    days: dict[str, list[str]] = {}
    for key in store.list(f"{PREFIX}/"):
        _, _, day, whom, _ = key.split("/")
        if whom == recipient_id and day < before.isoformat():
            days.setdefault(day, []).append(key)
    if not days:
        return {}
    found = [letter for key in days[max(days)] if (letter := letter_at(store, key)) is not None]
    return max((letter.told for letter in found), key=len, default={})


def deliver_due(store: Store, senders: Mapping[Channel, Sender], now: Callable[[], datetime]) -> list[Letter]:
    """Try every letter that is due once, and settle those whose time is over; the letters as they stand after it.

    Any number of processes may do so at once: each letter is taken by one of them.
    """
    tried = []
    for key in lively_keys(store):
        taken = _take(store, key, now())
        if taken is None:
            continue
        letter, version = taken
        if letter.state == "sending":
            letter = _after(letter, _tried(letter, senders), now())
            try:
                store.put(key, _stored(letter), if_version=version)
            except StoreConflictError:  # it took so long that another process has it: that one looks what became of it
                logger().warning("a try took longer than it is held", letter=letter.letter_id)
                continue
        if letter.state == "dead":
            logger().error("digest not delivered", letter=letter.letter_id, tries=letter.tries, why=letter.last_error)
        tried.append(letter)
    return tried


def lively_keys(store: Store) -> list[str]:
    """The keys of letters that can still be tried: those of the last days that have any."""
    keys = list(store.list(f"{PREFIX}/"))
    days = sorted({key.split("/")[2] for key in keys})[-LIVELY_DAYS:]
    return [key for key in keys if key.split("/")[2] in days]


def retry_dead(store: Store, key: str, now: datetime) -> Letter | None:
    """Try a dead letter again from the start, when the cause is gone; None where there is none that can be."""
    found = store.get(key) if key in lively_keys(store) else None
    letter = _letter(found.value) if found is not None else None
    if found is None or letter is None or letter.state != "dead" or letter.body is None:
        return None
    again = replace(letter, state="waiting", tries=0, due_at=now, tried_from=now, settled_at=None)
    try:
        store.put(key, _stored(again), if_version=found.version)
    except StoreConflictError:
        return None
    return again


def clear_old(store: Store, today: date) -> None:
    """Let go of letters of days long past."""
    oldest = (today - timedelta(days=KEPT_DAYS)).isoformat()
    for key in list(store.list(f"{PREFIX}/")):
        if key.split("/")[2] < oldest:
            store.delete(key)


def _take(store: Store, key: str, now: datetime) -> tuple[Letter, str] | None:
    """Note that a letter is tried now, or that its tries are over; None where it is not to be tried."""
    found = store.get(key)
    if found is None:
        return None
    letter = _letter(found.value)
    if letter.state in ("sent", "dead") or letter.due_at > now:
        return None
    if letter.state == "sending":  # the process that tried is gone, and nobody knows how far it came
        letter = replace(letter, may_have_arrived=True, last_error="the process ended in the middle of a try")
    if letter.tries >= TRIES or now - letter.tried_from > OLDEST:
        letter = replace(letter, state="dead", settled_at=now)
    else:
        until = now + timedelta(seconds=TAKEN_SECONDS)
        letter = replace(letter, state="sending", tries=letter.tries + 1, due_at=until)
    try:
        return letter, store.put(key, _stored(letter), if_version=found.version)
    except StoreConflictError:
        return None  # another process was faster


def _tried(letter: Letter, senders: Mapping[Channel, Sender]) -> Outcome:
    try:
        return senders[letter.channel](letter)
    except Exception as error:  # noqa: BLE001 - a message nobody foresaw must not hold up the other letters
        logger().exception("sending failed", letter=letter.letter_id)
        return Unknown(f"sending failed ({type(error).__name__}); it may have arrived")


def _after(letter: Letter, outcome: Outcome, now: datetime) -> Letter:
    """The letter after a try."""
    match outcome:
        case Sent():
            return replace(
                letter, state="sent", body=None, reference=outcome.reference, last_error=None, settled_at=now
            )
        case Refused():
            return replace(letter, state="dead", last_error=outcome.reason, settled_at=now)
        case Later() | Unknown():
            again = replace(
                letter,
                state="waiting",
                last_error=outcome.reason,
                may_have_arrived=letter.may_have_arrived or isinstance(outcome, Unknown),
            )
            wanted = timedelta(seconds=outcome.retry_after or 0) if isinstance(outcome, Later) else timedelta()
            if letter.tries >= TRIES or wanted > LONGEST_PAUSE:
                return replace(again, state="dead", settled_at=now)
            return replace(again, due_at=now + max(wanted, _pause(letter.tries)))


def _pause(tries: int) -> timedelta:
    chance = random.uniform(1, 1.2)  # noqa: S311 - keeps letters from being tried in step, and guards nothing
    return timedelta(seconds=PAUSES[min(tries, len(PAUSES)) - 1] * chance)


def _stored(letter: Letter) -> bytes:
    return json.dumps(asdict(letter), default=_plain).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} has no place in a letter")


def _letter(stored: bytes) -> Letter:
    held = json.loads(stored)
    held["day"] = date.fromisoformat(held["day"])
    for name in ("made_at", "tried_from", "due_at", "settled_at"):
        if held[name] is not None:
            held[name] = datetime.fromisoformat(held[name])
    if held["channel"] not in CHANNELS:
        raise ValueError(f"a letter by {held['channel']!r}")
    return Letter(**held)
