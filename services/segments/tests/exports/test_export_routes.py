"""Exports as people with roles ask for them, and the file of an export to csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from segments.routes_exports import add_export_routes
from shared.testing import MemoryStore, local_guard
from shared.web import install


@dataclass
class Caller:
    """Whoever calls the service."""

    client: FlaskClient
    headers: Callable[[str], dict[str, str]]

    def call(self, method: str, path: str, role: str = "marketer", **said: Any) -> TestResponse:
        said["headers"] = {**self.headers(role), **said.get("headers", {})}
        return self.client.open(f"/api/segments{path}", method=method, **said)

    def get(self, path: str, role: str = "marketer") -> Any:
        answer = self.call("GET", path, role)
        assert answer.status_code == 200, answer.text
        return answer.json


@pytest.fixture
def caller(place: Any) -> Caller:
    guard, headers = local_guard(MemoryStore())
    app = Flask("segments")
    install(app, service="segments")
    blueprint = Blueprint("segments", __name__, url_prefix="/api/segments")
    add_export_routes(blueprint, place.outlet, guard)
    app.register_blueprint(blueprint)
    return Caller(app.test_client(), headers)


def test_asked_twice_with_one_key_it_is_exported_once(place: Any, caller: Caller) -> None:
    place.know("anna")
    place.groups["vip"] = {"anna"}
    asked = {"json": {"target": "mailchimp", "segment": "vip", "hold_out": 0}, "headers": {"Idempotency-Key": "k1"}}
    first = caller.call("POST", "/export", **asked)
    assert first.status_code == 202
    place.work()
    assert caller.call("POST", "/export", **asked).json == first.json
    place.work()
    assert len(caller.get("/exports")["items"]) == 1
    other = {**asked, "json": {"target": "klaviyo", "segment": "vip", "dry_run": True}}
    assert caller.call("POST", "/export", **other).json["type"].endswith("key-used")
    place.later(hours=25)
    assert caller.call("POST", "/export", **asked).json != first.json


@pytest.mark.parametrize(
    ("said", "status", "problem"),
    [
        ({"target": "mailchimp", "segment": "nobody"}, 404, "no-such-segment"),
        ({"target": "klaviyo", "segment": "vip"}, 409, "not-connected"),
        ({"target": "fax", "segment": "vip"}, 400, "invalid-body"),
        ({"target": "mailchimp", "segment": "vip", "hold_out": 0.9}, 400, "invalid-body"),
    ],
)
def test_what_cannot_be_exported_says_why(caller: Caller, said: dict[str, Any], status: int, problem: str) -> None:
    answer = caller.call("POST", "/export", json=said)
    assert (answer.status_code, answer.json["type"].rpartition(":")[2]) == (status, problem)


def test_an_export_tells_its_progress_and_what_became_of_each_member(place: Any, caller: Caller) -> None:
    people = [f"p{number}" for number in range(5)]
    place.know(*people)
    place.groups["vip"] = set(people)
    place.vendor.refusals["p3@example.org"] = "compliance-state"
    asked = caller.call("POST", "/export", json={"target": "mailchimp", "segment": "vip", "hold_out": 0}).json
    path = f"/exports/{asked['export_id']}"
    assert caller.get(path)["progress"] == {"done": 0, "of": None}
    place.work()
    export = caller.get(path)
    assert (export["state"], export["run_id"], export["progress"]) == ("done", asked["run_id"], {"done": 5, "of": 5})
    first = caller.get(f"{path}/receipts?limit=3")
    second = caller.get(f"{path}/receipts?limit=3&cursor={first['next_cursor']}")
    receipts = [*first["items"], *second["items"]]
    assert [each["customer_id"] for each in receipts] == people
    assert receipts[3] | {"at": ""} == {
        "customer_id": "p3",
        "action": "skipped",
        "reason": "compliance-state",
        "at": "",
        "by": "test:marketer",
    }
    assert len(caller.call("GET", f"{path}/receipts.csv").text.splitlines()) == 6
    assert len(caller.call("GET", "/exports.csv").text.splitlines()) == 2
    assert caller.call("GET", "/exports/none").status_code == 404


def test_a_file_needs_the_scope_for_addresses_and_tells_who_fetched_it(place: Any, caller: Caller) -> None:
    place.know("anna", "ben")
    place.know("carl", consent="unsubscribed")
    place.groups["vip"] = {"anna", "ben", "carl"}
    said = {"json": {"target": "csv", "segment": "vip", "hold_out": 0}}
    assert caller.call("POST", "/export", "viewer", **said).status_code == 403
    export_id = caller.call("POST", "/export", "owner", **said).json["export_id"]
    path = f"/exports/{export_id}/file.csv"
    assert caller.call("GET", path, "owner").status_code == 409  # it is not done yet
    place.work()
    assert caller.call("GET", path, "buyer").status_code == 403
    place.know("ben", consent="unsubscribed")  # after the export was asked for
    for_people = list(csv.DictReader(io.StringIO(caller.call("GET", path, "owner").text)))
    assert [row["customer_id"] for row in for_people] == ["anna"]
    assert (for_people[0]["last_name"], for_people[0]["phone"]) == ("'=SUM(A1)", "'+44 20 7946 0958")
    for_machines = list(csv.DictReader(io.StringIO(caller.call("GET", f"{path}?profile=machine", "admin").text)))
    assert (for_machines[0]["last_name"], for_machines[0]["phone"]) == ("=SUM(A1)", "+44 20 7946 0958")
    audit = place.rows("SELECT customer_id, action, sent_by FROM export_audit ORDER BY sent_at, customer_id")
    assert [tuple(row.values()) for row in audit if row["action"] == "added"] == [
        ("anna", "added", "test:owner"),
        ("anna", "added", "test:admin"),
    ]
    place.later(hours=25)
    assert caller.call("GET", path, "owner").status_code == 409


def test_standing_exports_are_set_all_at_once(place: Any, caller: Caller) -> None:
    place.refresh("one")
    item = {"target": "mailchimp", "segment": "vip", "hold_out": 0.1}
    assert caller.call("PUT", "/standing", json={"items": [item, item]}).status_code == 400
    assert caller.call("PUT", "/standing", json={"items": [{**item, "segment": "nobody"}]}).status_code == 404
    assert caller.call("PUT", "/standing", "viewer", json={"items": [item]}).status_code == 403
    shown = caller.call("PUT", "/standing", json={"items": [item]}).json["items"]
    assert (shown[0]["segment"], shown[0]["by"], shown[0]["hold_out"]) == ("vip", "test:marketer", 0.1)
    assert shown[0]["last_export_id"] == caller.get("/exports")["items"][0]["export_id"]
    assert caller.get("/standing")["items"] == shown
