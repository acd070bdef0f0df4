"""Who sees what is at stake, and why it is unknown."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any


def test_where_a_page_ended_tells_no_amount(shop: Any, ask: Callable[[Any], Any]) -> None:
    shop.look()
    asked = ask(shop)
    page = asked.get("/alerts?limit=1&kind=stock_out", role="owner").get_json()
    assert page["items"][0]["money_at_stake"] is not None
    page = asked.get("/alerts?limit=1", role="viewer").get_json()
    assert len(base64.urlsafe_b64decode(page["next_cursor"]).split(b",")) == 2  # the list, and an alert's id


def test_a_place_that_is_no_alert_is_refused(shop: Any, ask: Callable[[Any], Any]) -> None:
    shop.look()
    asked = ask(shop)
    page = asked.get("/alerts?limit=1").get_json()
    digest = base64.urlsafe_b64decode(page["next_cursor"]).split(b",")[0]
    strange = base64.urlsafe_b64encode(digest + b',"nobody"]').decode()
    assert asked.get(f"/alerts?limit=1&cursor={strange}").status_code == 400


def test_a_kind_that_states_no_money_does_not_blame_price_or_cost(shop: Any, ask: Callable[[Any], Any]) -> None:
    shop.knows("odd")
    shop.sells("odd", lambda _: 1)
    shop.counted("odd", -2)
    shop.look()
    items = ask(shop).get("/alerts").get_json()["items"]
    silent = [item for item in items if item["money_kind"] is None]
    assert silent
    assert {item["reasons"]["money_at_stake"] for item in silent} == {"none_stated_for_this_kind"}
