"""Columns of a file as times: by formats in strptime's words, or by what can be recognised without doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.plan import FilesError
from ingestion.files.values import Mask, Parsed, by_distinct, chosen, mask_of, matching
from ingestion.files.zones import SECOND, Int64s, Zone

MICROSECONDS = pa.timestamp("us")
MOMENT = pa.timestamp("us", tz="UTC")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DIRECTIVES = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "b": r"(?P<b>[A-Za-z]{3,9})\.?",
    "B": r"(?P<b>[A-Za-z]{3,9})\.?",
    "a": r"[A-Za-z]+\.?",
    "A": r"[A-Za-z]+\.?",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<H>\d{1,2})",
    "M": r"(?P<M>\d{2})",
    "S": r"(?P<S>\d{2})",
    "f": r"(?P<f>\d{1,9})",
    "p": r"(?P<p>[AaPp])\.?[Mm]\.?",
    "z": r"(?P<z>[Zz]|UTC|[+-]\d{2}(?::?\d{2})?)",
    "%": "%",
}
_SHORT = {"F": "%Y-%m-%d", "T": "%H:%M:%S", "R": "%H:%M"}
_TIME = (
    r"(?:(?:[Tt]|,?\s+)(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"(?:\s*(?P<p>[AaPp])\.?[Mm]\.?)?(?:\s*(?P<z>[Zz]|UTC|[+-]\d{2}(?::?\d{2})?))?)?$"
)
_NUMERIC = r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?:\D|$)"
ISO = (
    rf"^(?P<Y>\d{{4}})[-/](?P<m>\d{{1,2}})[-/](?P<d>\d{{1,2}}){_TIME}",
    rf"^(?P<Y>(?:19|20)\d{{2}})(?P<m>\d{{2}})(?P<d>\d{{2}}){_TIME}",
)
RECOGNISED = {
    "day": (*ISO, rf"^(?P<d>\d{{1,2}})[-/.](?P<m>\d{{1,2}})[-/.](?P<Y>\d{{4}}){_TIME}"),
    "month": (*ISO, rf"^(?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})[-/.](?P<Y>\d{{4}}){_TIME}"),
}
_PIVOT = 69  # two-digit years as strptime reads them: 69 is 1969, 68 is 2068
_NOON = 12


def _micros(date: str) -> int:
    return int(np.datetime64(date, "us").astype(np.int64))


_EARLIEST, _LATEST = _micros("1900-01-01"), _micros("9999-12-31T23:59:59.999999")  # "for ever", as databases write it
# The shop's own facts lie here: a year 0202 or 2202 is a typing error that would stretch every trend by centuries.
_FACTS = (
    int(np.datetime64("1970-01-01", "us").astype(np.int64)),
    int(np.datetime64("2100-01-01", "us").astype(np.int64)),
)


@dataclass(frozen=True)
class Times:
    """A column of points in time, in microseconds since 1970: of the clock on the wall or, where `fixed`, in UTC."""

    micros: Int64s  # 0 where not known
    fixed: Mask
    known: Mask
    problems: dict[str, Mask]


def _times(micros: Int64s, fixed: Mask, known: Mask, problems: dict[str, Mask]) -> Times:
    outside = known & ((micros < _EARLIEST) | (micros > _LATEST))
    known = known & ~outside
    return Times(np.where(known, micros, 0), fixed, known, {**problems, "date_out_of_range": outside})


@cache
def pattern_of(date_format: str) -> str:
    """The RE2 pattern of a strptime format. Raises FilesError for a directive that is not supported."""
    text = re.sub("%([FTR])", lambda match: _SHORT[match[1]], date_format.strip())
    pattern, groups = "", set()
    for part in re.findall(r"%.|\s+|[^%\s]+|%$", text):
        if part.startswith("%"):
            piece = _DIRECTIVES.get(part[1:])
            if piece is None or (piece in groups and "?P" in piece):
                known = " ".join(f"%{letter}" for letter in [*_DIRECTIVES, *_SHORT])
                raise FilesError(f"date_formats: {date_format!r}: {part} cannot be read here (once each: {known}).")
            groups.add(piece)
            pattern += piece
        else:
            pattern += r"\s+" if part.isspace() else re.escape(part)
    if not (re.search("P<[Yy]>", pattern) and re.search("P<[mb]>", pattern)):
        raise FilesError(f"date_formats: {date_format!r} names no year or no month (write one like %d-%m-%Y %H:%M).")
    return f"^{pattern}$"


def evidence(texts: pa.Array) -> dict[str, str]:
    """What dates like 31/12/2010 say about their order, with an example: `day` first, `month` first or `either`."""
    numeric = matching(texts, _NUMERIC)
    found = {}
    for kind, pattern in (
        ("day", r"^(?:1[3-9]|[23]\d|\d{1,2}\.)"),  # with points the day comes first wherever they are written so
        ("month", r"^\d{1,2}[-/](?:1[3-9]|[23]\d)"),
        ("either", r"^(?:0?\d|1[0-2])[-/](?:0?\d|1[0-2])[-/]"),
    ):
        examples = matching(numeric, pattern)
        if len(examples):
            found[kind] = examples[0].as_py()
    return found


def times_of_texts(texts: pa.Array, patterns: Sequence[str]) -> Times:
    """Texts as times, each by the first pattern it fits.

    Problems: `not_a_date`, `excel_serial_date` (a number of days since 1900), `date_out_of_range`.
    """
    parsed = by_distinct(texts, lambda distinct: _parse(distinct, patterns))
    micros = pc.fill_null(pc.struct_field(parsed.values, "micros"), 0).to_numpy()
    fixed, known = (mask_of(pc.struct_field(parsed.values, name)) for name in ("fixed", "known"))
    return _times(micros, fixed, known, parsed.problems)


def _parse(texts: pa.Array, patterns: Sequence[str]) -> Parsed:
    fast = _iso(texts) if patterns[: len(ISO)] == ISO else None
    if fast is not None:
        return fast
    count = len(texts)
    micros, fixed, known = np.zeros(count, np.int64), np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    for pattern in patterns:
        left = chosen(~known, texts)
        found = pc.extract_regex(left, pattern)
        fits = mask_of(pc.is_valid(found))
        if not fits.any():
            continue
        names = [field.name for field in found.type]
        parts = {name: pc.struct_field(found, name).filter(pa.array(fits)) for name in names}
        values, offsets, good = _moments(parts, int(fits.sum()))
        places = np.flatnonzero(fits)
        micros[places], fixed[places], known[places] = values, offsets, good
    wrong = mask_of(pc.is_valid(texts)) & ~known
    serial = wrong & mask_of(pc.match_substring_regex(texts, r"^[1-9]\d{4}(?:[.,]\d+)?$"))
    return Parsed(_struct(micros, fixed, known), {"excel_serial_date": serial, "not_a_date": wrong & ~serial})


def _struct(micros: Int64s, fixed: Mask, known: Mask) -> pa.Array:
    return pa.StructArray.from_arrays(
        [pa.array(micros), pa.array(fixed), pa.array(known)], ["micros", "fixed", "known"]
    )


def _iso(texts: pa.Array) -> Parsed | None:
    """ISO dates by Arrow's own reading, which is ten times as fast; None where one of them is not plain ISO."""
    for target, is_fixed in ((MICROSECONDS, False), (MOMENT, True)):
        try:
            values = pc.cast(texts, target)
        except pa.ArrowInvalid:
            continue
        micros = pc.fill_null(pc.cast(values, pa.int64()), 0).to_numpy()
        return Parsed(_struct(micros, np.full(len(texts), is_fixed), mask_of(pc.is_valid(texts))))
    return None


