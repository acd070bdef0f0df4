"""Statements as DuckDB understands them: each translated once for a data folder, and parsed once by a process.

Translating needs a library that takes an eighth of a start to import; parsing takes up to 4 ms of a long statement, a
tenth of its answer. Plans are not kept: DuckDB 2.0 makes those of prepared statements by what the tables held then, and
answers wrongly once they hold something else (github.com/duckdb/duckdb/pull/24696); and without the values it cannot
skip days.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import duckdb
import orjson

_KEPT = 512  # statements; more than all services together have

_parsed: dict[str, duckdb.Statement] = {}
_translated: dict[str, str] = {}  # by the digest of the GoogleSQL text
_kept_in: list[Path] = []  # where new translations go: the last is the warehouse that was opened last
_writing = threading.Lock()


def understood(
    cursor: duckdb.DuckDBPyConnection, text: str, prefix: str = "", suffix: str = ""
) -> duckdb.Statement | str:
    """One GoogleSQL statement between what makes something of it, to be executed by any cursor, in any thread.

    Raises duckdb.Error, sqlglot.ParseError.
    """
    if suffix:  # it names a file, which is written once
        return prefix + _in_duckdb(text) + suffix
    key = prefix + text
    found = _parsed.get(key)
    if found is None:
        if len(_parsed) >= _KEPT:
            _parsed.clear()  # statements made at run time; the others are soon there again
        (found,) = cursor.extract_statements(prefix + _in_duckdb(text))
        _parsed[key] = found
    return found


def keep_translations(file: Path) -> Callable[[], None]:
    """Take the translations that a file holds, if this program's translator made them, and add new ones to it until
    the result is called. What a killed process left of a line is passed over.
    """
    made_by = _translator()
    whole, _, rest = (file.read_bytes() if file.exists() else b"").rpartition(b"\n")
    lines = whole.split(b"\n")
    if lines[0] != made_by:
        lines = [made_by]
    if rest or lines == [made_by]:
        file.write_bytes(b"\n".join([*lines, b""]))
    _translated.update(_read(lines[1:]))
    _kept_in.append(file)

    def forget() -> None:
        if file in _kept_in:
            _kept_in.remove(file)

    return forget


def _read(lines: list[bytes]) -> Iterator[tuple[str, str]]:
    for line in lines:
        try:
            digest, text = orjson.loads(line)
        except ValueError:  # orjson's own error is one
            continue
        yield digest, text


def _translator() -> bytes:
    """What translates, as a digest: our rules and the version of sqlglot, which is not imported for it."""
    found = find_spec("sqlglot")
    folder = Path(found.origin).parent if found is not None and found.origin else Path()
    sources = [Path(__file__).with_name("googlesql.py"), folder / "_version.py"]
    return sha256(b"".join(source.read_bytes() for source in sources)).hexdigest().encode()


def _in_duckdb(text: str) -> str:
    digest = sha256(text.encode()).hexdigest()
    found = _translated.get(digest)
    if found is None:
        from shared.warehouse.googlesql import to_duckdb  # noqa: PLC0415 - sqlglot: see above

        found = to_duckdb(text)
        if len(_translated) < _KEPT:
            _translated[digest] = found
            _keep(orjson.dumps([digest, found]) + b"\n")
    return found


def _keep(line: bytes) -> None:
    """Add a translation to the file; a folder that is full or gone costs the next start some time, and nothing else."""
    with _writing:
        if _kept_in:
            try:
                with _kept_in[-1].open("ab") as file:
                    file.write(line)
            except OSError:
                _kept_in.pop()
