"""Who gets the digest, and when: read, set, and the link that ends it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from inventory_alerts.desk import SERVICE
from inventory_alerts.post_room import DEFAULT_CRON, JOB, PostRoom, default_timing
from inventory_alerts.recipients import SLACK_CHANNEL_ITSELF, Recipient, as_stored, faults, from_stored, recipient_of
from inventory_alerts.slack_setup import SECRET
from shared.contracts.problems import ProblemError
from shared.schedule import ScheduleError, Timing, cron, job_name
from shared.store import StoreConflictError

KEY = "inventory/recipients"  # in the store: one document
LINK_SECRET = "digest-links"  # noqa: S105 - the secret's name; what the links in mails are signed with
SHOWN_TIMES = 3
CSV_HEADER = (
    "recipient_id",
    "name",
    "role",
    "channels",
    "email",
    "slack_channel",
    "kinds",
    "locations",
    "days",
    "muted_kinds",
    "muted_categories",
    "muted_locations",
    "unsubscribed",
)

_TRIES = 5  # to write beside somebody else who does at the same moment


def recipients(room: PostRoom) -> tuple[Recipient, ...]:
    """Who gets the digest; while nobody has been named, the channel that Slack was connected with."""
    found = room.desk.store.get(KEY)
    if found is not None:
        return from_stored(found.value)
    return (SLACK_CHANNEL_ITSELF,) if room.desk.secrets.get(SECRET) is not None else ()


def set_recipients(room: PostRoom, documents: Sequence[Mapping[str, Any]]) -> tuple[Recipient, ...]:
    """Set all recipients at once. Raises ProblemError 400 that names every wrong field."""
    wanted = tuple(recipient_of(document) for document in documents)
    wrong = faults(wanted)
    if wrong:
        detail = "; ".join(f"{name}: {message}" for name, message in wrong)
        raise ProblemError(400, "invalid-body", "A recipient is not right", detail, wrong)
    room.desk.store.put(KEY, as_stored(wanted))
    return wanted


def recipient_rows(shown: Iterable[Recipient]) -> Iterator[list[object]]:
    """Every recipient as a row under CSV_HEADER; several of a kind with spaces between."""
    for recipient in shown:
        document = recipient.document()
        values = [document[name] for name in CSV_HEADER]
        yield [" ".join(value) if isinstance(value, list) else value for value in values]


def unsubscribe_url(room: PostRoom, recipient: Recipient) -> str | None:
    """The link that ends mails to a recipient; None where the suite has no address that a mail program can reach."""
    url = room.desk.settings.public_url
    if not url.startswith("https://") or recipient.email is None:
        return None
    query = {"recipient": recipient.recipient_id, "signature": _signature(_link_key(room), recipient)}
    return f"{url}/api/inventory/unsubscribe?{urlencode(query)}"


def linked_recipient(room: PostRoom, recipient_id: str, signature: str) -> Recipient:
    """Whom a link in a mail is about. Raises ProblemError 404 where it was not made here, or for another address."""
    key = room.desk.secrets.get(LINK_SECRET)
    for recipient in recipients(room):
        if recipient.recipient_id != recipient_id or recipient.email is None or key is None:
            continue
        if hmac.compare_digest(_signature(key, recipient), signature):  # in constant time, as all signatures are
            return recipient
    detail = "It belongs to an address that gets no digest any more, or it was not copied whole."
    raise ProblemError(404, "no-such-link", "This link does not hold", detail)


def unsubscribe(room: PostRoom, recipient_id: str, signature: str) -> None:
    """Send no more mails to whom a link is about; again changes nothing. Raises ProblemError 404 or 409."""
    for _ in range(_TRIES):
        found = room.desk.store.get(KEY)
        asked = linked_recipient(room, recipient_id, signature)
        if found is None or asked.unsubscribed:
            return
        kept = [
            replace(one, unsubscribed=True) if one.recipient_id == recipient_id else one
            for one in from_stored(found.value)
        ]
        try:
            room.desk.store.put(KEY, as_stored(kept), if_version=found.version)
        except StoreConflictError:
            continue
        return
    raise ProblemError(409, "conflict", "The recipients were changed at the same moment", "Try again.")


def schedule_document(room: PostRoom) -> dict[str, Any]:
    """The contract's DigestSchedule, with the next times as of now."""
    usual, now = default_timing(room.desk.shop()), room.desk.now()
    timing = room.chosen_timing() or usual  # asked for once: on Google Cloud it is a question over the network
    times = []
    for _ in range(SHOWN_TIMES):
        now = cron.due_after(timing, now)
        times.append(now)
    minute, hour, *_rest = timing.cron.split()
    zone = replace(room.desk.shop(), time_zone=timing.time_zone).zone
    return {
        "at": f"{int(hour):02}:{int(minute):02}",
        "time_zone": timing.time_zone,
        "is_default": timing == usual,
        "next_at": [time.astimezone(zone) for time in times],
    }


def zone_faults(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with the time zone of a schedule that is asked for, which no schema can say."""
    asked = said.get("time_zone")
    if not isinstance(asked, str):
        return []
    try:
        cron.check(Timing(DEFAULT_CRON, asked))
    except ScheduleError as error:
        return [("time_zone", str(error))]
    return []


def set_schedule(room: PostRoom, at: str, time_zone: str | None) -> dict[str, Any]:
    """Have the digest made at another time of day ("06:30") from now on, in a zone that `zone_faults` finds nothing
    wrong with. Raises ProblemError 503.
    """
    hour, _, minute = at.partition(":")
    timing = Timing(f"{int(minute)} {int(hour)} * * *", time_zone or default_timing(room.desk.shop()).time_zone)
    try:
        room.schedule().set(job_name(SERVICE, JOB), timing)
    except ScheduleError as error:
        raise ProblemError(503, "schedule-unavailable", "The time cannot be set here", str(error)) from None
    return schedule_document(room)


def _link_key(room: PostRoom) -> str:
    held = room.desk.secrets.get(LINK_SECRET)
    if held is None:
        held = secrets.token_hex(32)
        room.desk.secrets.put(LINK_SECRET, held)
    return held


def _signature(key: str, recipient: Recipient) -> str:
    text = f"{recipient.recipient_id}\n{recipient.email}"
    return hmac.new(key.encode(), text.encode(), sha256).hexdigest()
