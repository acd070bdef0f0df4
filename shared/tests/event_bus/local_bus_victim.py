"""Publishes and delivers until it is killed: `python local_bus_victim.py FOLDER FIRST`.

Appends to `published` each number once its event is published, and to `taken` each number that a handler has taken.
"""

from __future__ import annotations

import sys
import time
from itertools import count
from pathlib import Path

from flask import Blueprint, Flask

from shared.auth.tokens import local_issuer
from shared.contracts.events import Event, new_event
from shared.event_bus.local import LocalBus
from shared.event_bus.push import add_push_route
from shared.event_bus.push_identity import LocalPush
from shared.testing import MemorySecrets, MemoryStore
from shared.web import install

AT_ONCE = 5  # events of a call of publish


def main(folder: Path, first: int) -> None:
    """Publish numbers from `first` on, and deliver, without end."""
    push = LocalPush(local_issuer(MemorySecrets(), MemoryStore()))
    app = Flask("victim")
    install(app, service="victim")
    blueprint = Blueprint("ingestion", "victim", url_prefix="/api/ingest")
    published, taken = ((folder / name).open("a", buffering=1) for name in ("published", "taken"))

    def take(event: Event) -> None:
        taken.write(f"{event.entity_id}\n")

    add_push_route(blueprint, push.verifier(), {"product-changed.v1": take})
    app.register_blueprint(blueprint)
    bus = LocalBus(folder / "events.sqlite")
    bus.deliver(app, {"ingestion": "/api/ingest/events"}, push.token)
    for number in count(first, AT_ONCE):
        numbers = range(number, number + AT_ONCE)
        bus.publish([_event(one) for one in numbers])
        published.write("".join(f"{one}\n" for one in numbers))
        time.sleep(0.001)  # so that a kill hits publishing, delivering and writing down alike


def _event(number: int) -> Event:
    data = {"entity_id": str(number), "version": 1, "occurred_at": "2026-03-01T08:00:00Z"}
    return new_event("product-changed.v1", "/ingestion/test", data)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
