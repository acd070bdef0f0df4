"""The six o'clock digest: decided once for every shop day, recipient and channel, then delivered from the outbox."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from inventory_alerts.closed_days import closed_day
from inventory_alerts.digest import Digest, Morning, compose
from inventory_alerts.digest_chart import draw, plan_chart
from inventory_alerts.email_message import mail_text
from inventory_alerts.outbox import Letter, clear_old, deliver_due, key_of, last_told, put_letter
from inventory_alerts.post_room import RECORDS, PostRoom, record_key
from inventory_alerts.recipients import Channel, Recipient
from inventory_alerts.slack_message import slack_message
from inventory_alerts.slack_setup import SlackSetup, SlackSetupError, read_setup
from inventory_alerts.use_cases_recipients import recipients, unsubscribe_url
from inventory_alerts.views import AlertView, ReorderView
from inventory_alerts.wording import Wording
from shared.schedule import cron
from shared.store import StoreConflictError

_MISSED_AT_MOST = 7  # days that a digest names as without one; after a longer pause nobody asks for each


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the run that came before found: all alerts and suggestions that stand, and until when the data reach.

    `sales_until` and `stock_until` None: there are none at all. `quality`: how many of the alerts scored in the last
    28 days came true, of how many.
    """

    alerts: Sequence[AlertView]
    reorders: Sequence[ReorderView]
    sales_until: datetime | None
    stock_until: datetime | None
    quality: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class DigestRun:
    """What a run of the digest did; `str()` is what the clock shows."""

    day: date
    decided: int
    sent: int
    waiting: int
    dead: int

    def __str__(self) -> str:
        if not (self.decided or self.sent or self.waiting or self.dead):
            return f"{self.day}: nothing to send"
        parts = [f"{self.decided} decided", f"{self.sent} sent", f"{self.waiting} to be tried again"]
        return f"{self.day}: {', '.join(parts)}" + (f", {self.dead} given up" if self.dead else "")


def send_digests(room: PostRoom, standing: Standing) -> DigestRun:
    """Decide today's digests and try to deliver them.

    However often it is called for a shop day, at once or one after the other, and wherever it was killed before: each
    recipient gets one over each channel.
    """
    shop, now = room.desk.shop(), room.desk.now()
    day = shop.local_date(now)
    morning = _morning(room, standing, day, now)
    decided = 0
    for recipient in recipients(room):
        if recipient.wants_day(day):
            decided += _decide(room, morning, recipient)
    _record(room, morning, decided)
    clear_old(room.desk.store, day)
    return deliver(room, day=day, decided=decided)


def deliver(room: PostRoom, *, day: date | None = None, decided: int = 0) -> DigestRun:
    """Try what is due in the outbox: each minute by the clock, and at once when digests were decided."""
    tried = deliver_due(room.desk.store, room.senders(), room.clock)
    states = [letter.state for letter in tried]
    shown = day or room.desk.shop().local_date(room.desk.now())
    return DigestRun(shown, decided, states.count("sent"), states.count("waiting"), states.count("dead"))


def _morning(room: PostRoom, standing: Standing, day: date, now: datetime) -> Morning:
    desk, shop = room.desk, room.desk.shop()
    due = cron.due_on(room.timing(), now)
    return Morning(
        shop=shop,
        day=day,
        made_at=now,
        due_at=due if due is not None and shop.local_date(due) == day else now,  # by hand before its time: not late
        alerts=standing.alerts,
        reorders=standing.reorders,
        yesterday=closed_day(desk.store, day - timedelta(days=1), shop.currency),
        sales_until=standing.sales_until,
        stock_until=standing.stock_until,
        url=desk.settings.public_url,
        stale_after=timedelta(hours=desk.settings.stale_after_hours),
        late_after=timedelta(minutes=desk.settings.digest_late_minutes),
        missed=_missed(room, day),
        quality=standing.quality,
    )


def _missed(room: PostRoom, day: date) -> list[date]:
    """The shop days between the last one that had its run and today; none before there ever was one."""
    days = sorted(key.rpartition("/")[2] for key in room.desk.store.list(f"{RECORDS}/"))
    before = [date.fromisoformat(text) for text in days if text < day.isoformat()]
    if not before:
        return []
    between = (day - before[-1]).days - 1
    return [day - timedelta(days=ago) for ago in range(min(between, _MISSED_AT_MOST), 0, -1)]


def _record(room: PostRoom, morning: Morning, decided: int) -> None:
    """Note that a shop day had its run, and that those before had none; the first to say so is right."""
    store = room.desk.store
    for missed in morning.missed:
        with suppress(StoreConflictError):
            store.put(record_key(missed), json.dumps({"missed": True}).encode(), if_absent=True)
    record = {"made_at": morning.made_at.isoformat(), "is_late": morning.is_late, "decided": decided}
    with suppress(StoreConflictError):
        store.put(record_key(morning.day), json.dumps(record).encode(), if_absent=True)
    keys = list(store.list(f"{RECORDS}/"))
    for key in keys[: -_MISSED_AT_MOST - 1]:
        store.delete(key)


def _decide(room: PostRoom, morning: Morning, recipient: Recipient) -> int:
    """Put a recipient's letters into the outbox, where they are not there yet; how many are new."""
    store, day = room.desk.store, morning.day
    open_channels = [
        channel for channel in recipient.receiving if store.get(key_of(day, recipient.recipient_id, channel)) is None
    ]
    if not open_channels:
        return 0
    digest = compose(morning, recipient, last_told(store, recipient.recipient_id, day))
    return sum(put_letter(store, _letter(room, digest, recipient, channel)) for channel in open_channels)


def _letter(room: PostRoom, digest: Digest, recipient: Recipient, channel: Channel) -> Letter:
    digest_id, moment = uuid4().hex, room.clock()
    if channel == "slack":
        setup = _slack_setup(room)
        address = recipient.slack_channel or (setup.channel if setup else None) or ""
        body = slack_message(digest, digest_id, buttons=setup is not None and setup.has_buttons)
    else:
        address, body = recipient.email or "", _mail(room, digest, recipient)
    return Letter(
        day=digest.day,
        recipient_id=recipient.recipient_id,
        channel=channel,
        digest_id=digest_id,
        address=address,
        headline=digest.headline,
        body=body,
        told=digest.told,
        is_late=digest.is_late,
        made_at=moment,
        tried_from=moment,
        due_at=moment,
    )


def _slack_setup(room: PostRoom) -> SlackSetup | None:
    try:
        return read_setup(room.desk.secrets, room.slack)
    except SlackSetupError:
        return None  # the outbox says so when it tries


def _mail(room: PostRoom, digest: Digest, recipient: Recipient) -> dict[str, Any]:
    plan = plan_chart(digest, Wording(room.desk.shop(), digest.day))
    chart = draw(plan, room.compute) if plan is not None else None
    link = unsubscribe_url(room, recipient)
    text = mail_text(digest, chart_alt=plan.alt if plan and chart else None, unsubscribe_url=link)
    return {
        **text.document(),
        "chart": base64.b64encode(chart).decode() if chart else None,
        "unsubscribe_url": link,
    }
