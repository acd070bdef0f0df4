"""Loads a shop's facts from a BigQuery dataset of its own, as they lie there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from ingestion import queries, use_cases, watermarks
from ingestion.door import Door
from ingestion.foreign import LAST, ForeignSource, SourceError, checked_since, dataset_of
from ingestion.loads import LoadRequest
from ingestion.rollups import Progress
from shared.contracts.problems import ProblemError

_GIGABYTE = 1_000_000_000


def load_foreign(
    door: Door,
    *,
    url: str,
    mapping: str | None,
    since: str | None,
    dry_run: bool,
    show_rows: bool,
    progress: Progress,
    format_: str | None = None,
) -> dict[str, object]:
    """Load what a mapping reads of a BigQuery dataset, by the rules that files are loaded by; answers the LoadReport.

    Without a mapping it is read as `format_` says: ga4, whose tables are read since the load before unless told else.

    `show_rows`: whether the caller may see rows of the dataset. Raises ProblemError for a source or a time that cannot
    be one and for a dataset that may not be read, FilesError for what cannot be read as asked.
    """
    since = LAST if since is None and format_ is not None else since
    source = _source(door, url, since, show_rows=show_rows)
    known = watermarks.known(door.store, source, is_there=lambda load_id: _is_there(door, load_id))
    request = LoadRequest(
        files=(),
        format=format_,
        mapping=mapping,
        source=source.url,
        dry_run=dry_run,
        foreign=replace(source, watermarks=known),
    )
    return use_cases.load_files(door, request, progress)


def _source(door: Door, url: str, since: str | None, *, show_rows: bool) -> ForeignSource:
    settings = door.settings
    errors: list[tuple[str, str]] = []
    project = dataset = ""
    try:
        project, dataset = dataset_of(url, emulator=settings.bigquery_emulator)
    except SourceError as error:
        errors.append(("source", str(error)))
    else:
        if settings.sources and f"{project}/{dataset}" not in settings.sources:
            errors.append(("source", "is none of the datasets that BIGQUERY_SOURCES lets a load read"))
    try:
        since = checked_since(since) if since is not None else None
    except SourceError as error:
        errors.append(("since", str(error)))
    if errors:
        raise ProblemError(400, "invalid-form", "The form is not as the contract has it", errors=errors)
    return ForeignSource(
        project=project,
        dataset=dataset,
        since=since,
        overlap_days=settings.bigquery_overlap_days,
        maximum_bytes=settings.bigquery_max_gb * _GIGABYTE,
        job_project=settings.bigquery_job_project,
        emulator=settings.bigquery_emulator,
        show_rows=show_rows,
        now=door.now().astimezone(UTC).isoformat(),
    )


def _is_there(door: Door, load_id: str) -> bool:
    """Whether what a load brought is still in the warehouse, which may be another one than it was."""
    status = queries.load_status(door.warehouse, load_id=load_id)[0]
    return bool(status["loaded_rows"]) and not status["undone_rows"]
