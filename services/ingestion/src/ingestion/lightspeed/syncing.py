"""Brings over what is new at Lightspeed: page by page, each published before the position moves past it.

A crash between the two publishes a page again, with the same events, which whoever takes them knows. So a sync may be
killed at any moment, and the next one goes on where it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import Context
from dataclasses import dataclass, field

from ingestion import use_cases
from ingestion.door import Door
from ingestion.lightspeed.client import Lightspeed, LightspeedUnavailableError, Pause, shop_url
from ingestion.lightspeed.connecting import Connection, Retailer, ask_retailer, stored_connection
from ingestion.lightspeed.names import Names
from ingestion.lightspeed.positions import LEASE_KEY, Position, Positions, Tally
from ingestion.lightspeed.reading import ENTITIES, LISTS_DELETED, Reader
from ingestion.lightspeed.values import Item, WrongItemError, text, whole
from shared.contracts.events import Event
from shared.contracts.problems import ProblemError
from shared.event_bus import EventBus
from shared.hurry import about_to_wait
from shared.shop import ShopSettingsError, write_shop_settings
from shared.store import LeaseHeldError, Store, lease
from shared.store.leases import Lease

_PAGE = "200"  # items; the most that every list of theirs takes
_MOST_EXAMPLES = 20  # of items set aside that a report names
_LONGEST_EXAMPLE = 200  # characters
_PATIENCE_SECONDS = 20  # a killed sync's lease ends after 15; whoever comes next should not be sent away
_LEASE_PAUSE_SECONDS = 0.5  # between two tries
_ZONE_KEY = "shop/time_zone"

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class EntityReport:
    """What one sync did of one kind of item."""

    entity: str
    from_version: int
    to_version: int
    now: Tally = field(default_factory=Tally)
    in_all: Tally = field(default_factory=Tally)
    examples: list[dict[str, str]] = field(default_factory=list)


def sync(door: Door, progress: Progress, *, from_start: bool = False, pause: Pause | None = None) -> dict[str, object]:
    """Sync the connected Lightspeed shop; answers the contract's LightspeedReport.

    `from_start` reads everything again; what is known stays as it is. Raises NotConnectedError, LightspeedError,
    LeaseHeldError while another sync runs, ProblemError where the shop's currency is not theirs. What came over before
    an error stays.
    """
    about_to_wait()
    connection = stored_connection(door.secrets)
    with _alone(door, progress, pause or time.sleep) as held:
        lightspeed = _open(door, connection, progress, pause or time.sleep)
        try:
            progress("Lightspeed: asking for the shop", 0, 0)
            retailer = ask_retailer(lightspeed)
            notes = _agree(door, retailer)
            prefix = f"lightspeed/{connection.domain_prefix}"
            reader = Reader(
                domain_prefix=connection.domain_prefix,
                retailer=retailer,
                currency=retailer.currency or door.shop().currency,
                names=Names(door.store, prefix),
                leave_out_shopify=door.secrets.get("shopify") is not None,
                clock=door.now,
            )
            run = _Run(lightspeed, reader, Positions(door.store, prefix), door.event_bus, progress, held.check)
            if from_start:
                for entity in ENTITIES:
                    run.positions.forget(entity)
            for entity in ENTITIES:
                run.entity(entity)
            reader.names.gather()
        finally:
            lightspeed.close()
    return {
        "domain_prefix": connection.domain_prefix,
        "retailer": retailer.name,
        "entities": [_told(run.reports[entity]) for entity in ENTITIES],
        "set_aside": sum(report.now.set_aside.total() for report in run.reports.values()),
        "notes": notes,
    }


@contextmanager
def _alone(door: Door, progress: Progress, pause: Pause) -> Iterator[Lease]:
    """One sync at a time. Raises LeaseHeldError when another one goes on."""
    left = _PATIENCE_SECONDS / _LEASE_PAUSE_SECONDS
    with ExitStack() as stack:
        while True:
            try:
                held = stack.enter_context(lease(door.store, LEASE_KEY, holder="a sync of Lightspeed"))
                break
            except LeaseHeldError:
                if left <= 0:
                    raise
            left -= 1
            progress("waiting for another sync", 0, 0)
            pause(_LEASE_PAUSE_SECONDS)
        yield held


def _open(door: Door, connection: Connection, progress: Progress, pause: Pause) -> Lightspeed:
    def wait(seconds: float) -> None:
        progress("Lightspeed: waiting to be let in again", 0, 0)  # raises when nobody listens any more
        pause(seconds)

    url = shop_url(door.settings.lightspeed_api_url, connection.domain_prefix)
    return Lightspeed(url, connection.token, pause=wait, now=door.now)


@dataclass(frozen=True, slots=True)
class _Run:
    """One sync under its lease."""

    lightspeed: Lightspeed
    reader: Reader
    positions: Positions
    event_bus: EventBus
    progress: Progress
    check_lease: Callable[[], None]
    reports: dict[str, EntityReport] = field(default_factory=dict)

    def entity(self, entity: str) -> None:
        """Read what is new of one kind of item, to the end."""
        position = self.positions.of(entity)
        report = self.reports.setdefault(entity, EntityReport(entity, position.version, position.version))
        while (after := self._page(entity, position, report)) is not None:
            position = after
        report.to_version = position.version
        report.in_all = position.tally

    def _page(self, entity: str, position: Position, report: EntityReport) -> Position | None:
        """Read one page, publish it and move on; None at the end."""
        self.progress(f"Lightspeed: {entity}", report.now.read, 0)
        query = {"after": str(position.version), "page_size": _PAGE}
        answer = self.lightspeed.get(entity, **query, **({"deleted": "true"} if entity in LISTS_DELETED else {}))
        items = answer.get("data")
        if not isinstance(items, list):
            raise LightspeedUnavailableError(f"Lightspeed answered {entity} without a list of them")
        if not items:
            return None
        following = _last_version(answer, items)
        if following <= position.version:
            raise LightspeedUnavailableError(f"Lightspeed's page of {entity} after {position.version} leads nowhere")
        if entity == "sales":
            for missing in self.reader.unknown(items):
                self.entity(missing)  # was made since its own list was read
        tally = Tally(read=len(items))
        events = self._events(entity, items, tally, report.examples)
        self.reader.names.keep()
        self.check_lease()
        if events:
            # In a context of its own: what is published within a request waits for the request's end, and a first sync
            # may go on for hours.
            Context().run(self.event_bus.publish, events)
        report.now.add(tally)
        position.tally.add(tally)
        moved = Position(following, position.tally)
        self.positions.keep(entity, moved)
        return moved

    def _events(
        self, entity: str, items: Sequence[object], tally: Tally, examples: list[dict[str, str]]
    ) -> list[Event]:
        made: list[Event] = []
        for item in items:
            try:
                events, left_out = self.reader.read(entity, item)
            except WrongItemError as error:
                tally.set_aside[error.reason] += 1
                if len(examples) < _MOST_EXAMPLES:
                    examples.append(_example(item, error))
                continue
            if left_out is not None:
                tally.left_out[left_out] += 1
            else:
                tally.published += 1
                tally.events += len(events)
                made += events
        return made


def _last_version(answer: Item, items: Sequence[object]) -> int:
    """Where the next page begins: the list says it, or else its items do."""
    stated = answer.get("version")
    found = [whole(stated.get("max"))] if isinstance(stated, dict) else []
    found += [whole(item.get("version")) for item in items if isinstance(item, dict)]
    return max((number for number in found if number is not None), default=0)


def _agree(door: Door, retailer: Retailer) -> list[str]:
    """Make sure that both speak of one currency; while nobody has said what the shop's is, Lightspeed does.

    Answers what people should know. Raises ProblemError.
    """
    shop = door.shop()
    notes: list[str] = []
    if not shop.configured and retailer.currency and use_cases.data_bounds(door)["data_until"] is None:
        said = {
            "SHOP_CURRENCY": retailer.currency,
            "SHOP_TIMEZONE": retailer.time_zone or shop.time_zone,
            "SHOP_COUNTRY": retailer.country or shop.country,
        }
        try:
            write_shop_settings(door.settings.data_dir, **said)
        except ShopSettingsError as error:
            notes.append(f"the shop's settings were not taken from Lightspeed: {error.problems[0]}")
        else:
            _remember(door.store, currency=retailer.currency, time_zone=said["SHOP_TIMEZONE"])
            notes.append(f"the shop's settings are Lightspeed's from now on: {', '.join(said.values())}")
            shop = door.shop()
    if retailer.currency and retailer.currency != shop.currency:
        detail = (
            f"Lightspeed's amounts are in {retailer.currency}, this shop's in {shop.currency}. Set SHOP_CURRENCY "
            "before anything is loaded; there is no exchange rate in Lightspeed"
        )
        raise ProblemError(422, "load-refused", "Lightspeed speaks of another currency", detail)
    return [*notes, *retailer.mismatches(shop)]


def _remember(store: Store, *, currency: str, time_zone: str) -> None:
    store.put(_ZONE_KEY, time_zone.encode())
    store.put(use_cases.CURRENCY_KEY, currency.encode())


def _example(item: object, error: WrongItemError) -> dict[str, str]:
    """Which item it was, without anything personal."""
    named = text(item, "id") if isinstance(item, dict) else None
    return {"id": (named or "?")[:_LONGEST_EXAMPLE], "reason": error.reason, "field": error.field[:_LONGEST_EXAMPLE]}


def _told(report: EntityReport) -> dict[str, object]:
    """The contract's LightspeedEntity."""
    return {
        "entity": report.entity,
        "from_version": report.from_version,
        "to_version": report.to_version,
        **_counts(report.now),
        "in_all": _counts(report.in_all),
        "examples": report.examples,
    }


def _counts(tally: Tally) -> dict[str, object]:
    return {
        "read": tally.read,
        "published": tally.published,
        "events": tally.events,
        "left_out": [{"reason": reason, "items": count} for reason, count in sorted(tally.left_out.items())],
        "set_aside": [{"reason": reason, "items": count} for reason, count in sorted(tally.set_aside.items())],
    }
