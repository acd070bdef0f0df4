"""Tries a channel now; and what became of the digests that were sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

from inventory_alerts.email_setup import EmailSetupError
from inventory_alerts.email_setup import read_setup as read_email
from inventory_alerts.outbox import TRIES, Letter, key_of, letters, retry_dead
from inventory_alerts.paging import digest, write_cursor
from inventory_alerts.post_room import PostRoom
from inventory_alerts.recipients import CHANNELS
from inventory_alerts.slack_setup import SlackSetupError
from inventory_alerts.slack_setup import read_setup as read_slack
from inventory_alerts.use_cases_recipients import recipients
from shared.contracts.problems import ProblemError
from shared.store import Store, StoreConflictError

LIST = digest("digests", {})  # the list that cursors belong to
CSV_HEADER = (
    "digest_id",
    "day",
    "recipient_id",
    "channel",
    "state",
    "headline",
    "tries",
    "tries_at_most",
    "may_have_arrived",
    "is_late",
    "made_at",
    "due_at",
    "settled_at",
    "last_error",
)

_ONCE = "inventory/once"  # in the store: answers to requests with an Idempotency-Key
_ONCE_FOR = timedelta(days=1)


def try_slack(room: PostRoom) -> dict[str, Any]:
    """Post a test message, and with a bot token look it up. Raises ProblemError 409 where Slack is not connected."""
    from inventory_alerts.channel_trials import slack_trial  # noqa: PLC0415 - a cold start goes without Slack's client

    try:
        setup = read_slack(room.desk.secrets, room.slack)
    except SlackSetupError as error:
        raise ProblemError(409, "not-connected", "Slack is not connected", str(error)) from None
    return slack_trial(setup, room.slack, room.clock())


def try_email(room: PostRoom) -> dict[str, Any]:
    """Send a test mail to every recipient with an address, else to the sender. Raises ProblemError 409."""
    from inventory_alerts.channel_trials import email_trial  # noqa: PLC0415 - as above

    try:
        setup = read_email(room.desk.secrets)
    except EmailSetupError as error:
        raise ProblemError(409, "not-connected", "E-mail is not connected", str(error)) from None
    wanted = {one.email: None for one in recipients(room) if one.email and "email" in one.receiving}
    return email_trial(setup, room.email, list(wanted) or [setup.sender])


def once(room: PostRoom, what: str, key: str | None, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `do` answers; with a key, within a day, what it answered the first time.

    Raises ProblemError 409 while the first is still at it.
    """
    if key is None:
        return do()
    store, place = room.desk.store, f"{_ONCE}/{sha256(f'{what}:{key}'.encode()).hexdigest()}"
    _forget_old(room, store)
    try:
        version = store.put(place, json.dumps({"at": room.clock().isoformat()}).encode(), if_absent=True)
    except StoreConflictError:
        found = store.get(place)
        held = json.loads(found.value) if found is not None else {}
        if "answer" not in held:
            raise ProblemError(409, "in-progress", "The first request with this key is not done", "Wait.") from None
        answer: dict[str, Any] = held["answer"]
        return answer
    try:
        done = do()
    except BaseException:
        store.delete(place, if_version=version)
        raise
    store.put(place, json.dumps({"at": room.clock().isoformat(), "answer": done}).encode())
    return done


def _forget_old(room: PostRoom, store: Store) -> None:
    oldest = (room.clock() - _ONCE_FOR).isoformat()
    for key in list(store.list(f"{_ONCE}/")):
        found = store.get(key)
        if found is not None and json.loads(found.value)["at"] < oldest:
            store.delete(key)


def sent_page(room: PostRoom, *, after: str | None, limit: int) -> dict[str, Any]:
    """The contract's DigestPage: the latest first, those after a cursor."""
    found = sorted(letters(room.desk.store), key=lambda letter: letter.key, reverse=True)
    left = [letter for letter in found if after is None or letter.key < after]
    shown = left[:limit]
    following = write_cursor(LIST, [shown[-1].key]) if len(left) > limit else None
    return {"items": [sent_document(letter) for letter in shown], "next_cursor": following}


def sent_rows(room: PostRoom) -> Iterator[list[object]]:
    """Every digest as a row under CSV_HEADER, the latest first."""
    for letter in sorted(letters(room.desk.store), key=lambda each: each.key, reverse=True):
        document = sent_document(letter)
        yield [document[name] for name in CSV_HEADER]


def sent_document(letter: Letter) -> dict[str, Any]:
    """The contract's DigestSent."""
    return {
        "digest_id": letter.letter_id,
        "day": letter.day,
        "recipient_id": letter.recipient_id,
        "channel": letter.channel,
        "state": letter.state,
        "headline": letter.headline,
        "tries": letter.tries,
        "tries_at_most": TRIES,
        "may_have_arrived": letter.may_have_arrived,
        "is_late": letter.is_late,
        "made_at": letter.made_at,
        "due_at": letter.due_at if letter.state in ("waiting", "sending") else None,
        "settled_at": letter.settled_at,
        "last_error": letter.last_error,
    }


def retry(room: PostRoom, digest_id: str) -> dict[str, Any]:
    """Try a dead digest again. Raises ProblemError 404 where there is none that is dead."""
    found = next((one for one in letters(room.desk.store) if one.letter_id == digest_id), None)
    again = None
    if found is not None and found.channel in CHANNELS:
        again = retry_dead(room.desk.store, key_of(found.day, found.recipient_id, found.channel), room.clock())
    if again is None:
        detail = "Only what is dead can be tried again, of the last four days: GET /api/inventory/digests lists it."
        raise ProblemError(404, "no-such-digest", "No dead digest of this name", detail)
    return sent_document(again)
