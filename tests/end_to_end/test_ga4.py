"""Google Analytics 4's export beside the shop's orders: loaded over HTTP, again and later, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ingestion.testing_ga4 import ga4_event, json_lines, purchase

LATEST = """
SELECT event, order_id, source FROM web_events
QUALIFY ROW_NUMBER() OVER (PARTITION BY event_id ORDER BY recorded_at DESC) = 1
ORDER BY occurred_at, event
"""
JOINED = """
SELECT w.order_id, COUNT(DISTINCT s.order_id) AS orders
FROM web_events AS w
LEFT JOIN sales AS s ON s.order_id = w.order_id
WHERE w.event = 'purchase'
GROUP BY w.order_id
ORDER BY w.order_id
"""
CLICK = {"manual_campaign": {"source": "newsletter", "medium": "email", "campaign_name": "May"}}


def loaded(suite: Any, rows: list[dict[str, Any]], **form: str) -> dict[str, Any]:
    answer = suite.load({"events.json": json_lines(rows)}, format="ga4", **form)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def counted(report: dict[str, Any]) -> tuple[int, ...]:
    [table] = report["tables"]
    assert table["table"] == "web_events"
    return tuple(table[name] for name in ("read", "loaded", "known", "rejected"))


def test_the_last_days_read_again_bring_what_came_late_and_what_became_known(new_suite: Callable[[], Any]) -> None:
    suite = new_suite()
    view = ga4_event("page_view", at="2024-05-01T09:00:00Z")
    cart = ga4_event("add_to_cart", at="2024-05-01T09:05:00Z", items=[("mug", 1), ("tray", 2)])
    scroll = ga4_event("scroll", at="2024-05-01T09:06:00Z")
    first = loaded(suite, [view, cart, scroll])
    assert counted(first) == (3, 3, 0, 0)
    assert first["counted_apart"] == [{"reason": "not_ours", "event": "scroll", "rows": 1}]

    assert counted(loaded(suite, [view, cart, scroll])) == (3, 0, 3, 0)

    late = purchase("1001", at="2024-05-01T09:10:00Z")
    attributed = {**view, "session_traffic_source_last_click": CLICK}
    second = loaded(suite, [attributed, cart, late, scroll])
    assert counted(second) == (4, 2, 2, 0)
    assert [tuple(row.values()) for row in suite.rows(LATEST)] == [
        ("page_view", None, "newsletter"),
        ("add_to_cart", None, None),
        ("add_to_cart", None, None),
        ("purchase", "1001", None),
    ]

    undone = suite.client.post(
        f"/api/ingest/loads/{second['load_id']}/undo", headers={"Authorization": f"Bearer {suite.token('owner')}"}
    )
    assert undone.status_code == 200, undone.text
    assert [row["event"] for row in suite.rows(LATEST)] == ["page_view", "add_to_cart", "add_to_cart"]


def test_purchases_meet_the_orders_of_the_shop_by_the_transaction(full_suite: Callable[[], Any]) -> None:
    suite = full_suite()
    again = purchase("1001", at="2024-05-01T09:20:00Z")  # the page of thanks, opened again

    report = loaded(
        suite, [purchase("1001"), again, purchase("unheard-of"), purchase(None), purchase("1004", consent="No")]
    )

    assert counted(report) == (5, 5, 0, 0)
    assert [tuple(row.values()) for row in suite.rows(JOINED)] == [(None, 0), ("1001", 1), ("unheard-of", 0)]
    assert {one["reason"]: one["rows"] for one in report["counted_apart"]} == {
        "consent_denied": 1,
        "purchase_without_order": 1,
        "without_session": 1,
    }
    assert report["net_amount"] is None  # orders are the truth of money, and not these


def test_a_dry_run_counts_and_keeps_nothing(new_suite: Callable[[], Any]) -> None:
    suite = new_suite()

    report = loaded(suite, [purchase("1001", consent="No")], dry_run="true")

    assert counted(report) == (1, 1, 0, 0)
    assert report["counted_apart"][0] == {"reason": "consent_denied", "event": "", "rows": 1}
    assert suite.rows("SELECT COUNT(*) AS n FROM web_events") == [{"n": 0}]


def test_rows_that_cannot_be_read_are_listed_with_their_line(new_suite: Callable[[], Any]) -> None:
    suite = new_suite()

    answer = suite.load({"events.json": json_lines([purchase("1")]) + b"broken\n"}, format="ga4")

    report = answer.get_json()
    assert counted(report) == (2, 1, 0, 1)
    with suite.get(report["rejected_rows"]) as rejected:
        assert "events.json,2,web_events,,not_json," in rejected.text
