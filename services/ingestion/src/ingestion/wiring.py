"""Puts the service together: plugs and settings in, a Flask blueprint out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from ingestion import jobs, merging, starting, subscriptions, use_cases
from ingestion.door import Door
from ingestion.files.plan import SourceFile
from ingestion.loads import LoadRequest
from ingestion.routes import make_blueprint
from ingestion.settings import Settings
from shared.auth.routes import Guard
from shared.cache import Cache
from shared.event_bus import EventBus
from shared.event_bus.push import PushVerifier, add_push_route
from shared.secrets import Secrets
from shared.shop import Shop
from shared.store import Store
from shared.warehouse import Warehouse
from shared.web import Service


def build_service(
    *,
    warehouse: Warehouse,
    store: Store,
    secrets: Secrets,
    cache: Cache,  # noqa: ARG001 - every service is built with the same plugs
    guard: Guard,
    shop: Callable[[], Shop],
    settings: Settings,
    now: Callable[[], datetime],
    event_bus: EventBus,
    push: PushVerifier,
) -> Service:
    """Build ingestion; `on_start` of the result is called once before the first request."""
    return build_around(Door(warehouse, store, secrets, shop, settings, now, event_bus=event_bus), guard, push)


def build_around(door: Door, guard: Guard, push: PushVerifier, *, has_clock: bool = False) -> Service:
    """Build ingestion around a door that its host keeps, to load by and to be told of loads.

    With `has_clock` the host runs its jobs: what changed at a connected vendor is asked for every hour.
    """
    handlers = subscriptions.handlers(door)
    blueprint = make_blueprint(door, guard)
    add_push_route(blueprint, push, handlers)
    return Service(
        name="ingestion",
        blueprint=blueprint,
        on_start=lambda progress: starting.start(door, progress),
        handlers=handlers,
        jobs=jobs.jobs_of(door, merges_itself=True) if has_clock else {},
    )


def load_portion(
    door: Door, files: Sequence[Path], *, load_id: str, source: str, progress: Callable[[str, int, int], None]
) -> dict[str, object]:
    """Load canonical files as a part of the load `load_id`; answers the contract's LoadReport. Raises FilesError."""
    named = tuple(SourceFile(file.name, file) for file in files)
    asked = LoadRequest(named, "canonical", None, source, dry_run=False, load_id=load_id)
    return use_cases.load_files(door, asked, progress)


holds_load = use_cases.holds_load
measure_age = use_cases.measure_age
run_merger = merging.run_merger
vouch = use_cases.vouch
