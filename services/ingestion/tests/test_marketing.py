"""Webhooks of Mailchimp and Klaviyo: who withdrew there is told on, and nobody else gets anything told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ingestion.door import Door
from ingestion.events.batch import sorted_batch
from ingestion.events.entities import entity_rows
from ingestion.inbox import Waiting
from ingestion.marketing import COUNTS, signature_of
from ingestion.queries import TABLES
from ingestion.routes_marketing import add_marketing_routes
from ingestion.settings import Settings
from ingestion.suppression import NOBODY
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore
from shared.warehouse import connect
from shared.web import install

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHOP = Shop("Europe/Dublin", "EUR", "IE")
FIRED = "2026-03-02 09:30:00"


@dataclass
class Post:
    """The two addresses for webhooks, in front of a shop that knows Ann and, at one address, Bob and Bea."""

    client: FlaskClient
    door: Door
    bus: MemoryBus

    def mailchimp(self, kind: str, email: str, word: str = "s-mailchimp", **more: str) -> TestResponse:
        form = {"type": kind, "fired_at": FIRED, "data[email]": email, "data[list_id]": "abc", **more}
        return self.client.post(f"/api/ingest/mailchimp/webhooks?secret={word}", data=form)

    def klaviyo(self, *entries: dict[str, Any], word: str = "s-klaviyo", at: str = "") -> TestResponse:
        body = json.dumps({"data": list(entries), "meta": {}}).encode()
        sent = at or "Mon, 02 Mar 2026 11:59:00 GMT"
        headers = {"Klaviyo-Timestamp": sent, "Klaviyo-Signature": signature_of(body, sent, word)}
        return self.client.post(
            "/api/ingest/klaviyo/webhooks", data=body, headers=headers, content_type="application/json"
        )

    @property
    def told(self) -> list[tuple[str, str, str]]:
        return [
            (str(event.entity_id), event.data["marketing_consent"], event.data["occurred_at"])
            for event in self.bus.published
        ]


def entry(topic: str, email: str, **properties: str) -> dict[str, Any]:
    attributes = {"timestamp": int(NOW.timestamp()) - 60, "event_properties": {"email_address": email, **properties}}
    return {
        "external_id": "e1",
        "topic": f"event:klaviyo.{topic}",
        "payload": {"data": {"type": "event", "attributes": attributes}},
    }


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    secrets, bus = MemorySecrets(), MemoryBus()
    secrets.put("mailchimp", json.dumps({"api_key": "x", "list_id": "y", "webhook_secret": "s-mailchimp"}))
    secrets.put("klaviyo", json.dumps({"api_key": "x", "webhook_secret": "s-klaviyo"}))
    with closing(connect("duckdb:///:memory:")) as warehouse:
        table = TABLES["customers"]
        warehouse.create([table])
        people = {"c-ann": "Ann@Mugs.example", "c-bob": "both@mugs.example", "c-bea": "both@mugs.example"}
        rows = [
            {
                **dict.fromkeys(column.name for column in table.columns),
                "customer_id": customer_id,
                "email": email,
                "marketing_consent": "subscribed",
                "load_id": "l1",
                "recorded_at": NOW - timedelta(days=9),
            }
            for customer_id, email in people.items()
        ]
        with warehouse.change() as change:
            change.insert(table, rows)
        settings = Settings(data_dir=tmp_path)
        door = Door(warehouse, MemoryStore(), secrets, lambda: SHOP, settings, lambda: NOW, event_bus=bus)
        app, blueprint = Flask("ingestion"), Blueprint("ingestion", __name__, url_prefix="/api/ingest")
        install(app, service="ingestion")
        add_marketing_routes(blueprint, door)
        app.register_blueprint(blueprint)
        yield Post(app.test_client(), door, bus)


def test_who_unsubscribes_at_mailchimp_is_told_of_as_of_then(post: Post) -> None:
    assert post.mailchimp("unsubscribe", "ANN@mugs.example").get_json() == {"changed": 1, "unknown": 0, "ignored": 0}
    assert post.told == [("c-ann", "denied", "2026-03-02T09:30:00+00:00")]
    assert "mugs.example" not in repr(post.bus.published).casefold()


def test_a_cleaned_address_is_everybodys_who_has_it(post: Post) -> None:
    post.mailchimp("cleaned", "both@mugs.example")
    assert [(who, what) for who, what, _ in post.told] == [("c-bea", "cleaned"), ("c-bob", "cleaned")]


def test_the_same_webhook_again_is_the_same_event(post: Post) -> None:
    post.mailchimp("unsubscribe", "ann@mugs.example")
    post.mailchimp("unsubscribe", "ann@mugs.example")
    assert len({(event.source, event.id) for event in post.bus.published}) == 1


def test_what_is_no_withdrawal_and_who_is_nobody_here_is_counted_and_fine(post: Post) -> None:
    assert post.mailchimp("unsubscribe", "stranger@mugs.example").get_json()["unknown"] == 1
    assert post.mailchimp("subscribe", "ann@mugs.example").get_json()["ignored"] == 1
    assert post.mailchimp("upemail", "ann@mugs.example").status_code == 200
    assert post.mailchimp("unsubscribe", "no address").get_json()["ignored"] == 1
    assert post.client.post("/api/ingest/mailchimp/webhooks?secret=s-mailchimp").get_json()["ignored"] == 1
    assert post.told == []
    counted = post.door.store.get(COUNTS)
    assert counted is not None
    assert json.loads(counted.value) == {"mailchimp unknown": 1, "mailchimp ignored": 4}


def test_mailchimp_asks_the_address_before_it_takes_it(post: Post) -> None:
    assert post.client.get("/api/ingest/mailchimp/webhooks?secret=s-mailchimp").status_code == 200
    assert post.client.get("/api/ingest/mailchimp/webhooks").status_code == 401
    assert post.client.get("/api/ingest/klaviyo/webhooks").status_code == 200


@pytest.mark.parametrize("secret", ["", "s-mailchimq", "S-MAILCHIMP", "%F0%9F%98%80"])
def test_without_the_secret_nothing_is_taken_from_mailchimp(post: Post, secret: str) -> None:
    assert post.mailchimp("unsubscribe", "ann@mugs.example", secret).status_code == 401
    assert post.told == []


def test_klaviyo_tells_many_at_once(post: Post) -> None:
    answer = post.klaviyo(
        entry("unsubscribed_from_email_marketing", "Ann@mugs.example"),
        entry("bounced_email", "both@mugs.example", **{"Bounce Type": "Hard"}),
        entry("bounced_email", "ann@mugs.example", **{"Bounce Type": "Soft"}),
        entry("opened_email", "ann@mugs.example"),
        entry("manually_suppressed_from_email_marketing", "stranger@mugs.example"),
        {"topic": "event:klaviyo.marked_email_as_spam", "payload": "?"},
    )
    assert answer.get_json() == {"changed": 3, "unknown": 1, "ignored": 3}
    assert {(who, what) for who, what, _ in post.told} == {
        ("c-ann", "denied"),
        ("c-bob", "cleaned"),
        ("c-bea", "cleaned"),
    }
    assert {at for _, _, at in post.told} == {"2026-03-02T11:59:00+00:00"}


def test_klaviyo_may_name_the_person_beside_the_event(post: Post) -> None:
    told = entry("unsubscribed_from_email_marketing", "")
    told["payload"]["included"] = [{"type": "profile", "attributes": {"email": "ann@mugs.example"}}]
    told["payload"]["data"]["attributes"]["datetime"] = "2099-01-01 00:00:00+00:00"  # ahead of the clock
    post.klaviyo(told)
    assert post.told == [("c-ann", "denied", NOW.isoformat())]


def test_without_the_signature_nothing_is_taken_from_klaviyo(post: Post) -> None:
    told = entry("unsubscribed_from_email_marketing", "ann@mugs.example")
    assert post.klaviyo(told, word="another").status_code == 401
    assert post.klaviyo(told, at="Mon, 02 Feb 2026 11:59:00 GMT").status_code == 400
    assert post.klaviyo(told, at="2026-03-02T11:59:00+00:00").status_code == 200
    assert post.klaviyo(told, at="soon").status_code == 400
    assert post.client.post("/api/ingest/klaviyo/webhooks", data=b"{}").status_code == 401
    assert len(post.told) == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b'{"data": 7}', b'{"data": [7, null]}', b"\xff", b"{"])
def test_what_is_no_document_of_klaviyos_breaks_nothing(post: Post, body: bytes) -> None:
    at = "2026-03-02T11:59:00+00:00"
    headers = {"Klaviyo-Timestamp": at, "Klaviyo-Signature": signature_of(body, at, "s-klaviyo")}
    assert post.client.post("/api/ingest/klaviyo/webhooks", data=body, headers=headers).status_code in (200, 400)
    assert post.told == []


def test_what_is_not_connected_says_so(post: Post) -> None:
    for name in ("mailchimp", "klaviyo"):
        post.door.secrets.put(name, "")
    assert post.mailchimp("unsubscribe", "ann@mugs.example").status_code == 409
    assert post.klaviyo().status_code == 409


def test_a_cleaned_address_is_cleaned_in_the_tables(post: Post) -> None:
    post.mailchimp("cleaned", "ann@mugs.example")
    (event,) = post.bus.published
    waiting = Waiting(1, event.type, event.source, event.id, NOW, dict(event.data))
    batch = sorted_batch([waiting], shop=SHOP, now=NOW, load_id="e1", suppression=NOBODY)
    columns = [column.name for column in TABLES["customers"].columns]
    (row,) = entity_rows("customer", batch.entities, [], columns)
    assert (row["customer_id"], row["marketing_consent"]) == ("c-ann", "cleaned")
