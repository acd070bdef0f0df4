"""The bus the services talk over: `publish` here, push to `<prefix>/events` there.

Delivery is at least once and in any order. Locally it is a SQLite file and a thread of the suite, on Google Cloud
Pub/Sub; both push the same envelope to the same routes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from shared.contracts.events import Event

Handler = Callable[[Event], None]
"""Takes one event: returns when its effect is durable, raises otherwise. It may be given the same event again."""


class EventBusError(Exception):
    """The bus did not take an event; `str()` says what and what to do. Publishing again is safe: it is a repetition."""


class EventBus(Protocol):
    """Safe to use from any thread."""

    def publish(self, events: Sequence[Event]) -> None:
        """Hand over events; when this returns all of them are durable. Raises EventBusError."""

    def close(self) -> None:
        """Let go of what it holds open."""


def connect(url: str) -> EventBus:
    """Open the bus a URL names: `local:///absolute/file.sqlite`, made when it is not there, or `pubsub://project`.

    Raises EventBusError for a scheme nobody serves.
    """
    parts = urlsplit(url)
    if parts.scheme == "local" and not parts.netloc and parts.path.startswith("/"):
        from shared.event_bus.local import LocalBus  # noqa: PLC0415 - an adapter is imported when it is chosen

        return LocalBus(Path(unquote(parts.path)))
    if parts.scheme == "pubsub" and parts.netloc and not parts.path.strip("/"):
        from shared.event_bus import pubsub  # noqa: PLC0415 - as above

        return pubsub.connect(url)
    raise EventBusError(f"EVENT_BUS_URL: no adapter for {url!r}; use local:///<absolute file> or pubsub://<project>")
