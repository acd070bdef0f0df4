"""The store in a folder of this machine: one file a key, readable by their owner only.

A value is written to a temporary file, flushed to the disk and renamed, so readers need no lock: the file they opened
never changes. Writers compare and rename under one lock of the whole store, which is held for microseconds.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from shared.store import StoreConflictError, Stored, StoreError, check_condition, check_key

_SUFFIX = ".value"  # tells the key "a" from the folder of "a/b"; no encoded segment holds a full stop
_TICK = 1_000  # nanoseconds between two versions: APFS, ext4, XFS and tmpfs all keep at least microseconds
_SMALL, _MOST_READ = 64 * 1024, 256  # bytes and values kept in memory: together less than a page of an answer's cache
_CHUNK = 1 << 20  # bytes copied at once: artefacts are tens of megabytes


class FolderStore:
    """A `Store` in a folder. A version is the file's time of writing, which this store never gives out twice."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock_path = root / ".lock"
        self._read: dict[str, Stored] = {}  # the last version read of small values: asking for it is one call, not nine
        self._writing = root / ".writing"
        self._make_folder(self._writing)
        root.chmod(0o700)  # it holds sessions and may have been made by hand
        self._remove_leftovers()

    def get(self, key: str) -> Stored | None:
        try:
            version = _version(os.stat(self._path(key)))  # noqa: PTH116 - half the time of Path.stat, several times a request
        except FileNotFoundError:
            return None
        known = self._read.get(key)
        if known is not None and known.version == version:
            return known
        file = self.open(key)
        if file is None:
            return None
        with file:
            stored = Stored(file.read(), _version(os.fstat(file.fileno())))
        if len(stored.value) <= _SMALL:
            if len(self._read) >= _MOST_READ:
                self._read.clear()
            self._read[key] = stored
        return stored

    def put(self, key: str, value: bytes, *, if_absent: bool = False, if_version: str | None = None) -> str:
        check_condition(if_absent=if_absent, if_version=if_version)

        def fill(file: BinaryIO) -> None:
            file.write(value)

        def check(path: Path) -> None:
            if if_absent and path.exists():
                raise StoreConflictError(f"{key} exists already")
            if if_version is not None:
                _expect_version(key, path, if_version)

        return self._write(key, fill, check)

    def put_file(self, key: str, path: Path) -> None:
        with path.open("rb") as source:
            self._write(key, lambda file: shutil.copyfileobj(source, file, _CHUNK), lambda _: None)

    def open(self, key: str) -> BinaryIO | None:
        try:
            return self._path(key).open("rb")
        except FileNotFoundError:
            return None

    def list(self, prefix: str) -> Iterator[str]:
        *folders, _ = prefix.split("/")
        top = self._root.joinpath(*map(_encode, folders))
        keys = (
            _decode(Path(folder).relative_to(self._root) / name)
            for folder, _, names in os.walk(
                top
            )  # which, unlike glob, takes it calmly when a folder goes away meanwhile
            for name in names
            if name.endswith(_SUFFIX)
        )
        return iter(sorted(key for key in keys if key.startswith(prefix)))

    def delete(self, key: str, *, if_version: str | None = None) -> None:
        path = self._path(key)
        with self._locked():
            if not path.exists():
                return
            if if_version is not None:
                _expect_version(key, path, if_version)
            path.unlink()
            _sync_folder(path.parent)
            with suppress(OSError):  # ends at the first folder that still holds something
                for folder in path.relative_to(self._root).parents:
                    if folder.parts:
                        (self._root / folder).rmdir()

    def _path(self, key: str) -> Path:
        check_key(key)
        *folders, name = map(_encode, key.split("/"))
        return self._root.joinpath(*folders, name + _SUFFIX)

    def _write(self, key: str, fill: Callable[[BinaryIO], object], check: Callable[[Path], None]) -> str:
        path = self._path(key)
        with self._temporary() as (file, temporary):
            fill(file)
            file.flush()
            os.fsync(file.fileno())
            with self._locked() as lock:
                check(path)
                self._make_folder(path.parent)
                _stamp(file.fileno(), lock)
                temporary.replace(path)
            with suppress(FileNotFoundError):  # a key deleted meanwhile may have been the last of its folder
                _sync_folder(path.parent)
            return _version(os.fstat(file.fileno()))

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """The store's lock, against threads as well: it belongs to the descriptor, and every call opens its own."""
        descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            fcntl.flock(descriptor, fcntl.LOCK_UN)  # closing is not enough when a forked child has a copy of it
            os.close(descriptor)

    @contextmanager
    def _temporary(self) -> Iterator[tuple[BinaryIO, Path]]:
        """A new file that is locked as long as its writer lives, which is how a leftover is known."""
        with self._locked():
            descriptor, name = tempfile.mkstemp(dir=self._writing)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file, temporary
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

    def _remove_leftovers(self) -> None:
        with self._locked():  # so that no writer stands between making its file and locking it
            for leftover in self._writing.iterdir():
                with leftover.open("rb") as file, suppress(BlockingIOError):
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    leftover.unlink()

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(folder.parent)


def _version(status: os.stat_result) -> str:
    return str(status.st_mtime_ns)


def _expect_version(key: str, path: Path, version: str) -> None:
    try:
        found = _version(path.stat())
    except FileNotFoundError:
        raise StoreConflictError(f"{key} is gone") from None
    if found != version:
        raise StoreConflictError(f"{key} has been written since it was read")


def _stamp(file: int, lock: int) -> None:
    """Give the file the next version: now, but later than every version before, which the lock file remembers."""
    last = os.fstat(lock).st_mtime_ns
    moment = max(time.time_ns(), last + _TICK) // _TICK * _TICK
    for descriptor in (lock, file):
        os.utime(descriptor, ns=(moment, moment))
    if os.fstat(file).st_mtime_ns != moment:
        raise StoreError("this disk does not keep microseconds of a file's time; put DATA_DIR on a local disk")


def _encode(segment: str) -> str:
    """A file name for any segment; upper case too, since some disks do not tell it from lower case."""
    return re.sub(r"[^a-z0-9_=@+~-]", lambda found: "".join(f"%{byte:02x}" for byte in found[0].encode()), segment)


def _decode(path: Path) -> str:
    return "/".join(unquote(part) for part in (*path.parent.parts, path.name.removesuffix(_SUFFIX)))


def _sync_folder(folder: Path) -> None:
    """Make a rename durable: it is the folder that holds the names."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
