"""What a person did in the last two days, just bought and never wants to see again, as events told it.

Shared by all instances (`shared.cache.trails`), and never the only copy: `warm_up.py` makes it again from the shop's
tables. Asking costs one exchange with Redis, two of a customer who was a visitor before, and never an error; without
Redis it answers what this process knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from recommendations_v2 import state_keys, trail_entries
from recommendations_v2.served_record import ServedRecords
from recommendations_v2.state_keys import CUSTOMER, customer_subject, visitor_subject
from recommendations_v2.trail_entries import BOUGHT_LATELY, BROWSERS, DISMISSED_EVER, TRAIL
from shared.cache.trails import Addition, Entry, Keep, Trails, microseconds, moment_of
from shared.secrets import SecretsError

_MOST_SHOWN = 50  # views and pieces of content: what ranking looks at
_A_DAY = 86_400_000_000  # microseconds: by day a browser is noted, since a trail that stays the same is not written
_REMEMBERED = Keep(7 * 86_400.0, 50_000)  # who was erased: longer than any event waits for its next try


@dataclass(frozen=True, slots=True)
class Moment:
    """Somebody at one moment. Products are ids; the newest come first."""

    cart: tuple[str, ...] = ()
    views: tuple[tuple[str, datetime], ...] = ()  # product and when it was seen last
    engaged: tuple[tuple[str, datetime, float], ...] = ()  # content, when, the largest share seen of it, 0 to 1
    dismissed: frozenset[str] = frozenset()
    bought: tuple[tuple[str, datetime], ...] = ()  # within the last weeks: what a night's build may not know yet
    key: str = ""  # another one after every event of this person; part of a cached answer's key
    stale: bool = False  # the shared state cannot be asked: it may lack what other processes were told
    forgets: bool = False  # more was dismissed than is kept: what was dismissed first may be shown again


NOTHING = Moment()
"""Of who is anonymous."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whose browser, and who was signed in there, as an event says it."""

    visitor_id: str | None
    customer_id: str | None

    @property
    def owner(self) -> str | None:
        """The tag of the customer on what was done signed in."""
        return None if self.customer_id is None else tag(self.customer_id)


def tag(customer_id: str) -> str:
    """A customer's name on the entries of a browser that others use too."""
    return state_keys.digest(customer_subject(customer_id))[:12]


