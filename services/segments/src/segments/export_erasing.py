"""Forgets customers: here at once, and at the targets as soon as they answer.

What a target knows somebody by goes to the outbox before the rows go that said it. A digest of the id stands in the
store before (`erased`), so that no batch on its way brings anyone back.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from segments import queries_exports as queries
from segments.desk import Desk
from segments.erased import Erase
from segments.export_desk import Outlet
from segments.export_key import digest, shop_key
from segments.export_target import Target, TargetError
from shared import telemetry
from shared.personal_data import scrubbed

OUTBOX = "segments/forget/"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many people the targets were asked to forget; how many are left for another time, and why."""

    done: int = 0
    left: int = 0
    why: str | None = None


def erasing_exports(desk: Desk) -> Erase:
    """What of customer-erased.v1 is ours: no row of an export names them, and the targets will be asked to forget."""

    def erase(digests: Sequence[str]) -> None:
        for row in queries.export_references(desk.warehouse, digests):
            to_forget(desk, str(row["target"]), str(row["reference"]))
        with desk.warehouse.change() as change:
            queries.erase_target_members(change, digests)
            queries.erase_export_audit(change, digests)

    return erase


def to_forget(desk: Desk, target: str, reference: str) -> None:
    """Ask a target to forget somebody, whenever it answers; durable when this returns."""
    content = {"target": target, "reference": reference}
    name = digest(shop_key(desk), f"{target}\0{reference}")
    desk.store.put(f"{OUTBOX}{quote(target)}.{name}", json.dumps(content).encode())


def forget_at_targets(outlet: Outlet) -> Forgotten:
    """Ask the targets to forget whoever is in the outbox. Who cannot be forgotten now stays there."""
    store, done, left, why = outlet.desk.store, 0, 0, None
    opened: dict[str, Target] = {}
    for place in list(store.list(OUTBOX)):
        held = store.get(place)
        if held is None:
            continue
        content = json.loads(held.value)
        name = content["target"]
        try:
            if name in outlet.targets:  # a file has nobody to forget
                opened[name] = opened.get(name) or outlet.targets[name]()
                opened[name].forget(content["reference"])
        except TargetError as error:
            left, why = left + 1, scrubbed(str(error))
            continue
        store.delete(place)
        done += 1
    if left:
        telemetry.logger().warning("not forgotten yet", left=left, why=why)
    return Forgotten(done, left, why)
