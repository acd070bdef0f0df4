"""`POST /api/ingest/lightspeed/sync`: its report, its progress, and what it says when it cannot."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from ingestion.jobs import JOBS
from ingestion.lightspeed.testing import MUG, error, line, sale, too_many
from ingestion.routes import make_blueprint
from shared.contracts.generated.ingestion_answers import LightspeedReport
from shared.testing import local_guard
from shared.web import install

PATH = "/api/ingest/lightspeed/sync"
Ask = Callable[..., Any]


@pytest.fixture
def ask(shop: Any) -> Ask:
    """Sends the request as somebody of a role."""
    guard, signed = local_guard(shop.door.store)
    app = Flask("test", static_folder=None)
    install(app, service="test")
    app.register_blueprint(make_blueprint(shop.door, guard))
    shop.lightspeed.put("sales", sale("1", line(MUG, 1, 10)), sale("2", status="DREAMT"))

    def asked(*, query: str = "", role: str = "owner", accept: str = "application/json") -> Any:
        return app.test_client().post(PATH + query, headers={**signed(role), "Accept": accept})

    return asked


def test_a_sync_answers_its_report(ask: Ask) -> None:
    answer = ask()

    assert answer.status_code == 200
    report = LightspeedReport.model_validate_json(answer.data, strict=True)
    assert [one.entity for one in report.entities] == [
        "outlets",
        "users",
        "products",
        "customers",
        "sales",
        "inventory",
    ]
    for one in report.entities:
        left_out = sum(reason.items for reason in one.left_out.root)
        set_aside = sum(reason.items for reason in one.set_aside.root)
        assert one.read == one.published + left_out + set_aside
    assert report.set_aside == 1


def test_a_sync_says_line_by_line_how_far_it_is(ask: Ask) -> None:
    lines = [json.loads(text) for text in ask(accept="application/x-ndjson").data.splitlines()]

    assert [name for said in lines for name in said][-1] == "report"
    assert ["Lightspeed: sales", 0, 0] in [said.get("progress") for said in lines]


def test_everything_again_is_asked_for_by_name(ask: Ask) -> None:
    ask()
    read = {query: ask(query=query).get_json()["entities"][4]["read"] for query in ("", "?from_start=true")}

    assert read == {"": 0, "?from_start=true": 2}
    assert ask(query="?from_start=perhaps").status_code == 400


def test_who_may_not_write_data_may_not_sync(ask: Ask) -> None:
    assert ask(role="viewer").status_code == 403


def test_a_shop_that_is_not_connected_is_told_how_to_connect(shop: Any, ask: Ask) -> None:
    shop.door.secrets.put("lightspeed", "{}")
    answer = ask()

    assert (answer.status_code, answer.get_json()["type"]) == (409, "urn:shopsight:problem:not-connected")
    assert "shopsight connect lightspeed" in answer.get_json()["detail"]


def test_a_token_that_does_not_hold_is_told(shop: Any, ask: Ask) -> None:
    shop.lightspeed.faults.append(error(401))
    answer = ask()

    assert (answer.status_code, answer.get_json()["type"]) == (422, "urn:shopsight:problem:load-refused")
    assert shop.lightspeed.token not in answer.text


def test_lightspeed_that_does_not_answer_is_told_with_when_to_try_again(shop: Any, ask: Ask) -> None:
    shop.lightspeed.faults.append(too_many("86400"))
    answer = ask()

    assert (answer.status_code, answer.get_json()["type"]) == (503, "urn:shopsight:problem:source-unavailable")
    assert answer.headers["Retry-After"] == "300"


def test_the_job_does_what_the_request_does(shop: Any, ask: Ask) -> None:
    JOBS["sync-lightspeed"].do(shop.door)

    assert len(shop.published("order-placed.v1")) == 1
    assert ask().get_json()["entities"][4]["read"] == 0


def test_the_job_of_a_shop_that_is_not_connected_has_nothing_to_do(shop: Any) -> None:
    shop.door.secrets.put("lightspeed", "{}")
    JOBS["sync-lightspeed"].do(shop.door)

    assert shop.bus.published == []