class OnlineState:
    """Whoever asks names a person as `state_keys.customer_subject` or `visitor_subject` do. Safe from any thread."""

    def __init__(self, trails: Trails, now: Callable[[], datetime], records: ServedRecords) -> None:
        self._trails, self._now = trails, now
        self._records = records  # who was erased is written down hidden: a digest alone gives an address away
        self._erased: frozenset[bytes] = frozenset()  # as of the last `look`
        self._looked: frozenset[bytes] = frozenset()

    def of(self, subject: str | None, at: datetime) -> Moment:
        """What is known of a person at a moment; None, or any text that names nobody, is anonymous."""
        if subject is None or not state_keys.is_person(subject):
            return NOTHING
        found = self._trails.read(state_keys.keys_of(state_keys.digest(subject)))
        trail, bought, dismissed, cart = found.trails
        stale, entries, refused = found.stale, [*trail, *bought, *cart], [*dismissed]
        if subject.startswith(CUSTOMER) and (visitors := trail_entries.linked_visitors(trail)):
            more, more_is_stale = self._before_signing_in(visitors, tag(subject.removeprefix(CUSTOMER)), refused)
            entries += more
            stale = stale or more_is_stale
        happened = trail_entries.done(entries, at)
        return Moment(
            cart=tuple(reversed(happened.cart)),
            views=tuple(reversed(happened.views.items()))[:_MOST_SHOWN],
            engaged=tuple((name, when, share) for name, (when, share) in reversed(happened.engaged.items()))[
                :_MOST_SHOWN
            ],
            dismissed=frozenset(act.name for act in trail_entries.acts(refused)),
            bought=tuple(reversed(happened.bought.items())),
            key=trail_entries.key_of((sorted(entries), sorted(refused))),
            stale=stale,
            forgets=len(dismissed) >= trail_entries.DISMISSED_EVER.most,
        )

    def _before_signing_in(self, visitors: Sequence[str], owner: str, refused: list[Entry]) -> tuple[list[Entry], bool]:
        """What a customer did at his browsers before; what was dismissed there goes to `refused`."""
        subjects = [visitor_subject(visitor) for visitor in visitors]
        people = [state_keys.keys_of(state_keys.digest(subject)) for subject in subjects]
        found = self._trails.read([key for keys in people for key in keys])
        entries: list[Entry] = []
        for start in range(0, len(found.trails), len(people[0])):
            trail, _, dismissed, cart = found.trails[start : start + len(people[0])]
            entries += trail_entries.of_customer([*trail, *cart], owner)
            refused += dismissed
        return entries, found.stale

    def record(self, who: Who, entry: Entry) -> None:
        """Something was done at a browser, or by a customer. Twice is once; without either it is nobody's."""
        self.record_all(self.additions(who, entry))

    def additions(self, who: Who, entry: Entry) -> list[Addition]:
        """What `record` adds: a customer's also to the browser's trail, which goes on when he signs out."""
        place = state_keys.cart_key if trail_entries.is_of_cart(entry) else state_keys.trail_key
        made = []
        if who.customer_id is not None and not self.is_erased(who.customer_id):
            subject = customer_subject(who.customer_id)
            made.append(Addition(place(subject), [entry], TRAIL))
            if who.visitor_id is not None:
                signed_in = trail_entries.link(who.visitor_id, moment_of(entry.at))
                made.append(Addition(state_keys.trail_key(subject), [signed_in], TRAIL))
                # By day: a trail that does not change is not written again.
                day = trail_entries.link(
                    who.visitor_id, moment_of(entry.at).replace(hour=0, minute=0, second=0, microsecond=0)
                )
                made.append(Addition(state_keys.browsers_key(state_keys.digest(subject)), [day], BROWSERS))
        if who.visitor_id is not None:
            made.append(Addition(place(visitor_subject(who.visitor_id)), [entry], TRAIL))
        return made

    def buy(self, subject: str, entry: Entry) -> None:
        """A person bought something."""
        self.record_all(self.bought(subject, entry))

    def bought(self, subject: str, entry: Entry) -> list[Addition]:
        """What `buy` adds."""
        return self._own(subject, Addition(state_keys.bought_key(subject), [entry], BOUGHT_LATELY))

    def order(self, subject: str, order_id: str, entry: Entry) -> None:
        """A customer's order stands so; what came back of it counts, whichever is told first."""
        key = state_keys.order_key(order_id)
        whose = trail_entries.buyer(state_keys.digest(subject), moment_of(entry.at))
        additions = self.bought(subject, entry)
        if not additions:
            return
        self.record_all([*additions, Addition(key, [whose], trail_entries.OF_ORDER)])
        if back := trail_entries.of_kind(self._trails.read([key]).trails[0], trail_entries.RETURNED):
            self.record_all([Addition(state_keys.bought_key(subject), back, BOUGHT_LATELY)])

    def give_back(self, order_id: str, entry: Entry) -> None:
        """Something of an order came back; whose it was the order says."""
        key = state_keys.order_key(order_id)
        self.record_all([Addition(key, [entry], trail_entries.OF_ORDER)])
        for buyer in trail_entries.acts(self._trails.read([key]).trails[0]):
            if buyer.kind == trail_entries.BUYER:
                self.record_all([Addition(state_keys.keys_of(buyer.name)[1], [entry], BOUGHT_LATELY)])

    def dismiss(self, subject: str, entry: Entry) -> None:
        """A person does not want to see a product any more."""
        self.record_all(self.dismissed(subject, entry))

    def dismissed(self, subject: str, entry: Entry) -> list[Addition]:
        """What `dismiss` adds."""
        return self._own(subject, Addition(state_keys.dismissed_key(subject), [entry], DISMISSED_EVER))

    def _own(self, subject: str, addition: Addition) -> list[Addition]:
        erased = subject.startswith(CUSTOMER) and self.is_erased(subject.removeprefix(CUSTOMER))
        return [] if erased or not state_keys.is_person(subject) else [addition]

    def record_all(self, additions: Sequence[Addition]) -> bool:
        """Add entries; False when only this process knows of them yet."""
        return not additions or self._trails.add(additions, self._now())

    def forget(self, customer_id: str) -> None:
        """Nothing of an erased customer is left, here or elsewhere. Raises TrailsError and SecretsError when not sure.

        His browsers are forgotten as well, and the erasure is remembered for a week, for events that are late.
        """
        subject = customer_subject(customer_id)
        subjects = [subject, *map(visitor_subject, self.browsers(customer_id))]
        orders = trail_entries.acts(self._trails.read([state_keys.bought_key(subject)]).trails[0])
        at = microseconds(self._now())
        kinds = ["c", *["v"] * (len(subjects) - 1)]
        named = [f"{kind}{state_keys.digest(each)}".encode() for kind, each in zip(kinds, subjects, strict=True)]
        hidden = [Entry(at, self._records.hide(name)) for name in named]
        self.record_all([Addition(state_keys.ERASED, hidden, _REMEMBERED)])
        self._erased |= set(named)
        more = [state_keys.order_key(act.name) for act in orders if act.kind == trail_entries.ORDER]
        self._trails.remove([*_keys(named), *more])

    def browsers(self, customer_id: str) -> tuple[str, ...]:
        """All that a customer was ever signed in at, as far as it is known here, the latest first."""
        subject = customer_subject(customer_id)
        ever, lately = self._trails.read(
            [state_keys.browsers_key(state_keys.digest(subject)), state_keys.trail_key(subject)]
        ).trails
        return trail_entries.linked_visitors([*ever, *lately], None)

    def is_erased(self, customer_id: str) -> bool:
        """Whether a customer was erased within the last week."""
        return f"c{state_keys.digest(customer_subject(customer_id))}".encode() in self._erased

    def look(self) -> None:
        """See who was erased by another process, and forget what this one remembers of them; about once a second."""
        read = self._trails.read([state_keys.ERASED])
        hidden = frozenset(entry.what for entry in read.trails[0]) - self._looked
        with suppress(SecretsError):  # the next look asks for the key again
            fresh = frozenset(filter(None, map(self._records.shown, hidden))) - self._erased
            self._looked |= hidden
            self._erased |= fresh
            self._trails.forget_here(_keys(fresh))
        self._trails.tick(self._now())


def _keys(named: Iterable[bytes]) -> list[str]:
    people = [each[1:].decode() for each in named]
    return [key for each in people for key in (*state_keys.keys_of(each), state_keys.browsers_key(each))]
