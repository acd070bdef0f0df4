"""A vendor may hold somebody and never said its own id of them: who is erased later is not kept there either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from services.segments.tests.exports.marketers import Mortal, Vendor, erased, left_in_the_store

from segments.export_target import TryLaterError
from segments.export_unheard import UNHEARD
from segments.testing_marketing_klaviyo import StandInKlaviyo
from shared.warehouse import Query

Tick = Callable[[], str]


def lost() -> TryLaterError:
    return TryLaterError("no answer")


def standing(place: Any, customer_id: str) -> list[str]:
    """How somebody stands in the group at the vendor, row by row."""
    rows = place.rows(f"SELECT state FROM target_members WHERE customer_id = '{customer_id}' ORDER BY recorded_at")
    return [str(row["state"]) for row in rows]


def test_who_withdrew_after_a_kill_and_is_erased_later(place: Any, vendor: Vendor, tick: Tick) -> None:
    place.know("anna", consent="unsubscribed")
    tick()
    tick()
    assert vendor.carrying() == {"ben@example.org"}
    erased(place, "anna")
    tick()
    assert vendor.people() == {"ben@example.org"}
    assert left_in_the_store(place) == []


def test_who_withdrew_after_an_answer_was_lost_and_is_erased_later(place: Any, mailchimp: Vendor, tick: Tick) -> None:
    place.know("anna", "ben")
    place.groups["vip"] = {"anna", "ben"}
    client = Mortal(mailchimp.client(), "upsert", lost(), lambda: place.know("anna", consent="unsubscribed"))
    target = mailchimp.target(client)
    place.targets["mailchimp"] = lambda: target
    done = place.export()
    assert (place.audit(done["export_id"]), standing(place, "anna")) == ({"added": 1, "skipped": 1}, ["absent"])
    assert left_in_the_store(place) == []
    assert place.audit(place.export()["export_id"]) == {}  # nothing is to be sent or taken away
    erased(place, "anna")
    tick()
    assert mailchimp.people() == {"ben@example.org"}


def test_a_mark_that_does_not_come_off_is_taken_away_by_the_next_export(place: Any) -> None:
    place.know("anna")
    place.groups["vip"] = {"anna"}
    place.vendor.faults = lambda request: "lost" if request == 1 else None
    place.vendor.before_send = withdraw_after_taking(place)
    place.export()
    assert place.vendor.marked("vip") == {"anna"}
    place.vendor.refusals.clear()
    place.export()
    assert place.vendor.marked("vip") == set()
    assert standing(place, "anna") == ["present", "absent"]


def withdraw_after_taking(place: Any) -> Callable[[object], None]:
    """With the first batch somebody withdraws; the second is refused."""
    steps = [
        lambda: place.know("anna", consent="unsubscribed"),
        lambda: place.vendor.refusals.update({"anna@example.org": "tag-not-kept"}),
    ]
    return lambda _: steps.pop(0)() if steps else None


def test_who_has_no_address_any_more_after_a_kill_and_is_erased_later(place: Any, vendor: Vendor, tick: Tick) -> None:
    place.know("anna", email=None)
    tick()
    tick()
    erased(place, "anna")
    tick()
    assert vendor.people() == {"ben@example.org"}
    assert left_in_the_store(place) == []


def test_who_has_no_address_any_more_after_an_answer_was_lost(place: Any, mailchimp: Vendor, tick: Tick) -> None:
    place.know("anna", "ben")
    place.groups["vip"] = {"anna", "ben"}
    target = mailchimp.target(
        Mortal(mailchimp.client(), "upsert", lost(), lambda: place.know("anna", email=None, consent="unsubscribed"))
    )
    place.targets["mailchimp"] = lambda: target
    place.export()
    tick()
    assert left_in_the_store(place) == []
    erased(place, "anna")
    tick()
    assert mailchimp.people() == {"ben@example.org"}


def test_an_answer_that_was_lost_and_looked_up_leaves_no_note(place: Any, mailchimp: Vendor) -> None:
    place.know("anna")
    place.groups["vip"] = {"anna"}
    target = mailchimp.target(Mortal(mailchimp.client(), "upsert", lost()))
    place.targets["mailchimp"] = lambda: target
    place.export()
    assert mailchimp.carrying() == {"anna@example.org"}
    assert left_in_the_store(place) == []


def test_of_whom_an_answer_says_nothing_is_asked_again(place: Any, tick: Tick) -> None:
    place.know("anna")
    place.groups["vip"] = {"anna"}
    send, place.vendor.send = place.vendor.send, lambda *batch: send(*batch)[:0]
    assert place.export()["reasons_rejected"] == {"no_receipt": 1}
    tick()
    assert (standing(place, "anna"), left_in_the_store(place)) == (["present"], [])
    erased(place, "anna")
    tick()
    assert place.vendor.forgotten == ["ref-anna"]


class Slow:
    """Klaviyo, whose search does not find a profile that was just made; and which keeps no property where `deaf`."""

    def __init__(self, client: Any, *, deaf: bool = False) -> None:
        self._client, self.blind, self._deaf = client, not deaf, deaf
        self.asked = 0

    def __getattr__(self, name: str) -> Any:
        if name == "change_profile" and self._deaf:
            return lambda *_: None
        if name != "profiles":
            return getattr(self._client, name)
        self.asked += 1
        return (lambda *_: []) if self.blind else self._client.profiles


@pytest.fixture
def slow(place: Any, klaviyo: Vendor) -> Slow:
    """It was sent anna, and does not find her yet."""
    place.know("anna")
    place.groups["vip"] = {"anna"}
    client = Slow(klaviyo.client())
    place.targets["klaviyo"] = lambda: klaviyo.target(client)
    assert place.export(target="klaviyo")["reasons_rejected"] == {"not-found-there": 1}
    return client


def test_a_profile_that_shows_before_its_customer_is_erased(
    place: Any, klaviyo: Vendor, slow: Slow, tick: Tick
) -> None:
    slow.blind = False
    tick()
    assert left_in_the_store(place) == []
    assert standing(place, "anna") == ["refused", "present"]
    erased(place, "anna")
    tick()
    assert klaviyo.people() == set()


def test_a_profile_that_shows_after_its_customer_was_erased(
    place: Any, klaviyo: Vendor, slow: Slow, tick: Tick
) -> None:
    erased(place, "anna")
    assert "0 people forgotten at targets, 1 still to be" in tick()
    assert "anna" not in place.everything_kept()
    place.later(hours=3)
    slow.blind = False
    assert "1 people forgotten at targets, 0 still to be" in tick()
    assert klaviyo.people() == set()
    assert left_in_the_store(place) == []


def test_an_erased_customer_who_shows_nowhere_is_asked_about_for_a_day(place: Any, slow: Slow, tick: Tick) -> None:
    erased(place, "anna")
    place.later(hours=23)
    assert "1 still to be" in tick()
    place.later(hours=2)
    assert "0 still to be" in tick()
    assert left_in_the_store(place) == []
    asked = slow.asked
    tick()
    assert slow.asked == asked


def test_who_is_a_customer_and_shows_nowhere_is_asked_about_once(place: Any, slow: Slow, tick: Tick) -> None:
    tick()
    assert left_in_the_store(place) == []
    asked = slow.asked
    tick()
    assert slow.asked == asked


def test_a_profile_that_keeps_no_property_is_not_kept_either(place: Any, klaviyo: Vendor, tick: Tick) -> None:
    place.know("anna")
    place.groups["vip"] = {"anna"}
    assert isinstance(klaviyo.stand_in, StandInKlaviyo)
    klaviyo.stand_in.deaf.add("anna@example.org")
    client = Slow(klaviyo.client(), deaf=True)
    place.targets["klaviyo"] = lambda: klaviyo.target(client)
    assert place.export(target="klaviyo")["reasons_rejected"] == {"not-kept": 1}
    erased(place, "anna")
    tick()
    assert klaviyo.people() == set()


@pytest.mark.usefixtures("vendor")
def test_the_clock_counts_who_waits_for_an_export_to_be_over(place: Any, tick: Tick) -> None:
    erased(place, "anna")
    assert "1 exports to go on with, 0 people forgotten at targets, 1 still to be" in tick()
    assert "1 people forgotten at targets, 0 still to be" in tick()


@pytest.mark.usefixtures("vendor")
def test_a_note_of_an_export_that_the_warehouse_does_not_know_stays_and_is_counted(place: Any, tick: Tick) -> None:
    (note,) = place.desk.store.list(UNHEARD)
    erased(place, "anna")
    with place.desk.warehouse.change() as change:
        change.execute(Query("forget", "DELETE FROM exports WHERE TRUE", {}), {})
    export_id = note.removeprefix(UNHEARD).partition("/")[0]
    assert f"1 still to be (the warehouse knows no export {export_id})" in tick()
    assert list(place.desk.store.list(UNHEARD)) == [note]
    assert "anna" not in place.everything_kept()
