"""Forgets customers: here at once, and at the targets as soon as they answer.

What a target knows somebody by goes to the outbox before the rows go that said it. The store says before that they are
erased (`erased_customers`), so that no batch on its way brings anyone back. Whom the target knows by the same, because
they have the same address, is not forgotten with them: then the marks go that nobody else there carries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote

from segments import queries_exports as queries
from segments.desk import Desk
from segments.export_desk import Outlet
from segments.export_key import digest, shop_key
from segments.export_place import other_places
from segments.export_rounds import take_from_rounds
from segments.export_target import Change, Mark, Person, Target, TargetError, TargetRefusedError, TryLaterError
from segments.export_unheard import take_names
from shared import telemetry
from shared.erased_customers import Erase
from shared.erased_digests import Erased
from shared.personal_data import scrubbed
from shared.store import StoreConflictError

OUTBOX = "segments/forget/"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many people the targets were asked to forget; how many are left for another time, and why."""

    done: int = 0
    left: int = 0
    why: str | None = None


def erasing_exports(desk: Desk) -> Erase:
    """What of customer-erased.v1 is ours: no row of an export names them, and the targets will be asked to forget."""

    def erase(erased: Erased) -> None:
        rows = queries.export_references(desk.warehouse, erased)
        for (target, reference), known in groupby(rows, lambda row: (str(row["target"]), str(row["reference"]))):
            to_forget(desk, target, reference, [str(row["group_id"]) for row in known])
        take_names(desk, erased)
        take_from_rounds(desk, erased)
        with desk.warehouse.change() as change:
            queries.erase_target_members(change, erased)
            queries.erase_export_audit(change, erased)

    return erase


def to_forget(desk: Desk, target: str, reference: str, group_ids: Iterable[str]) -> None:
    """Ask a target to forget somebody, who was exported with these groups, whenever it answers; durable when this
    returns.
    """
    name = digest(shop_key(desk), f"{target}\0{reference}")
    place = f"{OUTBOX}{quote(target)}.{name}"
    held = desk.store.get(place)
    before = json.loads(held.value).get("groups", ()) if held else ()
    content = {"target": target, "reference": reference, "groups": sorted({*before, *group_ids})}
    desk.store.put(place, json.dumps(content).encode())


def forget_at_targets(outlet: Outlet) -> Forgotten:
    """Ask the targets to forget whoever is in the outbox. Who cannot be forgotten now stays there."""
    store, done, left, why = outlet.desk.store, 0, 0, None
    opened: dict[str, tuple[Target, Sequence[Target]]] = {}  # each with the audiences before it
    for place in list(store.list(OUTBOX)):
        held = store.get(place)
        if held is None:
            continue
        content = json.loads(held.value)
        name = content["target"]
        try:
            if name in outlet.targets:  # a file has nobody to forget
                opened[name] = opened.get(name) or _opened(outlet, name)
                _forget(outlet.desk, *opened[name], content)
        except TargetError as error:
            left, why = left + 1, scrubbed(str(error))
            continue
        try:
            store.delete(place, if_version=held.version)
        except StoreConflictError:  # more was asked for meanwhile: the next time does it
            left += 1
            continue
        done += 1
    if left:
        telemetry.logger().warning("not forgotten yet", left=left, why=why)
    return Forgotten(done, left, why)


def _opened(outlet: Outlet, name: str) -> tuple[Target, Sequence[Target]]:
    target = outlet.targets[name]()
    return target, other_places(outlet.desk, target)


def _forget(desk: Desk, target: Target, others: Sequence[Target], content: Mapping[str, Any]) -> None:
    """Have one person forgotten, or what of them was the erased customer's alone. Raises TargetError."""
    reference = str(content["reference"])
    erased = desk.erased_lately.now()  # their own rows may stand for a moment more
    known = queries.export_known_by(desk.warehouse, target.name, reference)
    rows = [row for row in known if not erased.covers(str(row["customer_id"]))]
    if not rows:
        target.forget(reference)
        for other in others:
            with suppress(TargetRefusedError):  # the key may not go there any more
                other.forget(reference)
        return
    kept = sorted({str(row["group_id"]) for row in rows if row["state"] == "present"})
    fields = {"segment": next((group_id for group_id in kept if ":" not in group_id), "")}
    change = Change(Person("", None), add=False, carried=tuple(kept), fields=fields, reference=reference)
    exported = queries.exports_of_groups(desk.warehouse)
    names = {str(row["group_id"]): str(row["name"]) for row in exported if row["target"] == target.name}
    for group_id in content.get("groups", ()):
        if group_id in kept:
            continue
        (receipt,) = target.send(Mark(group_id, names.get(group_id, group_id)), [change])
        if receipt.outcome != "written":
            raise TryLaterError(f"a mark is still there: {receipt.reason}")
