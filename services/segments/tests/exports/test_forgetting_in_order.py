"""What the clock asks when many are to be forgotten: about those who are known to be there first, and in portions."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from services.segments.tests.exports.marketers import Mortal, Vendor, erased, left_in_the_store

from segments import export_hearing
from segments.export_erasing import OUTBOX, forget_at_targets
from segments.export_rounds import ROUNDS
from segments.export_target import TargetRefusedError, TryLaterError
from segments.export_unheard import UNHEARD
from shared.secrets import SecretsError
from shared.store import connect

Tick = Callable[[], str]


class Told:
    """A client that notes what it is asked, and refuses to be sent anything while it is `full`."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.calls: list[str] = []
        self.full = self.away = False

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)
        if not callable(method):
            return method

        def call(*arguments: Any) -> Any:
            self.calls.append(name)
            if self.away:
                raise TryLaterError("not there", 3600.0)
            answer = method(*arguments)
            if self.full and name == "upsert":
                raise TargetRefusedError("no more")
            return answer

        return call


@pytest.fixture
def told(place: Any, mailchimp: Vendor) -> Told:
    """It has taken three groups of one customer each by exports that failed then, and is well again."""
    client = Told(mailchimp.client())
    target = mailchimp.target(client)
    place.targets["mailchimp"] = lambda: target
    place.know("anna", "ben", "carl", "zoe")
    place.groups["known"] = {"zoe"}
    place.export("known")
    client.full = True
    for name in ("anna", "ben", "carl"):
        place.groups[name] = {name}
        assert place.export(name)["state"] == "failed"
    client.full = False
    client.calls.clear()
    return client


def test_who_is_known_to_be_there_is_forgotten_before_it_is_asked_who_else_is(
    place: Any, mailchimp: Vendor, told: Told, tick: Tick
) -> None:
    erased(place, "zoe")
    erased(place, "anna")
    assert "2 people forgotten at targets, 0 still to be" in tick()
    assert [name for name in told.calls if name in {"delete", "member"}] == ["delete", *["member"] * 3, "delete"]
    assert mailchimp.people() == {"ben@example.org", "carl@example.org"}


@pytest.mark.usefixtures("told")
def test_one_look_asks_about_so_many_and_the_next_one_goes_on(
    place: Any, mailchimp: Vendor, tick: Tick, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_hearing, "_MOST_ASKED", 1)
    for name in ("anna", "ben", "carl"):
        erased(place, name)
    for left in (2, 1, 0):
        assert f"1 people forgotten at targets, {left} still to be" in tick()
    assert mailchimp.people() == {"zoe@example.org"}
    assert left_in_the_store(place) == []


def test_a_target_that_gives_no_answer_is_asked_once_in_a_look(
    place: Any, mailchimp: Vendor, told: Told, tick: Tick
) -> None:
    for name in ("anna", "ben", "carl"):
        erased(place, name)
    told.away = True
    assert "0 people forgotten at targets, 3 still to be (not there)" in tick()
    assert told.calls == ["member"]
    told.away = False
    assert "3 people forgotten at targets, 0 still to be" in tick()
    assert mailchimp.people() == {"zoe@example.org"}


def test_a_target_is_asked_once_which_audience_it_is_however_many_are_forgotten(place: Any) -> None:
    names = [f"c{number}" for number in range(6)]
    place.know(*names)
    place.groups["vip"] = set(names)
    place.export()
    for name in names:
        erased(place, name)
    audiences = iter(["first"])  # of a second question it knows no answer
    place.vendor.place = lambda: next(audiences)
    assert forget_at_targets(place.outlet).done == 6


def test_without_the_key_for_good_the_notes_are_removed_and_erasures_go_on(
    place: Any, mailchimp: Vendor, tick: Tick, tmp_path: Path
) -> None:
    place.desk = replace(place.desk, store=connect(f"file://{tmp_path}"))
    place.know("anna", "ben", "carl")
    place.groups["vip"] = {"anna", "ben"}
    target = mailchimp.target(Mortal(mailchimp.client(), "upsert", place.killed))
    place.targets["mailchimp"] = lambda: target
    place.ask()
    with pytest.raises(place.killed):
        place.work()
    place.desk.secrets.put("segments-key", "another")  # as it is made anew when there is none
    with pytest.raises(SecretsError, match="put the secret segments-key back"):
        erased(place, "anna")
    assert [list(place.desk.store.list(under)) != [] for under in (UNHEARD, ROUNDS, OUTBOX)] == [True, True, False]

    for under in (UNHEARD, ROUNDS):  # as docs/segments.md says
        shutil.rmtree(tmp_path / under)

    erased(place, "anna")
    tick()
    tick()
    assert mailchimp.carrying() == {"ben@example.org"}
    assert left_in_the_store(place) == []
    assert "anna@example.org" in mailchimp.people()  # whom somebody has to look for by hand
    erased(place, "ben")
    tick()
    assert mailchimp.people() == {"anna@example.org"}
