"""Small exports with everything that the benchmark does to large ones, and whether it would notice."""

from __future__ import annotations

import time

import pytest

from segments.export_target import Change, Mark, Person
from segments.testing_marketing import Trouble
from tests.benchmarks import exports, exports_consent
from tests.benchmarks.exports_consent import Mind, Place, Watched

MARK = Mark("vip", "VIP")


def test_killed_and_badly_answered_an_export_still_ends_where_it_should() -> None:
    outcome = exports.measure(300, exports.mailchimp(batch=15), killed_at=(0.4,))

    assert outcome.wrong == []
    assert outcome.figures["carrying"] < outcome.figures["intended"]  # some withdrew
    assert outcome.figures["troubled"] > 0


def test_nobody_is_sent_who_changed_their_mind_meanwhile() -> None:
    found = exports_consent.measure(1_000, batch=50)

    assert found.wrong == []
    assert found.changes > 0
    assert found.sends > 0


@pytest.mark.parametrize(
    ("mind", "is_wrong"),
    [
        (Mind(agrees=False, no_since=1.0), True),
        (Mind(agrees=False, no_since=3.0), False),  # withdrew when the batch had been read
        (Mind(agrees=True, no_since=1.0, yes_since=2.5), False),
        (Mind(agrees=True), False),
    ],
)
def test_a_send_without_consent_would_be_seen(mind: Mind, *, is_wrong: bool) -> None:
    watched = Watched(None)  # type: ignore[arg-type]  # nothing is read here
    watched.reading.began = 2.0
    place = Place({"c1": mind}, watched)

    place.send(MARK, [Change(Person("c1", "c1@example.org"), add=True)])

    assert bool(place.wrong) == is_wrong
    assert time.monotonic() > 3.0  # of this machine's clock: later than all of these


def test_a_mark_given_twice_or_to_a_stranger_would_be_seen() -> None:
    vendor, outcome = exports.mailchimp(), exports.Outcome()
    vendor.stand_in.trouble = Trouble()
    for address in ("a@example.org", "b@example.org"):
        vendor.stand_in.add(address).tags.add("shopsight: VIP")
        vendor.stand_in.upserts[address] += 1
    vendor.stand_in.tagged["a@example.org", "shopsight: VIP", True] += 2

    exports.check(outcome, vendor, agreed={"a@example.org"}, intended={"a@example.org", "c@example.org"})

    assert outcome.wrong == [
        "the remote set lacks 1 and has 1 too many",
        "1 without consent were sent",
        "1 were sent twice",
    ]
