"""Somebody withdraws after a try of which nothing is known: whoever carries the mark by then loses it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from segments.export_target import Change

SIX = tuple(f"c{number}" for number in range(6))


@pytest.mark.parametrize(("fault", "was_taken"), [("lost", True), ("broken", False)])
def test_who_withdraws_after_an_answer_was_lost_does_not_keep_the_mark(
    place: Any, fault: str, *, was_taken: bool
) -> None:
    place.vendor.at_once = 1
    place.know(*SIX)
    place.groups["vip"] = set(SIX)
    place.vendor.faults = lambda request: fault if request == 1 else None
    place.vendor.before_send = lambda changes: withdraw(place, changes)

    done = place.export()

    assert place.vendor.marked("vip") == set(SIX) - {"c1"}
    assert place.vendor.sent["c1", "vip", False] == int(was_taken)
    assert place.audit(done["export_id"]) == {"added": 5, "removed" if was_taken else "skipped": 1}
    standing = place.rows("SELECT state FROM target_members WHERE customer_id = 'c1'")
    assert [row["state"] for row in standing] == (["absent"] if was_taken else [])


def test_who_withdraws_after_a_kill_does_not_keep_the_mark(place: Any) -> None:
    place.vendor.at_once = 1
    place.know(*SIX)
    place.groups["vip"] = set(SIX)
    place.vendor.faults = lambda request: "killed" if request == 1 else None
    export_id = place.ask()
    with pytest.raises(place.killed):
        place.work()
    place.know("c1", consent="unsubscribed")

    place.work()

    assert place.read(export_id)["state"] == "done"
    assert place.vendor.marked("vip") == set(SIX) - {"c1"}


def withdraw(place: Any, changes: Sequence[Change]) -> None:
    """The tables hear of it while the first batch, c1 among them, is on its way."""
    assert "c1" in {change.person.customer_id for change in changes}
    place.vendor.before_send = lambda _: None
    place.know("c1", consent="unsubscribed")
