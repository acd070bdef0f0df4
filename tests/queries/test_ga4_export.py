"""Google Analytics 4's tables in BigQuery become web events: over the wire, day by day, read and never written."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from google.cloud import bigquery
from tests.queries.foreign_shop import SHOP, Target, counted

from ingestion.testing_ga4 import ga4_event, json_lines, purchase
from local.command_line import main
from local.suite import open_suite

EVENTS = """
SELECT event, order_id, source, product_id, quantity, is_bot, consent
FROM web_events
ORDER BY occurred_at, product_id
"""
BOT = {"category": "desktop", "web_info": {"browser": "HeadlessChrome"}}
CLICK = {"manual_campaign": {"source": "newsletter", "medium": "email", "campaign_name": "May"}}
FIELDS = {
    "event_params": "ARRAY<STRUCT<key STRING, value STRUCT<string_value STRING, int_value INT64, float_value FLOAT64,"
    " double_value FLOAT64>>>",
    "privacy_info": "STRUCT<analytics_storage STRING, ads_storage STRING, uses_transient_token STRING>",
    "device": "STRUCT<category STRING, operating_system STRING, mobile_model_name STRING, browser STRING,"
    " web_info STRUCT<browser STRING, browser_version STRING, hostname STRING>>",
    "traffic_source": "STRUCT<name STRING, medium STRING, source STRING>",
    "ecommerce": "STRUCT<transaction_id STRING, purchase_revenue FLOAT64>",
    "items": "ARRAY<STRUCT<item_id STRING, item_name STRING, quantity INT64>>",
    "collected_traffic_source": "STRUCT<manual_source STRING, manual_medium STRING, manual_campaign_name STRING>",
    "session_traffic_source_last_click": "STRUCT<manual_campaign STRUCT<source STRING, medium STRING,"
    " campaign_name STRING>>",
}
WHOLE = ("event_timestamp", "event_bundle_sequence_id", "batch_page_id", "batch_ordering_id", "batch_event_index")


class Export:
    """A dataset as Google Analytics fills it."""

    def __init__(self, client: bigquery.Client, name: str) -> None:
        self.client, self.name, self.url = client, name, f"bigquery://shop/{name}"

    def day(self, day: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """The table of a day, anew."""
        table = f"{self.name}.events_{day}"
        every = {name: "INT64" if name in WHOLE else FIELDS.get(name, "STRING") for name in (*ga4_event("x"), *FIELDS)}
        columns = ", ".join(f"{name} {kind}" for name, kind in every.items())
        self.client.query_and_wait(f"CREATE OR REPLACE TABLE {table} ({columns})")
        schema = self.client.get_table(f"shop.{table}").schema
        config = bigquery.LoadJobConfig(schema=schema, write_disposition="WRITE_TRUNCATE")
        self.client.load_table_from_json(list(rows), f"shop.{table}", job_config=config).result(timeout=60)


@pytest.fixture
def export(emulator_client: bigquery.Client, new_dataset: Any) -> Iterator[Export]:
    with new_dataset("analytics") as name:
        yield Export(emulator_client, name)


@pytest.fixture
def target(emulator: str, tmp_path: Path) -> Iterator[Target]:
    suite = open_suite(tmp_path / "data", {**SHOP, "BIGQUERY_EMULATOR": emulator}, lambda *_: None)
    yield Target(suite, tmp_path / "data")
    suite.close()


def load(target: Target, export: Export, **form: str) -> dict[str, Any]:
    answer = target.post("/api/ingest/bigquery", source=export.url, format="ga4", **form)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def test_the_export_becomes_web_events_and_its_last_days_are_read_again(target: Target, export: Export) -> None:
    view = ga4_event("page_view", at="2024-05-01T09:00:00Z", device=BOT)
    cart = ga4_event("add_to_cart", at="2024-05-02T09:00:00Z", items=[("mug", 2), ("tray", 1)])
    paid = purchase("1001", at="2024-05-05T09:00:00Z")
    denied = purchase("1002", at="2024-05-05T09:30:00Z", visitor=None, session=None, consent="No")
    export.day("20240501", [view])
    export.day("20240502", [cart, ga4_event("scroll", at="2024-05-02T09:01:00Z")])
    export.day("20240505", [paid, denied])
    export.day("intraday_20240506", [purchase("1003", at="2024-05-06T09:00:00Z")])

    report = load(target, export)

    assert counted(report) == {"web_events": (5, 5, 0, 0)}
    [read] = report["sources"]
    assert (read["name"], read["rows"], read["since"], read["until"]) == (
        "events_20240501 to 20240505",
        5,
        None,
        "2024-05-06T00:00:00+00:00",
    )
    assert read["bytes"] == 0  # the emulator's dry run says no more; what Google's says is told and bounded
    apart = {(one["reason"], one["event"]): one["rows"] for one in report["counted_apart"]}
    assert apart == {("bot", ""): 1, ("consent_denied", ""): 1, ("not_ours", "scroll"): 1, ("without_session", ""): 1}
    assert [tuple(row.values()) for row in target.rows(EVENTS)] == [
        ("page_view", None, None, None, None, True, "granted"),
        ("add_to_cart", None, None, "mug", 2, False, "granted"),
        ("add_to_cart", None, None, "tray", 1, False, "granted"),
        ("purchase", "1001", None, None, None, False, "granted"),
        ("purchase", None, None, None, None, False, "denied"),
    ]

    # Two days later: an event that came late, one whose source became known, and a day more.
    late = ga4_event("begin_checkout", at="2024-05-02T09:02:00Z")
    export.day("20240502", [{**cart, "session_traffic_source_last_click": CLICK}, late])
    export.day("20240506", [purchase("1003", at="2024-05-06T09:00:00Z")])
    again = load(target, export)
    assert again["sources"][0]["name"] == "events_20240502 to 20240506"  # the last day and the three before
    assert counted(again) == {"web_events": (6, 4, 2, 0)}

    # The same rows as files are the same events.
    form = {"format": "ga4", "file": [(io.BytesIO(json_lines([view, paid])), "rows.json")]}
    headers = {"Authorization": f"Bearer {target.token('owner')}"}
    answer = target.suite.app.test_client().post("/api/ingest/files", data=form, headers=headers)
    assert counted(answer.get_json()) == {"web_events": (2, 0, 2, 0)}


def test_the_command_line_reads_it_and_says_what_it_would_cost(
    export: Export,
    emulator: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    export.day("20240505", [purchase("1001"), purchase("1002", consent="No")])
    monkeypatch.setenv("BIGQUERY_EMULATOR", emulator)

    with pytest.raises(SystemExit) as end:
        main(["load", "--format", "ga4", export.url, "--dry-run", "--data-dir", str(tmp_path / "data")])

    said = capsys.readouterr()
    assert end.value.code == 0, said.err
    assert "events_20240505: 2 rows, 0 bytes read by BigQuery" in said.out
    assert "of the export's rows: consent denied 1, without session 1" in said.out
    assert "Nothing was changed" in said.err


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"format": "shopify"}, "is ga4, or left out when a mapping is given"),
        ({"format": "ga4", "mapping": "source: x"}, "give either format or mapping"),
        ({}, "give either format or mapping"),
    ],
)
def test_a_dataset_is_read_by_one_way_only(target: Target, form: dict[str, str], says: str) -> None:
    answer = target.post("/api/ingest/bigquery", source="bigquery://shop/analytics_1", **form)

    assert answer.status_code == 400
    assert says in answer.text
