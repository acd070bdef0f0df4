"""`python -m ingestion.files.foreign_child PLAN.json SOURCE.json`: reads a BigQuery dataset and stages what was read.

Says what `ingestion.files.child` says, and beside the report `sources`: what was read of each table of the dataset. An
`error` with `unavailable` is none of the mapping's: BigQuery cannot be asked.
"""

from __future__ import annotations

import csv
import gc
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq

from ingestion.files.child import answer_with
from ingestion.files.fields import readable, table_named
from ingestion.files.foreign_reading import ReadTable, Source, read_foreign
from ingestion.files.ga4_foreign import stage_ga4_tables
from ingestion.files.mapping import load_mapping
from ingestion.files.plan import StagePlan, StageReport, plan_from_json
from ingestion.files.staging import stage
from ingestion.foreign import ForeignSource, from_json
from shared.warehouse.bigquery_source import SourceUnavailableError, open_source

_SHOWN = 10  # mapped rows of each table that a dry run shows


def main() -> None:
    """Read and stage what the files that the command line names say."""
    plan = plan_from_json(Path(sys.argv[1]).read_text(encoding="utf-8"))
    source = from_json(Path(sys.argv[2]).read_text(encoding="utf-8"))

    def work(progress: Callable[[str, int, int], None]) -> dict[str, object]:
        gc.enable()  # the client's answers hold cycles, and a page of rows each
        if plan.mapping is not None:
            load_mapping(plan.mapping)  # what is wrong in it is told before BigQuery is asked for anything
        try:
            opened = open_source(
                source.project,
                source.dataset,
                job_project=source.job_project,
                maximum_bytes_billed=source.maximum_bytes,
                service="ingestion",
                emulator=source.emulator,
            )
            with closing(opened):
                return read_and_stage(plan, source, opened, progress)
        except SourceUnavailableError as error:
            return {"error": str(error), "unavailable": True}

    answer_with(work)


def read_and_stage(
    plan: StagePlan, source: ForeignSource, opened: Source, progress: Callable[[str, int, int], None]
) -> dict[str, object]:
    """`report` and `sources` of a load from BigQuery. Raises FilesError and SourceUnavailableError."""
    if plan.format == "ga4":
        report, tables = stage_ga4_tables(plan, source, opened, progress)
    else:
        report, tables = _read_by_mapping(plan, source, opened, progress)
    mapped = _mapped_rows(plan, report) if source.show_rows else {}
    if not source.show_rows:
        _hide_values(plan.folder / report.rejected_file, report)
    return {"report": asdict(report), "sources": [_told(table, mapped) for table in tables]}


def _read_by_mapping(
    plan: StagePlan, source: ForeignSource, opened: Source, progress: Callable[[str, int, int], None]
) -> tuple[StageReport, list[ReadTable]]:
    mapping = load_mapping(plan.mapping or "")
    files, tables, notes = read_foreign(mapping, source, opened, shop=plan.shop, folder=plan.folder, progress=progress)
    report = stage(replace(plan, files=tuple(files)), progress)
    report.notes += notes
    read = {table.name: table for table in tables}
    for staged in report.files:
        staged.ignored = read[staged.name].ignored
    return report, tables


def _told(table: ReadTable, mapped: dict[str, list[dict[str, object]]]) -> dict[str, object]:
    return {**asdict(table), "mapped": mapped.get(table.name)}


def _mapped_rows(plan: StagePlan, report: StageReport) -> dict[str, list[dict[str, object]]]:
    """Of each source, for each table that it fills, the first rows as they would be loaded."""
    seen: Counter[str] = Counter()
    shown: dict[str, list[dict[str, object]]] = {}
    for staged in report.files:
        part = plan.folder / report.parquet[staged.table][seen[staged.table]]
        seen[staged.table] += 1
        fields = readable(table_named(staged.table))
        with pq.ParquetFile(part) as parquet:
            names = [name for name in parquet.schema_arrow.names if name in fields]
            batch = next(parquet.iter_batches(batch_size=_SHOWN, columns=names), None)
        rows = batch.to_pylist() if batch is not None else []
        zone = ZoneInfo(plan.shop.time_zone)
        said = [{name: _plain(value, zone) for name, value in row.items()} for row in rows]
        shown.setdefault(staged.name, []).append({"table": staged.table, "rows": said})
    return shown


def _plain(value: object, zone: ZoneInfo) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _hide_values(rejected: Path, report: StageReport) -> None:
    """Take the values out of the rejected rows: the SELECT is the caller's, what it reads is not theirs to see."""
    hidden = rejected.with_suffix(".hidden.csv")
    with rejected.open(encoding="utf-8", newline="") as rows, hidden.open("w", encoding="utf-8", newline="") as kept:
        reader = csv.DictReader(rows)
        writer = csv.DictWriter(kept, reader.fieldnames or ())
        writer.writeheader()
        writer.writerows({**row, "value": ""} for row in reader)
    hidden.replace(rejected)
    for entry in report.rejected:
        entry["example"] = str(entry["example"]).partition(": ")[0]


if __name__ == "__main__":
    main()
