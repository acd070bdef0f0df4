"""Stages rows of Google Analytics 4's BigQuery export: files of JSON, a row a line, as `bq extract` writes them."""

from __future__ import annotations

import codecs
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

import orjson

from ingestion.files.detecting import BLOCK, Bytes
from ingestion.files.feeds import Feed
from ingestion.files.fields import table_named
from ingestion.files.formats import Formats, Told
from ingestion.files.frame import Frame
from ingestion.files.ga4_events import FIELDS, Hits
from ingestion.files.ga4_rows import Row
from ingestion.files.plan import FilesError, SourceFile, StagedFile, StagePlan, StageReport
from ingestion.files.rejects import Rejects
from ingestion.files.shopify_batch import PlainLines
from ingestion.files.streams import open_stream
from ingestion.files.zones import zone

Progress = Callable[[str, int, int], None]

TABLE = "web_events"
RECOGNISED = {
    "event_id": "stream_id + user_pseudo_id + event_timestamp + event_name + event_bundle_sequence_id"
    " + batch_page_id + batch_ordering_id + batch_event_index + event_params + items",
    "occurred_at": "event_timestamp",
    "visitor_id": "user_pseudo_id",
    "session_id": "user_pseudo_id + ga_session_id",
    "customer_id": "user_id",
    "event": "event_name",
    "product_id": "items",
    "quantity": "items",
    "content_id": "event_params",
    "progress": "event_params",
    "query": "search_term",
    "page": "page_location",
    "source": "session_traffic_source_last_click + collected_traffic_source + event_params",
    "medium": "session_traffic_source_last_click + collected_traffic_source + event_params",
    "campaign": "session_traffic_source_last_click + collected_traffic_source + event_params",
    "device": "device",
    "order_id": "transaction_id",
    "consent": "privacy_info",
    "is_bot": "device",
}
_LONGEST_LINE = 16 * BLOCK  # bytes; a row of the export has some kilobytes, of 200 products a hundred
_AT_ONCE = 5000  # rows in memory: some 50 MB as Python has them
_BOM = codecs.BOM_UTF8
_NO_EXPORT = (
    "{name} is no file of GA4's export: it should hold a JSON object with event_name and event_timestamp in each line, "
    "as `bq extract --destination_format=NEWLINE_DELIMITED_JSON` writes it (docs/ga4.md)."
)


def stage_ga4_files(plan: StagePlan, rejects: Rejects, report: StageReport, progress: Progress) -> None:
    """Stage the plan's files into `report`. Raises FilesError for a file that holds no row of the export."""
    for file in plan.files:
        total = file.path.stat().st_size
        hits = stage_rows(plan, file.name, _batches(file, progress, total), rejects, report)
        if not hits.named:
            raise FilesError(_NO_EXPORT.format(name=file.name))
        progress(file.name, total, total)


def stage_rows(
    plan: StagePlan,
    name: str,
    batches: Iterable[Sequence[tuple[int, Row | None]]],
    rejects: Rejects,
    report: StageReport,
) -> Hits:
    """Stage rows, by their lines, as a file of this name; what is counted apart is added to the report's."""
    hits = Hits(plan.now or datetime.now(UTC))
    staged = StagedFile(name, TABLE, recognised=dict(RECOGNISED))
    file_index = len({earlier.name for earlier in report.files})
    report.files.append(staged)
    parts = report.parquet.setdefault(TABLE, [])
    parts.append(f"{TABLE}-{len(parts):04}.parquet")
    feed = Feed(table_named(TABLE), {field: (field,) for field in FIELDS})
    stream = open_stream(feed, staged, None, plan.folder / parts[-1])
    told = Told(zone("UTC"), zone(plan.shop.time_zone), None, decimal="point", canonical=True)
    formats = Formats(name, told)
    plain = PlainLines(rejects)
    try:
        for rows in batches:
            batch = hits.take(rows)
            rejects.add(name, TABLE, batch.rejected)
            staged.rows_read += len(batch.rejected)
            if batch.lines:
                frame = Frame(batch.columns(), batch.line_numbers(), formats, feed.numeric, feed.dated)
                stream.accept(frame, file_index, plain)
        stream.finish()
    finally:
        stream.close()
    _add(report, hits)
    report.notes.append(_note(name, hits))
    return hits


def _add(report: StageReport, hits: Hits) -> None:
    counted: Counter[tuple[str, str]] = Counter()
    for one in [*report.counted_apart, *hits.told()]:
        counted[str(one["reason"]), str(one["event"])] += int(one["rows"])
    report.counted_apart = [
        {"reason": reason, "event": event, "rows": rows} for (reason, event), rows in sorted(counted.items())
    ]


def _note(name: str, hits: Hits) -> str:
    others = sum(rows for (reason, _), rows in hits.apart.items() if reason == "not_ours")
    denied = hits.apart["consent_denied", ""]
    return (
        f"{name}: {hits.rows} rows of the export; {hits.events} events were made of them, {others} rows are other"
        f" events than those kept here, {denied} are of visitors who denied consent and tell nobody apart"
    )


def _batches(file: SourceFile, progress: Progress, total: int) -> Iterator[list[tuple[int, Row | None]]]:
    """The lines of a file as rows. Raises FilesError for what is plainly something else."""
    content = Bytes(file)
    with io.BufferedReader(content, BLOCK) as buffered:
        if not buffered.peek(64)[:64].removeprefix(_BOM).lstrip().startswith(b"{"):
            raise FilesError(_NO_EXPORT.format(name=file.name))
        lines = enumerate(iter(lambda: buffered.readline(_LONGEST_LINE), b""), 1)
        while batch := list(islice(lines, _AT_ONCE)):
            if any(len(line) == _LONGEST_LINE for _, line in batch):
                raise FilesError(f"{file.name} has a line longer than {_LONGEST_LINE >> 20} MB; no row is that long.")
            yield [(number, _row(line)) for number, line in batch if line.strip()]
            progress(file.name, content.position, total)


def _row(line: bytes) -> Row | None:
    """The row in a line; null for what is no JSON object."""
    try:
        row = orjson.loads(line.removeprefix(_BOM))
    except orjson.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None
