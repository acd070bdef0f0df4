"""The store: small mutable state (leases, pointers, idempotency keys) and artefacts, with compare-and-set.

`connect(url)` maps a scheme to an adapter. Every adapter answers the same tests (`shared/tests/test_store.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import unquote, urlsplit

LONGEST_KEY = 500  # Cloud Storage takes 1,024 bytes; the rest is room for a prefix of the bucket's owner
LONGEST_SEGMENT = 80  # a file name holds 255 bytes, and an adapter may need three for a character

_SEGMENT = re.compile(rf"(?!\.{{1,2}}$)[A-Za-z0-9._=@:+~-]{{1,{LONGEST_SEGMENT}}}")


class StoreError(Exception):
    """Something the store refused; `str()` says what and what to do."""


class StoreConflictError(StoreError):
    """The key is not as the caller expected it: it exists already, is gone, or has been written since."""


class LeaseHeldError(StoreError):
    """Somebody else holds the lease; `holder` is the name they gave."""

    def __init__(self, key: str, holder: str) -> None:
        super().__init__(f"{key} is held by {holder}; try again when they are done")
        self.key = key
        self.holder = holder


class LeaseLostError(StoreError):
    """The lease ran out, or somebody took it over, while the holder still worked."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What stands under a key: the bytes, and a version that changes with every write."""

    value: bytes
    version: str


class Store(Protocol):
    """Keys to bytes, safe to use from any thread and any process.

    A key is 1 to 500 characters: segments of 1 to 80 letters, digits and `._=@:+~-`, joined by `/` (hash anything
    else); any other raises `StoreError`. A write is seen whole or not at all, and is durable when the call returns.
    """

    def get(self, key: str) -> Stored | None:
        """The value and its version; None when nothing stands there."""

    def put(self, key: str, value: bytes, *, if_absent: bool = False, if_version: str | None = None) -> str:
        """Write the value and answer its new version.

        Raises `StoreConflictError` with `if_absent` when the key exists, and with `if_version` when the key is gone
        or its version is another.
        """

    def put_file(self, key: str, path: Path) -> None:
        """Write an artefact from a file, streamed: as `put` without a condition."""

    def open(self, key: str) -> BinaryIO | None:
        """The value as a seekable file to read and close, whatever is written meanwhile; None when there is none."""

    def list(self, prefix: str) -> Iterator[str]:
        """All keys that begin with these characters, in order."""

    def delete(self, key: str, *, if_version: str | None = None) -> None:
        """Remove the key; one that is absent is fine.

        Raises `StoreConflictError` with `if_version` when the key has another version.
        """


def check_key(key: str) -> None:
    """Raise `StoreError` for a key that some adapter could not hold, or that could lead out of the store."""
    if len(key) > LONGEST_KEY or not all(_SEGMENT.fullmatch(segment) for segment in key.split("/")):
        raise StoreError(
            f"{key[:LONGEST_KEY]!r} is no key: use 1 to {LONGEST_SEGMENT} letters, digits or ._=@:+~- between slashes, "
            f"at most {LONGEST_KEY} characters; hash anything else"
        )


def check_condition(*, if_absent: bool, if_version: str | None) -> None:
    """Raise `ValueError` for a condition that nothing can meet."""
    if if_absent and if_version is not None:
        raise ValueError("if_absent and if_version exclude one another")


def connect(url: str) -> Store:
    """Open the store a URL names: `file:///absolute/folder`, which is made when it is not there, or `gs://bucket/prefix`.

    The prefix may be left out. Raises `StoreError` for a scheme nobody serves.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        from shared.store import folder  # noqa: PLC0415 - an adapter is imported when it is chosen, not before

        return folder.FolderStore(Path(unquote(parts.path)))
    if parts.scheme == "gs" and parts.netloc and not parts.query and not parts.fragment:
        from shared.store import cloud_storage  # noqa: PLC0415 - as above

        return cloud_storage.CloudStorageStore(parts.netloc, parts.path.strip("/"))
    raise StoreError(f"STORE_URL: no adapter for {url!r}; use file:///<absolute folder> or gs://<bucket>/<prefix>")


from shared.store.leases import lease  # noqa: E402 - built on what stands above

__all__ = [
    "LeaseHeldError",
    "LeaseLostError",
    "Store",
    "StoreConflictError",
    "StoreError",
    "Stored",
    "check_condition",
    "check_key",
    "connect",
    "lease",
]
