"""An answer that is asked to explain itself says what its figures mean and what was asked of the warehouse for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from shared.explaining import Explains, MadeOf
from shared.shop import Shop
from shared.warehouse import Query, connect
from shared.web import ProblemError, csv_answer, install, json_answer

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MADE_OF = MadeOf(7, NOW - timedelta(minutes=2), NOW, Shop("Europe/Paris", "EUR", "FR"))
WHAT = {"mugs": "Mugs that stand on the shelf."}
COUNT = Query("mugs", "SELECT @more + 2 AS mugs, @email AS email", {"more": "INT64", "email": "STRING"})


@pytest.fixture
def client() -> FlaskClient:
    app, warehouse = Flask("shop"), connect("duckdb:///:memory:")
    install(app, service="corner-shop")
    explains = Explains(lambda _: MADE_OF)

    @app.get("/mugs")
    @explains(WHAT)
    def mugs() -> Response:
        rows = warehouse.query(COUNT, {"more": 1, "email": "a@example.com"})
        return json_answer({"mugs": rows[0]["mugs"]}, etag="v1", personal=True)

    @app.get("/shelves/<shelf>")
    @explains(lambda document: {document["shelf"]: f"What stands on {document['shelf']}."})
    def shelf(shelf: str) -> Response:
        if shelf == "none":
            raise ProblemError(404, "not-found", "No such shelf", "Look elsewhere")
        return json_answer({"shelf": shelf})

    @app.get("/mugs.csv")
    @explains(WHAT)
    def mugs_csv() -> Response:
        return csv_answer("mugs.csv", ["mugs"], [[3]])

    return app.test_client()


def explain_of(client: FlaskClient, address: str, **headers: str) -> dict[str, Any]:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    said: dict[str, Any] = answer.get_json()["explain"]
    return said


def test_it_says_what_figures_mean_what_was_asked_and_of_which_data(client: FlaskClient) -> None:
    explain = explain_of(client, "/mugs?explain=1")
    assert explain["definitions"] == WHAT
    assert [(each["name"], each["rows"]) for each in explain["queries"]] == [("mugs", 1)]
    assert "@more + 2" in explain["queries"][0]["sql"]
    assert (explain["data_version"], explain["age_seconds"]) == (7, 120.0)
    assert explain["computed_at"] == "2026-06-01T14:00:00+02:00"


def test_it_gives_away_nobody(client: FlaskClient) -> None:
    assert "a@example.com" not in client.get("/mugs?explain=1").text


def test_only_who_asks_is_told_and_the_figures_are_the_same(client: FlaskClient) -> None:
    plain, told = client.get("/mugs"), client.get("/mugs?explain=1")
    assert plain.get_json() == {"mugs": 3}
    assert {**told.get_json(), "explain": None} == {"mugs": 3, "explain": None}
    assert "explain" not in client.get("/mugs?explain=0").get_json()


def test_whoever_holds_the_answer_without_it_is_given_it_whole(client: FlaskClient) -> None:
    tag = client.get("/mugs").headers["ETag"]
    assert client.get("/mugs", headers={"If-None-Match": tag}).status_code == 304
    told = client.get("/mugs?explain=1", headers={"If-None-Match": tag})
    assert (told.status_code, told.headers.get("ETag"), told.headers["Cache-Control"]) == (200, None, "no-store")


def test_definitions_may_be_those_of_the_document(client: FlaskClient) -> None:
    assert explain_of(client, "/shelves/left?explain=1")["definitions"] == {"left": "What stands on left."}


def test_a_problem_and_a_file_stay_as_they_are(client: FlaskClient) -> None:
    refused = client.get("/shelves/none?explain=1")
    assert (refused.status_code, "explain" in refused.get_json()) == (404, False)
    assert client.get("/mugs.csv?explain=1").text.split() == ["mugs", "3"]
