"""The store in a bucket of Cloud Storage: one object a key, a version is the object's generation.

No write and no delete goes out without a generation it must meet, not even the ones a caller makes unconditionally:
those ask for the generation first. So any request may be sent again, and one that lingers in the network cannot undo
what came after it. Every write carries a mark of its own; a write that is told "precondition failed" looks for its mark
first, since it may have met itself: sent, applied, its answer lost, sent again (shared/decisions/0008).
"""

from __future__ import annotations

import re
import secrets
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import google_crc32c
from google.api_core.exceptions import GoogleAPIError, NotFound, PreconditionFailed
from google.auth.exceptions import GoogleAuthError
from google.cloud.storage import Client  # type: ignore[import-untyped]  # it ships no types
from google.cloud.storage.exceptions import DataCorruption  # type: ignore[import-untyped]  # as above
from google.cloud.storage.retry import DEFAULT_RETRY  # type: ignore[import-untyped]  # as above
from requests import RequestException
from requests.adapters import HTTPAdapter

from shared.hurry import about_to_wait
from shared.store import StoreConflictError, Stored, StoreError, check_condition, check_key

CONNECT_SECONDS = 2.0  # within Google's network a connection takes milliseconds; a lost packet is sent again after one
ANSWER_SECONDS = 5.0  # for a small object, which takes 20 to 200 ms; a lease of 15 s outlives one answer that is lost
CHUNK_ANSWER_SECONDS = 30.0  # for the next part of an artefact, or the answer to one that was sent
RETRY_SECONDS = 10.0  # after which no new attempt begins: who asks over HTTP is gone after 20
ARTEFACT_RETRY_SECONDS = 120.0  # a job's own time is minutes, and losing it costs more than waiting

_CHUNK = 8 << 20  # bytes of an upload held in memory and sent again when lost; the client's own is 100 MiB
_CONNECTIONS = 64  # as many as there are threads to a server; with the default of 10 the others shake hands anew
_FIRST_WAIT = 0.2  # seconds: a 429 is about one key written more than once a second, so soon after is in vain
_LONGEST_WAIT = 2.0  # seconds: so that several attempts fit in
_MARK = "shopsight-write"  # the custom metadata that tells one write from all others
_BUCKET = re.compile(r"[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]")
_GENERATION = re.compile(r"[1-9][0-9]{0,17}")  # fits int64; 0 would mean "absent"


