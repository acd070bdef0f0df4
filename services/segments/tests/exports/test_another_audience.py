"""Another audience or account is connected: there nobody carries anything, whatever was written to the one before."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

PEOPLE = [f"c{number:02}" for number in range(40)]


def test_another_audience_is_given_everybody_by_their_address(place: Any) -> None:
    place.know("anna", "ben", "carl", "dora")
    place.groups["vip"] = {"anna", "ben", "carl"}
    place.vendor.refusals["carl@example.org"] = "compliance-state"
    place.export()
    place.groups["vip"] = {"anna", "carl", "dora"}  # ben has left, and comes back
    place.export()
    place.groups["vip"] = {"anna", "ben", "carl"}
    place.vendor = type(place.vendor)("second")
    known: list[str | None] = []
    place.vendor.before_send = lambda changes: known.extend(change.reference for change in changes)

    tried = place.export(dry_run=True)
    done = place.export()

    assert (tried["counts"]["already_there"], tried["counts"]["to_add"]) == (0, 3)
    assert place.vendor.marked("vip") == {"anna", "ben", "carl"}
    assert done["counts"]["added"] == 3
    assert done["reasons_left_out"] == {}  # dora is no member: nothing is to be taken from her there
    assert set(known) == {None}  # the ids of the first audience name nobody here
    requests = place.vendor.requests
    assert place.export()["counts"]["already_there"] == 3
    assert place.vendor.requests == requests


def test_whoever_was_held_out_before_is_held_out_there(place: Any) -> None:
    place.know(*PEOPLE)
    place.groups["vip"] = set(PEOPLE)
    place.export(hold_out=0.3)
    marked = place.vendor.marked("vip")
    place.vendor = type(place.vendor)("second")
    again = place.export(hold_out=0.3)
    assert 0 < len(marked) < len(PEOPLE)
    assert place.vendor.marked("vip") == marked
    assert place.audit(again["export_id"]) == Counter(added=len(marked))


def test_an_export_that_was_killed_is_begun_anew_there(place: Any) -> None:
    place.vendor.at_once = 1
    place.know(*PEOPLE)
    place.groups["vip"] = set(PEOPLE)
    place.vendor.faults = lambda request: "killed" if request == 4 else None
    export_id = place.ask()
    with pytest.raises(place.killed):
        place.work()
    place.vendor = type(place.vendor)("second")
    place.work()
    assert place.read(export_id)["state"] == "done"
    assert place.vendor.marked("vip") == set(PEOPLE)
    assert place.read(export_id)["counts"]["to_add"] == len(PEOPLE)
