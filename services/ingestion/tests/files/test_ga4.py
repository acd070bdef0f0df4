"""Rows of Google Analytics 4's export, staged as web events."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ingestion.files.plan import REASONS, FilesError, SourceFile, StagePlan, StageReport
from ingestion.files.staging import stage
from ingestion.testing_ga4 import ga4_event, json_lines, purchase
from shared.shop import Shop

REAL = Path(__file__).parents[5] / "shared" / "data" / "ga4_export" / "real_rows_sample.jsonl"  # not of this repository
NOW = datetime(2024, 5, 3, tzinfo=UTC)

Staged = Callable[..., tuple[list[dict[str, Any]], StageReport]]


@pytest.fixture
def staged(tmp_path: Path) -> Staged:
    """Stages files of JSON; answers the rows of web_events and the report."""

    def run(*contents: bytes, now: datetime = NOW) -> tuple[list[dict[str, Any]], StageReport]:
        sources = []
        for number, content in enumerate(contents):
            path = tmp_path / f"{number}"
            path.write_bytes(content)
            sources.append(SourceFile(f"events-{number}.json", path))
        plan = StagePlan(tuple(sources), "ga4", None, Shop("Europe/London", "GBP", "GB"), tmp_path, None, now)
        report = stage(plan, lambda *_: None)
        rows = [row for part in report.parquet["web_events"] for row in pq.read_table(tmp_path / part).to_pylist()]
        assert sum(file.rows_read for file in report.files) == len(rows) + sum(
            int(one["rows"]) for one in report.rejected
        )
        assert {str(one["reason"]) for one in report.rejected} <= set(REASONS)
        return rows, report

    return run


def apart(report: StageReport) -> dict[str, int]:
    return {f"{one['reason']} {one['event']}".strip(): int(one["rows"]) for one in report.counted_apart}


def only(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


# What events become


@pytest.mark.parametrize(
    ("name", "parameters", "event"),
    [
        ("session_start", {}, "session_start"),
        ("page_view", {}, "page_view"),
        ("view_item", {}, "product_view"),
        ("add_to_cart", {}, "add_to_cart"),
        ("remove_from_cart", {}, "remove_from_cart"),
        ("begin_checkout", {}, "begin_checkout"),
        ("purchase", {}, "purchase"),
        ("view_search_results", {"search_term": "mug"}, "search"),
        ("select_content", {"content_id": "glaze"}, "content_view"),
        ("video_start", {"video_title": "Glaze"}, "content_view"),
        ("video_progress", {"video_title": "Glaze", "video_percent": 25}, "content_progress"),
    ],
)
def test_googles_names_of_events_become_ours(staged: Staged, name: str, parameters: dict[str, Any], event: str) -> None:
    [row], _ = staged(json_lines([ga4_event(name, parameters=parameters)]))

    assert row["event"] == event


def test_an_event_keeps_when_where_and_by_whom_it_was(staged: Staged) -> None:
    click = {"manual_campaign": {"source": "newsletter", "medium": "email", "campaign_name": "May"}}
    event = ga4_event("page_view", user_id="c-17", session_traffic_source_last_click=click)

    [row], _ = staged(json_lines([event]))

    assert row["occurred_at"] == datetime(2024, 5, 1, 9, 15, 0, 1, tzinfo=UTC)
    assert only(row, "visitor_id", "session_id", "customer_id") == ("100.200", "100.200.1714554900", "c-17")
    assert only(row, "page", "device") == ("/mugs", "mobile")
    assert only(row, "source", "medium", "campaign") == ("newsletter", "email", "May")
    assert only(row, "consent", "is_bot") == ("granted", False)


def test_the_source_of_a_first_visit_is_not_that_of_every_later_one(staged: Staged) -> None:
    collected = {"manual_source": "google", "manual_medium": "organic", "manual_campaign_name": "(organic)"}
    rows, _ = staged(json_lines([ga4_event("page_view"), ga4_event("search", collected_traffic_source=collected)]))

    assert [only(row, "source", "medium", "campaign") for row in rows] == [
        (None, None, None),
        ("google", "organic", None),
    ]


def test_two_browsers_in_the_same_second_are_two_sessions(staged: Staged) -> None:
    rows, _ = staged(json_lines(ga4_event("page_view", visitor=visitor) for visitor in ("1.1", "2.2")))
    assert len({row["session_id"] for row in rows}) == 2


def test_an_event_of_several_products_is_a_row_for_each(staged: Staged) -> None:
    event = ga4_event("add_to_cart", items=[("tray", 3), ("mug", 1)])

    rows, report = staged(json_lines([event]))

    assert [only(row, "product_id", "quantity") for row in rows] == [("mug", 1), ("tray", 3)]
    assert len({row["event_id"] for row in rows}) == 2
    [note] = report.notes
    assert note.startswith("events-0.json: 1 rows of the export; 2 events were made of them, 0 rows are other events")


def test_a_purchase_names_its_order_unless_nobody_knows_it(staged: Staged) -> None:
    rows, report = staged(json_lines([purchase("1001", items=[("mug", 2)]), purchase(None)]))

    assert [only(row, "event", "order_id", "product_id") for row in rows] == [
        ("purchase", "1001", None),
        ("purchase", None, None),
    ]
    assert apart(report) == {"purchase_without_order": 1}


def test_progress_is_a_share_whatever_kind_of_number_the_percentage_is(staged: Staged) -> None:
    told = [{"video_percent": 25}, {"video_percent": 50.0}, {"video_percent": "75"}, {"video_percent": 900}]
    events = [ga4_event("video_progress", parameters={"video_url": "v", **one}) for one in told]

    rows, _ = staged(json_lines([*events, ga4_event("video_complete", parameters={"video_url": "v"})]))

    assert [float(row["progress"]) for row in rows] == [0.25, 0.5, 0.75, 1.0, 1.0]


def test_events_that_are_not_kept_are_counted_by_name(staged: Staged) -> None:
    rows, report = staged(
        json_lines([ga4_event("page_view"), *[ga4_event("scroll")] * 2, ga4_event("select_content"), purchase("1")])
    )

    assert len(rows) == 2
    assert apart(report) == {"not_ours scroll": 2, "not_ours select_content": 1}


# Consent, bots, personal data


def test_who_denied_consent_is_counted_and_told_apart_by_nothing(staged: Staged) -> None:
    denied = purchase("1001", visitor=None, session=None, consent="No", user_id="c-17")
    token = ga4_event("page_view", privacy_info={"analytics_storage": None, "uses_transient_token": "Yes"})
    unknown = ga4_event("page_view", privacy_info=None)

    rows, report = staged(json_lines([denied, token, unknown]))

    assert [row["consent"] for row in rows] == ["denied", "denied", "unknown"]
    for row in rows[:2]:
        assert only(row, "visitor_id", "session_id", "customer_id", "order_id") == (None,) * 4
    assert rows[2]["visitor_id"] == "100.200"
    assert apart(report) == {"consent_denied": 2, "consent_unknown": 1, "without_session": 2}


@pytest.mark.parametrize(
    ("browsers", "are_bots"),
    [
        (["HeadlessChrome", "Googlebot", "AhrefsBot", "Lighthouse"], True),
        (["Chrome", "Safari (in-app)", "Samsung Internet", "Cubot"], False),
    ],
)
def test_a_browser_that_says_it_is_a_program_is_flagged_and_kept(
    staged: Staged, browsers: list[str], *, are_bots: bool
) -> None:
    events = [ga4_event("page_view", visitor=name, device={"web_info": {"browser": name}}) for name in browsers]

    rows, report = staged(json_lines(events))

    assert [row["is_bot"] for row in rows] == [are_bots] * 4
    assert apart(report) == ({"bot": 4} if are_bots else {})


def test_addresses_of_people_are_left_out(staged: Staged) -> None:
    page = "https://shop.example/hello/anna@example.org?email=anna@example.org#anna@example.org"
    event = ga4_event("search", page=page, parameters={"search_term": "anna@example.org"}, user_id="anna@example.org")

    [row], report = staged(json_lines([event]))

    assert "anna" not in str(row)
    assert apart(report) == {"user_id_is_an_email_address": 1}


# The same event


def test_an_event_is_the_same_one_when_it_is_exported_again_with_more_known_of_it(staged: Staged) -> None:
    first = purchase("1001", items=[("mug", 2), ("tray", 1)])
    click = {"manual_campaign": {"source": "newsletter", "medium": "email", "campaign_name": "May"}}
    later = {**first, "user_id": "c-17", "session_traffic_source_last_click": click, "is_active_user": True}
    as_numbers = json.loads(json.dumps(later).replace(f'"{first["event_timestamp"]}"', first["event_timestamp"]))
    as_numbers["items"] = [{**item, "quantity": int(item["quantity"])} for item in reversed(later["items"])]

    rows, _ = staged(json_lines([first, later, as_numbers]))

    assert len({row["event_id"] for row in rows}) == 1


IDENTITY = ["event_name", "event_timestamp", "user_pseudo_id", "stream_id", "event_bundle_sequence_id"]


@pytest.mark.parametrize("name", [*IDENTITY, "batch_event_index", "items"])
def test_events_that_differ_in_what_happened_are_two(staged: Staged, name: str) -> None:
    event = ga4_event("view_item", items=[("mug", 1)])
    other: Any = {"event_name": "page_view", "items": [{"item_id": "mug", "quantity": "2"}]}.get(
        name, "1714554900000002"
    )

    rows, _ = staged(json_lines([event, {**event, name: other}]))

    assert len({row["event_id"] for row in rows}) == 2


# Files


def test_rows_that_cannot_be_taken_are_named_and_the_others_pass(staged: Staged) -> None:
    late = f"{NOW + timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}"
    lines = [
        json_lines([ga4_event("page_view")]),
        b"not json\n\n[1]\n",
        json_lines([{"event_timestamp": "1"}, {"event_name": "page_view"}]),
        json_lines([{"event_name": "page_view", "event_timestamp": "yesterday"}, ga4_event("page_view", at=late)]),
        json_lines([purchase("1001\u0007")]),
        b'{"event_name": "purchase", "event_timestamp": "1714554900000001", "user_id": "\\ud800"}\n',
    ]

    rows, report = staged(b"".join(lines))

    assert len(rows) == 1
    reasons = {str(one["reason"]): int(one["rows"]) for one in report.rejected}
    assert reasons == {
        "not_json": 3,
        "required_missing": 2,
        "not_a_date": 1,
        "in_the_future": 1,
        "control_character": 1,
    }


def test_hostile_values_harm_nothing(staged: Staged) -> None:
    evil = "'; DROP TABLE web_events; -- <script>alert(1)</script> \U0001f4a9 \u202e =1+1"
    events = [
        ga4_event("page_view", page=f"https://shop.example/{evil}", user_id=evil, device={"category": evil}),
        ga4_event("view_item", items=[(evil, 1), ("x" * 100_000, 1)]),
        {**ga4_event("page_view", visitor="1"), "event_params": "none", "items": {"item_id": 1}, "device": [1]},
        {**ga4_event("page_view", visitor="2"), "event_params": [1, {"key": ["x"]}, {"key": "ga_session_id"}]},
        {**ga4_event("add_to_cart", visitor="3"), "items": [{"item_id": {"a": 1}}, {"item_id": 7, "quantity": 1e300}]},
        ga4_event("video_progress", visitor="4", parameters={"video_url": "v", "video_percent": "1e999999999"}),
        ga4_event("page_view", visitor="5", session=10**17),
    ]

    rows, _ = staged(json_lines(events))

    assert len(rows) == 8
    assert rows[0]["customer_id"] == evil
    assert rows[2]["product_id"] == "x" * 300
    assert only(rows[5], "product_id", "quantity") == ("7", 1)
    assert rows[6]["progress"] is None


def test_a_file_may_be_packed_and_begin_with_a_mark(staged: Staged) -> None:
    content = json_lines([ga4_event("page_view")])
    rows, _ = staged(gzip.compress(content), b"\xef\xbb\xbf" + content)
    assert len(rows) == 2


@pytest.mark.parametrize(
    "content", [b"", b"order_id,quantity\n1,2\n", b'[{"event_name": "page_view"}]', b'{"a": 1}\n', b"PAR1", b"{" * 100]
)
def test_a_file_that_is_no_export_is_refused_with_what_to_do(staged: Staged, content: bytes) -> None:
    with pytest.raises(FilesError, match=r"events-0\.json is no file of GA4's export: .*bq extract"):
        staged(content)


def test_a_line_without_end_is_not_read_into_memory(staged: Staged) -> None:
    with pytest.raises(FilesError, match="longer than 16 MB"):
        staged(b'{"event_name": "' + b"x" * (17 << 20) + b'"}')


@pytest.mark.skipif(not REAL.exists(), reason=f"Google's real rows are not at {REAL}")
def test_real_rows_of_the_export_are_understood(staged: Staged) -> None:
    rows, report = staged(REAL.read_bytes())

    assert [only(row, "event", "order_id", "page", "source", "consent") for row in rows] == [
        ("purchase", "257059", "/de/confirmation/xxxxx", None, "granted"),
        ("page_view", None, "/posts/dataform-cloud-functions/", "google", "unknown"),
    ]
    assert rows[0]["session_id"] == "427292018.1702650951.1702650951"
    assert apart(report) == {"consent_unknown": 1}
