"""A target from the caller's hand into the shop's tables, through both services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from shared.store import connect, lease

MAY = {"scope": "shop", "period_start": "2024-05-01", "period_end": "2024-05-31"}
AS_OF = "2024-05-02T22:59:59Z"
KEY = "&".join(f"{name}={value}" for name, value in MAY.items())


@pytest.fixture
def shop(full_suite: Callable[[], Any]) -> Iterator[Any]:
    suite = full_suite()
    yield suite
    suite.warehouse.close()


def ask(shop: Any, method: str, path: str, body: Any = None, role: str = "owner") -> TestResponse:
    headers = {"Authorization": f"Bearer {shop.token(role)}"}
    answer: TestResponse = shop.client.open(path, method=method, json=body, headers=headers)
    return answer


def set_may(shop: Any, amount: str, service: str = "revenue") -> Any:
    body = {"items": [{**MAY, "net_amount": {"amount": amount, "currency": "GBP"}}]}
    answer = ask(shop, "PUT", f"/api/{service}/targets", body)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def target(shop: Any) -> Any:
    return shop.get(f"/api/revenue/current?as_of={AS_OF}").get_json()["target"]


def table(shop: Any) -> list[Any]:
    return [row["net_amount"] for row in shop.rows("SELECT net_amount FROM targets ORDER BY recorded_at")]


def test_a_target_that_is_set_is_a_later_row_and_the_answers_follow(shop: Any) -> None:
    assert target(shop)["net_amount"]["amount"] == "5000.00"
    done = set_may(shop, "6000")
    assert (done["is_pending"], done["items"][0]["is_pending"]) == (False, False)
    assert target(shop)["net_amount"]["amount"] == "6000.00"
    assert table(shop) == [5000, 6000]


def test_a_target_that_is_taken_back_is_a_row_too(shop: Any) -> None:
    assert ask(shop, "DELETE", f"/api/revenue/targets?{KEY}").status_code == 200
    assert target(shop) is None
    assert table(shop) == [5000, None]
    assert ask(shop, "DELETE", f"/api/revenue/targets?{KEY}").status_code == 404


def test_setting_what_stands_writes_nothing(shop: Any) -> None:
    answer = set_may(shop, "5000.00", service="ingest")
    assert answer == {"load_id": None, "changed": 0, "known": 1}
    assert table(shop) == [5000]


def test_a_change_of_a_target_can_be_undone_like_a_load(shop: Any) -> None:
    load_id = set_may(shop, "6000", service="ingest")["load_id"]
    newest = shop.get("/api/ingest/loads").get_json()["items"][0]
    assert (newest["load_id"], newest["source"], newest["loaded"]) == (load_id, "targets", 1)
    assert ask(shop, "POST", f"/api/ingest/loads/{load_id}/undo").status_code == 200
    assert target(shop)["net_amount"]["amount"] == "5000.00"


def test_while_a_load_runs_a_target_waits_and_is_read_all_the_same(shop: Any) -> None:
    store = connect(f"file://{shop.data_dir}/shop/store")
    with lease(store, "leases/load", holder="a long load"):
        assert set_may(shop, "7000")["is_pending"] is True
        assert target(shop)["net_amount"]["amount"] == "7000.00"
        assert table(shop) == [5000]
    body = {"items": [{**MAY, "scope": "staff", "scope_id": "ann", "net_amount": {"amount": "1", "currency": "GBP"}}]}
    assert ask(shop, "PUT", "/api/revenue/targets", body).get_json()["is_pending"] is False
    assert sorted(table(shop)) == [1, 5000, 7000]


def test_ingestion_takes_targets_only_from_those_who_may_write_data(shop: Any) -> None:
    body = {"items": [{**MAY, "net_amount": {"amount": "5", "currency": "GBP"}}]}
    assert ask(shop, "PUT", "/api/ingest/targets", body, role="viewer").status_code == 403
    assert ask(shop, "PUT", "/api/ingest/targets", body, role="service").status_code == 200
    gone = ask(shop, "DELETE", f"/api/ingest/targets?{KEY}", role="service")
    assert gone.get_json()["changed"] == 1
    assert ask(shop, "DELETE", f"/api/ingest/targets?{KEY}", role="service").get_json()["known"] == 1
    wrong = {"items": [{**MAY, "net_amount": {"amount": "5", "currency": "EUR"}}]}
    assert ask(shop, "PUT", "/api/ingest/targets", wrong).status_code == 400


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
    suite.warehouse.close()
