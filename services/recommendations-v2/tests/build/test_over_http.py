"""The whole service on a real build: what happens over HTTP and by events is seen in the next answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NoReturn

import pytest
from flask import Flask
from flask.testing import FlaskClient

from recommendations_v2.settings import Settings
from recommendations_v2.standing import standing
from recommendations_v2.wiring import build_service
from shared.cache import connect as connect_cache
from shared.cache.trails import connect as connect_trails
from shared.cache.trails_in_store import TrailsInStore
from shared.contracts.events import Event, new_event
from shared.event_bus import EventBusError
from shared.schedule import NotYetError
from shared.testing import MemoryStore, local_guard, local_push
from shared.testing_redis import free_port
from shared.warehouse import Query, WarehouseError
from shared.web import Service, install

PREFIX = "/api/recommendations/v2"


class Shop:
    """The service, as servers of the shop and staff call it, at five hours after the build."""

    def __init__(self, built: Any, cache_url: str = "memory://", **gone: Any) -> None:
        self.now: datetime = built.now + timedelta(hours=5)
        guard, self.headers = local_guard(built.store)
        push, _ = local_push()
        plugs = {"warehouse": built.warehouse, "event_bus": built.desk.event_bus, **gone}
        self.service: Service = build_service(
            store=built.store,
            cache=connect_cache(cache_url),
            trails=connect_trails(cache_url, built.store),
            secrets=built.desk.secrets,
            guard=guard,
            shop=built.desk.shop,
            settings=Settings(hold_out_share=0.0),
            now=lambda: self.now,
            push=push,
            **plugs,
        )
        app = Flask("recommendations-v2")
        install(app, service="recommendations-v2")
        app.register_blueprint(self.service.blueprint)
        self.client: FlaskClient = app.test_client()
        assert self.service.on_start is not None
        self.service.on_start(lambda *_: None)

    def get(self, path: str, role: str = "admin") -> Any:
        answer = self.client.get(f"{PREFIX}/{path}", headers=self.headers(role))
        assert answer.status_code == 200, answer.text
        return answer.json

    def send(self, method: str, path: str, body: dict[str, Any]) -> Any:
        answer = self.client.open(f"{PREFIX}/{path}", method=method, json=body, headers=self.headers("admin"))
        assert answer.status_code in {200, 201, 202}, answer.text
        return answer.json

    def items(self, path: str) -> list[str]:
        return [item["product_id"] for item in self.get(path)["items"]]

    def happens(self, event_type: str, **data: Any) -> None:
        """An event is delivered."""
        event: Event = new_event(event_type, "/ingestion/test", {"version": 1, "occurred_at": self._text(), **data})
        self.service.handlers[event_type](event)

    def _text(self) -> str:
        return self.now.isoformat().replace("+00:00", "Z")


@pytest.fixture(scope="module")
def served(shop: Any) -> Iterator[Shop]:
    made = Shop(shop)
    for _ in range(500):  # five seconds: until it has read what people did before it began
        if made.get("c01/explain")["cart"]:
            break
        time.sleep(0.01)
    yield made
    assert made.service.on_stop is not None
    made.service.on_stop()


@pytest.mark.parametrize("who", ["c01", "visitor:v1", "anonymous"])
@pytest.mark.parametrize("surface", ["home", "cart", "email", "discovery"])
def test_every_part_of_every_score_adds_up_to_it(served: Shop, who: str, surface: str) -> None:
    answer = served.get(f"{who}/explain?surface={surface}")
    assert answer["items"]
    for item in answer["items"]:
        assert sum(part["millionths"] for part in item["parts"]) == item["score_millionths"]
    shown = served.items(f"{who}?surface={surface}")
    assert shown == [item["product_id"] for item in answer["items"]]


def test_a_strategy_is_stated_for_whoever_asks(served: Shop) -> None:
    told = {who: served.get(who)["strategy"] for who in ("c01", "anonymous", "visitor:nobody-knows")}
    assert told == {"c01": "personal", "anonymous": "popular", "visitor:nobody-knows": "popular"}


def test_what_is_put_in_the_cart_is_gone_from_the_next_answer(served: Shop) -> None:
    first = served.items("visitor:v-7")[0]
    served.happens("cart-changed.v1", entity_id="cart-1", visitor_id="v-7", product_id=first, quantity="1")
    assert first not in served.items("visitor:v-7")
    why = served.get(f"visitor:v-7/explain?product={first}")["asked_about"]
    assert why["why_not"] == "in_cart"


def test_what_is_dismissed_stays_away_from_whom_it_was_shown_to(served: Shop) -> None:
    answer = served.get("c02")
    product = answer["items"][0]["product_id"]
    said = {"id": "dismissal-1", "event": "dismissed", "recommendation_id": answer["recommendation_id"]}
    report = served.send("POST", "feedback", {"events": [{**said, "product_id": product}]})
    assert report["accepted"] == 1
    assert product not in served.items("c02")
    assert served.get(f"c02/explain?product={product}")["asked_about"]["why_not"] == "dismissed"


def alert(kind: str, product: str) -> dict[str, Any]:
    return {
        "entity_id": f"alert-{product}",
        "kind": kind,
        "severity": "act",
        "product_id": product,
        "location_id": None,
        "opened_at": "2026-02-01T00:00:00Z",
        "probability": 0.9,
        "horizon_days": 7,
        "money_at_stake": None,
        "is_pushed": True,
    }


def test_what_runs_out_moves_down_and_what_is_out_goes_away(served: Shop) -> None:
    before = served.get("c03/explain")["items"]
    product, score = before[0]["product_id"], before[0]["score_millionths"]
    served.happens("alert-raised.v1", **alert("low_stock", product))
    after = served.get(f"c03/explain?product={product}")["asked_about"]["item"]
    assert after["score_millionths"] < score
    assert any(part["family"] == "rule" and part["millionths"] < 0 for part in after["parts"])
    served.happens("alert-raised.v1", **alert("stock_out", product) | {"entity_id": "alert-out"})
    assert product not in served.items("c03")


def test_an_experiments_control_is_answered_by_the_first_version(served: Shop) -> None:
    arms = [{"arm": "v1", "variant": "v1", "weight": 0.5}, {"arm": "v2", "variant": "v2", "weight": 0.5}]
    given = {"experiment_id": "trial", "name": "Trial", "surfaces": ["email"], "arms": arms}
    served.send("POST", "experiments", given)
    served.send("POST", "experiments/trial/start", {})
    told = [served.get(f"c{number:02}?surface=email") for number in range(20)]
    assert {(answer["arm"], answer["model"]["name"] == "v1") for answer in told} == {("v1", True), ("v2", False)}
    in_control = next(answer["customer"] for answer in told if answer["arm"] == "v1")
    for item in served.get(f"{in_control}/explain?surface=email")["items"]:
        assert sum(part["millionths"] for part in item["parts"]) == item["score_millionths"]
    stopped = served.send("POST", "experiments/trial/stop", {"decision": "abandoned"})
    assert stopped["state"] == "stopped"
    assert {served.get(f"c{number:02}?surface=email")["arm"] for number in range(20)} == {"standing"}


def test_a_preview_tries_the_lists_of_customers(served: Shop, shop: Any) -> None:
    shop.writes("daily_customer_sales", [{"customer_id": "c01", "local_date": served.now.date()}])
    banned = served.items("c01")[0]
    rules = served.send("PUT", "rules?preview=1", {"bans": [{"product_id": banned}]})
    changed = {(each["customer"], each["surface"]): each["removed"] for each in rules["preview"]["examples"]}
    assert rules["preview"]["lists"] == 4
    assert changed["c01", "home"] == [banned]
    assert served.items("c01")[0] == banned


def test_who_is_erased_is_nobody_from_then_on(served: Shop) -> None:
    assert served.get("c09")["strategy"] == "personal"
    served.happens("customer-erased.v1", entity_id="c09")
    served.happens("customer-erased.v1", entity_id="c09")
    assert served.get("c09")["strategy"] == "popular"


def test_what_was_done_at_a_browser_before_signing_in_goes_with_the_customer(served: Shop, shop: Any) -> None:
    """Ingestion has taken the name from the shop's events already when this service hears of the erasure."""
    listed = served.get("visitor:v-31")
    said = {"id": "click-v31", "event": "clicked", "recommendation_id": listed["recommendation_id"]}
    served.send("POST", "feedback", {"events": [{**said, "product_id": listed["items"][0]["product_id"]}]})
    assert _landed(served, shop)
    served.happens("product-viewed.v1", entity_id="view-31", visitor_id="v-31", customer_id="c31", product_id="p01")
    served.happens("customer-erased.v1", entity_id="c31")
    assert not _said(shop)


