"""`shopsight load`."""

from __future__ import annotations

import json
import os
from contextlib import closing
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from local.data_folder import DataFolder
from local.options import DEFAULT_DATA_DIR, AsJson, DataDir, command_for, data_folder
from local.talk import (
    DONE,
    INTERRUPTED,
    SOME_REJECTED,
    UNAVAILABLE,
    WRONG_USAGE,
    CommandError,
    Progress,
    answer,
    problem_error,
    progress_talk,
    say,
)

if TYPE_CHECKING:  # imported by the command when it runs
    from local.client import Client
    from local.multipart import MultipartForm

_BIGQUERY = "bigquery://"
_READABLE = frozenset({".csv", ".tsv", ".parquet", ".gz"})
_JSON_LINES = frozenset({".json", ".jsonl", ".ndjson", ".gz"})  # of ga4


class Format(StrEnum):
    """Layouts that need no mapping."""

    CANONICAL = "canonical"
    SHOPIFY = "shopify"
    GA4 = "ga4"


def load(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="FILES",
            help="Files, or a folder of them; or one BigQuery dataset, bigquery://PROJECT/DATASET.",
            show_default=False,
        ),
    ],
    *,
    format_: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="canonical: files named after the tables. shopify: Shopify's own exports."
            " ga4: Google Analytics' export, as files of JSON or in BigQuery.",
        ),
    ] = None,
    mapping: Annotated[
        str | None, typer.Option(help="Which column is what: a YAML file, or the name of a mapping that is shipped.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(help="BigQuery: only rows since a day or a moment, or since the last load: last.", metavar="WHEN"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what the load would do, and change nothing.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Load the shop's facts from files, or from a BigQuery dataset.

    Every row read is loaded, known already, or rejected into a file with its line and the reason. A crash in the
    middle leaves the shop as it was; `shopsight loads undo` takes a load back.
    """
    if any(path.startswith(_BIGQUERY) for path in paths):
        endpoint, files = "/api/ingest/bigquery", []
        fields = _dataset_fields(paths, format_, mapping, since, dry_run=dry_run)
    elif since is not None:
        raise CommandError("--since is for a BigQuery dataset; a file is read whole", code=WRONG_USAGE)
    else:
        endpoint, files = (
            "/api/ingest/files",
            _files([Path(path) for path in paths], _JSON_LINES if format_ is Format.GA4 else _READABLE),
        )
        fields = _fields(format_, mapping, dry_run=dry_run)
    folder = data_folder(data_dir)
    from local.client import open_client  # noqa: PLC0415 - `--help` does not need it

    sent_at: datetime | None = None
    try:
        with progress_talk() as progress, open_client(folder, os.environ, progress) as client:
            form = _form(fields, files, progress)
            sent_at = datetime.now(UTC)
            report = _upload(client, endpoint, form, progress)
            rejected = _save_rejected(client, folder, report)
            origin = client.origin
    except KeyboardInterrupt:
        listing = command_for("loads list", folder)
        raise CommandError(
            "stopped", f"Nothing was changed, unless `{listing}` shows the load", code=INTERRUPTED
        ) from None
    except CommandError as error:
        if error.code != UNAVAILABLE or sent_at is None or dry_run or not files:
            raise
        _say_lost(folder, files, sent_at, error, as_json=as_json)
        return
    if as_json:
        answer(json.dumps({**report, "rejected_file": str(rejected) if rejected else None}))
    else:
        from local.reports import load_lines  # noqa: PLC0415 - `--help` does not need it

        for line in load_lines(report, rejected):
            answer(line)
        _say_next(report, folder, origin)
    raise typer.Exit(SOME_REJECTED if rejected else DONE)


def _fields(format_: Format | None, mapping: str | None, *, dry_run: bool) -> dict[str, str]:
    if (format_ is None) == (mapping is None):
        shipped = ", ".join(_shipped_mappings())
        raise CommandError(
            "Say how the files are to be read, in one of two ways",
            "--format canonical       files named after the tables (sales.csv, products.parquet, …)",
            "--format shopify         Shopify's exports of orders, products, inventory and customers",
            "--format ga4             Google Analytics 4's export, files of JSON",
            f"--mapping NAME_OR_FILE   a YAML file of your own, or one that is shipped: {shipped}",
            code=WRONG_USAGE,
        )
    fields = {"dry_run": "true"} if dry_run else {}
    return fields | ({"format": format_.value} if format_ else {"mapping": _mapping_text(mapping or "")})


def _dataset_fields(
    paths: list[str], format_: Format | None, mapping: str | None, since: str | None, *, dry_run: bool
) -> dict[str, str]:
    """What the suite is told of a BigQuery dataset. Raises CommandError."""
    if len(paths) > 1:
        raise CommandError("One BigQuery dataset is loaded at a time, and no files with it", code=WRONG_USAGE)
    if (format_ is None) == (mapping is None) or format_ not in {None, Format.GA4}:
        raise CommandError(
            "A BigQuery dataset is read by a mapping: --mapping FILE.yaml",
            "docs/mappings.md shows one; each of its tables says from or select",
            "Google Analytics' export is read as it is: --format ga4",
            code=WRONG_USAGE,
        )
    fields = {"source": paths[0]}
    fields |= {"format": format_.value} if format_ else {"mapping": _mapping_text(mapping or "")}
    fields |= {"since": since} if since is not None else {}
    return fields | ({"dry_run": "true"} if dry_run else {})


def _mapping_text(mapping: str) -> str:
    """The mapping as the suite takes it: its text, or the name of one that is shipped."""
    if mapping in _shipped_mappings():
        return mapping
    try:
        return Path(mapping).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"The mapping {mapping} is not UTF-8 text", code=WRONG_USAGE) from error
    except OSError as error:
        raise CommandError(
            f"The mapping {mapping} cannot be read: {error.strerror}",
            f"Shipped mappings are: {', '.join(_shipped_mappings())}",
            code=WRONG_USAGE,
        ) from error


def _shipped_mappings() -> list[str]:
    from importlib.resources import files  # noqa: PLC0415 - `--help` does not need it

    return sorted(
        entry.name.removesuffix(".yaml")
        for entry in (files("ingestion") / "mappings").iterdir()
        if entry.name.endswith(".yaml")
    )


def _files(paths: list[Path], readable: frozenset[str]) -> list[Path]:
    """The files meant, folders opened. Raises CommandError for what cannot be read."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(entry for entry in path.iterdir() if entry.is_file() and not entry.name.startswith("."))
            found += [entry for entry in inside if entry.suffix.lower() in readable]
            for entry in inside:
                if entry.suffix.lower() not in readable:
                    say(f"left out, {'no JSON' if readable is _JSON_LINES else 'neither CSV nor Parquet'}: {entry}")
        elif path.is_file():
            found.append(path)
        else:
            raise CommandError(f"There is no file {path}", code=WRONG_USAGE)
    if not found:
        kind = "file of JSON" if readable is _JSON_LINES else "CSV or Parquet file"
        raise CommandError(f"There is no {kind} in what was named", code=WRONG_USAGE)
    for path in found:
        if not os.access(path, os.R_OK):
            raise CommandError(f"The file {path} may not be read by this user", code=WRONG_USAGE)
    return found


def _form(fields: dict[str, str], files: list[Path], progress: Progress) -> MultipartForm:
    from local.multipart import MultipartForm  # noqa: PLC0415 - `--help` does not need it

    return MultipartForm(fields, files, lambda sent, total: progress("sending the files", sent, total))


def _upload(client: Client, endpoint: str, form: MultipartForm, progress: Progress) -> dict[str, Any]:
    answered = client.request("POST", endpoint, accept="application/x-ndjson", form=form)
    with closing(answered.lines()) as lines:
        for line in lines:
            if "report" in line:
                report: dict[str, Any] = line["report"]  # type: ignore[assignment]  # the contract's LoadReport
                return report
            if "problem" in line:
                problem: dict[str, Any] = line["problem"]  # type: ignore[assignment]  # the contract's Problem
                raise problem_error(problem, int(problem["status"]))
            if "progress" in line:
                told: list[Any] = line["progress"]  # type: ignore[assignment]  # [stage, done, total]
                progress(str(told[0]), int(told[1]), int(told[2]))
    raise CommandError("The suite ended before it answered", code=UNAVAILABLE)


def _say_lost(folder: DataFolder, files: list[Path], sent_at: datetime, error: CommandError, *, as_json: bool) -> None:
    """What became of a load whose answer did not come. Raises CommandError unless it was done."""
    from local.lost_answers import find_load  # noqa: PLC0415 - `--help` does not need it

    load = find_load(folder, [file.name for file in files], sent_at, lambda *_: None)
    if load is None:
        raise CommandError(error.message, *error.details, "Nothing was changed.", code=UNAVAILABLE) from error
    if as_json:
        answer(json.dumps(load))
    else:
        answer(f"load {load['load_id']}: {load['loaded']:,} rows loaded, {load['rejected']:,} rejected")
    say(f"{error.message}, but the load was done.")
    say(f"To take it back: {command_for('loads undo ' + load['load_id'], folder)}")
    raise typer.Exit(SOME_REJECTED if load["rejected"] else DONE)


def _save_rejected(client: Client, folder: DataFolder, report: dict[str, Any]) -> Path | None:
    """The rejected rows as a file beside the shop; None when there are none."""
    if not report["rejected_rows"]:
        return None
    file = folder.rejected / f"{report['load_id']}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    answered = client.request("GET", report["rejected_rows"], accept="text/csv")
    if answered.status != 200:  # noqa: PLR2004 - HTTP's OK
        answered.document()
    with file.open("wb") as opened:
        opened.writelines(answered.pieces)
    return file


def _say_next(report: dict[str, Any], folder: DataFolder, origin: str | None) -> None:
    if report["dry_run"]:
        say("Nothing was changed. To load: the same command without --dry-run")
        return
    until = report["data_until"]
    if origin is None:
        say(f"To see the figures: {command_for('up', folder)}")
    else:
        say(f"Open {origin}/ (not signed in? {command_for('token --role owner --link', folder)})")
    if until:
        say(f"The data now ends at {until}.")
    say(f"To take this load back: {command_for('loads undo ' + report['load_id'], folder)}")
