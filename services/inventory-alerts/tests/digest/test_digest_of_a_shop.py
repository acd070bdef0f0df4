"""The whole way: what stands in the tables is told in Slack, and what is pressed in Slack stands in the tables."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from inventory_alerts import queries, writing
from inventory_alerts.alert import Alert
from inventory_alerts.order_cycle import Reorder
from inventory_alerts.post_room import PostRoom
from inventory_alerts.queries_reorders import ReorderFilters
from inventory_alerts.reading import LAST_RUN_KEY, LastRun, open_alerts
from inventory_alerts.testing_digest import CHANNEL, NOW, SIGNING_SECRET, TODAY, Clocks
from inventory_alerts.testing_vendors import StandInVendor
from inventory_alerts.use_cases_daily import standing
from inventory_alerts.use_cases_digest import send_digests
from inventory_alerts.use_cases_reorders import reorders
from inventory_alerts.wiring import build_service
from shared.contracts.events import new_event
from shared.testing import MemoryStore, local_guard, local_push
from shared.warehouse import connect
from shared.warehouse.sql_files import load_tables
from shared.web import Service, install

ALERT = Alert(
    alert_id="a-1",
    recorded_at=NOW,
    kind="low_stock",
    severity="act",
    claim="act",
    state="open",
    product_id="mug",
    location_id="dublin",
    opened_at=NOW,
    changed_at=NOW,
    decided_by="run",
    why="opened",
    pace="fast",
    is_pushed=True,
    predicted_at=NOW,
    probability=0.93,
    horizon_days=7,
    due_on=None,
    on_hand=5.0,
    money_at_stake=Decimal("620.20"),
    money_kind="lost_margin",
    evidence="{}",
    run_id="run-1",
)
REORDER = Reorder(
    reorder_id="r-1",
    recorded_at=NOW,
    state="suggested",
    product_id="bowl",
    location_id="dublin",
    supplier_id="acme",
    suggested_quantity=Decimal(48),
    quantity=Decimal(48),
    received_quantity=Decimal(0),
    unit_cost=Decimal("5.10"),
    lead_time_days=10,
    lead_time_from="supplier",
    suggested_at=NOW,
    changed_at=NOW,
    order_by=TODAY,
    decided_by="run",
    evidence="{}",
)


@dataclass(frozen=True)
class Shop:
    """The service in this process, and the post room with the same plugs."""

    room: PostRoom
    service: Service
    client: FlaskClient
    clocks: Clocks

    def send(self) -> None:
        send_digests(self.room, standing(self.room))

    def press(self, action: str, value: str) -> int:
        body = urlencode(
            {
                "payload": json.dumps(
                    {
                        "type": "block_actions",
                        "user": {"id": "U1"},
                        "channel": {"id": CHANNEL},
                        "actions": [{"action_id": action, "value": value}],
                    }
                )
            }
        )
        # Whoever builds the whole service gets the real clock: a press is signed now.
        stamp = str(int(time.time()))
        made = hmac.new(SIGNING_SECRET.encode(), f"v0:{stamp}:{body}".encode(), sha256).hexdigest()
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={made}"}
        form = "application/x-www-form-urlencoded"
        return self.client.post(
            "/api/inventory/slack/actions", data=body, content_type=form, headers=headers
        ).status_code


@pytest.fixture
def shop(room: PostRoom, clocks: Clocks) -> Iterator[Shop]:
    with closing(connect("duckdb:///:memory:")) as warehouse:
        warehouse.create([*load_tables("ingestion").values(), *queries.TABLES.values()])
        writing.add_alerts(warehouse, [ALERT])
        writing.add_reorders(warehouse, [REORDER])
        desk = replace(room.desk, warehouse=warehouse)
        run = LastRun("run-1", NOW, NOW, NOW, NOW, (), 0, {})
        desk.store.put(LAST_RUN_KEY, run.document())
        guard, _ = local_guard(MemoryStore())
        service = build_service(
            warehouse=warehouse,
            store=desk.store,
            secrets=desk.secrets,
            guard=guard,
            shop=desk.shop,
            settings=desk.settings,
            now=desk.now,
            event_bus=desk.event_bus,
            push=local_push()[0],
            schedule=room.schedule,
        )
        app = Flask("inventory-alerts")
        install(app, service="inventory-alerts")
        app.register_blueprint(service.blueprint)
        yield Shop(replace(room, desk=desk), service, app.test_client(), clocks)


def test_what_stands_is_told_and_what_is_pressed_stands(shop: Shop, vendor: StandInVendor) -> None:
    closed: dict[str, Any] = {
        "local_date": "2026-06-14",
        "closed_at": "2026-06-14T23:00:00Z",
        "net_sales": {"amount": "1290.40", "currency": "GBP"},
        "orders": 31,
        "target": None,
        "gap": None,
    }
    shop.service.handlers["day-closed.v1"](new_event("day-closed.v1", "/revenue", closed))
    shop.send()
    assert vendor.accepted[0]["text"] == (
        "Yesterday £1,290 from 31 orders, no target set. 1 item sells out by Sunday, £620 at risk; 1 to reorder today."
    )

    assert shop.press("inventory_snooze", "a-1") == 200
    assert open_alerts(shop.room.desk) == []
    for _ in range(2):
        assert shop.press("inventory_approve", "r-1") == 200
    (approved,), _, _ = reorders(shop.room.desk, ReorderFilters(state="approved"))
    assert (approved.reorder_id, approved.quantity) == ("r-1", 48)

    shop.clocks.later(hours=24)
    shop.send()
    assert vendor.accepted[1]["text"] == "Yesterday's sales are not closed yet. Nothing to act on today."


def test_what_nobody_knows_cannot_be_pressed(shop: Shop) -> None:
    assert shop.press("inventory_snooze", "no-such-alert") == 200
    assert shop.press("inventory_approve", "no-such-reorder") == 200
    assert [alert.alert_id for alert in open_alerts(shop.room.desk)] == ["a-1"]
