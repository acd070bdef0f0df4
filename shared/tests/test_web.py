"""The HTTP that every service speaks: problems, request ids, conditional answers, what goes into the metrics."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask, Response, abort, request
from flask.testing import FlaskClient
from pydantic import BaseModel, ValidationError

from shared import telemetry
from shared.auth import KeysUnavailableError, NotAllowedError, NotSignedInError
from shared.contracts.generated.revenue import TrendsParametersQuery
from shared.store import LeaseHeldError, StoreConflictError
from shared.warehouse import WarehouseBusyError, WarehouseError
from shared.web import ProblemError, install, json_answer, json_body, json_bytes, query_parameters, unchanged, wants_csv


class Order(BaseModel):
    """A body."""

    order_id: str
    quantity: int


def invalid_answer() -> ValidationError:
    try:
        Order.model_validate({"order_id": "secret", "quantity": "none"})
    except ValidationError as error:
        return error
    raise AssertionError


ERRORS: dict[str, Exception] = {
    "problem": ProblemError(
        422, "too-old", "Too old", "Load newer data", [("as_of", "too old")], headers={"X-Why": "age"}
    ),
    "busy": WarehouseBusyError("/secret/path held by 4711"),
    "warehouse": WarehouseError("SELECT secret"),
    "conflict": StoreConflictError("secret/key"),
    "held": LeaseHeldError("leases/load", "the load of 9:00"),
    "not-signed-in": NotSignedInError("Sign in"),
    "not-allowed": NotAllowedError("Not you"),
    "no-keys": KeysUnavailableError("No keys"),
    "answer": invalid_answer(),
    "surprise": RuntimeError("secret"),
}


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("shop")
    install(app, service="corner-shop")

    @app.get("/errors/<name>")
    def fail(name: str) -> Response:
        raise ERRORS[name]

    @app.get("/trends")
    @app.get("/trends.csv")
    def trends() -> Response:
        query = query_parameters(TrendsParametersQuery)
        return unchanged("v1") or json_answer({"csv": wants_csv(), "given": query.model_dump(mode="json")}, etag="v1")

    @app.post("/orders")
    def orders() -> Response:
        return json_answer(json_body(Order), status=201)

    @app.post("/lax")
    def lax() -> Response:
        return json_answer(Order.model_validate_json(request.get_data(), strict=True))

    @app.get("/abort")
    def stop() -> Response:
        abort(Response("mine", 418))

    return app.test_client()


@pytest.mark.parametrize(
    ("name", "status", "kind", "headers"),
    [
        ("problem", 422, "too-old", {"X-Why": "age"}),
        ("busy", 503, "warehouse-busy", {"Retry-After": "5"}),
        ("warehouse", 503, "warehouse-unavailable", {"Retry-After": "5"}),
        ("conflict", 409, "conflict", {}),
        ("held", 409, "in-progress", {}),
        ("not-signed-in", 401, "not-signed-in", {"WWW-Authenticate": 'Bearer realm="shopsight"'}),
        ("not-allowed", 403, "not-allowed", {}),
        ("no-keys", 503, "keys-unavailable", {"Retry-After": "5"}),
        ("answer", 500, "internal", {}),
        ("surprise", 500, "internal", {}),
    ],
)
def test_every_error_is_a_problem_that_gives_nothing_away(
    client: FlaskClient, name: str, status: int, kind: str, headers: dict[str, str]
) -> None:
    answer = client.get(f"/errors/{name}", headers={"X-Request-Id": "abc-1"})

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    body = answer.get_json()
    assert (body["type"], body["status"]) == (f"urn:shopsight:problem:{kind}", status)
    assert body["request_id"] == answer.headers["X-Request-Id"] == "abc-1"
    assert headers.items() <= dict(answer.headers).items()
    assert "secret" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_problem_names_the_field_and_a_held_lease_its_holder(client: FlaskClient) -> None:
    assert client.get("/errors/problem").get_json()["errors"] == [{"field": "as_of", "message": "too old"}]
    assert "the load of 9:00" in client.get("/errors/held").get_json()["detail"]


def test_what_went_wrong_here_is_logged_under_its_request_id(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/errors/surprise", headers={"X-Request-Id": "abc-2"})

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    failed = next(line for line in lines if line["message"] == "request failed")
    assert failed["request_id"] == "abc-2"
    assert "RuntimeError" in json.dumps(failed)


@pytest.mark.parametrize("path", ["/nothing", "/errors//surprise", "/trends/", "/\xff", "/%00"])
def test_an_unknown_address_is_a_problem(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.get_json()["type"]) == (404, "urn:shopsight:problem:not-found")


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    answer = client.delete("/trends")

    assert (answer.status_code, answer.get_json()["type"]) == (405, "urn:shopsight:problem:method-not-allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_an_answer_that_a_view_makes_by_aborting_stays_as_it_is(client: FlaskClient) -> None:
    assert client.get("/abort").text == "mine"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a\tb", "ä", "<script>"])
def test_a_caller_s_request_id_that_is_none_is_replaced(client: FlaskClient, given: str) -> None:
    ids = {client.get("/trends", headers={"X-Request-Id": given}).headers["X-Request-Id"] for _ in range(2)}

    assert given not in ids
    assert len(ids) == 2


def test_every_wrong_parameter_of_a_request_is_named(client: FlaskClient) -> None:
    answer = client.get("/trends?window=8d&as_of=2011-08-31T23:59:59+01:00&nonsense=1")

    assert answer.status_code == 400
    assert answer.get_json()["type"] == "urn:shopsight:problem:invalid-parameter"
    assert {error["field"] for error in answer.get_json()["errors"]} == {"window", "as_of", "nonsense"}


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"order_id": "a", "quantity": 1}', "application/json", 201),
        (b'{"order_id": "a", "quantity": "1"}', "application/json", 400),
        (b"{", "application/json", 400),
        (b'{"order_id": "a", "quantity": 1}', "text/plain", 415),
        (b" " * 65537, "application/json", 413),
    ],
)
def test_a_body_is_strict_json_of_the_model(client: FlaskClient, body: bytes, content_type: str, status: int) -> None:
    assert client.post("/orders", data=body, content_type=content_type).status_code == status


def test_a_body_that_a_view_validates_itself_is_the_caller_s_error(client: FlaskClient) -> None:
    answer = client.post("/lax", data=b'{"order_id": "a", "quantity": "secret"}')

    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (400, "quantity")
    assert "secret" not in answer.text


@pytest.mark.parametrize("held", ['"v1"', 'W/"v1"', '"x", W/"v1" , "y"', "*"])
def test_who_holds_the_answer_gets_none(client: FlaskClient, held: str) -> None:
    for answer in (
        client.get("/trends", headers={"If-None-Match": held}),
        client.head("/trends", headers={"If-None-Match": held}),
    ):
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == '"v1"'
        assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("held", ['"v2"', "v", '"v1-csv"', '"', ""])
def test_who_holds_another_answer_gets_this_one(client: FlaskClient, held: str) -> None:
    assert client.get("/trends", headers={"If-None-Match": held}).status_code == 200


def test_the_two_forms_of_an_answer_have_different_tags(client: FlaskClient) -> None:
    csv = client.get("/trends", headers={"Accept": "text/csv", "If-None-Match": '"v1"'})

    assert (csv.status_code, csv.headers["ETag"]) == (200, '"v1-csv"')
    assert {"Accept", "Authorization", "Cookie"} <= set(csv.vary)


@pytest.mark.parametrize(
    ("path", "accept", "csv"),
    [
        ("/trends", "text/csv", True),
        ("/trends", "text/csv;q=0.9, application/json;q=0.1", True),
        ("/trends.csv", "application/json", True),
        ("/trends", "*/*", False),
        ("/trends", "application/json, text/csv", False),
        ("/trends", "text/csv;q=0", False),
        ("/trends", "image/png", False),
        ("/trends", ";;;q=,,", False),
        ("/trends", "", False),
    ],
)
def test_the_form_is_the_caller_s_choice_and_json_for_any_other_wish(
    client: FlaskClient, path: str, accept: str, csv: bool
) -> None:
    assert client.get(path, headers={"Accept": accept}).get_json()["csv"] is csv


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    head, get = client.head("/trends"), client.get("/trends")

    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_a_browser_is_told_to_guess_embed_and_leak_nothing(client: FlaskClient) -> None:
    for path in ("/trends", "/nothing"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_json_has_times_with_offset_and_never_a_float_made_of_money() -> None:
    document = {
        "as_of": datetime(2011, 8, 31, 22, 59, 59, tzinfo=UTC),
        "from": date(2011, 6, 3),
        "order": Order(order_id="a", quantity=1),
    }

    assert json.loads(json_bytes(document)) == {
        "as_of": "2011-08-31T22:59:59Z",
        "from": "2011-06-03",
        "order": {"order_id": "a", "quantity": 1},
    }
    for wrong in (Decimal("12.50"), datetime(2011, 8, 31), object()):  # noqa: DTZ001 - a naive time is what is refused
        with pytest.raises(TypeError):
            json_bytes({"amount": wrong})


@pytest.fixture(scope="module")
def measured() -> None:
    telemetry.configure(service="shop", otlp_endpoint=None)


def in_flight(metrics: str) -> float:
    """Requests of this shop that are not over; an earlier test may have left an answer open."""
    found = re.search(r'shopsight_requests_in_flight{service="corner-shop"} ([0-9.]+)', metrics)
    return float(found[1]) if found else 0.0


@pytest.mark.usefixtures("measured")
def test_metrics_and_log_hold_the_route_s_template_and_nothing_of_the_caller(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    in_flight_before = in_flight(telemetry.metrics_text()[0].decode())
    client.get("/errors/surprise?customer=jane@example.com")
    client.get("/nobody/jane@example.com")

    metrics = telemetry.metrics_text()[0].decode()
    log = capsys.readouterr().err
    assert 'route="/errors/<name>",service="corner-shop",status_class="5xx"' in metrics
    assert in_flight(metrics) == in_flight_before
    accesses = [line for line in map(json.loads, log.splitlines()) if line["message"] == "request"]
    assert [(line["method"], line["route"], line["status"]) for line in accesses] == [
        ("GET", "/errors/<name>", 500),
        ("GET", None, 404),
    ]
    assert "jane" not in metrics + log
