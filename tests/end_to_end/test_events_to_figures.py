"""An order that is published on the bus stands in the figures of the suite, and a refund of it too."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from local.suite import Suite, open_suite
from shared.auth.tokens import local_issuer
from shared.contracts.events import new_event
from shared.secrets import connect as connect_secrets
from shared.store import connect as connect_store

SHOP = {"SHOP_TIMEZONE": "Europe/Dublin", "SHOP_CURRENCY": "EUR", "SHOP_COUNTRY": "IE"}
PATIENCE_SECONDS = 30.0  # a second or two on a quiet machine
LINE = {"line_id": "1", "line_type": "merchandise", "product_id": "mug", "quantity": "2"}
LINE |= {"gross_amount": "24.00", "discount_amount": "2.40"}
PLACED = {"entity_id": "1001", "version": 1, "occurred_at": "2026-03-02T10:15:00Z", "currency": "EUR"}
PLACED |= {"ordered_at": "2026-03-02T10:15:00Z", "lines": [LINE]}
BACK = {"entity_id": "r-1", "version": 1, "occurred_at": "2026-03-02T12:00:00Z", "order_id": "1001", "currency": "EUR"}
BACK |= {"lines": [{**LINE, "quantity": "1", "gross_amount": "12.00", "discount_amount": "1.20"}]}


def asking(suite: Suite, data_dir: Path) -> Callable[[str], Any]:
    hidden, store = connect_secrets(f"file://{data_dir}/secrets"), connect_store(f"file://{data_dir}/shop/store")
    headers = {"Authorization": f"Bearer {local_issuer(hidden, store).issue('owner', 'test')}"}
    return lambda path: suite.app.test_client().get(path, headers=headers).json


def test_what_is_published_stands_in_the_figures(tmp_path: Path) -> None:
    suite = open_suite(tmp_path, SHOP, lambda *_: None)
    try:
        ask = asking(suite, tmp_path)
        events = [new_event("order-refunded.v1", "/tests", BACK), new_event("order-placed.v1", "/tests", PLACED)]
        suite.plugs.event_bus.publish([*events, *events])
        deadline, net = time.monotonic() + PATIENCE_SECONDS, None
        while net != "10.80" and time.monotonic() < deadline:
            time.sleep(0.1)
            answer = ask("/api/revenue/trends?from=2026-03-02&to=2026-03-02&granularity=day")
            (day,) = answer["series"]
            net = day["net_sales"]["amount"] if day["net_sales"] else None  # null until there is any data
        assert net == "10.80"
        assert ask("/api/ingest/facts") == {"waiting": {"facts": 0, "since": None}, "items": [], "next_cursor": None}
        (load,) = ask("/api/ingest/loads")["items"]
        assert (load["source"], load["loaded"], load["net_amount"]["amount"]) == ("events", 2, "10.80")
    finally:
        suite.close()


FILE = b"""order_id,kind,occurred_at,product_id,quantity,unit_price
1001,sale,2026-03-02T10:15:00Z,mug,2,9.00
1002,sale,2026-03-02T11:00:00Z,mug,1,9.00
"""


def test_what_events_replaced_of_a_file_is_explained_to_the_cent(new_suite: Callable[[], Any]) -> None:
    suite = new_suite()
    suite.load({"sales.csv": FILE})
    (door,) = [service for service in suite.services if service.name == "ingestion"]
    door.handlers["order-placed.v1"](new_event("order-placed.v1", "/tests", {**PLACED, "currency": "GBP"}))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while suite.get("/api/ingest/facts").get_json()["waiting"]["facts"] and time.monotonic() < deadline:
        time.sleep(0.1)
    answer = suite.get("/api/revenue/reconcile?day=2026-03-02").get_json()
    found = {line["cause"]: (line["amount"]["amount"], line["rows"]) for line in answer["lines"]}
    assert found == {"replaced_by_events": ("-18.00", 1), "not_from_files": ("21.60", 1)}
    totals = {name: total["amount"]["amount"] for name, total in answer["totals"].items()}
    assert (totals["files"], totals["ledger"]) == ("27.00", "30.60")
