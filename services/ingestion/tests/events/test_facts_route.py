"""What a person sees of events: what waits, what was set aside, and that a day's events are not taken back."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from ingestion.routes import make_blueprint
from shared.testing import MemoryStore, local_guard
from shared.web import install


@pytest.fixture
def ask(till: Any) -> Any:
    guard, headers = local_guard(MemoryStore())
    app = Flask("ingestion", static_folder=None)
    install(app, service="ingestion")
    app.register_blueprint(make_blueprint(till.door, guard))

    def asked(path: str, method: str = "GET", role: str = "owner") -> Any:
        return app.test_client().open(f"/api/ingest{path}", method=method, headers=headers(role))

    return asked


def test_what_waits_and_what_was_set_aside_is_told(till: Any, make: Any, ask: Any) -> None:
    till.hear(make.order(order_id="1009", currency="USD"), make.order(order_id="1010", currency="USD"))
    answer = ask("/facts").json
    assert (answer["waiting"]["facts"], answer["items"]) == (2, [])
    assert answer["waiting"]["since"] is not None
    till.merge()
    answer = ask("/facts?limit=1").json
    assert answer["waiting"] == {"facts": 0, "since": None}
    following = ask(f"/facts?limit=1&cursor={answer['next_cursor']}").json
    assert [item["entity_id"] for item in (*answer["items"], *following["items"])] == ["1010", "1009"]
    assert following["next_cursor"] is None
    assert answer["items"][0]["reason"] == "fx_rate_missing"
    lines = ask("/facts.csv").text.splitlines()
    assert (len(lines), lines[0].split(",")[5]) == (3, "reason")
    assert ask("/facts", role="viewer").status_code == 403
    assert ask("/facts?cursor=bm9uZQ==").status_code == 400


def test_a_days_events_stand_among_the_loads_and_are_not_taken_back(till: Any, make: Any, ask: Any) -> None:
    till.merge(make.order(), make.order(order_id="1009", currency="USD"))
    (load,) = ask("/loads").json["items"]
    assert (load["load_id"], load["read"], load["loaded"], load["rejected"]) == ("events-20260601", 2, 1, 1)
    before = till.contents()
    answer = ask("/loads/events-20260601/undo", method="POST")
    assert (answer.status_code, answer.json["type"].rpartition(":")[2]) == (409, "load-of-events")
    assert till.contents() == before
