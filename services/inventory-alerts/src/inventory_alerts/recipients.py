"""Who gets the digest, of what, where and on which days: plain values, no store and no clock."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast, get_args

from inventory_alerts.kinds import KINDS, Kind
from inventory_alerts.views import AlertView, ReorderView

Channel = Literal["slack", "email"]
Role = Literal["owner", "buyer"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

CHANNELS: tuple[Channel, ...] = get_args(Channel)
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
MOST_RECIPIENTS = 50  # a shop's people; a list of customers is for the segments, not for this
SLACK_CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{7,20}")  # a name can be posted to, but not looked up in

_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody, or some channel of Slack, that gets the digest. Empty `kinds` or `locations` mean all of them.

    An owner's digest begins with yesterday against target. `slack_channel` None means the channel that Slack was
    connected with.
    """

    recipient_id: str
    name: str
    role: Role = "buyer"
    channels: tuple[Channel, ...] = CHANNELS
    email: str | None = None
    slack_channel: str | None = None
    kinds: frozenset[Kind] = frozenset()
    locations: frozenset[str] = frozenset()
    days: frozenset[Weekday] = frozenset(WEEKDAYS)
    muted_kinds: frozenset[Kind] = frozenset()
    muted_categories: frozenset[str] = frozenset()
    muted_locations: frozenset[str] = frozenset()
    unsubscribed: bool = False  # from e-mail, by the link in it

    def wants_day(self, day: date) -> bool:
        """Whether a digest of this shop day is for them."""
        return WEEKDAYS[day.weekday()] in self.days

    def wants_alert(self, alert: AlertView) -> bool:
        """Whether an alert is for them."""
        return self._wants(alert.kind, alert.category, alert.location_id)

    def wants_reorder(self, reorder: ReorderView) -> bool:
        """Whether a suggestion to order is for them: it counts as the kind `reorder_due`."""
        return self._wants("reorder_due", reorder.category, reorder.location_id)

    def _wants(self, kind: Kind, category: str | None, location_id: str | None) -> bool:
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.locations or location_id in self.locations)
            and kind not in self.muted_kinds
            and category not in self.muted_categories
            and location_id not in self.muted_locations
        )

    @property
    def receiving(self) -> tuple[Channel, ...]:
        """The channels that something is sent by."""
        return tuple(channel for channel in self.channels if channel != "email" or not self.unsubscribed)

    def document(self) -> dict[str, Any]:
        """As the contract's Recipient has it."""
        return {
            "recipient_id": self.recipient_id,
            "name": self.name,
            "role": self.role,
            "channels": list(self.channels),
            "email": self.email,
            "slack_channel": self.slack_channel,
            "kinds": [kind for kind in KINDS if kind in self.kinds],
            "locations": sorted(self.locations),
            "days": [day for day in WEEKDAYS if day in self.days],
            "muted_kinds": [kind for kind in KINDS if kind in self.muted_kinds],
            "muted_categories": sorted(self.muted_categories),
            "muted_locations": sorted(self.muted_locations),
            "unsubscribed": self.unsubscribed,
        }


SLACK_CHANNEL_ITSELF = Recipient(recipient_id="slack", name="Slack", role="owner", channels=("slack",))
"""Who gets the digest while nobody has named recipients: the channel that Slack was connected with."""


def recipient_of(document: Mapping[str, Any]) -> Recipient:
    """The recipient of a document that `faults` found nothing wrong with; what is left out has its default."""
    given = {name: value for name, value in document.items() if value is not None}
    for name in ("kinds", "locations", "days", "muted_kinds", "muted_categories", "muted_locations"):
        if name in given:
            given[name] = frozenset(given[name])
    if "channels" in given:
        given["channels"] = tuple(channel for channel in CHANNELS if channel in given["channels"])
    return Recipient(**given)


def faults(recipients: Sequence[Recipient]) -> list[tuple[str, str]]:
    """What a schema cannot say is wrong with recipients: field and what to do."""
    wrong: list[tuple[str, str]] = []
    seen: set[str] = set()
    for place, recipient in enumerate(recipients):
        field = f"items.{place}"
        if recipient.recipient_id in seen:
            wrong.append((f"{field}.recipient_id", f"{recipient.recipient_id} stands twice"))
        seen.add(recipient.recipient_id)
        if "email" in recipient.channels and recipient.email is None:
            wrong.append((f"{field}.email", "is wanted by the channel email: give an address, or leave the channel"))
        if recipient.email is not None and not _ADDRESS.fullmatch(recipient.email):
            wrong.append((f"{field}.email", "is no e-mail address"))
        if recipient.slack_channel is not None and not SLACK_CHANNEL_ID.fullmatch(recipient.slack_channel):
            message = "is no channel id, like C0123456789: it stands at the end of the channel's details in Slack"
            wrong.append((f"{field}.slack_channel", message))
    return wrong


def as_stored(recipients: Sequence[Recipient]) -> bytes:
    """The store's document of recipients."""
    return json.dumps([recipient.document() for recipient in recipients]).encode()


def from_stored(stored: bytes) -> tuple[Recipient, ...]:
    """The recipients in the store's document."""
    return tuple(recipient_of(one) for one in cast("list[dict[str, Any]]", json.loads(stored)))
