"""What is handed to the staging of files and what comes back. Light: the serving process may import this module."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from shared.shop import Shop

REJECTED_FILE = "rejected.csv"
FORMATS = ("canonical", "shopify", "ga4")  # layouts that need no mapping

# Why a row is rejected: the codes in rejected.csv, and what they mean to a person.
REASONS = {
    "ragged_row": "the row has more or fewer cells than the header",
    "bad_quotes": "a quote stands in the middle of a quoted cell and is not written twice",
    "bad_encoding": "bytes that are no text in the file's encoding",
    "control_character": "a character that no keyboard writes",
    "required_missing": "there is no value where one is needed",
    "not_a_number": "no number, or one written in another style than the column",
    "not_a_whole_number": "a number with a fraction where there can be none",
    "other_currency": "the mark of another currency than the file's",
    "too_large": "an amount of 1,000,000,000,000,000 or more",
    "too_precise": "more than nine decimal places",
    "not_between_0_and_1": "a share below 0 or above 1 (20 % is 0.2)",
    "not_a_date": "no date, or one in another format than the column's",
    "excel_serial_date": "a date as Excel's number of days: format the column as a date before saving it as CSV",
    "date_out_of_range": "a year no shop was open in",
    "ends_before_it_starts": "the period ends before it starts",
    "not_a_boolean": "neither true, yes, 1 nor false, no, 0",
    "unknown_value": "none of the words that are allowed",
    "amounts_disagree": "net_amount is not gross_amount less discount_amount",
    "sign_conflict": "a refund that is positive, a sale that is negative, or a discount that adds",
    "negative_cost": "a unit cost below zero",
    "fx_rate_missing": "another currency than the shop's, and neither fx_rate nor original_amount",
    "fx_rate_not_positive": "an exchange rate of zero or less",
    "rate_of_own_currency": "an exchange rate other than 1 for the shop's own currency",
    "in_the_future": "dated after tomorrow",
    "totals_disagree": "the order's total does not follow from its lines, discounts, shipping and taxes",
    "order_cut_off": "the order's first line, which says what it came to, does not stand above this one",
    "repeated_sku": "another row of the file has this SKU",
    "not_json": "the line is no JSON object",
}


class FilesError(Exception):
    """An error of the whole load that its owner can mend; `str()` says what is wrong and what to do."""


@dataclass(frozen=True)
class SourceFile:
    """A file to load: its name as the user gave it, and where its bytes are."""

    name: str
    path: Path


@dataclass(frozen=True)
class StagePlan:
    """What to stage: files in a format (one of FORMATS) or by a mapping (its YAML text), into an existing folder.

    Days and amounts are this shop's. What the mapping says of the shop is only proposed, in the report. `known` is what
    the shop's tables hold already, for formats that compare with it (files.shopify_known), `now` the time of the load.
    """

    files: tuple[SourceFile, ...]
    format: str | None
    mapping: str | None
    shop: Shop
    folder: Path
    known: Path | None = None
    now: datetime | None = None


@dataclass
class StagedFile:
    """What one file held for one table. Every row read is staged or rejected.

    Staged rows name their file by its place among the distinct names of the report's files (`_file`).
    """

    name: str
    table: str
    rows_read: int = 0
    recognised: dict[str, str] = field(default_factory=dict)  # field -> column of the file
    ignored: list[str] = field(default_factory=list)  # columns nothing was made of


@dataclass
class StageReport:
    """What was staged. All of it can be written as JSON."""

    files: list[StagedFile] = field(default_factory=list)
    parquet: dict[str, list[str]] = field(default_factory=dict)  # table -> names of files in the folder
    rejected: list[dict[str, str | int]] = field(default_factory=list)  # table, reason, rows, example
    rejected_file: str = REJECTED_FILE  # in the folder: file, line, table, field, reason, value
    rejected_amounts: list[dict[str, str | int]] = field(default_factory=list)  # file, table, reason, rows, amount
    notes: list[str] = field(default_factory=list)
    proposed_shop: dict[str, str] | None = None  # time_zone, currency, country, as the mapping says
    counted_apart: list[dict[str, str | int]] = field(default_factory=list)  # of GA4: reason, event, rows


def plan_to_json(plan: StagePlan) -> str:
    """The plan as the text that `python -m ingestion.files.child` reads."""
    return json.dumps(
        {
            "files": [{"name": file.name, "path": str(file.path)} for file in plan.files],
            "format": plan.format,
            "mapping": plan.mapping,
            "shop": asdict(plan.shop),
            "folder": str(plan.folder),
            "known": str(plan.known) if plan.known else None,
            "now": plan.now.isoformat() if plan.now else None,
        }
    )


def plan_from_json(text: str) -> StagePlan:
    """The plan that `plan_to_json` wrote."""
    raw: dict[str, Any] = json.loads(text)
    return StagePlan(
        files=tuple(SourceFile(file["name"], Path(file["path"])) for file in raw["files"]),
        format=raw["format"],
        mapping=raw["mapping"],
        shop=Shop(**raw["shop"]),
        folder=Path(raw["folder"]),
        known=Path(raw["known"]) if raw["known"] else None,
        now=datetime.fromisoformat(raw["now"]) if raw["now"] else None,
    )


def report_from_json(raw: dict[str, Any]) -> StageReport:
    """The report out of the child's last line: the value of its key `report`."""
    return StageReport(**{**raw, "files": [StagedFile(**file) for file in raw["files"]]})


def shipped_mappings() -> list[str]:
    """The names of the mappings that come with the suite."""
    folder = files("ingestion") / "mappings"
    return sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))


def shipped_mapping(name: str) -> str | None:
    """The text of a mapping that comes with the suite, by its name (`uci_online_retail`); None if there is no such."""
    if name not in shipped_mappings():
        return None
    return (files("ingestion") / "mappings" / f"{name}.yaml").read_text(encoding="utf-8")
