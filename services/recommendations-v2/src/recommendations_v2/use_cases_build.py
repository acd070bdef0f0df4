"""The nightly build: the warehouse's facts to an artefact in the store, which every instance loads within a second."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from recommendations_v2 import artefact_store, ids, models_kept, queries_build
from recommendations_v2 import build_files as files
from recommendations_v2.desk import SERVICE, Desk
from recommendations_v2.made_keys import made_key
from recommendations_v2.queries_build import Asked
from recommendations_v2.signals import LOOKED_BACK_DAYS
from shared import generations
from shared.child import Argument
from shared.generations import new_generation
from shared.progress import tell
from shared.schedule import NotYetError
from shared.store import lease

Compute = Callable[[str, Path, Mapping[str, Argument]], Mapping[str, Any]]

LEASE_KEY = f"leases/{SERVICE}/build"
_TARGET = "recommendations_v2.build_child:run"
HISTORY_DAYS = 730  # of purchases: two years hold a season twice, and nobody's habits are older
_STEPS = 3


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did; `str()` is what the clock shows."""

    version: str
    found: Mapping[str, Any]

    def __str__(self) -> str:
        found = self.found
        return f"{found['customers']} customers, {found['products']} products, {found['purchases']} purchases"

    def document(self) -> dict[str, Any]:
        """What a run answers."""
        return {"version": self.version, **self.found}


def build(desk: Desk, compute: Compute, run_id: str) -> Report:
    """Build the artefact of now and make it the live one.

    Raises NotYetError without purchases, LeaseHeldError where another build goes on, ChildError, WarehouseError,
    StoreError: then what stood stands.
    """
    with (
        lease(desk.store, LEASE_KEY, holder=f"build {run_id}") as held,
        tempfile.TemporaryDirectory(prefix="shopsight-recommendations-") as name,
    ):
        folder, now = Path(name), desk.now().astimezone(UTC)
        tell("reading what was bought", 0, _STEPS)
        asked = asked_of(desk, looked_back=timedelta(days=LOOKED_BACK_DAYS))
        if not queries_build.export_shop(desk.warehouse, asked, folder):
            raise NotYetError("nothing was sold yet that a list could be made from")
        (folder / files.MODELS).write_text(models_kept.to_text(models_kept.kept(desk.store)), encoding="utf-8")
        tell("building", 1, _STEPS)
        version = new_generation(now)
        found = compute(_TARGET, folder, arguments_of(desk, asked, version=version, built_at=now.isoformat()))
        tell("switching", 2, _STEPS)
        held.check()
        artefact_store.keep_file(desk.store, version, folder / files.ARTEFACT)
        artefact_store.switch(desk.store, version)
    return Report(version, found)


def asked_of(desk: Desk, *, looked_back: timedelta, segments_back: timedelta = timedelta()) -> Asked:
    """What a build or a training reads of the shop as of now; segments are as of so long ago."""
    now = desk.now().astimezone(UTC)
    day = desk.shop().local_date(now)
    return Asked(
        known_until=now,
        day=day,
        from_day=day - timedelta(days=HISTORY_DAYS),
        looks_since=now - looked_back,
        time_zone=desk.shop().time_zone,
        segments_day=day - segments_back,
        segments_refresh=generations.live(desk.store, "segments", "segment_customers"),
        has_alerts=generations.live(desk.store, "inventory-alerts", "product_forecasts") is not None,
        online_locations=desk.settings.online_locations,
    )


def arguments_of(desk: Desk, asked: Asked, **more: Argument) -> dict[str, Argument]:
    """What the child is told, by its standard input: the key of customers' digests stands in no file. Raises
    SecretsError and StoreError.
    """
    until, key = int(asked.known_until.timestamp()), made_key(desk.secrets, desk.store, ids.KEY)
    return {"until": until, "time_zone": asked.time_zone, "customer_key": key, **more}
