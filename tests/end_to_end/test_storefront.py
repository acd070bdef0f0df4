"""From a page of the shop through bus and merger to a row of web_events, which holds no more than consent allows."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from local.suite import Suite, open_suite
from shared.auth.customer_signature import make_secret, signature
from shared.auth.storefront_keys import create_key
from shared.event_bus import connect as connect_bus
from shared.warehouse import Query, Row

PAGE = "https://shop.example"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
PATIENCE_SECONDS = 60  # for delivery and a merge, which take a second; a loaded machine must not fail the test


@pytest.fixture
def suite(tmp_path: Path) -> Iterator[Suite]:
    opened = open_suite(tmp_path / "data", {"ALLOWED_ORIGINS": PAGE, "SHOP_CURRENCY": "EUR"}, lambda *_: None)
    yield opened
    opened.close()


@pytest.fixture
def send(suite: Suite) -> Callable[..., Any]:
    key, _ = create_key(suite.plugs.store, [PAGE])

    def sent(*events: dict[str, Any], **batch: object) -> Any:
        body = json.dumps({"key": key, "visitor_id": "v-1", "session_id": "s-1", "events": events, **batch})
        headers = {"Origin": PAGE, "User-Agent": CHROME, "Content-Type": "text/plain"}
        # buffered: read to its end, with which the request ends and delivery begins
        return suite.app.test_client().post("/api/ingest/web-events", data=body, headers=headers, buffered=True)

    return sent


def rows_once_there(suite: Suite, count: int) -> list[Row]:
    """The web events, as soon as there are so many."""
    until = time.monotonic() + PATIENCE_SECONDS
    statement = "SELECT * FROM web_events ORDER BY event, event_id"
    while len(rows := suite.plugs.warehouse.query(Query("test", statement, {}))) < count:
        assert time.monotonic() < until, f"{len(rows)} of {count} web events are there"
        time.sleep(0.05)
    return rows


def an_event(event: str, **fields: object) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "event": event, **fields}


def test_what_a_page_sends_twice_is_one_row_and_a_denied_one_names_nobody(
    suite: Suite, send: Callable[..., Any]
) -> None:
    secret, expires = make_secret(suite.plugs.secrets), int(datetime.now(UTC).timestamp()) + 3600
    customer = {"customer_id": "c-17", "expires": expires, "signature": signature(secret, "c-17", expires)}
    viewed = an_event("product_view", product_id="mug", page="/p/mug?email=anna@shop.example")
    put_in = an_event("add_to_cart", product_id="mug", quantity=2)
    searched = an_event("search", query="anna@shop.example")

    for _ in range(3):
        assert send(viewed, put_in, consent="granted", customer=customer).get_json()["customer"] == "kept"
    assert send(searched, consent="denied", customer=customer).get_json()["customer"] == "no_consent"

    rows = rows_once_there(suite, 3)
    told = [(row["event"], row["event_id"], row["visitor_id"], row["session_id"], row["customer_id"]) for row in rows]
    assert told == [
        ("add_to_cart", put_in["id"], "v-1", "s-1", "c-17"),
        ("product_view", viewed["id"], "v-1", "s-1", "c-17"),
        ("search", searched["id"], None, None, None),
    ]
    assert [row["consent"] for row in rows] == ["granted", "granted", "denied"]
    assert (rows[0]["quantity"], rows[1]["page"], rows[2]["query"]) == (2, "/p/mug", "[removed]")
    assert {row["device"] for row in rows} == {"desktop"}
    assert not any(row["is_bot"] for row in rows)
    time.sleep(0.2)  # a repetition would have landed beside the last
    assert len(rows_once_there(suite, 3)) == 3


def test_what_was_taken_before_the_suite_was_killed_lands_after_the_next_start(tmp_path: Path) -> None:
    environment = {"ALLOWED_ORIGINS": PAGE}
    first = open_suite(tmp_path / "data", environment, lambda *_: None)
    first.close()
    file = tmp_path / "data" / "shop" / "events.sqlite"
    bus = connect_bus(f"local://{file}")  # a suite that ends before it delivers
    from ingestion.storefront.taking import RECEIVED, SOURCE  # noqa: PLC0415 - beside what it is used for
    from shared.contracts.events import new_event  # noqa: PLC0415 - as above

    data = {
        "entity_id": "event-0001",
        "version": 1,
        "occurred_at": "2026-03-02T10:00:00.000Z",
        "event": "page_view",
        "consent": "unknown",
        "is_bot": False,
    }
    bus.publish([new_event(RECEIVED, SOURCE, data, event_id="event-0001")])
    bus.close()

    again = open_suite(tmp_path / "data", environment, lambda *_: None)
    try:
        assert [row["event_id"] for row in rows_once_there(again, 1)] == ["event-0001"]
    finally:
        again.close()
