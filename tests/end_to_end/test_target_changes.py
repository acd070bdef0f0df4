"""A target from the caller's hand into the shop's tables, through both services."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from shared.store import connect, lease

MAY = {"scope": "shop", "period_start": "2024-05-01", "period_end": "2024-05-31"}
AS_OF = "2024-05-02T22:59:59Z"
_PATIENCE_SECONDS = 30.0  # a loaded machine must not fail a test
KEY = "&".join(f"{name}={value}" for name, value in MAY.items())


@pytest.fixture
def shop(full_suite: Callable[[], Any]) -> Iterator[Any]:
    suite = full_suite()
    yield suite
    suite.close()


def ask(shop: Any, method: str, path: str, body: Any = None, role: str = "owner") -> TestResponse:
    headers = {"Authorization": f"Bearer {shop.token(role)}"}
    # buffered: the bus delivers when a request has ended, which it does when its answer was read and closed
    answer: TestResponse = shop.client.open(path, method=method, json=body, headers=headers, buffered=True)
    return answer


def set_may(shop: Any, amount: str) -> Any:
    body = {"items": [{**MAY, "net_amount": {"amount": amount, "currency": "GBP"}}]}
    answer = ask(shop, "PUT", "/api/revenue/targets", body)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def target(shop: Any) -> Any:
    return shop.get(f"/api/revenue/current?as_of={AS_OF}").get_json()["target"]


def table(shop: Any) -> list[Any]:
    return [row["net_amount"] for row in shop.rows("SELECT net_amount FROM targets ORDER BY recorded_at")]


def until(holds: Callable[[], bool]) -> None:
    """The bus delivers when the request is over, and the merger writes within a second."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def listed(shop: Any) -> list[tuple[str, bool]]:
    items = shop.get("/api/revenue/targets").get_json()["items"]
    return [(item["net_amount"]["amount"], item["is_pending"]) for item in items]


def test_a_target_that_is_set_is_read_at_once_and_becomes_a_later_row(shop: Any) -> None:
    assert target(shop)["net_amount"]["amount"] == "5000.00"
    set_may(shop, "6000")
    assert target(shop)["net_amount"]["amount"] == "6000.00"
    until(lambda: table(shop) == [5000, 6000])
    until(lambda: listed(shop) == [("6000.00", False)])
    assert target(shop)["net_amount"]["amount"] == "6000.00"


def test_a_target_that_is_taken_back_is_a_row_too(shop: Any) -> None:
    assert ask(shop, "DELETE", f"/api/revenue/targets?{KEY}").status_code == 200
    assert target(shop) is None
    until(lambda: table(shop) == [5000, None])
    assert target(shop) is None
    assert ask(shop, "DELETE", f"/api/revenue/targets?{KEY}").status_code == 404


def test_of_many_changes_the_last_stands_however_they_arrive(shop: Any) -> None:
    for amount in range(1, 12):
        set_may(shop, str(amount))
    until(lambda: listed(shop) == [("11.00", False)])
    assert table(shop)[-1] == 11


def test_while_a_load_runs_a_target_waits_and_is_read_all_the_same(shop: Any) -> None:
    store = connect(f"file://{shop.data_dir}/shop/store")
    with lease(store, "leases/load", holder="a long load"):
        assert set_may(shop, "7000")["is_pending"] is True
        assert target(shop)["net_amount"]["amount"] == "7000.00"
        assert table(shop) == [5000]
    until(lambda: table(shop) == [5000, 7000])


def test_without_a_target_last_year_proposes_one_and_says_that_it_does(new_suite: Callable[[], Any]) -> None:
    suite = new_suite()
    header = "order_id,kind,occurred_at,product_id,channel,quantity,unit_price"
    days = [("2023-05-05", 4), ("2023-04-20", 2), ("2024-04-18", 3), ("2023-01-01", 1), ("2024-05-01", 0)]
    lines = [f"{day},sale,{day}T12:00:00Z,mug,online,{max(count, 1)},{100 if count else 0}" for day, count in days]
    loaded = suite.load({"sales.csv": "\n".join([header, *lines]).encode()})
    assert loaded.status_code == 200, loaded.text
    answer = suite.get("/api/revenue/current?as_of=2024-05-01T18:00:00Z").get_json()
    assert (answer["target"], answer["target_reason"]) == (None, "no_target")
    proposal = answer["target_proposal"]
    assert proposal["is_proposal"] is True
    assert (proposal["period_start"], proposal["period_end"]) == ("2024-05-01", "2024-05-31")
    assert proposal["last_year"]["amount"] == "400.00"
    assert (proposal["trend"]["value"], proposal["trend_days"]) == (1.5, 56)
    assert proposal["net_amount"]["amount"] == "600.00"
    early = suite.get("/api/revenue/current?as_of=2023-05-06T18:00:00Z").get_json()
    assert (early["target_proposal"], early["target_proposal_reason"]) == (None, "no_data_before")
    product = suite.get("/api/revenue/current?as_of=2024-05-01T18:00:00Z&product=mug").get_json()
    assert product["target_proposal_reason"] == "no_targets_for_this"
    suite.close()
