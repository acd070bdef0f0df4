"""What the clock does with exports: brings standing ones up to date, goes on with what is left, clears up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from segments import queries_exports as queries
from segments.desk import SERVICE, Desk
from segments.envelope import changed
from segments.export_consent import forget_old
from segments.export_desk import Outlet
from segments.export_erasing import Forgotten, forget_at_targets
from segments.export_hearing import hear
from segments.export_rounds import forget_rounds
from segments.export_standing import set_standing, standing_now
from segments.export_writing import write_export
from segments.refreshes import TABLE
from segments.use_cases_exports import check_connected, forget_old_keys, new_export, start
from segments.use_cases_settings import set_now
from shared import generations
from shared.contracts.problems import ProblemError
from shared.store import lease

_ASKING = f"leases/{SERVICE}/standing"  # who asks for standing exports does so alone


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a look at the exports did; `str()` is what the clock shows."""

    asked: int
    left: int
    forgotten: Forgotten

    def __str__(self) -> str:
        said = f"{self.asked} standing exports asked for, {self.left} exports to go on with"
        gone = f"{self.forgotten.done} people forgotten at targets, {self.forgotten.left} still to be"
        why = f" ({self.forgotten.why})" if self.forgotten.why else ""
        return f"{said}, {gone}{why}"


def tick(outlet: Outlet) -> Ticked:
    """Ask for what stands after the last refresh, go on with what is left over, and forget whom the shop erased."""
    desk = outlet.desk
    asked = ask_standing(outlet)
    left = len(queries.exports_open(desk.warehouse))
    if left:
        start(desk)
    forgotten = _forgotten(outlet)
    forget_old(desk)
    forget_old_keys(desk)
    forget_rounds(desk)
    return Ticked(asked, left, forgotten)


def _forgotten(outlet: Outlet) -> Forgotten:
    """Have everybody forgotten whom the targets are known to hold, before it is asked who else is there: that takes
    long. Who is found then is forgotten as well.
    """
    first = forget_at_targets(outlet)
    unheard = hear(outlet)
    then = forget_at_targets(outlet) if unheard.found else Forgotten(0, first.left, first.why)
    return Forgotten(first.done + then.done, then.left + unheard.left, then.why or unheard.why)


def after_refresh(outlet: Outlet) -> None:
    """Bring the standing exports up to date with a refresh that is live."""
    if ask_standing(outlet):
        start(outlet.desk)


def ask_standing(outlet: Outlet) -> int:
    """Ask for each standing export that was not asked for since the last refresh; answers how many."""
    desk = outlet.desk
    refresh_id, standing = generations.live(desk.store, SERVICE, TABLE), standing_now(desk)
    if refresh_id is None or not standing:
        return 0
    asked = 0
    with lease(desk.store, _ASKING, holder="asking for standing exports"):
        rows = queries.exports_of_groups(desk.warehouse)
        made = {(row["target"], row["group_id"]): row["made_from"] for row in rows if row["kind"] == "standing"}
        for each in standing:
            if made.get((each.target, each.group_id)) == refresh_id:
                continue
            share = set_now(desk).hold_out if each.hold_out is None else each.hold_out
            name = _name(outlet, each.group_id)
            export = new_export(desk, each.target, each.group_id, name, "standing", share, each.by)
            write_export(desk, replace(export, made_from=refresh_id))
            asked += 1
    return asked


def _name(outlet: Outlet, group_id: str) -> str:
    """What a group is called; one that is no more has no members when it is exported, and what it was called there."""
    try:
        return outlet.group(outlet.desk, group_id).name
    except ProblemError:
        return group_id


def switch(outlet: Outlet, items: Sequence[Mapping[str, Any]], by: str) -> None:
    """Set which groups are kept up to date where, and begin with those that are new.

    Raises ProblemError: 400 for a group that is named twice for one target, 404 for one that is none, 409 for a target
    that is not connected.
    """
    desk = outlet.desk
    named = [(item["target"], item["segment"]) for item in items]
    for place, pair in enumerate(named):
        if pair in named[:place]:
            message = f"{pair[1]} is named twice for {pair[0]}"
            raise ProblemError(400, "invalid-body", "A group is named twice", message, [(f"items.{place}", message)])
    known = {(each.target, each.group_id) for each in standing_now(desk)}
    for target, group_id in named:
        if (target, group_id) not in known:
            outlet.group(desk, group_id)
            check_connected(outlet, target)
    set_standing(desk, items, by)
    changed(desk)
    after_refresh(outlet)


def standing_document(desk: Desk) -> dict[str, Any]:
    """The contract's StandingExports."""
    rows = queries.exports_of_groups(desk.warehouse)
    last = {(row["target"], row["group_id"]): row["export_id"] for row in rows if row["kind"] == "standing"}
    return {
        "items": [
            {
                "target": each.target,
                "segment": each.group_id,
                "hold_out": each.hold_out,
                "since": each.since,
                "by": each.by,
                "last_export_id": last.get((each.target, each.group_id)),
            }
            for each in standing_now(desk)
        ]
    }