def _said(shop: Any) -> bool:
    kept = "SELECT COUNT(*) AS n FROM recommendation_feedback WHERE visitor_id = 'v-31'"
    return bool(shop.warehouse.query(Query("kept", kept, {}))[0]["n"])


def _landed(served: Shop, shop: Any) -> bool:
    """Once the feedback's thread has published it."""
    for _ in range(500):  # five seconds
        served.service.jobs["land-feedback"].run()
        if _said(shop):
            return True
        time.sleep(0.01)
    return False


def test_training_waits_until_lists_are_served_for_a_while(served: Shop) -> None:
    """At a first start every job is due at once, and it would keep all others waiting for minutes."""
    served.now -= timedelta(hours=4, minutes=30)
    with pytest.raises(NotYetError, match="for an hour"):
        served.service.jobs["train"].run()
    served.now += timedelta(hours=4, minutes=30)


def test_the_clocks_jobs_are_done(served: Shop) -> None:
    assert "brought to the warehouse" in str(served.service.jobs["land-exposures"].run())
    assert "brought to the warehouse" in str(served.service.jobs["land-feedback"].run())


class Gone:
    """A plug that nobody answers at."""

    def __init__(self, error: type[Exception]) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Callable[..., NoReturn]:
        def refuse(*_: object, **__: object) -> NoReturn:
            raise self._error(f"{name}: nobody answers")

        return refuse