def _moments(parts: dict[str, pa.Array], count: int) -> tuple[Int64s, Mask, Mask]:
    """Microseconds of the parts of times; which bear an offset (and so are UTC); which exist in the calendar."""

    def number(name: str, default: int = 0) -> Int64s:
        if name not in parts:
            return np.full(count, default, np.int64)
        texts = pc.if_else(pc.equal(parts[name], ""), str(default), parts[name])
        values: Int64s = pc.cast(texts, pa.int64()).to_numpy()
        return values

    year = number("Y")
    if "y" in parts:
        short = number("y")
        year = np.where(short >= _PIVOT, 1900 + short, 2000 + short)
    month = _named_months(parts["b"]) if "b" in parts else number("m")
    day, hour, minute, second = number("d", 1), number("H"), number("M"), number("S")
    good = (month >= 1) & (month <= _NOON) & (hour < 24) & (minute < 60) & (second < 60)  # noqa: PLR2004 - the clock
    if "p" in parts:
        half = pc.utf8_lower(parts["p"])
        is_half = mask_of(pc.not_equal(half, ""))
        good &= ~is_half | ((hour >= 1) & (hour <= _NOON))
        hour = np.where(is_half, hour % _NOON + _NOON * mask_of(pc.equal(half, "p")), hour)
    months = ((year - 1970) * 12 + np.where(good, month, 1) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]").astype(np.int64) + day - 1
    good &= (day >= 1) & (days.astype("datetime64[D]").astype("datetime64[M]") == months)
    micros = (((days * 24 + hour) * 60 + minute) * 60 + second) * SECOND
    if "f" in parts:
        fraction = pc.utf8_slice_codeunits(pc.utf8_rpad(parts["f"], 6, "0"), 0, 6)
        micros += pc.cast(fraction, pa.int64()).to_numpy()
    if "z" not in parts:
        return micros, np.zeros(count, np.bool_), good
    offset = pc.extract_regex(parts["z"], r"(?P<sign>[+-])(?P<h>\d{2}):?(?P<m>\d{2})?")
    sign = np.where(mask_of(pc.equal(pc.struct_field(offset, "sign"), "-")), -1, 1)
    minutes = np.zeros(count, np.int64)
    for name, worth in (("h", 60), ("m", 1)):
        field = pc.fill_null(pc.struct_field(offset, name), "")
        minutes += worth * pc.cast(pc.if_else(pc.equal(field, ""), "0", field), pa.int64()).to_numpy()
    return micros - sign * minutes * 60 * SECOND, mask_of(pc.not_equal(parts["z"], "")), good


