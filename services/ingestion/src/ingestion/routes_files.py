"""An upload on its way in: a form of files and what to do with them, streamed into a folder, limited in every way."""

from __future__ import annotations

import re
import shutil
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import ClientDisconnected
from werkzeug.formparser import FormDataParser

from ingestion.door import Door
from ingestion.files.plan import FORMATS, SourceFile, shipped_mapping, shipped_mappings
from ingestion.loads import LoadRequest
from shared.contracts.problems import ProblemError

_FIELDS = ("format", "mapping", "dry_run")
_MOST_FILES = 200  # a folder of monthly files over ten years; the contract's most
_LONGEST_NAME = 200  # characters of a file's name that are kept
_LONGEST_FIELD = 4_000_000  # bytes of all fields: a mapping of a million characters, the most that is read
_SILENT_SECONDS = 60.0  # without a byte: nobody is there any more, and a thread waits for nothing
_GRACE_SECONDS = 60.0  # a slow start is no slow upload
_SLOWEST = 8 * 1024  # bytes a second on average: a tenth of the poorest uplink that is still sold
_RESERVE = 256 * 1024 * 1024  # bytes that stay free on the disk, for what is made of the files and for the shop itself
_SHIPPED = re.compile(r"[a-z0-9_]{1,64}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_FORMULA = (
    "=+-@ \t"  # what a spreadsheet takes for a formula when it stands first in a cell: names stand in CSV answers
)


def load_request(door: Door, folder: Path) -> LoadRequest:
    """What the caller asked for, its files saved in `folder`. Raises ProblemError naming what is wrong."""
    if request.mimetype != "multipart/form-data":
        raise ProblemError(415, "unsupported-media-type", "Send files as multipart/form-data")
    form, files = _received(door, folder)
    errors = [(name, "is not a field of this form") for name in form if name not in _FIELDS]
    errors += [(name, "is not a file of this form") for name in files if name != "file"]
    errors += [(name, "is given more than once") for name in form if len(form.getlist(name)) > 1]
    format_, mapping, dry_run = form.get("format"), form.get("mapping"), form.get("dry_run", "false")
    if format_ is not None and format_ not in FORMATS:
        errors.append(("format", f"is {' or '.join(FORMATS)}, or left out when a mapping is given"))
    if (format_ is None) == (mapping is None):
        errors.append(("mapping", "give either format or mapping"))
    if dry_run not in ("true", "false"):
        errors.append(("dry_run", "is true or false"))
    uploads = files.getlist("file")
    names = [_file_name(upload.filename) for upload in uploads]
    if not uploads:
        errors.append(("file", "at least one file is needed"))
    if not all(names):
        errors.append(("file", "has no name"))
    if len(set(names)) < len(names):
        errors.append(("file", "two files have the same name"))
    if errors:
        raise _wrong_form(errors)
    saved = tuple(SourceFile(name, Path(upload.stream.name)) for name, upload in zip(names, uploads, strict=True))
    text, source = _mapping_text(mapping) if mapping is not None else (None, str(format_))
    return LoadRequest(saved, format_, text, source, dry_run == "true")


def _received(door: Door, folder: Path) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
    """The form's fields and files, each file written to `folder` as it comes."""
    request.max_content_length = door.settings.max_upload_mb * 1024 * 1024
    if request.content_length is not None and request.content_length > request.max_content_length:
        raise _too_large(f"At most {door.settings.max_upload_mb} MB are taken at once; send the files one by one")
    _check_room(folder, request.content_length or 0)
    opened: list[IO[bytes]] = []

    def file_for(
        total_content_length: int | None,  # noqa: ARG001 - what werkzeug asks with
        content_type: str | None,  # noqa: ARG001 - what werkzeug asks with
        filename: str | None,  # noqa: ARG001 - what werkzeug asks with
        content_length: int | None = None,  # noqa: ARG001 - what werkzeug asks with
    ) -> IO[bytes]:
        if len(opened) == _MOST_FILES:
            raise _wrong_form([("file", f"at most {_MOST_FILES} files are taken at once")])
        # Numbered, not named: no name of a caller's becomes a path.
        opened.append((folder / f"{len(opened):03}").open("w+b"))
        return opened[-1]

    parser = FormDataParser(
        stream_factory=file_for,
        max_form_memory_size=_LONGEST_FIELD,
        max_form_parts=_MOST_FILES + len(_FIELDS) + 1,  # one more than allowed, to be told which is too many
        silent=False,
    )
    try:
        with _impatient(request.environ):
            _, form, files = parser.parse(
                cast("IO[bytes]", Watched(request.stream, folder)),
                request.mimetype,
                request.content_length,
                dict(request.mimetype_params),
            )
    except ClientDisconnected as error:
        raise _too_slow() from error
    except ValueError as error:
        raise _wrong_form([("file", f"the form is no multipart/form-data: {error}")]) from error
    finally:
        for file in opened:
            file.close()
    return form, files


class Watched:
    """The body of a request: broken off when it comes too slowly, or the disk has no room for more of it."""

    def __init__(self, stream: IO[bytes], folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._folder = folder
        self._clock = clock
        self._began = clock()
        self._count = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self._count += len(piece)
        seconds = self._clock() - self._began
        if seconds > _GRACE_SECONDS and self._count < seconds * _SLOWEST:
            raise _too_slow()
        _check_room(self._folder, 0)
        return piece


@contextmanager
def _impatient(environ: Mapping[str, Any]) -> Iterator[None]:
    """Let a read from the caller's socket end when nothing comes; a server without one has limits of its own."""
    connection = environ.get("gunicorn.socket")
    if not isinstance(connection, socket.socket):
        yield
        return
    before = connection.gettimeout()
    connection.settimeout(_SILENT_SECONDS)
    try:
        yield
    finally:
        connection.settimeout(before)


def _check_room(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free < size + _RESERVE:
        raise _too_large("There is not enough room for it on the disk; make some, or send less at once")


def _too_large(detail: str) -> ProblemError:
    return ProblemError(413, "content-too-large", "The upload is too large", detail)


def _too_slow() -> ProblemError:
    detail = f"It broke off, or came at less than {_SLOWEST // 1024} kB a second; nothing was changed"
    return ProblemError(408, "request-timeout", "The upload did not come through", detail)


def _wrong_form(errors: list[tuple[str, str]]) -> ProblemError:
    return ProblemError(400, "invalid-form", "The form is not as the contract has it", errors=errors)


def _file_name(given: str | None) -> str:
    """A file's name without folders and without what a spreadsheet would run; empty when nothing is left."""
    name = Path((given or "").replace("\\", "/")).name
    return "" if name == ".." else _UNPRINTABLE.sub("", name)[-_LONGEST_NAME:].lstrip(_FORMULA)


def _mapping_text(mapping: str) -> tuple[str, str]:
    """The mapping's text and what to call it: one that is shipped, by name, or the caller's own."""
    if not _SHIPPED.fullmatch(mapping):
        return mapping, "mapping"
    text = shipped_mapping(mapping)
    if text is None:
        raise _wrong_form([("mapping", f"shipped are: {', '.join(shipped_mappings())}")])
    return text, mapping
