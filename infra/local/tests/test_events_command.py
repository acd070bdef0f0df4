"""`shopsight events`: what waits, what was given up, and giving it another chance; with a running suite and without."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from local.testing import Shopsight, started
from shared.contracts.events import event_types, new_event
from shared.event_bus.local import LocalBus
from shared.event_bus.local_delivery import Pace

KIND = "product-changed.v1"
PATIENCE_SECONDS = 20.0  # a start on a loaded machine included


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def publish(bus: LocalBus, *names: str) -> None:
    example = event_types()[KIND].example
    bus.publish([new_event(KIND, "/ingestion/test", {**example, "entity_id": name}, event_id=name) for name in names])


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder with two dead letters and one event that waits."""
    with closing(LocalBus(tmp_path / "shop" / "events.sqlite")) as bus:
        publish(bus, "mug", "tray")
        bus.deliver(nobody_answers, {}, lambda: "", Pace(first_pause_seconds=0.001))
        assert until(lambda: bus.dead_letters(10)[0] == 2)
    with closing(LocalBus(tmp_path / "shop" / "events.sqlite")) as bus:
        publish(bus, "cup")
    return tmp_path


def nobody_answers(_environ: object, _start_response: object) -> list[bytes]:
    raise AssertionError("no service runs here, so none is asked")


def test_without_a_suite_the_file_tells(shopsight: Shopsight, data_dir: Path) -> None:
    waiting = json.loads(shopsight("events", "list", "--json", "--data-dir", data_dir).out)
    assert [(each["event_id"], each["type"], each["subscription"]) for each in waiting] == [("cup", KIND, "ingestion")]
    assert waiting[0]["attempts"] == 0

    said = shopsight("events", "dead", "--data-dir", data_dir)
    assert said.code == 0
    assert said.out.count("no service ingestion runs here") == 2
    assert "events retry" in said.talk

    (first, second) = json.loads(shopsight("events", "dead", "--json", "--data-dir", data_dir).out)
    assert (first["attempts"], first["due_at"], first["source"]) == (5, None, "/ingestion/test")
    one = shopsight("events", "retry", first["delivery_no"], "--data-dir", data_dir)
    assert (one.code, one.out) == (0, "1 waiting for delivery\n")
    again = shopsight("events", "retry", first["delivery_no"], "--data-dir", data_dir)
    assert again.code == 1
    assert "No such dead letter" in again.talk
    left = json.loads(shopsight("events", "dead", "--json", "--data-dir", data_dir).out)
    assert [each["delivery_no"] for each in left] == [second["delivery_no"]]


def test_a_running_suite_is_asked_and_delivers_what_is_tried_again(shopsight: Shopsight, data_dir: Path) -> None:
    with started(data_dir) as up:

        def asked(which: str) -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = json.loads(shopsight("events", which, "--json", "--data-dir", data_dir).out)
            return found

        assert until(lambda: not asked("list"))  # what waited was delivered at the start
        assert len(asked("dead")) == 2
        assert "Nothing waits" in shopsight("events", "list", "--data-dir", data_dir).talk

        retried = shopsight("events", "retry", "--json", "--data-dir", data_dir)
        assert json.loads(retried.out) == {"retried": 2}
        assert until(lambda: not asked("list"))
        assert asked("dead") == []
        assert "no dead letters" in shopsight("events", "dead", "--data-dir", data_dir).talk
        assert shopsight("events", "retry", 7, "--data-dir", data_dir).code == 1

        owner = up.signed_in()
        assert up.ask("GET", "/api/bus/dead-letters", headers=owner)[0] == 403  # an owner's browser is no admin's


def test_lists_come_in_pages_and_as_files(shopsight: Shopsight, data_dir: Path) -> None:
    token = shopsight("token", "--role", "admin", "--data-dir", data_dir).out.strip()
    signed = {"Authorization": f"Bearer {token}"}
    with started(data_dir) as up:

        def page(query: str) -> dict[str, Any]:
            status, _, body = up.ask("GET", f"/api/bus/dead-letters{query}", headers=signed)
            assert status == 200
            found: dict[str, Any] = json.loads(body)
            return found

        first = page("?limit=1")
        assert (first["count"], len(first["items"])) == (2, 1)
        second = page(f"?limit=1&cursor={first['next_cursor']}")
        assert [each["event_id"] for each in (*first["items"], *second["items"])] == ["mug", "tray"]
        assert second["next_cursor"] is None
        assert up.ask("GET", "/api/bus/dead-letters?cursor=nonsense", headers=signed)[0] == 400
        for path, accept in (("/api/bus/dead-letters.csv", "*/*"), ("/api/bus/dead-letters", "text/csv")):
            status, headers, body = up.ask("GET", path, headers={**signed, "Accept": accept})
            assert (status, headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
            assert len(body.decode().splitlines()) == 3
        assert up.ask("POST", "/api/bus/dead-letters/99/retry", headers=signed)[0] == 404
        assert up.ask("POST", "/api/bus/dead-letters/ninety/retry", headers=signed)[0] == 404
