"""Exports: the difference only, nobody without consent, nothing twice, whatever goes wrong on the way."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from segments.export_consent import consent_changed, customer_changed
from segments.export_target import Change, Mark
from segments.groups import Group
from segments.mailchimp_people import tag_name
from segments.use_cases_exports import Asked, ask_export
from segments.use_cases_settings import change
from shared.contracts.events import new_event

CONSENTS = ("subscribed", "subscribed", "unsubscribed", "cleaned")  # half of them may be written to
EVERYBODY = [f"c{number:02}" for number in range(20)]


def test_the_target_gets_those_who_may_be_written_to_and_a_second_run_sends_nothing(place: Any) -> None:
    place.know("anna", "ben")
    place.know("carl", consent="unsubscribed")
    place.know("dora", consent="never_asked")
    place.know("emil", email=None)
    place.groups["vip"] = {"anna", "ben", "carl", "dora", "emil", "fay"}
    done = place.export()
    assert place.vendor.marked("vip") == {"anna", "ben"}
    assert done["state"] == "done"
    assert done["progress"] == {"done": 2, "of": 2}
    assert done["counts"]["members"] == 6
    assert done["counts"]["contactable"] == done["counts"]["added"] == 2
    assert done["reasons_left_out"] == {"unsubscribed": 1, "never_asked": 1, "no_address": 1, "not_known": 1}
    assert place.read_consent == ["mailchimp"]  # before anything was sent
    requests = place.vendor.requests
    again = place.export()
    assert place.vendor.requests == requests
    assert (again["counts"]["already_there"], place.audit(again["export_id"])) == (2, {})


def test_a_dry_run_sends_and_writes_nothing_and_tells_what_would_be(place: Any) -> None:
    place.know("anna", "ben")
    place.know("carl", consent="cleaned")
    place.groups["vip"] = {"anna", "ben", "carl"}
    told = place.export(dry_run=True)
    assert (told["state"], told["is_dry_run"], told["counts"]["to_add"]) == ("done", True, 2)
    assert told["reasons_left_out"] == {"cleaned": 1}
    assert place.vendor.requests == 0
    assert place.rows("SELECT * FROM target_members") == []


def test_who_leaves_the_group_or_withdraws_loses_the_mark_without_their_address_being_sent(place: Any) -> None:
    place.know("anna", "ben", "carl")
    place.groups |= {"vip": {"anna", "ben", "carl"}, "tag:was-new": {"anna", "ben"}}
    place.export()
    place.export("tag:was-new")
    place.know("ben", consent="unsubscribed")
    place.groups["vip"] = {"ben", "carl"}
    addresses: list[str | None] = []
    place.vendor.before_send = lambda changes: addresses.extend(change.person.email for change in changes)
    done = place.export()
    assert place.vendor.marked("vip") == {"carl"}
    assert addresses == [None, None]  # the target's own reference says who
    assert done["counts"]["removed"] == done["counts"]["to_remove"] == 2
    assert place.vendor.people["ref-anna"]["carried"] == ("tag:was-new",)
    assert place.vendor.people["ref-anna"]["segment"] == ""


def test_the_hold_out_is_the_same_share_of_members_each_time_and_is_never_sent(place: Any) -> None:
    everybody = [f"c{number:04}" for number in range(300)]
    place.vendor.batch_size = 200
    place.know(*everybody)
    place.groups["vip"] = set(everybody)
    first = place.export(hold_out=0.2)
    held = {str(row["customer_id"]) for row in place.rows("SELECT * FROM target_members WHERE state = 'held_out'")}
    assert 30 < len(held) < 90  # 60 expected, by four times their spread
    assert place.audit(first["export_id"])["held_out"] == first["counts"]["held_out"] == len(held)
    assert place.vendor.marked("vip") == set(everybody) - held
    again = place.export(hold_out=0.2)
    assert again["counts"]["held_out"] == len(held)
    assert place.audit(again["export_id"]) == {}
    place.export(hold_out=0.0)  # the experiment is over
    assert place.vendor.marked("vip") == set(everybody)


@pytest.mark.parametrize("said_by", ["table", "consent-changed.v1", "customer-changed.v1"])
def test_consent_is_looked_at_when_each_batch_is_sent(place: Any, said_by: str) -> None:
    """Half of the shop withdraws while the first batch is on its way."""
    place.vendor.at_once = 1
    place.know(*EVERYBODY)
    place.groups["vip"] = set(EVERYBODY)
    gone = EVERYBODY[10:]

    def withdraw(_: Sequence[Change]) -> None:
        place.vendor.before_send = lambda _: None
        place.later(seconds=1)
        if said_by == "table":
            place.know(*gone, consent="unsubscribed")
            return
        handle = (consent_changed if said_by == "consent-changed.v1" else customer_changed)(place.desk)
        for customer_id in gone:
            said = {"entity_id": customer_id, "version": 2, "occurred_at": place.moment[0].isoformat()}
            handle(new_event(said_by, "/shop", said | {"marketing_consent": "denied"}))

    place.vendor.before_send = withdraw
    done = place.export()
    assert place.vendor.marked("vip") == set(EVERYBODY[:10])
    assert done["reasons_skipped"] == {"unsubscribed": 10}
    place.know(*gone)  # and agrees again, which is in the tables at once
    place.export()
    assert place.vendor.marked("vip") == set(EVERYBODY)


def test_a_busy_target_is_left_alone_for_as_long_as_it_asks(place: Any) -> None:
    place.vendor.at_once = 1
    place.know(*EVERYBODY)
    place.groups["vip"] = set(EVERYBODY)
    place.vendor.faults = lambda request: "busy" if request in {2, 3} else None
    place.export()
    assert [round(pause) for pause in place.pauses[:2]] == [7, 7]
    assert set(place.vendor.sent.values()) == {1}
    assert place.vendor.marked("vip") == set(EVERYBODY)


def test_who_asks_for_an_hour_is_asked_nothing_for_an_hour(place: Any, tick: Callable[[], str]) -> None:
    place.know("anna")
    place.groups |= {"vip": {"anna"}, "new": {"anna"}}
    place.vendor.faults = lambda _: "closed"
    assert place.export()["state"] == "waiting"
    place.vendor.faults = lambda _: None
    requests = place.vendor.requests
    place.later(minutes=50)
    tick()
    assert place.export("new")["state"] == "waiting"
    assert place.vendor.requests == requests
    place.later(minutes=11)
    tick()
    assert (place.vendor.marked("vip"), place.vendor.marked("new")) == ({"anna"}, {"anna"})


def test_batches_are_sent_together_but_no_more_than_the_target_takes(place: Any) -> None:
    place.know(*EVERYBODY[:12])
    place.groups["vip"] = set(EVERYBODY[:12])
    place.vendor.meet = threading.Barrier(2, timeout=10)  # breaks where batches come one by one
    done = place.export()
    assert (done["state"], place.vendor.most_together) == ("done", 2)


def test_what_the_target_never_answered_is_looked_up_and_not_sent_twice(place: Any) -> None:
    place.know(*EVERYBODY)
    place.groups["vip"] = set(EVERYBODY)
    place.vendor.faults = lambda request: "lost" if request % 3 == 1 else None
    done = place.export()
    assert place.vendor.marked("vip") == set(EVERYBODY)
    assert set(place.vendor.sent.values()) == {1}
    assert place.audit(done["export_id"]) == {"added": 20}


def test_an_export_that_was_killed_goes_on_where_it_was(place: Any) -> None:
    place.know(*EVERYBODY)
    place.groups["vip"] = set(EVERYBODY)
    place.vendor.faults = lambda request: "killed" if request in {2, 5} else None
    export_id = place.ask()
    for _ in range(2):
        with pytest.raises(place.killed):
            place.work()
    place.work()
    assert place.read(export_id)["state"] == "done"
    assert place.vendor.marked("vip") == set(EVERYBODY)
    assert set(place.vendor.sent.values()) == {1}
    assert place.audit(export_id) == {"added": 20}


def test_a_target_that_refuses_ends_the_export_with_its_words(place: Any) -> None:
    place.know("anna")
    place.groups["vip"] = {"anna"}
    place.vendor.faults = lambda _: "refused"
    done = place.export()
    assert (done["state"], done["error"]) == ("failed", "401: the key is not right; connect again")
    place.vendor.faults = lambda _: None
    assert place.export()["counts"]["added"] == 1


def test_a_target_that_gives_no_answer_is_tried_again_by_the_clock(place: Any, tick: Callable[[], str]) -> None:
    place.know("anna")
    place.groups["vip"] = {"anna"}
    place.vendor.faults = lambda _: "broken"
    done = place.export()
    assert (done["state"], done["error"]) == ("waiting", "503")
    place.vendor.faults = lambda _: None
    assert "1 exports to go on with" in tick()
    assert place.read(done["export_id"])["state"] == "done"
    assert place.vendor.sent["anna", "vip", True] == 1


def test_whom_the_target_refuses_is_told_and_left_alone_until_they_agree_again(place: Any) -> None:
    place.know("anna", "ben")
    place.groups["vip"] = {"anna", "ben"}
    place.vendor.refusals["anna@example.org"] = "compliance-state"
    done = place.export()
    assert done["reasons_skipped"] == {"compliance-state": 1}
    assert place.export()["reasons_left_out"] == {"refused_before": 1}
    place.vendor.refusals.clear()
    place.know("anna")
    assert place.export()["counts"]["added"] == 1


def test_two_groups_of_one_name_have_marks_of_their_own(place: Any) -> None:
    place.know("anna", "ben")
    place.groups |= {"vip": {"anna"}, "VIP": {"ben"}}
    assert [place.export(group_id)["segment_name"] for group_id in ("vip", "VIP")] == ["Vip", "Vip (VIP)"]
    assert place.export("VIP")["segment_name"] == "Vip (VIP)"


def test_long_names_that_begin_alike_have_marks_of_their_own(place: Any) -> None:
    place.know("anna", "ben")
    place.groups |= {"affinity:a1": {"anna"}, "affinity:b2": {"ben"}}
    both = "White hanging heart with a light holder + Regency cake stand of three tiers and a cover + "
    names = {"affinity:a1": f"{both}Jam jar", "affinity:b2": f"{both}Jumbo bag"}
    outlet = replace(place.outlet, group=lambda _, group_id: Group(group_id, "affinity", names[group_id], ""))
    tags = set()
    for group_id in names:
        export_id = ask_export(outlet, Asked("mailchimp", group_id, 0.0), "mia", None)["export_id"]
        tags.add(tag_name(Mark(group_id, place.read(export_id)["segment_name"])))
        place.later(seconds=1)
    assert len(tags) == 2
    assert all(tag.startswith("shopsight: White hanging heart") for tag in tags)


def test_without_a_share_as_many_are_held_out_as_the_settings_say(place: Any) -> None:
    def held_out() -> float:
        place.later(seconds=1)
        export_id = ask_export(place.outlet, Asked("mailchimp", "vip"), "mia", None)["export_id"]
        return float(place.read(export_id)["hold_out"])

    assert held_out() == 0.05
    change(place.desk, {"hold_out": 0.2}, "leo")
    assert held_out() == 0.2


@pytest.mark.parametrize("seed", range(5))
def test_whatever_goes_wrong_the_target_ends_with_those_it_should_have(place: Any, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - replays a mishap
    consents: dict[str, str] = {}
    for _ in range(3):
        said = {each: chance.choice(CONSENTS) for each in EVERYBODY if chance.random() < 0.4 or each not in consents}
        consents |= said
        for consent in sorted(set(said.values())):
            place.know(*(each for each in said if said[each] == consent), consent=consent)
        place.groups["vip"] = {each for each in EVERYBODY if chance.random() < 0.6}
        usual: list[str | None] = [None] * 5
        faults = [*usual, "busy", "broken", "lost", "killed"]
        place.vendor.faults = lambda _, faults=faults: chance.choice(faults)  # type: ignore[misc]  # bound in the loop
        sent_before = place.vendor.sent.copy()
        marked_before = place.vendor.marked("vip")
        export_id = place.ask()
        for _ in range(30):
            try:
                place.work()
            except place.killed:
                continue
            break
        assert place.read(export_id)["state"] == "done"
        wanted = {each for each in place.groups["vip"] if consents[each] == "subscribed"}
        assert place.vendor.marked("vip") == wanted
        sent = place.vendor.sent - sent_before
        assert set(sent) == {(each, "vip", each in wanted) for each in wanted ^ marked_before}
        assert set(sent.values()) <= {1}
