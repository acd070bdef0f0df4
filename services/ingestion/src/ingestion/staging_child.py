"""Runs the reading of files in a child process: the parent serves requests meanwhile and never imports Arrow."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ingestion.files.plan import FilesError, StagedFile, StagePlan, plan_to_json, report_from_json
from ingestion.foreign import to_json
from ingestion.loads import LoadRequest
from shared.child import converse
from shared.contracts.problems import ProblemError
from shared.shop import Shop

_SILENT_SECONDS = 900.0  # progress comes with every chunk, but a large file is scanned to its end before the first


@dataclass(frozen=True, slots=True)
class Staged:
    """What the child made of the files: Parquet by table, rejected rows in a file, and what a person should know."""

    files: list[StagedFile]
    parquet: dict[str, list[Path]]
    rejected: list[dict[str, str | int]]
    rejected_file: Path
    notes: list[str]
    sources: Sequence[Mapping[str, Any]] = ()  # what was read of a BigQuery dataset, table by table
    counted_apart: Sequence[Mapping[str, Any]] = ()  # of GA4: rows of the export by reason and event
    rejected_amounts: Sequence[Mapping[str, Any]] = ()  # file, table, reason, rows whose amount was read, amount


def stage(
    request: LoadRequest,
    *,
    shop: Shop,
    folder: Path,
    progress: Callable[[str, int, int], None],
    now: datetime | None = None,
    known: Path | None = None,
) -> Staged:
    """Read the files into Parquet in `folder`. Raises FilesError for files that cannot be read as asked.

    `known` is what the tables hold already, for formats that compare with it (`shopify_exports.keep_known`).
    """
    plan_file = folder / "plan.json"
    plan = StagePlan(request.files, request.format, request.mapping, shop, folder, known, now)
    plan_file.write_text(plan_to_json(plan), encoding="utf-8")
    arguments = ["ingestion.files.child", str(plan_file)]
    if request.foreign is not None:
        source_file = folder / "source.json"
        source_file.write_text(json.dumps(to_json(request.foreign)), encoding="utf-8")
        arguments = ["ingestion.files.foreign_child", str(plan_file), str(source_file)]
    answer = _run([sys.executable, "-m", *arguments], progress)
    if answer.get("unavailable"):
        raise ProblemError(503, "source-unavailable", "The source cannot be read now", str(answer["error"]))
    if "error" in answer:
        raise FilesError(str(answer["error"]))
    report = report_from_json(answer["report"])
    return Staged(
        files=report.files,
        parquet={table: [folder / name for name in names] for table, names in report.parquet.items()},
        rejected=report.rejected,
        rejected_file=folder / report.rejected_file,
        notes=report.notes,
        sources=answer.get("sources", ()),
        counted_apart=report.counted_apart,
        rejected_amounts=report.rejected_amounts,
    )


def _run(command: list[str], progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """The last line the child says."""

    def reading(name: str, done: int, total: int) -> None:
        progress(f"reading {name}", done, total)

    answer, code = converse(command, reading, silent_seconds=_SILENT_SECONDS)
    if code != 0 or not {"report", "error"} & answer.keys():
        detail = f"Reading the files ended with code {code} and nothing was changed; try again"
        raise ProblemError(503, "load-interrupted", "The load was interrupted", detail)
    return answer
