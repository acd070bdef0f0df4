"""What every place that segments are exported to implements: Mailchimp, Klaviyo, a file.

An export sends the difference between what the place has and what it should have, in batches of people that are marked
or whose mark is taken away. The place answers a receipt for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

LONGEST_NAME = 80  # characters of a group's name there: a tag of Mailchimp's has 100, with `shopsight: ` in front

Outcome = Literal["written", "rejected", "skipped"]
"""written: the place has it as it was asked; rejected: it would not, and says why; skipped: it must not be tried."""

NO_RECEIPT, NOT_TAKEN, NOT_FOUND_THERE = "no_receipt", "not-taken", "not-found-there"
UNSEEN = frozenset({NO_RECEIPT, NOT_TAKEN, NOT_FOUND_THERE})
"""Reasons that refuse nobody: the place took what it was sent, and does not show this person, or not yet."""


class TargetError(Exception):
    """What a target could not do; `str()` says why and what to do, without an address, a number or a key."""


class TryLaterError(TargetError):
    """Too many requests, a fault at the place, or no answer in time: what was sent may have been taken or not.

    `retry_after_seconds` is what the place asked for; None when it said nothing. `is_untouched` says that certainly
    nothing was taken, as of a 429: then it is sent again without asking the place what it holds.
    """

    def __init__(self, words: str, retry_after_seconds: float | None = None, *, is_untouched: bool = False) -> None:
        super().__init__(words)
        self.retry_after_seconds = retry_after_seconds
        self.is_untouched = is_untouched


class TargetRefusedError(TargetError):
    """The place refuses all of it: a wrong key, a list that is gone, an account that may not. Do not try again."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What members of a segment are given at the place.

    Mailchimp: the tag `shopsight: <name>`. Klaviyo: the id in the list `shopsight_segments`, and a boolean
    `shopsight_<segment_id>`.
    """

    segment_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to find at the place. Read for one batch, and kept sealed until it is answered; its text names nobody."""

    customer_id: str
    email: str | None = field(repr=False)
    phone: str | None = field(default=None, repr=False)
    first_name: str | None = field(default=None, repr=False)
    last_name: str | None = field(default=None, repr=False)
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One person of a batch: given the mark, or (`add` false) without it from now on.

    `carried` are the ids of all groups whose mark the person carries at this place once the change is made, in order:
    for a place that keeps them as one list. `fields` are merge fields or properties to write along: `segment`, the id
    of the segment whose mark they carry then, empty for none.
    `reference` is the place's own id of the person where an earlier receipt told it; somebody whose mark is taken away
    may have no address any more (`person.email` None), then it alone says who it is.
    """

    person: Person
    add: bool
    carried: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the place says of one change. `reason` is a short code in lower case, such as `compliance-state` or
    `invalid-address`; never a text of the place that could quote an address. `reference` is the place's own opaque id
    (Mailchimp's contact_id, Klaviyo's profile id), never an address nor a hash of one.
    """

    customer_id: str
    outcome: Outcome
    reason: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What a place holds of somebody now: whether they carry the mark, and its own id of them."""

    carries: bool
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Somebody who withdrew at the place. One of the two says who; both are kept nowhere."""

    email: str | None = field(repr=False)
    reference: str | None
    status: Literal["unsubscribed", "cleaned"]
    at: datetime


@dataclass(frozen=True, slots=True)
class TargetState:
    """Whether the place can be written to: the account's own name, and in words what is wrong when it cannot."""

    ok: bool
    account: str | None
    words: str


class Target(Protocol):
    """A place that segments are exported to. `send` may be called by `at_once` threads together."""

    @property
    def name(self) -> str:
        """As in the API: mailchimp, klaviyo, csv."""

    @property
    def batch_size(self) -> int:
        """Most changes of one `send`."""

    @property
    def at_once(self) -> int:
        """Most sends at the same time."""

    def place(self) -> str:
        """What tells this audience or account from any other: of another one nothing is known. Raises as `send`."""

    def send(self, mark: Mark, changes: Sequence[Change]) -> list[Receipt]:
        """Write a batch; answers one receipt for each change. Sending what the place has already is harmless there.

        A list never holds one person twice. Raises TryLaterError, then nothing is known of the batch (but see there),
        and TargetRefusedError, then none of it was written.
        """

    def read_back(self, mark: Mark, changes: Sequence[Change]) -> Mapping[str, Held]:
        """Who of these carries the mark now, by customer id; without whom the place does not know.

        Asked before a batch is sent whose earlier answer was lost, so that nothing is sent twice. Raises as `send`.
        """

    def unsubscribes(self, since: datetime) -> Iterator[Withdrawn]:
        """Who withdrew, or whose address bounced, since then. Raises as `send`."""

    def elsewhere(self, place: str) -> Target | None:
        """The same vendor at another audience that this key may open; None where a key opens one account only."""

    def forget(self, reference: str) -> None:
        """Delete a person by the place's own id; one that is gone already is fine. Raises as `send`."""

    def test(self) -> TargetState:
        """Whether key, account and list are right; raises nothing of its own."""
