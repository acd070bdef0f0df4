"""Work that is asked for is done once at a time, tells how far it is, and goes on where a crash stopped it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Blueprint, Flask

from shared.progress import tell
from shared.runs import Run, Runs, request
from shared.runs.doing import AGAIN, Again, RunFailedError, Slice, handler, run_requested
from shared.runs.routes import add_run_routes
from shared.schedule import NotYetError
from shared.testing import MemoryBus, MemoryStore, local_guard
from shared.web import install

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Office:
    """A service that does runs named "alerts": by hand, as the bus would."""

    def __init__(self) -> None:
        self.store, self.bus, self.now = MemoryStore(), MemoryBus(), NOON
        self.runs = Runs(self.store, "inventory", lambda: self.now)
        self.did: list[Mapping[str, Any] | None] = []
        self.work: Callable[[Slice], Mapping[str, Any] | Again | None] = self._count

    def _count(self, part: Slice) -> Mapping[str, Any]:
        self.did.append(dict(part.arguments))
        return {"alerts": 3}

    def ask(self, **arguments: str | int) -> str:
        return request(self.bus, self.store, "inventory", "alerts", arguments, self.now)

    def deliver(self, number: int = -1, *, seconds: float = 100) -> None:
        """Deliver one of the events that were published, the last one if none is named."""
        run_requested(self.bus.published[number], self.runs, self.bus, {"alerts": self.work}, seconds=seconds)

    def read(self, run_id: str) -> Run:
        run = self.runs.read(run_id)
        assert run is not None
        return run


class PowerCutError(BaseException):
    """The process ends in the middle: nothing catches it."""


@pytest.fixture
def office() -> Office:
    return Office()


def test_what_is_asked_for_waits_and_is_done_when_the_bus_delivers(office: Office) -> None:
    run_id = office.ask(location="north", days=7)
    assert office.read(run_id).state == "queued"
    office.now += timedelta(seconds=2)
    office.deliver()
    run = office.read(run_id)
    assert (run.state, run.result, run.ended_at) == ("done", {"alerts": 3}, office.now)
    assert office.did == [{"location": "north", "days": 7}]


def test_an_event_that_comes_again_does_nothing_twice(office: Office) -> None:
    office.ask()
    office.deliver()
    office.deliver()
    assert len(office.did) == 1


def test_a_second_request_gets_the_run_of_the_first(office: Office) -> None:
    first, second = office.ask(), office.ask()
    assert first == second
    seen = []

    def ask_meanwhile(_: Slice) -> None:
        seen.append(office.ask())

    office.work = ask_meanwhile
    published = len(office.bus.published)
    office.deliver()
    assert seen == [first]
    assert len(office.bus.published) == published
    assert office.ask() != first


def test_twenty_who_ask_at_once_get_one_run(office: Office) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(office.ask())) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 20
    assert len(set(found)) == 1
    assert list(office.store.list("runs/inventory/")) == [f"runs/inventory/{found[0]}"]


def test_how_far_it_is_can_be_seen_while_it_goes_on(office: Office) -> None:
    run_id = office.ask()
    seen = []

    def work(_: Slice) -> None:
        tell("reading history", 0, 0)
        tell("forecasting", 10, 40)
        seen.append(office.read(run_id))

    office.work = work
    office.deliver()
    assert [(run.state, run.what, run.done, run.of) for run in seen] == [("running", "forecasting", 10, 40)]


def test_what_takes_longer_than_a_push_goes_on_in_the_next_slice(office: Office) -> None:
    run_id = office.ask()

    def work(part: Slice) -> Mapping[str, Any] | Again:
        done = part.position["done"] if part.position else 0
        while done < 5:
            if done in (2, 4) and part.position != {"done": done}:
                part.keep({"done": done})
                return AGAIN
            done += 1
        return {"done": done}

    office.work = work
    office.deliver()
    assert office.read(run_id).state == "queued"
    office.deliver()
    office.deliver()
    assert office.read(run_id).result == {"done": 5}
    assert len({event.id for event in office.bus.published}) == 3
    office.deliver(0)  # told again, long after
    assert office.read(run_id).state == "done"


def test_a_slice_is_over_before_the_push_ends(office: Office) -> None:
    office.ask()
    over = []
    office.work = lambda part: over.append(part.is_over())
    office.deliver(seconds=0)
    assert over == [True]


def test_killed_in_the_middle_it_goes_on_where_it_was(office: Office) -> None:
    run_id = office.ask()

    def work(part: Slice) -> Mapping[str, Any]:
        if part.position is None:
            part.keep({"products": 500})
            raise PowerCutError
        return dict(part.position)

    office.work = work
    with pytest.raises(PowerCutError):
        office.deliver()
    assert office.read(run_id).state == "running"
    office.deliver()
    assert office.read(run_id).result == {"products": 500}


def test_killed_after_a_slice_before_it_asked_on_the_next_is_asked_for(office: Office) -> None:
    run_id = office.ask()
    office.work = lambda part: AGAIN if part.position is None and not part.keep({"half": True}) else {"whole": True}  # type: ignore[func-returns-value]  # it keeps, and that is no answer

    class Bus(MemoryBus):
        def publish(self, events: object) -> None:
            raise PowerCutError(events)

    with pytest.raises(PowerCutError):
        run_requested(office.bus.published[0], office.runs, Bus(), {"alerts": office.work})
    office.deliver(0)  # the bus delivers it again, for nobody said that it was done
    office.deliver()
    assert office.read(run_id).result == {"whole": True}


def test_who_asks_for_one_that_was_never_published_has_it_published(office: Office) -> None:
    office.runs.begin("alerts", {})  # and ends before it said so
    assert office.bus.published == []
    run_id = office.ask()
    office.deliver()
    assert office.read(run_id).state == "done"


def test_one_that_fails_says_why_and_is_tried_again(office: Office) -> None:
    run_id = office.ask()

    def fail(_: Slice) -> None:
        raise OSError("the disk is full")

    office.work = fail
    with pytest.raises(OSError, match="full"):
        office.deliver()
    assert (office.read(run_id).state, office.read(run_id).error) == ("failed", "the disk is full")
    office.work = lambda _: {"alerts": 1}
    office.deliver()
    assert (office.read(run_id).state, office.read(run_id).error) == ("done", None)


def test_one_that_failed_is_not_done_after_a_newer_one(office: Office) -> None:
    failed = office.ask()

    def fail(_: Slice) -> None:
        raise OSError("the disk is full")

    office.work = fail
    with pytest.raises(OSError, match="full"):
        office.deliver()
    newer = office.ask()
    assert newer != failed
    office.work = lambda _: {}
    office.deliver(0)
    assert office.read(failed).state == "failed"
    office.deliver()
    assert office.read(newer).state == "done"


@pytest.mark.parametrize("error", [RunFailedError("no stock was loaded"), NotYetError("no stock was loaded")])
def test_what_no_repetition_mends_is_not_repeated(office: Office, error: Exception) -> None:
    run_id = office.ask()

    def fail(_: Slice) -> None:
        raise error

    office.work = fail
    office.deliver()
    assert (office.read(run_id).state, office.read(run_id).error) == ("failed", "no stock was loaded")


def test_a_run_that_nobody_does_any_more_does_not_block_the_next(office: Office) -> None:
    lost = office.ask()
    office.now += timedelta(minutes=16)
    assert office.ask() != lost


def test_runs_of_other_services_are_theirs(office: Office) -> None:
    request(office.bus, office.store, "segments", "refresh", {}, NOON)
    handler(office.runs, office.bus, {"alerts": office.work})(office.bus.published[-1])
    assert office.did == []


def test_the_last_hundred_are_kept(office: Office) -> None:
    ids = []
    for _ in range(103):
        ids.append(office.ask())
        office.deliver()
        office.now += timedelta(seconds=1)
    assert office.runs.read(ids[0]) is None
    assert office.read(ids[3]).state == "done"


def test_whoever_may_start_it_may_look_at_it(office: Office) -> None:
    guard, headers = local_guard(MemoryStore())
    blueprint = Blueprint("inventory", __name__, url_prefix="/api/inventory")
    add_run_routes(blueprint, office.runs, guard, "inventory:write")
    app = Flask(__name__)
    install(app, service="inventory")
    app.register_blueprint(blueprint)
    run_id = office.ask()
    office.work = lambda _: {"alerts": 3}
    office.deliver()
    client = app.test_client()
    answer = client.get(f"/api/inventory/runs/{run_id}", headers=headers("buyer"))
    assert answer.get_json() == {
        "run_id": run_id,
        "name": "alerts",
        "state": "done",
        "requested_at": "2026-03-02T12:00:00Z",
        "began_at": "2026-03-02T12:00:00Z",
        "ended_at": "2026-03-02T12:00:00Z",
        "progress": {"what": None, "done": 0, "of": None},
        "result": {"alerts": 3},
        "error": None,
    }
    assert client.get(f"/api/inventory/runs/{run_id}", headers=headers("viewer")).status_code == 403
    for missing in ("20260302120000-00000000", "..%2f..%2fsecrets", "x" * 500, "é"):
        assert client.get(f"/api/inventory/runs/{missing}", headers=headers("buyer")).status_code == 404