class CloudStorageStore:
    """A `Store` in a bucket, below a prefix. Raises `StoreError` for whatever Cloud Storage did not do in time.

    The client finds its credentials by itself: the service account of Cloud Run, or STORAGE_EMULATOR_HOST without any.
    """

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        *,
        answer_seconds: float = ANSWER_SECONDS,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        if not _BUCKET.fullmatch(bucket):
            raise StoreError(f"STORE_URL: {bucket!r} is no bucket; use gs://<bucket> or gs://<bucket>/<prefix>")
        if prefix:
            check_key(prefix)
        with _plainly("finding credentials"):
            self._client: Any = Client(project=None)
        self._client._http.mount(  # noqa: SLF001 - the session has no other door, and its pool no other size
            self._client.api_endpoint, HTTPAdapter(pool_connections=1, pool_maxsize=_CONNECTIONS)
        )
        # The client asks for the bucket behind its caller's back, from threads of its own, to adorn traces we have not.
        self._client._bucket_metadata_cache = None  # noqa: SLF001 - the alternative is a variable in the environment
        self._bucket: Any = self._client.bucket(bucket)
        self._prefix = f"{prefix}/" if prefix else ""
        retry = DEFAULT_RETRY.with_delay(initial=_FIRST_WAIT, maximum=_LONGEST_WAIT)
        self._small = {"timeout": (CONNECT_SECONDS, answer_seconds), "retry": retry.with_timeout(retry_seconds)}
        self._large = {
            "timeout": (CONNECT_SECONDS, CHUNK_ANSWER_SECONDS),
            "retry": retry.with_timeout(ARTEFACT_RETRY_SECONDS),
        }

    def get(self, key: str) -> Stored | None:
        file = BytesIO()
        generation = self._download(key, file, self._small)
        return None if generation is None else Stored(file.getvalue(), str(generation))

    def put(self, key: str, value: bytes, *, if_absent: bool = False, if_version: str | None = None) -> str:
        check_condition(if_absent=if_absent, if_version=if_version)
        expected = 0 if if_absent else _generation(key, if_version)
        return self._write(key, BytesIO(value), self._small, expected)

    def put_file(self, key: str, path: Path) -> None:
        with path.open("rb") as file:
            self._write(key, file, self._large, None)

    def open(self, key: str) -> BinaryIO | None:
        """As the protocol says; the whole object is fetched first, since an overwritten generation is gone at once.

        The file is on the disk for temporary files, which on Cloud Run is memory.
        """
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
        try:
            found = self._download(key, file, self._large)
        except BaseException:
            file.close()
            raise
        if found is None:
            file.close()
            return None
        file.seek(0)
        return file

    def list(self, prefix: str) -> Iterator[str]:
        about_to_wait()
        with _plainly(f"listing {prefix!r}"):
            for blob in self._client.list_blobs(
                self._bucket, prefix=self._prefix + prefix, fields="items/name,nextPageToken", **self._small
            ):
                if not blob.name.endswith("/"):  # what the console makes of a "folder"
                    yield blob.name.removeprefix(self._prefix)

    def delete(self, key: str, *, if_version: str | None = None) -> None:
        blob = self._blob(key)
        with _plainly(f"deleting {key}"):
            while (live := self._live(key)) is not None:
                if if_version is not None and str(live.generation) != if_version:
                    raise StoreConflictError(f"{key} has been written since it was read")
                try:
                    blob.delete(if_generation_match=live.generation, **self._small)
                except PreconditionFailed:
                    continue  # written meanwhile: look again
                except NotFound:
                    return  # gone meanwhile, perhaps by the first of two attempts
                return

    def _write(self, key: str, file: BinaryIO, limits: dict[str, Any], expected: int | None) -> str:
        """Upload on the expected generation (0: absent), or for None on whatever is live; answers the new one."""
        mark = secrets.token_hex(16)
        checksum, size = _checksum_and_size(file)
        blob = self._blob(key)
        blob.chunk_size = _CHUNK
        blob.metadata = {_MARK: mark}
        with _plainly(f"writing {key}"):
            generation = _generation_of(self._live(key)) if expected is None else expected
            while True:
                try:
                    blob.upload_from_file(
                        file,
                        rewind=True,
                        size=size,
                        if_generation_match=generation,
                        checksum="crc32c",  # sent ahead of up to 8 MiB; the next line is for more
                        crc32c_checksum_value=checksum,  # so what was garbled is refused, not stored
                        **limits,
                    )
                except PreconditionFailed:
                    live = self._live(key)
                    if live is not None and (live.metadata or {}).get(_MARK) == mark:
                        return str(live.generation)  # an earlier attempt did it and its answer was lost
                    if expected is not None:
                        raise StoreConflictError(_why(key, expected, live)) from None
                    generation = _generation_of(live)
                else:
                    return str(blob.generation)

    def _download(self, key: str, file: BinaryIO, limits: dict[str, Any]) -> int | None:
        """Fill the file; answers the generation, None for an absent key.

        Each attempt begins anew: to go on, as the client would, asks for a generation that may be gone meanwhile, and
        then an overwritten key would look like an absent one.
        """
        name = self._blob(key).name

        def attempt() -> int | None:
            file.seek(0)
            file.truncate()
            blob = self._bucket.blob(name)
            try:
                blob.download_to_file(file, timeout=limits["timeout"], retry=None)
            except NotFound as error:
                if "bucket does not exist" in str(error):
                    raise
                return None
            return int(blob.generation)  # of this very answer, by its x-goog-generation

        with _plainly(f"reading {key}"):
            return limits["retry"](attempt)()  # type: ignore[no-any-return]  # the client ships no types

    def _live(self, key: str) -> Any:  # noqa: ANN401 - the client ships no types
        """What is known of the object under a key, as of now; None when there is none."""
        return self._bucket.get_blob(self._prefix + key, **self._small)

    def _blob(self, key: str) -> Any:  # noqa: ANN401 - the client ships no types
        check_key(key)
        about_to_wait()  # every call but `list` begins here
        return self._bucket.blob(self._prefix + key)


@contextmanager
def _plainly(doing: str) -> Iterator[None]:
    try:
        yield
    except (GoogleAPIError, GoogleAuthError, RequestException, DataCorruption) as error:
        raise StoreError(f"Cloud Storage: {doing} failed: {error}") from error


def _checksum_and_size(file: BinaryIO) -> tuple[str, int]:
    """Base64 of the CRC32C (big-endian) as Cloud Storage writes it, and bytes."""
    checksum = 0
    while part := file.read(_CHUNK):
        checksum = google_crc32c.extend(checksum, part)
    return b64encode(checksum.to_bytes(4, "big")).decode(), file.tell()


def _generation(key: str, version: str | None) -> int | None:
    """The generation a version names. Raises `StoreConflictError` for one that Cloud Storage never gave out."""
    if version is None:
        return None
    if not _GENERATION.fullmatch(version):
        raise StoreConflictError(f"{key} never had the version {version!r}")
    return int(version)


def _generation_of(live: Any) -> int:  # noqa: ANN401 - the client ships no types
    return 0 if live is None else int(live.generation)


def _why(key: str, expected: int, live: Any) -> str:  # noqa: ANN401 - the client ships no types
    if live is None:
        return f"{key} is gone"
    return f"{key} has been written since it was read" if expected else f"{key} exists already"
