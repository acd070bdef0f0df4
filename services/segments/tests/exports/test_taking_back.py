"""What is taken back: by a revert, by leaving a group that is kept up to date, and by being erased."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from segments.export_clock import after_refresh, switch
from segments.export_erasing import erasing_exports, forget_at_targets
from segments.export_target import Change
from segments.use_cases_exports import revert
from shared.contracts.events import new_event
from shared.contracts.problems import ProblemError
from shared.erased_customers import erasing


def test_a_revert_takes_away_what_that_export_set_and_nothing_else(place: Any) -> None:
    place.know("anna", "ben", "carl")
    place.groups |= {"vip": {"anna"}, "tag:big": {"anna", "ben"}}
    place.export()
    place.export("tag:big")
    place.groups["vip"] = {"anna", "ben", "carl"}
    second = place.export()
    taken = revert(place.outlet, second["export_id"], "leo", None)
    place.work()
    assert place.vendor.marked("vip") == {"anna"}
    assert place.vendor.marked("tag:big") == {"anna", "ben"}
    assert place.read(second["export_id"])["state"] == "reverted"
    done = place.read(taken["export_id"])
    assert (done["reverts"], done["counts"]["removed"], done["requested_by"]) == (second["export_id"], 2, "leo")
    with pytest.raises(ProblemError, match="no marks"):
        revert(place.outlet, taken["export_id"], "leo", None)


def erased(place: Any, customer_id: str) -> None:
    """The shop erased somebody: their row goes, and the event comes."""
    place.erase_row(customer_id)
    said = {"entity_id": customer_id, "version": 1, "occurred_at": place.moment[0].isoformat()}
    erasing(place.desk.erased_lately, [erasing_exports(place.desk)])(
        new_event("customer-erased.v1", "/ingestion", said)
    )


def test_an_erased_customer_is_gone_here_at_once_and_at_the_target_when_it_answers(place: Any) -> None:
    place.know("anna", "ben")
    place.groups["vip"] = {"anna", "ben"}
    place.export()
    erased(place, "anna")
    erased(place, "anna")  # the bus says so twice
    for table in ("target_members", "export_audit"):
        assert {row["customer_id"] for row in place.rows(f"SELECT customer_id FROM {table}")} == {"ben"}
    place.vendor.faults = lambda _: "broken"
    assert forget_at_targets(place.outlet).left == 1
    place.vendor.faults = lambda _: None
    assert forget_at_targets(place.outlet).done == 1
    assert place.vendor.forgotten == ["ref-anna"]
    place.groups["vip"] = {"anna", "ben"}  # a refresh that read her before
    place.export()
    assert place.vendor.marked("vip") == {"ben"}
    assert "anna" not in place.everything_kept()


def erased_at_the_first_send(place: Any) -> None:
    """Of two members of vip, anna: while what is sent of them is on its way."""
    place.know("anna", "ben")
    place.groups["vip"] = {"anna", "ben"}

    def erase_anna(_: Sequence[Change]) -> None:
        place.vendor.before_send = lambda _: None
        erased(place, "anna")

    place.vendor.before_send = erase_anna


def test_who_is_erased_while_their_batch_is_on_its_way_is_forgotten_as_well(place: Any) -> None:
    erased_at_the_first_send(place)
    place.export()
    forget_at_targets(place.outlet)
    assert place.vendor.forgotten == ["ref-anna"]
    assert "anna" not in place.everything_kept()


@pytest.mark.parametrize(("fault", "forgotten"), [("lost", ["ref-anna"]), ("broken", [])])
def test_who_is_erased_after_an_answer_was_lost_is_forgotten_as_well(
    place: Any, fault: str, forgotten: list[str]
) -> None:
    erased_at_the_first_send(place)
    place.vendor.faults = {1: fault}.get
    assert place.export()["state"] == "done"
    forget_at_targets(place.outlet)
    assert place.vendor.forgotten == forgotten
    assert set(place.vendor.people) == {"ref-ben"}
    assert "anna" not in place.everything_kept()


def test_no_address_or_number_stands_anywhere_whatever_went_wrong(
    place: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    people = [f"p{number}" for number in range(9)]
    place.know(*people)
    place.groups["vip"] = set(people)
    place.vendor.refusals["p3@example.org"] = "invalid-address"
    place.vendor.faults = {1: "lost", 2: "broken", 3: "busy", 4: "killed"}.get
    with caplog.at_level(logging.DEBUG):
        place.ask()
        with pytest.raises(place.killed):
            place.work()
        place.work()
    kept = place.everything_kept() + caplog.text + "".join(capfd.readouterr())
    assert place.vendor.marked("vip") == set(people) - {"p3"}
    assert "example.org" not in kept
    assert "7946" not in kept
    assert "First-" not in kept


def test_a_group_that_is_kept_up_to_date_is_sent_after_each_refresh(place: Any, tick: Callable[[], str]) -> None:
    place.know("anna", "ben")
    place.groups["vip"] = {"anna"}
    place.refresh("one")
    switch(place.outlet, [{"target": "mailchimp", "segment": "vip", "hold_out": 0.0}], "mia")
    place.work()
    assert place.vendor.marked("vip") == {"anna"}
    requests = place.vendor.requests
    tick()
    assert place.vendor.requests == requests  # nothing is new
    place.groups["vip"] = {"ben"}
    place.refresh("two")
    after_refresh(place.outlet)
    after_refresh(place.outlet)
    place.work()
    assert place.vendor.marked("vip") == {"ben"}
    exports = place.rows("SELECT DISTINCT export_id, requested_by FROM exports WHERE kind = 'standing'")
    assert [row["requested_by"] for row in exports] == ["mia", "mia"]
    last = max(str(row["export_id"]) for row in exports)
    with pytest.raises(ProblemError, match="switch that off"):
        revert(place.outlet, last, "leo", None)
    switch(place.outlet, [], "leo")
    place.refresh("three")
    tick()
    assert place.vendor.marked("vip") == {"ben"}  # switched off it stays as it is


def test_a_rule_that_is_taken_away_takes_the_marks_of_its_standing_export_along(
    place: Any, tick: Callable[[], str]
) -> None:
    place.know("anna", "ben")
    place.groups |= {"big": {"anna", "ben"}, "vip": {"ben"}}
    place.refresh("one")
    standing = [{"target": "mailchimp", "segment": name, "hold_out": 0.0} for name in ("big", "vip")]
    switch(place.outlet, standing, "mia")
    place.work()
    assert place.vendor.marked("big") == {"anna", "ben"}
    del place.groups["big"]
    place.refresh("two")
    tick()
    assert (place.vendor.marked("big"), place.vendor.marked("vip")) == (set(), {"ben"})
    assert {row["state"] for row in place.rows("SELECT state FROM exports")} <= {"queued", "running", "done"}


@pytest.mark.parametrize("leaver", ["anna", "zoe"])
def test_who_leaves_takes_no_mark_from_somebody_who_stays_and_has_the_same_address(place: Any, leaver: str) -> None:
    others = {f"m{number}" for number in range(4)}  # a batch holds three: the two of one address are never in one
    place.know("anna", "zoe", email="home")
    place.know(*others, email="{}")
    everybody = {"anna", "zoe", *others}

    def marked_when_the_group_is(members: set[str]) -> set[str]:
        place.groups["vip"] = members
        place.export()
        return {person["email"] for person in place.vendor.people.values() if "vip" in person["marks"]}

    assert marked_when_the_group_is(everybody) == {"home", *others}
    assert marked_when_the_group_is(everybody - {leaver, "m0"}) == {"home", "m1", "m2", "m3"}
    assert marked_when_the_group_is({leaver, *others}) == {"home", *others}  # the two change places
    assert marked_when_the_group_is(set()) == set()
