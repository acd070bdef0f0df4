"""Several customers of one address: whose word counts, what is sent for whom, and who is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from segments.export_consent import consent_changed
from segments.export_erasing import erasing_exports, forget_at_targets
from segments.export_file import file_rows
from segments.export_target import Change
from shared.contracts.events import new_event
from shared.erased_customers import erasing


def marked_addresses(place: Any, group_id: str = "vip") -> set[str]:
    return {person["email"] for person in place.vendor.people.values() if group_id in person["marks"]}


@pytest.mark.parametrize("refusal", ["unsubscribed", "cleaned"])
def test_an_address_that_somebody_refused_is_written_to_for_nobody(place: Any, refusal: str) -> None:
    place.know("anna", email="Home")
    place.know("zoe", email="home ", consent=refusal)
    place.know("ben")
    place.groups["vip"] = {"anna", "ben"}  # whoever refused need not be in the group
    told = place.export(dry_run=True)
    assert (told["counts"]["to_add"], told["counts"]["contactable"]) == (1, 1)
    assert told["reasons_left_out"] == {"address_refused": 1}
    place.export()
    assert marked_addresses(place) == {"ben@example.org"}
    file = place.export(target="csv")
    assert [row[0] for row in file_rows(place.outlet, file["export_id"], "mia")] == ["ben"]


def test_who_agreed_after_the_last_refusal_of_their_address_is_written_to(place: Any) -> None:
    place.know("zoe", email="home", consent="unsubscribed")
    place.know("anna", email="home")
    place.know("never", email="home", consent="never_asked")  # nobody asked, so nobody refused
    place.groups["vip"] = {"anna"}
    place.export()
    assert marked_addresses(place) == {"home"}
    place.know("zoe", email="home", consent="unsubscribed")  # once more
    assert place.export()["counts"]["removed"] == 1
    assert marked_addresses(place) == set()
    place.know("anna", email="home")
    place.export()
    assert marked_addresses(place) == {"home"}


def test_a_refusal_of_which_nobody_knows_when_it_was_stands(place: Any) -> None:
    place.know("zoe", email="home", consent="unsubscribed", dated=False)
    place.know("anna", email="home")
    place.groups["vip"] = {"anna"}
    assert place.export()["reasons_left_out"] == {"address_refused": 1}


@pytest.mark.parametrize("said_by", ["table", "event"])
def test_a_refusal_on_the_way_holds_for_all_of_the_address(place: Any, said_by: str) -> None:
    """The tables, or only an event, say it while the first batch is on its way."""
    others = [f"c{number}" for number in range(3)]  # a batch holds three
    place.vendor.at_once = 1
    place.know(*others)
    place.know("daisy", "zoe", email="home")
    place.groups["vip"] = {*others, "daisy"}

    def refuse(_: Sequence[Change]) -> None:
        place.vendor.before_send = lambda _: None
        if said_by == "table":
            place.know("zoe", email="home", consent="unsubscribed")
            return
        place.later(seconds=1)
        said = {"entity_id": "zoe", "version": 2, "occurred_at": place.moment[0].isoformat()}
        consent_changed(place.desk)(new_event("consent-changed.v1", "/shop", said | {"marketing_consent": "denied"}))

    place.vendor.before_send = refuse
    done = place.export()
    assert place.vendor.marked("vip") == set(others)
    assert done["reasons_skipped"] == {"address_refused": 1}
    assert place.audit(done["export_id"]) == {"added": 3, "skipped": 1}


def test_the_groups_of_an_address_are_those_of_all_its_customers(place: Any) -> None:
    place.know("anna", "zoe", email="home")
    place.groups |= {"vip": {"anna"}, "new": {"zoe"}, "tag:big": {"anna", "zoe"}}
    for group_id in place.groups:
        place.export(group_id)
    (person,) = place.vendor.people.values()
    assert person["carried"] == ("new", "tag:big", "vip")
    place.groups["vip"] = set()
    place.export()
    assert person["carried"] == ("new", "tag:big")
    assert person["segment"] == "new"


def erased(place: Any, customer_id: str) -> None:
    place.erase_row(customer_id)
    said = {"entity_id": customer_id, "version": 1, "occurred_at": place.moment[0].isoformat()}
    erasing(place.desk.erased_lately, [erasing_exports(place.desk)])(
        new_event("customer-erased.v1", "/ingestion", said)
    )


def test_who_shares_an_address_with_an_erased_customer_is_not_forgotten_with_them(place: Any) -> None:
    place.know("anna", "zoe", email="home")
    place.groups |= {"vip": {"anna"}, "new": {"zoe"}, "tag:big": {"anna", "zoe"}}
    for group_id in place.groups:
        place.export(group_id)
    erased(place, "anna")
    assert forget_at_targets(place.outlet).done == 1
    (person,) = place.vendor.people.values()
    assert person["marks"] == {"new", "tag:big"}  # what Anna alone had there is gone
    assert person["carried"] == ("new", "tag:big")
    assert place.vendor.forgotten == []
    erased(place, "zoe")
    forget_at_targets(place.outlet)
    assert place.vendor.forgotten == ["ref-anna"]
    assert place.vendor.people == {}
