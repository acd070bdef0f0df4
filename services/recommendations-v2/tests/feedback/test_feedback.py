"""Feedback: what is taken, what is not and why, and that it is attributed, counted once, and never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from recommendations_v2.use_cases_feedback import erase_feedback
from shared.cache.trails_in_redis import TrailsInRedis
from shared.contracts.events import check, new_event
from shared.erased_customers import erasing
from shared.erased_digests import NOBODY
from shared.testing import plain_hashes
from shared.testing_redis import free_port
from shared.warehouse import WarehouseError


def said(recommendation_id: str, event: str = "clicked", product: str | None = "tray", **more: Any) -> dict[str, Any]:
    named = {"id": f"{event}-{product}-0001", "event": event, "recommendation_id": recommendation_id, **more}
    return named if product is None else {**named, "product_id": product}


def test_what_is_taken_says_whose_list_it_was_in_which_arm_and_where_it_stood(shopfront: Any) -> None:
    answer = shopfront.send(said(shopfront.served(), position=7), said(shopfront.served(), "seen", None))
    assert answer.status_code == 200
    assert answer.json == {"accepted": 2, "rejected": []}
    shopfront.inbox.bring_on()
    assert shopfront.land() == 2

    clicked, seen = sorted(shopfront.rows(), key=lambda row: row["event"])
    assert (clicked["product_id"], clicked["position"], clicked["shown_position"]) == ("tray", 2, 7)
    assert (clicked["customer_id"], clicked["visitor_id"]) == ("c-17", None)
    assert (clicked["experiment_id"], clicked["arm"], clicked["variant"]) == ("v2-at-home", "v2", "v2")
    assert (clicked["surface"], clicked["model"]) == ("home", "m-1")
    assert clicked["list_id"] == seen["list_id"]
    assert (seen["product_id"], seen["position"]) == (None, None)
    assert clicked["occurred_at"] == shopfront.time


def test_it_is_published_once_for_each_as_the_contract_has_it(shopfront: Any) -> None:
    lists = [shopfront.served(), shopfront.served("visitor:v-9"), shopfront.served(None)]
    shopfront.send(*(said(each) for each in lists))
    shopfront.inbox.bring_on()

    for event in shopfront.bus.published:
        check(event.type, event.data)
    assert [event.data["recommendation_id"] for event in shopfront.bus.published] == lists
    assert [event.data["customer_id"] for event in shopfront.bus.published] == ["c-17", None, None]
    assert [event.data["visitor_id"] for event in shopfront.bus.published] == [None, "v-9", None]


def test_the_same_again_counts_once_wherever_it_comes_again(shopfront: Any) -> None:
    batch = [said(shopfront.served(), occurred_at=(shopfront.time - timedelta(seconds=5)).isoformat())] * 2
    for _ in range(2):  # in one batch, in two that are landed together, and after they were landed
        assert shopfront.send(*batch).json["accepted"] == 2
        shopfront.inbox.bring_on()
    assert shopfront.land() == 1
    shopfront.time += timedelta(hours=20)
    shopfront.send(*batch)
    shopfront.inbox.bring_on()
    assert shopfront.land() == 0

    assert len(shopfront.rows()) == 1
    assert len({event.id for event in shopfront.bus.published}) == 1


def test_what_is_dismissed_or_bought_counts_with_the_next_list_at_once(shopfront: Any) -> None:
    mine = shopfront.served("visitor:v-9")
    shopfront.send(said(mine, "dismissed", "mug"), said(mine, "not_for_me", "bowl"), said(mine, "bought", "tray"))

    assert shopfront.of("visitor:v-9").dismissed == {"mug", "bowl"}
    assert [product for product, _ in shopfront.of("visitor:v-9").bought] == ["tray"]


def test_what_is_wrong_with_one_is_said_of_it_and_the_others_are_taken(shopfront: Any) -> None:
    good, old = shopfront.served(), shopfront.served(served_at=shopfront.time - timedelta(days=36))
    nested: list[Any] = []
    for _ in range(300):
        nested = [nested]
    answer = shopfront.send(
        said(good),
        said(good, product="never-shown"),
        said(good, product=None),
        said(old),
        said("made-up-by-somebody"),
        said(good[:-4] + "AAAA"),
        said(good, occurred_at=(shopfront.time - timedelta(days=4)).isoformat()),
        {"id": "short"},
        "no object",
        nested,
    )
    assert answer.json["accepted"] == 1
    fields = {one["index"]: one["errors"][0]["field"] for one in answer.json["rejected"]}
    assert {index: fields[index] for index in (1, 2, 3, 4, 5, 6)} == {
        1: "product_id",
        2: "product_id",
        3: "recommendation_id",
        4: "recommendation_id",
        5: "recommendation_id",
        6: "occurred_at",
    }
    assert set(fields) == {1, 2, 3, 4, 5, 6, 7, 8, 9}


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b"{", b'{"events": []}', b'{"events": 1}', b'{"events": [{}], "more": 1}', b"\xff"),
        b'{"events": [{}], "more": ' + 300 * b"[" + 300 * b"]" + b"}",
    ],
)
def test_a_body_that_is_none_of_the_contract_is_refused(shopfront: Any, body: bytes) -> None:
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {shopfront.key}",
        "Origin": "https://shop.example",
    }
    answer = shopfront.client.post("/api/recommendations/v2/feedback", data=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json["type"].endswith("invalid-body")


def test_only_who_may_posts(shopfront: Any) -> None:
    address, body = "/api/recommendations/v2/feedback", {"events": [said(shopfront.served())]}
    assert shopfront.client.post(address, json=body).status_code == 401
    assert shopfront.client.post(address, json=body, headers=shopfront.headers_of("viewer")).status_code == 403
    assert shopfront.client.post(address, json=body, headers=shopfront.headers_of("service")).status_code == 200
    stranger = {"Origin": "https://elsewhere.example", "Authorization": f"Bearer {shopfront.key}"}
    assert shopfront.client.post(address, json=body, headers=stranger).status_code == 403


def test_without_the_bus_it_is_taken_and_published_when_the_bus_is_back(shopfront: Any) -> None:
    shopfront.bus.fails = True
    assert shopfront.send(said(shopfront.served())).status_code == 200
    assert not shopfront.inbox.bring_on()
    assert "EventBusError" in shopfront.inbox.problem

    shopfront.bus.fails = False
    assert shopfront.inbox.bring_on()
    assert shopfront.inbox.problem is None
    assert len(shopfront.bus.published) == 1
    assert shopfront.land() == 1
    assert shopfront.waiting() == []


def test_a_store_that_cannot_be_read_for_a_moment_holds_nothing_up_for_good(shopfront: Any) -> None:
    assert shopfront.send(said(shopfront.served())).status_code == 200
    shopfront.store.is_gone = True
    assert not shopfront.inbox.bring_on()
    assert "StoreError" in shopfront.inbox.problem

    shopfront.store.is_gone = False
    assert shopfront.inbox.bring_on()
    assert shopfront.inbox.problem is None
    assert len(shopfront.bus.published) == 1


class GoneWarehouse:
    """One that cannot be reached."""

    def change(self) -> Any:
        raise WarehouseError("nobody answers")


def test_without_the_warehouse_it_is_taken_and_waits_until_it_is_back(shopfront: Any) -> None:
    there = shopfront.desk
    shopfront.desk = replace(there, warehouse=GoneWarehouse())
    assert shopfront.send(said(shopfront.served())).status_code == 200
    shopfront.inbox.bring_on()
    with pytest.raises(WarehouseError):
        shopfront.land()

    shopfront.desk = there
    assert shopfront.land() == 1


def test_without_redis_it_is_taken_and_counts_here(on_trails: Any) -> None:
    shopfront = on_trails(TrailsInRedis(f"redis://127.0.0.1:{free_port()}"))
    assert shopfront.send(said(shopfront.served("visitor:v-9"), "dismissed", "mug")).status_code == 200

    assert shopfront.of("visitor:v-9").dismissed == {"mug"}
    assert shopfront.of("visitor:v-9").stale


def test_what_is_not_durable_is_not_answered_with_2xx(shopfront: Any) -> None:
    shopfront.store.fails = True
    assert shopfront.send(said(shopfront.served("visitor:v-9"), "dismissed", "mug")).status_code == 503

    assert shopfront.of("visitor:v-9").dismissed == frozenset()


def test_what_a_killed_process_took_another_one_brings_on(shopfront: Any) -> None:
    shopfront.send(said(shopfront.served()))  # and nothing of that process after it
    assert shopfront.land() == 0
    shopfront.time += timedelta(minutes=3)

    assert shopfront.land() == 1
    assert len(shopfront.bus.published) == 1
    assert shopfront.waiting() == []


def test_an_erased_customer_is_in_no_table_in_no_batch_and_in_no_later_one(shopfront: Any) -> None:
    his, others = shopfront.served(), shopfront.served("customer:c-18")
    shopfront.send(said(his), said(others))
    shopfront.inbox.bring_on()
    shopfront.land()
    shopfront.send(said(his, "bought"), said(others, "bought"))
    lately, parts = shopfront.desk.erased_lately, [partial(erase_feedback, shopfront.desk)]
    erase = erasing(lately, parts, shopfront.state.forget)
    gone = {"entity_id": "c-17", "version": 1, "occurred_at": shopfront.time.isoformat()}
    for _ in range(2):
        erase(new_event("customer-erased.v1", "/ingestion/test", gone))

    assert shopfront.send(said(his, "seen")).json["rejected"][0]["errors"][0]["field"] == "recommendation_id"
    shopfront.inbox.bring_on()
    shopfront.land()
    assert {row["customer_id"] for row in shopfront.rows()} == {"c-18"}
    assert len(shopfront.rows()) == 2
    assert plain_hashes(shopfront.store, "c-17") == []


def test_what_somebody_said_before_signing_in_goes_with_them_though_the_shops_events_do_not_tell_whose_it_was(
    shopfront: Any,
) -> None:
    shopfront.send(said(shopfront.served("visitor:his-phone")), said(shopfront.served("visitor:somebody-elses")))
    shopfront.inbox.bring_on()
    shopfront.land()
    shopfront.send(said(shopfront.served("visitor:his-phone"), "bought"))
    assert len(shopfront.rows()) == 2

    erase_feedback(shopfront.desk, NOBODY, ["his-phone"])

    shopfront.inbox.bring_on()
    shopfront.land()
    assert [row["visitor_id"] for row in shopfront.rows()] == ["somebody-elses"]
