"""The weekly training: rankings learned from the last weeks, served only where the offline gate lets them through."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from recommendations_v2 import build_files as files
from recommendations_v2 import gate_kept, models_kept, queries_build
from recommendations_v2.desk import SERVICE, Desk
from recommendations_v2.experiments import experiments_now
from recommendations_v2.signals import LOOKED_BACK_DAYS
from recommendations_v2.use_cases_build import Compute, arguments_of, asked_of, build
from shared.progress import tell
from shared.schedule import NotYetError
from shared.store import lease

LEASE_KEY = f"leases/{SERVICE}/train"
MOST_VISITS = 3_000  # learned from, and judged by, for each list: more gained the thousandth part on a real grocer
_TARGET = "recommendations_v2.train_child:run"
_LEARNED_DAYS = 56  # four weeks that are learned from, four that are judged by
_LEAST_DAYS = 70  # of sales: a fortnight to know anything, then both of these
_STEPS = 3

AfterTraining = Callable[[Mapping[str, Any]], object]
"""Told of every list's verdict that let something new through."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a training found; `str()` is what the clock shows."""

    verdicts: tuple[Mapping[str, Any], ...]
    version: str | None  # of the artefact that was built with what passed; None where nothing did

    def __str__(self) -> str:
        return "; ".join(f"{each['list_name']}: {each['why']}" for each in self.verdicts)

    def document(self) -> dict[str, Any]:
        """What a run answers."""
        return {"verdicts": list(self.verdicts), "version": self.version}


def train(
    desk: Desk, compute: Compute, run_id: str, after: AfterTraining | None = None, most_visits: int = MOST_VISITS
) -> Report:
    """Learn, judge, keep what passed, and build with it.

    Raises NotYetError with less than ten weeks of sales, LeaseHeldError, ChildError, WarehouseError, StoreError: then
    what stood stands.
    """
    with (
        lease(desk.store, LEASE_KEY, holder=f"training {run_id}") as held,
        tempfile.TemporaryDirectory(prefix="shopsight-training-") as name,
    ):
        folder, now = Path(name), desk.now().astimezone(UTC)
        tell("reading what was bought", 0, _STEPS)
        learned = timedelta(days=_LEARNED_DAYS)
        asked = asked_of(desk, looked_back=timedelta(days=LOOKED_BACK_DAYS) + learned, segments_back=learned)
        first = queries_build.build_first_day(desk.warehouse, asked.from_day)
        if first is None or (asked.day - first).days < _LEAST_DAYS:
            raise NotYetError(f"a ranking is learned from {_LEAST_DAYS} days of sales")
        queries_build.export_shop(desk.warehouse, asked, folder)
        current = models_kept.to_text(models_kept.kept(desk.store))
        (folder / files.MODELS).write_text(current, encoding="utf-8")
        tell("learning", 1, _STEPS)
        arguments = arguments_of(desk, asked, trained_at=f"{now:%Y%m%d}", most_visits=most_visits)
        found = compute(_TARGET, folder, arguments)
        held.check()
        gate_kept.keep(desk.store, found["verdicts"], now)
        if found["changed"]:
            learned_now, wanted = models_kept.in_folder(folder / files.LEARNED), experiments_now(desk.store).models()
            stood = models_kept.kept(desk.store)
            models_kept.keep(desk.store, models_kept.with_those_named(learned_now, stood, wanted))
    version = None
    if found["changed"]:
        tell("building with what was learned", 2, _STEPS)
        version = build(desk, compute, run_id).version
    for each in found["verdicts"]:
        if after is not None and each["passed"]:
            after(each)
    return Report(tuple(found["verdicts"]), version)
