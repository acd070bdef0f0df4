"""Events as the services speak them: CloudEvents 1.0 in structured JSON, checked against `openapi/events.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import uuid4

import orjson
from pydantic import BaseModel, ValidationError

LARGEST_EVENT = 1024 * 1024  # bytes; Pub/Sub takes ten times that, and an order of 2,000 lines has half of it


class EventError(Exception):
    """What was sent is no event of the contract; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. (`source`, `id`) tells a repetition; `data` is plain JSON that the contract's schema allows."""

    type: str
    source: str
    id: str
    time: datetime
    data: Mapping[str, Any]

    @property
    def entity_id(self) -> str:
        """What a fact is about; facts only."""
        return str(self.data["entity_id"])

    @property
    def version(self) -> int:
        """Version of the entity at its source; facts only."""
        return int(self.data["version"])

    @property
    def occurred_at(self) -> datetime:
        """When what a fact says became so; facts only."""
        return datetime.fromisoformat(self.data["occurred_at"])


@dataclass(frozen=True, slots=True)
class EventType:
    """What the contract says of a type: the schema of its data, and who speaks and listens."""

    name: str
    model: type[BaseModel]
    publishers: tuple[str, ...]
    subscribers: tuple[str, ...]
    example: Mapping[str, Any]


def _several(named: str | Sequence[str]) -> tuple[str, ...]:
    """One name, or some."""
    return (named,) if isinstance(named, str) else tuple(named)


@cache
def event_types() -> Mapping[str, EventType]:
    """Every type of the contract, by name."""
    from shared.contracts.generated import events  # noqa: PLC0415 - 40 models; only for who reads or writes events

    contract = orjson.loads((files("shared.contracts.generated") / "events.json").read_bytes())
    return {
        name: EventType(
            name=name,
            model=getattr(events, stated["data"]),
            publishers=_several(stated["publisher"]),
            subscribers=tuple(stated["subscribers"]),
            example=stated["example"],
        )
        for name, stated in contract["x-events"].items()
    }


def new_event(
    kind: str, source: str, data: Mapping[str, Any], *, event_id: str | None = None, time: datetime | None = None
) -> Event:
    """An event to publish; `event_id` is the source's own where it has one.

    Raises EventError where the data will not do, also when they hold a field that the contract does not name: who
    listens lets such a field pass, for it may come from a newer version, but Pub/Sub does not.
    """
    check(kind, data, whole=True)
    return Event(kind, source, event_id or uuid4().hex, time or datetime.now(UTC), data)


def check(kind: str, data: Mapping[str, Any], *, whole: bool = False) -> None:
    """Raise EventError unless the contract knows the type and allows the data; `whole`: and names every field."""
    stated = event_types().get(kind)
    if stated is None:
        raise EventError(f"no event {kind!r} in the contract")
    try:
        stated.model.model_validate_json(orjson.dumps(data), strict=True, extra="forbid" if whole else None)
    except ValidationError as error:
        first = error.errors()[0]
        raise EventError(f"{kind}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def encode(event: Event) -> bytes:
    """The event as Pub/Sub carries it in `data`."""
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": event.id,
            "source": event.source,
            "type": event.type,
            "time": event.time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "data": event.data,
        }
    )


def decode(body: bytes) -> Event:
    """The event in a body. Raises EventError for whatever is none of the contract."""
    if len(body) > LARGEST_EVENT:
        raise EventError(f"larger than {LARGEST_EVENT} bytes")
    from shared.contracts.generated.events import Envelope  # noqa: PLC0415 - as above

    try:
        envelope = Envelope.model_validate_json(body, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        raise EventError(f"no CloudEvent: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    data = orjson.loads(body)["data"]
    check(envelope.type, data)
    return Event(envelope.type, envelope.source, envelope.id, envelope.time, data)