def test_with_redis_warehouse_and_bus_gone_everybody_is_answered_from_what_is_there_and_told_so(shop: Any) -> None:
    nobody_there = f"redis://127.0.0.1:{free_port()}"
    alone = Shop(shop, nobody_there, warehouse=Gone(WarehouseError), event_bus=Gone(EventBusError))
    try:
        for who in ("c01", "c02", "visitor:v-1", "anonymous"):
            for surface in ("home", "cart", "email", "discovery"):
                answer = alone.get(f"{who}?surface={surface}")
                assert answer["items"]
                assert answer["stale"]
                told = {"alerts"} if who == "anonymous" else {"alerts", "online_state"}
                assert told <= set(answer["reasons"])
                said = {"id": f"{who}-{surface}-0", "event": "seen", "recommendation_id": answer["recommendation_id"]}
                assert alone.send("POST", "feedback", {"events": [said]})["accepted"] == 1
        first = alone.items("c01")[0]
        alone.happens(
            "cart-changed.v1", entity_id="cart-9", visitor_id=None, customer_id="c01", product_id=first, quantity="1"
        )
        assert first not in alone.items("c01")  # what this process is told counts here
        assert alone.get("c01")["strategy"] == "personal"
    finally:
        assert alone.service.on_stop is not None
        alone.service.on_stop()


class Wandering:
    """A warehouse that is there, and then is not."""

    def __init__(self, there: object) -> None:
        self._there, self.is_gone = there, False

    def __getattr__(self, name: str) -> Any:
        return getattr(Gone(WarehouseError) if self.is_gone else self._there, name)


def test_a_warehouse_that_goes_away_is_told_when_it_is_asked_next_and_no_more_when_it_is_back(shop: Any) -> None:
    wandering: Any = Wandering(shop.warehouse)
    held = standing(replace(shop.desk, warehouse=wandering), TrailsInStore(MemoryStore()))
    told = []
    for is_gone in (False, True, False):
        wandering.is_gone = is_gone
        held.warehouse.look()
        told.append(held.problems())
    assert told == [{}, {"warehouse": "the warehouse cannot be read: WarehouseError"}, {}]


def test_without_the_warehouse_it_is_told_that_what_people_did_lately_is_not_known(shop: Any) -> None:
    shop.store.delete("trails/recommendations-v2/state/warm")  # as at a first start
    alone = Shop(shop, warehouse=Gone(WarehouseError))
    try:
        for _ in range(500):  # five seconds: it is found out in the background
            answer = alone.get("c03")
            if {"warm_up", "warehouse"} <= set(answer["reasons"]):
                break
            time.sleep(0.01)
        assert (answer["strategy"], answer["stale"]) == ("personal", True)
        assert {"warm_up", "warehouse"} <= set(answer["reasons"])
    finally:
        assert alone.service.on_stop is not None
        alone.service.on_stop()
