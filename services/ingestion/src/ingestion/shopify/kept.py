"""What the store keeps of webhooks: marks of those that came, counts of what was not taken, and what was set aside.

Marks are names of facts with their versions, by the hour in which they came, until the comparison is past them. What
was set aside may speak of customers, so it is deleted after a week: by then the comparison has long asked for it again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from ingestion.shopify.directory import change
from shared.store import Store

COUNTS = "shopify/counts"
ASIDE = "shopify/aside/"
_MARKS = "shopify/came/"
_HOUR = "%Y%m%dT%H"
_DAY = "%Y%m%d"
_MOST_NAMES = 200  # different things counted; topics and reasons are some dozens
_ASIDE_FOR = timedelta(days=7)  # the comparison runs each hour; a week lets a person look
_MOST_ASIDE = 5_000_000  # bytes of one, as of a webhook


def mark(store: Store, marks: Iterable[str], *, now: datetime) -> None:
    """Remember that these came."""
    hour = now.astimezone(UTC).strftime(_HOUR)
    for one in marks:
        store.put(f"{_MARKS}{hour}/{one}", b"")


def mark_many(store: Store, marks: Iterable[str], *, now: datetime) -> None:
    """Remember that these came, in one document: what a comparison published itself."""
    named = sorted(marks)
    if not named:
        return
    content = json.dumps(named).encode()
    digest = hashlib.sha256(content).hexdigest()[:16]
    store.put(f"{_MARKS}{now.astimezone(UTC).strftime(_HOUR)}/many:{digest}", content)


def marks(store: Store) -> set[str]:
    """All that came, as far as it is still remembered."""
    found: set[str] = set()
    for key in list(store.list(_MARKS)):
        name = key.rpartition("/")[2]
        if not name.startswith("many:"):
            found.add(name)
        elif (stored := store.get(key)) is not None:
            found.update(json.loads(stored.value))
    return found


def forget_marks(store: Store, *, before: datetime) -> None:
    """Forget what came in the hours that ended before this moment."""
    hour = before.astimezone(UTC).strftime(_HOUR)
    for key in list(store.list(_MARKS)):
        if key.removeprefix(_MARKS).partition("/")[0] < hour:
            store.delete(key)


def count(store: Store, name: str) -> None:
    """Count something that was not taken."""

    def counted(before: dict[str, int]) -> dict[str, int]:
        known = name if name in before or len(before) < _MOST_NAMES else "other"
        return {**before, known: before.get(known, 0) + 1}

    change(store, COUNTS, counted)


def counts(store: Store) -> dict[str, int]:
    """What was not taken so far, by name."""
    stored = store.get(COUNTS)
    found: dict[str, int] = {} if stored is None else json.loads(stored.value)
    return found


def set_aside(store: Store, *, topic: str, body: bytes, reason: str, came_as: str, now: datetime) -> None:
    """Keep a webhook that cannot be taken, for a week; the same one again is the same document."""
    digest = hashlib.sha256(f"{topic} {came_as}".encode() + body).hexdigest()[:32]
    key = f"{ASIDE}{now.astimezone(UTC).strftime(_DAY)}/{digest}"
    document = {"topic": topic, "reason": reason, "came_at": now.astimezone(UTC).isoformat(), "came_as": came_as}
    content = json.dumps({**document, "body": body[:_MOST_ASIDE].decode(errors="replace")}).encode()
    if store.get(key) is None:
        count(store, f"set aside: {topic}")
    store.put(key, content)


def set_aside_now(store: Store) -> int:
    """How many webhooks are set aside."""
    return sum(1 for _ in store.list(ASIDE))


def forget_set_aside(store: Store, *, now: datetime) -> None:
    """Delete what was set aside more than a week ago."""
    oldest = (now - _ASIDE_FOR).astimezone(UTC).strftime(_DAY)
    for key in list(store.list(ASIDE)):
        if key.removeprefix(ASIDE).partition("/")[0] < oldest:
            store.delete(key)
