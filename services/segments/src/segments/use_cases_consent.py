"""Brings home who withdrew at a vendor: unsubscribed there, or an address that mail cannot reach.

Whoever is found is noted at once, so that the next batch of an export knows it, and told by `consent-changed.v1`, by
which ingestion writes it. What the shop's own system heard from the customer later stands. How far a vendor was read
is in the store and moves when everything was told: a job that is killed tells the same again, under the same ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import cast
from urllib.parse import quote

from segments.desk import Desk
from segments.export_consent import note_withdrawn
from segments.export_target import Target, TargetError, TargetRefusedError, Withdrawn
from segments.queries_consent import customers_of_addresses
from shared.contracts.events import Event, new_event
from shared.telemetry import logger

READ = "segments/consent-read/"  # in the store, by target and audience or account: when it was last read
SOURCE = "/segments"
_AT_ONCE = 500  # addresses in a query, and events in a publish
# Clocks differ, and a vendor's lists are some minutes behind what happened; what is told again is the same event.
_OVERLAP = timedelta(days=1)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # before either vendor was founded
_WITHDRAWN = frozenset({"unsubscribed", "cleaned"})
_SAID = {"unsubscribed": "denied", "cleaned": "cleaned"}  # as consent-changed.v1 says it


@dataclass(frozen=True, slots=True)
class ConsentRead:
    """What reading one target came to: addresses it told, customers who withdrew there, addresses of nobody here."""

    told: int = 0
    withdrawn: int = 0
    unknown: int = 0


def read_consents(desk: Desk, targets: Mapping[str, Callable[[], Target]]) -> str:
    """Read every target that is connected; answers in words what came of it.

    One that does not answer keeps no other back. Raises TargetError of the first that did not, EventBusError.
    """
    said, failed = [], []
    for name, opened in targets.items():
        try:
            target = opened()
        except TargetRefusedError as error:
            said.append(f"{name}: not read, {error}")
            continue
        try:
            found = read_consent(desk, target)
        except TargetError as error:
            logger().warning("consent not read", target=name, why=str(error))
            failed.append(error)
            continue
        said.append(
            f"{name}: {found.told} withdrawals, {found.withdrawn} of them new of customers, {found.unknown} of others"
        )
    if failed:
        raise failed[0]
    return "; ".join(said) or "no target is connected"


def read_consent_of(desk: Desk, targets: Mapping[str, Callable[[], Target]], name: str) -> None:
    """Read one target by its name, before something is sent there; a file has nobody to ask. Raises as below."""
    if name in targets:
        read_consent(desk, targets[name]())


def read_consent(desk: Desk, target: Target) -> ConsentRead:
    """Read who withdrew at one target since it was last read. Raises TargetError, EventBusError."""
    place, began = f"{READ}{target.name}/{quote(target.place(), safe='')}", desk.now()
    stored = desk.store.get(place)
    since = datetime.fromisoformat(stored.value.decode()) - _OVERLAP if stored else _EPOCH
    read = ConsentRead()
    for some in _portions(target.unsubscribes(since)):
        found = _tell(desk, target.name, some)
        read = ConsentRead(read.told + found.told, read.withdrawn + found.withdrawn, read.unknown + found.unknown)
    desk.store.put(place, began.astimezone(UTC).isoformat().encode())
    if read.unknown:
        logger().info("withdrawals of nobody here", target=target.name, addresses=read.unknown)
    return read


def _tell(desk: Desk, name: str, some: Iterable[Withdrawn]) -> ConsentRead:
    latest: dict[str, Withdrawn] = {}
    for one in some:
        address = (one.email or "").strip().lower()
        if address and (address not in latest or latest[address].at < one.at):
            latest[address] = one
    rows = customers_of_addresses(desk.warehouse, sorted(latest))
    events = []
    for row in rows:
        withdrawn = latest[str(row["address"])]
        at = min(withdrawn.at.astimezone(UTC), desk.now().astimezone(UTC))
        agreed_at = cast("datetime | None", row["consent_updated_at"])
        if row["marketing_consent"] in _WITHDRAWN or (agreed_at is not None and agreed_at > at):
            continue
        customer_id = str(row["customer_id"])
        note_withdrawn(desk, customer_id, at)
        events.append(_event(name, customer_id, _SAID[withdrawn.status], at))
    if events:
        desk.event_bus.publish(events)
    return ConsentRead(len(latest), len(events), len(latest.keys() - {str(row["address"]) for row in rows}))


def _event(name: str, customer_id: str, consent: str, at: datetime) -> Event:
    version = int((at - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))
    data = {
        "entity_id": customer_id,
        "version": version,
        "occurred_at": at.isoformat(),
        "marketing_consent": consent,
    }
    return new_event("consent-changed.v1", SOURCE, data, event_id=f"consent-{name}-{customer_id}-{version}"[:200])


def _portions(every: Iterator[Withdrawn]) -> Iterator[list[Withdrawn]]:
    while some := list(islice(every, _AT_ONCE)):
        yield some
