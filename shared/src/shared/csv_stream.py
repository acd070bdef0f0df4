"""Rows as CSV text (RFC 4180, UTF-8), in bounded memory, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from shared import telemetry

CHUNK_CHARACTERS = 64 * 1024  # large enough that a chunk's own cost vanishes, small enough to start at once

# A spreadsheet runs a cell that begins with one of these as a formula (OWASP, "CSV injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# No number of ours has a plus: +44207... is a telephone's, and a spreadsheet would take it for a number without one.
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def csv_chunks(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, for_machines: bool = False
) -> Iterator[bytes]:
    """Header and rows as chunks of CSV.

    Text that a spreadsheet would take for a formula gets an apostrophe in front, unless it is a number; `for_machines`
    it stays as it is. Decimals are plain digits, times are in UTC, null is empty. Raises TypeError for a value that has
    no one spelling (a naive time).
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_text(name) for name in header])
    for row in rows:
        writer.writerow([value if for_machines and isinstance(value, str) else cell(value) for value in row])
        if buffer.tell() >= CHUNK_CHARACTERS:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def whole_or_broken(first: bytes, rest: Iterator[bytes], request_id: str) -> Iterator[bytes]:
    """Chunks of an answer that has begun. What fails on the way breaks it off, so that nobody takes a part for all."""
    try:
        yield first
        yield from rest
    except Exception:
        token = telemetry.request_id.set(request_id)  # the request is over for everything but its stream
        telemetry.logger().exception("transfer broken off")
        telemetry.request_id.reset(token)
        raise


def cell(value: object) -> str:  # noqa: PLR0911 - one answer per type
    """One value as the text of its cell."""
    match value:
        case None:
            return ""
        case str():
            return _text(value)
        case bool():  # before int, which it is as well
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case int() | float():
            return repr(value)
        case datetime():
            if value.tzinfo is None:
                raise TypeError("a time without its zone has no place in a file")
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case _:
            raise TypeError(f"a {type(value).__name__} has no place in a file")


def _text(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(value) else value
