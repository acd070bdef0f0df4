"""Whatever stands in a row of the export, it becomes events, is rejected, or is counted; nothing breaks the load."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.files.ga4 import stage_rows
from ingestion.files.ga4_events import Hits
from ingestion.files.ga4_rows import PARAMETERS
from ingestion.files.plan import StagePlan, StageReport
from ingestion.files.rejects import open_rejects
from ingestion.testing_ga4 import ga4_event
from shared.shop import Shop

NAMES = ["page_view", "view_item", "add_to_cart", "purchase", "search", "video_progress", "select_content", "scroll"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
VALUE = st.fixed_dictionaries(dict.fromkeys(("string_value", "int_value", "double_value"), ANYTHING)) | ANYTHING
PARAMETER = st.fixed_dictionaries({"key": st.sampled_from(PARAMETERS) | ANYTHING, "value": VALUE}) | ANYTHING
ITEM = st.fixed_dictionaries({"item_id": ANYTHING, "quantity": ANYTHING}) | ANYTHING


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    """A row of the export in which some columns hold anything."""
    row = ga4_event(draw(st.sampled_from(NAMES)))
    changed = draw(st.dictionaries(st.sampled_from(sorted(row)), ANYTHING, max_size=3))
    lists = {"event_params": draw(st.lists(PARAMETER, max_size=4)), "items": draw(st.lists(ITEM, max_size=3))}
    return {**row, **lists, **changed}


@settings(max_examples=150, deadline=None)  # the first example imports Arrow's compute functions
@given(st.lists(rows(), max_size=6))
def test_every_row_is_accounted_for(exported: list[dict[str, Any]]) -> None:
    now = datetime(2024, 5, 3, tzinfo=UTC)
    report = StageReport()
    with TemporaryDirectory() as folder, open_rejects(Path(folder) / report.rejected_file) as rejects:
        plan = StagePlan((), "ga4", None, Shop("Europe/London", "GBP", "GB"), Path(folder), None, now)
        hits = stage_rows(plan, "events.json", [list(enumerate(exported, 1))], rejects, report)

    [file] = report.files
    rejected = sum(int(one["rows"]) for one in rejects.counted.values())
    others = sum(int(one["rows"]) for one in report.counted_apart if one["reason"] == "not_ours")
    unreadable = file.rows_read - hits.events  # rejected before an event was made of them
    assert hits.rows == len(exported) == others + hits.taken + unreadable
    assert hits.taken <= hits.events
    assert unreadable <= rejected <= file.rows_read


@settings(max_examples=100, deadline=None)  # as above
@given(rows())
def test_an_event_has_one_identity_however_its_json_is_written(row: dict[str, Any]) -> None:
    hits = Hits(datetime(2024, 5, 3, tzinfo=UTC))
    written = json.loads(json.dumps(row, sort_keys=True))

    once, again = hits.take([(1, row)]), hits.take([(1, written)])

    assert [events[0] for events in once.rows] == [events[0] for events in again.rows]
