"""Which dataset the suite marked `gcp` may make its own."""

from __future__ import annotations

from urllib.parse import urlsplit


def may_be_emptied(url: str) -> bool:
    """Whether a warehouse's dataset says by its name that it is for tests: all rows of its tables are deleted."""
    parts = urlsplit(url)
    return parts.scheme == "bigquery" and "test" in parts.path.removeprefix("/").lower().split("_")