def _named_months(names: pa.Array) -> Int64s:
    """1 to 12 for English names of months, short or whole; 0 for what is none."""
    short = pc.utf8_slice_codeunits(pc.utf8_lower(names), 0, 3)
    found: Int64s = pc.fill_null(pc.index_in(short, value_set=pa.array(_MONTHS)), -1).to_numpy().astype(np.int64)
    return found + 1


def times_of_column(array: pa.Array) -> Times | None:
    """A column of dates or timestamps (Parquet) as times; None for a column of another type."""
    if not (pa.types.is_date(array.type) or pa.types.is_timestamp(array.type)):
        return None
    is_fixed = pa.types.is_timestamp(array.type) and array.type.tz is not None
    values = pc.cast(array, MOMENT if is_fixed else MICROSECONDS, safe=False)  # finer than microseconds is cut
    micros = pc.fill_null(pc.cast(values, pa.int64()), 0).to_numpy()
    return _times(micros, np.full(len(array), is_fixed), mask_of(pc.is_valid(array)), {})


def moments(times: Times, zone: Zone, *, fact: bool) -> Parsed:
    """Times as TIMESTAMP: what bears no offset is the zone's wall clock. A fact lies between 1970 and 2100."""
    utc = np.minimum(np.where(times.fixed, times.micros, zone.to_utc(times.micros)), _LATEST)
    outside = times.known & ((utc < _FACTS[0]) | (utc >= _FACTS[1])) if fact else np.zeros(len(utc), np.bool_)
    values = pa.array(utc, pa.int64(), mask=~times.known | outside)
    problems = {**times.problems, "date_out_of_range": times.problems["date_out_of_range"] | outside}
    return Parsed(pc.cast(values, MOMENT), problems)


def days(times: Times, shop_zone: Zone, *, fact: bool) -> Parsed:
    """Times as DATE: the date that is written; of a moment with an offset, the shop's day."""
    wall = np.where(times.fixed, shop_zone.to_wall(times.micros), times.micros)
    outside = times.known & ((wall < _FACTS[0]) | (wall >= _FACTS[1])) if fact else np.zeros(len(wall), np.bool_)
    values = pa.array((wall // (86_400 * SECOND)).astype(np.int32), pa.int32(), mask=~times.known | outside)
    problems = {**times.problems, "date_out_of_range": times.problems["date_out_of_range"] | outside}
    return Parsed(pc.cast(values, pa.date32()), problems)
