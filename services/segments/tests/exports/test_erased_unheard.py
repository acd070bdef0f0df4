"""Somebody is erased after a batch was sent and before its answer was heard: the vendors do not keep them either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from services.segments.tests.exports.marketers import Mortal, Vendor, erased, left_in_the_store

from segments.export_unheard import UNHEARD
from shared.secrets import SecretsError
from shared.testing import MemoryStore

Tick = Callable[[], str]


def test_who_is_erased_after_a_kill_is_not_kept_by_the_vendor(place: Any, vendor: Vendor, tick: Tick) -> None:
    erased(place, "anna")
    kept = place.everything_kept()
    assert "anna" not in kept
    assert "example.org" not in kept
    tick()  # goes on with the export
    assert "1 people forgotten at targets, 0 still to be" in tick()
    assert vendor.people() == vendor.carrying() == {"ben@example.org"}
    assert "anna" not in place.everything_kept()
    assert left_in_the_store(place) == []


def test_nor_when_the_shop_has_long_ceased_to_remember_the_erasure(place: Any, vendor: Vendor, tick: Tick) -> None:
    erased(place, "anna")
    place.later(days=8)
    tick()
    tick()
    assert vendor.people() == {"ben@example.org"}
    assert "anna" not in place.everything_kept()


def test_nor_when_the_export_failed_and_they_were_erased_later(place: Any, vendor: Vendor, tick: Tick) -> None:
    right, vendor.stand_in.key = vendor.stand_in.key, "another"  # the vendor's account has got another key
    place.targets[vendor.name] = lambda: vendor.target(vendor.client())
    assert "1 exports to go on with" in tick()
    assert [row["state"] for row in place.rows("SELECT state FROM exports ORDER BY recorded_at DESC LIMIT 1")] == [
        "failed"
    ]
    erased(place, "anna")
    assert "1 still to be (" in tick()  # nobody knows yet whether the vendor holds her
    vendor.stand_in.key = right
    tick()
    assert vendor.people() == {"ben@example.org"}
    assert left_in_the_store(place) == []
    erased(place, "ben")
    tick()
    assert vendor.people() == set()


def test_whom_a_failed_export_reached_is_known_before_they_are_erased(place: Any, vendor: Vendor, tick: Tick) -> None:
    right, vendor.stand_in.key = vendor.stand_in.key, "another"
    tick()
    vendor.stand_in.key = right
    tick()
    assert left_in_the_store(place) == []
    rows = place.rows("SELECT customer_id, state FROM target_members")
    carrying = {f"{row['customer_id']}@example.org" for row in rows if row["state"] == "present"}
    assert carrying == vendor.carrying()
    assert {row["customer_id"] for row in rows} == {"anna", "ben"}
    erased(place, "anna")
    tick()
    assert vendor.people() == {"ben@example.org"}


def test_an_export_that_nobody_interrupts_leaves_no_note(place: Any, mailchimp: Vendor) -> None:
    place.know("anna")
    place.groups["vip"] = {"anna"}
    place.targets["mailchimp"] = lambda: mailchimp.target(mailchimp.client())
    assert place.export()["state"] == "done"
    assert mailchimp.carrying() == {"anna@example.org"}
    assert left_in_the_store(place) == []


def test_who_has_the_same_address_and_stays_is_not_forgotten_with_them(
    place: Any, mailchimp: Vendor, tick: Tick
) -> None:
    place.know("anna", "zoe", email="home@example.org")
    place.groups["vip"] = {"anna", "zoe"}
    target = mailchimp.target(Mortal(mailchimp.client(), "tag_many", place.killed))
    place.targets["mailchimp"] = lambda: target
    place.ask()
    with pytest.raises(place.killed):
        place.work()
    place.targets["mailchimp"] = lambda: mailchimp.target(mailchimp.client())
    erased(place, "anna")
    tick()
    tick()
    assert mailchimp.carrying() == {"home@example.org"}
    erased(place, "zoe")
    tick()
    assert mailchimp.people() == set()


class Watched(MemoryStore):
    """A store that lets something happen just before a note of a batch stands in it, or just after."""

    def __init__(self, happens: Callable[[], None], *, before: bool) -> None:
        super().__init__()
        self._happens: list[Callable[[], None]] = [happens]
        self._before = before

    def put(self, key: str, value: bytes, *, if_absent: bool = False, if_version: str | None = None) -> str:
        happens = self._happens.pop() if self._happens and key.startswith(UNHEARD) else lambda: None
        if self._before:
            happens()
        version = super().put(key, value, if_absent=if_absent, if_version=if_version)
        if not self._before:
            happens()
        return version


@pytest.mark.parametrize("before", [True, False])
def test_who_is_erased_at_the_last_moment_is_not_sent_at_all(
    place: Any, mailchimp: Vendor, tick: Tick, *, before: bool
) -> None:
    place.desk = replace(place.desk, store=Watched(lambda: erased(place, "anna"), before=before))
    place.know("anna", "ben")
    place.groups["vip"] = {"anna", "ben"}
    target = mailchimp.target(mailchimp.client())
    place.targets["mailchimp"] = lambda: target
    place.export()
    assert mailchimp.people() == {"ben@example.org"}
    tick()
    assert left_in_the_store(place) == []
    assert "anna" not in place.everything_kept()


def test_without_its_key_an_erasure_says_what_is_missing(place: Any) -> None:
    place.know("anna")
    place.groups["vip"] = {"anna"}
    place.vendor.faults = {1: "killed"}.get
    place.ask()
    with pytest.raises(place.killed):
        place.work()
    place.desk.secrets.put("segments-key", "another")
    with pytest.raises(SecretsError, match="put the secret segments-key back"):
        erased(place, "anna")
    place.work()
    assert "put the secret segments-key back" in str(place.rows("SELECT error FROM exports"))
    assert place.export()["state"] == "done"  # other exports go on


def test_nor_when_another_audience_of_the_account_was_connected_meanwhile(
    place: Any, mailchimp: Vendor, tick: Tick
) -> None:
    place.know("anna", "ben")
    place.groups["vip"] = {"anna", "ben"}
    target = mailchimp.target(Mortal(mailchimp.client(), "upsert", place.killed))
    place.targets["mailchimp"] = lambda: target
    place.ask()
    with pytest.raises(place.killed):
        place.work()
    place.targets["mailchimp"] = lambda: mailchimp.target(mailchimp.client().at("elsewhere1"))
    erased(place, "anna")
    tick()
    tick()
    assert mailchimp.people() == {"ben@example.org"}
    assert left_in_the_store(place) == []
