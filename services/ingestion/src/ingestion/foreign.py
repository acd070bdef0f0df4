"""A BigQuery dataset that a load is made from: which one, since when, at what most. Light: the server imports it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

LAST = "last"
_FIRST_YEAR, _LAST_YEAR = 1900, 2199  # as everywhere in the contracts
_URL = re.compile(r"bigquery://([a-z0-9][a-z0-9.:-]{0,98}[a-z0-9])/(\w{1,1024})(?:\?emulator=(.{1,200}))?", re.ASCII)


class SourceError(ValueError):
    """What was given as a source, or as the time to read since, is none; `str()` says what to write."""


@dataclass(frozen=True, slots=True)
class ForeignSource:
    """A dataset, and how it is read.

    `since`: None (all of it), `last` (since the watermarks of the loads before, less `overlap_days`), a day or a
    moment. `watermarks`: what has been read until when, by the digest of what was read. `show_rows`: whether the caller
    may see what is in it. `now`: no watermark lies after it, whatever the source says.
    """

    project: str
    dataset: str
    since: str | None
    overlap_days: int
    maximum_bytes: int
    job_project: str | None
    emulator: str | None
    show_rows: bool
    now: str
    watermarks: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """How reports and the audit name it."""
        return f"bigquery://{self.project}/{self.dataset}"


def dataset_of(url: str, *, emulator: str | None) -> tuple[str, str]:
    """Project and dataset of `bigquery://project/dataset`. Raises SourceError for anything else.

    An emulator may be named as it is in the settings; another address is refused, for the server would send requests
    to wherever a caller likes.
    """
    parts = _URL.fullmatch(url)
    if parts is None:
        raise SourceError("is bigquery://PROJECT/DATASET")
    if parts[3] is not None and parts[3] != emulator:
        raise SourceError("names an emulator, which only the setting BIGQUERY_EMULATOR can choose")
    return parts[1], parts[2]


def checked_since(text: str) -> str:
    """`last`, a day or a moment as it was given. Raises SourceError."""
    if text != LAST:
        moment_of(text)
    return text


def moment_of(text: str) -> date | datetime:
    """A day, or a moment with or without an offset, in ISO 8601. Raises SourceError."""
    try:
        moment = date.fromisoformat(text) if len(text) == len("2024-01-31") else datetime.fromisoformat(text)
    except ValueError as error:
        raise SourceError("is a day (2024-01-31), a moment (2024-01-31T09:05:00Z) or last") from error
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise SourceError(f"is between {_FIRST_YEAR} and {_LAST_YEAR}")
    return moment


def to_json(source: ForeignSource) -> dict[str, Any]:
    """For the process that reads."""
    return asdict(source)


def from_json(text: str) -> ForeignSource:
    """What `to_json` wrote."""
    return ForeignSource(**json.loads(text))
