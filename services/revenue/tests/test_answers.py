"""How answers come: to whom, when again, and what is said about how they were made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.contracts.generated.revenue_answers import Current, Trends

WHEN = "2024-03-27T12:00:00Z"


@pytest.fixture
def shop(small_shop: Callable[..., Any]) -> Any:
    small = small_shop()
    small.cost("mug", "4")
    small.line("a", "2024-03-26 10:00", "mug", 1, "10")
    small.line("b", "2024-03-27 10:00", "mug", 2, "10")
    small.line("b", "2024-03-27 10:00", None, 1, "5", line_type="shipping")
    small.line("t", "2024-03-27 11:00", "mug", 7, "10", is_test=True)
    small.line("z", "2024-03-27 13:00", None, 1, "3", line_type="shipping")
    return small


@pytest.mark.parametrize("basis", ["accounting", "order"])
@pytest.mark.parametrize("role", ["viewer", "owner"])
def test_answers_are_what_the_contract_says(shop: Any, role: str, basis: str) -> None:
    visitor = shop.open()
    shop.target("2024-03-01", "2024-03-31", "100")
    asked = {"as_of": WHEN, "basis": basis, "role": role, "explain": "1"}
    Current.model_validate(visitor.get("current", from_="2024-03-01", to="2024-03-31", **asked))
    Trends.model_validate(visitor.get("trends", granularity="week", **asked))


def test_margin_is_for_those_who_may_see_it(shop: Any) -> None:
    visitor = shop.open()
    hidden = ("gross_margin", "gross_margin_rate", "cost_coverage")
    today = visitor.get("current", as_of=WHEN, role="viewer")["today"]
    assert [today[name] for name in hidden] == [None, None, None]
    assert {today["reasons"][name] for name in hidden} == {"needs_margin_read"}
    assert visitor.get("current", as_of=WHEN, role="owner")["today"]["gross_margin"]["amount"] == "12.00"


def test_nobody_gets_in_without_a_token_or_with_the_wrong_role(shop: Any) -> None:
    visitor = shop.open()
    for path in ("current", "trends", "trends.csv"):
        assert visitor.ask(path, role=None).status_code == 401
        assert visitor.ask(path, role="storefront").status_code == 403


def test_what_the_caller_holds_is_not_made_again(shop: Any) -> None:
    visitor = shop.open()
    for path in ("current", "trends", "trends.csv"):
        etag = visitor.ask(path, as_of=WHEN).headers["ETag"]
        visitor.warehouse.close()  # a 304 needs no warehouse
        again = visitor.ask(path, as_of=WHEN, headers={"If-None-Match": etag})
        assert (again.status_code, again.data) == (304, b"")
        visitor = shop.open()
        assert visitor.ask(path, as_of=WHEN, role="viewer", headers={"If-None-Match": etag}).status_code == 200


def test_a_load_ends_what_was_kept(shop: Any) -> None:
    visitor = shop.open()
    etag = visitor.ask("current", as_of=WHEN).headers["ETag"]
    state = visitor.store.get("versions/data").value.replace(b'"version": 1', b'"version": 2')
    visitor.store.put("versions/data", state)
    assert visitor.ask("current", as_of=WHEN, headers={"If-None-Match": etag}).status_code == 200


def test_viewers_of_the_same_five_seconds_share_an_answer(shop: Any) -> None:
    visitor = shop.open()
    shop.now = datetime(2024, 3, 27, 12, 0, 3, 250, tzinfo=UTC)
    first = visitor.ask("current")
    shop.now += timedelta(seconds=1)
    second = visitor.ask("current")
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.get_json()["as_of"].startswith("2024-03-27T12:00:00")
    shop.now += timedelta(seconds=1)
    assert visitor.ask("current").headers["ETag"] != first.headers["ETag"]


def test_an_explanation_counts_lines_and_names_what_is_left_out(shop: Any) -> None:
    explain = shop.open().get("current", as_of=WHEN, explain="1")["explain"]
    assert explain["rows_counted"] == 1
    assert explain["exclusions"] == [
        {"reason": "shipping", "rows": 1, "net_amount": {"amount": "5.00", "currency": "GBP"}},
        {"reason": "test", "rows": 1, "net_amount": {"amount": "70.00", "currency": "GBP"}},
    ]
    assert explain["data_version"] == 1
    names = [query["name"] for query in explain["queries"]]
    assert {"shop_days", "day_parts", "counted_lines"} <= set(names)
    assert "net_sales" in explain["definitions"]
    assert len(names) <= 12


def test_an_explanation_is_about_the_days_asked_for(shop: Any) -> None:
    asked = {"as_of": WHEN, "from_": "2024-03-26", "to": "2024-03-26", "explain": "1"}
    assert shop.open().get("current", **asked)["explain"]["exclusions"] == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"from_": "2024-03-01"}, "to"),
        ({"to": "2024-03-01"}, "from"),
        ({"from_": "2024-03-02", "to": "2024-03-01"}, "to"),
        ({"from_": "2004-03-02", "to": "2024-03-01"}, "to"),
        ({"window": "7d", "from_": "2024-03-01", "to": "2024-03-02"}, "window"),
        ({"as_of": "2190-01-01T00:00:00Z"}, "as_of"),
        ({"window": "8d"}, "window"),
        ({"basis": "cash"}, "basis"),
    ],
)
def test_a_wrong_parameter_is_named(shop: Any, asked: dict[str, str], field: str) -> None:
    response = shop.open().ask("trends", **asked)
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert [error["field"] for error in response.get_json()["errors"]] == [field]


def test_times_keep_the_contracts_form_where_offsets_once_had_seconds(small_shop: Callable[..., Any]) -> None:
    answer = small_shop("Europe/Dublin").open().get("current", as_of="1900-01-01T12:00:00Z")
    Current.model_validate(answer)
    assert answer["as_of"].count(":") <= 3


def test_readiness_says_when_the_warehouse_is_gone(shop: Any) -> None:
    visitor = shop.open()
    assert visitor.ask("health/ready", role=None).status_code == 200
    visitor.warehouse.close()
    assert visitor.ask("health/ready", role=None).status_code == 503
