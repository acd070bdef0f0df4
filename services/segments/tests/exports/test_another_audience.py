"""Another audience or account is connected: there nobody carries anything, whatever was written to the one before."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from segments.export_erasing import erasing_exports, forget_at_targets
from segments.export_target import TargetRefusedError
from shared.contracts.events import new_event
from shared.erased_customers import erasing

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


@pytest.mark.parametrize("was_exported", [True, False])
def test_who_is_erased_is_forgotten_in_the_audience_before_as_well(place: Any, *, was_exported: bool) -> None:
    place.know("anna", "ben")
    place.groups["vip"] = {"anna", "ben"}
    place.export()
    first, place.vendor = place.vendor, type(place.vendor)("second")
    place.vendor.others["first"] = first
    if was_exported:
        place.export()
    erase(place, "anna")
    assert forget_at_targets(place.outlet).left == 0
    assert first.marked("vip") == {"ben"}
    assert place.vendor.marked("vip") == ({"ben"} if was_exported else set())


class Closed:
    """An audience of an account that the key is not of."""

    def forget(self, _reference: str) -> None:
        raise TargetRefusedError("403")


def test_an_audience_before_that_the_key_does_not_open_keeps_no_erasure_waiting(place: Any) -> None:
    place.know("anna", "ben")
    place.groups["vip"] = {"anna", "ben"}
    place.export()
    place.vendor = type(place.vendor)("second")
    for customer_id, other in (("anna", None), ("ben", Closed())):
        place.vendor.others["first"] = other
        erase(place, customer_id)
        assert forget_at_targets(place.outlet).left == 0


def erase(place: Any, customer_id: str) -> None:
    place.erase_row(customer_id)
    said = {"entity_id": customer_id, "version": 1, "occurred_at": place.moment[0].isoformat()}
    erasing(place.desk.erased_lately, [erasing_exports(place.desk)])(
        new_event("customer-erased.v1", "/ingestion", said)
    )
