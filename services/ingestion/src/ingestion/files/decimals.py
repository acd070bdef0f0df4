"""Columns of a file as exact decimals: `$2,024.99`, `€ 1.234,56`, `(12.00)`, `1 234,56-`. Never through a float."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.values import Mask, Parsed, by_distinct, chosen, mask_of, matching, plain

Style = Literal["point", "comma"]

AMOUNT = pa.decimal128(24, 9)  # while computing: every |x| < 1e15 with nine places, with room to add
STORED = pa.decimal128(38, 9)  # NUMERIC
LIMIT = Decimal(10) ** 15  # no shop sells for that; beyond it products would leave NUMERIC
_WIDE = pa.decimal256(60, 30)  # the longest fraction of a double above _NOTHING, and LIMIT
_NOTHING = 5e-10  # what rounds to zero at nine places

# The codes a shop meets; any three letters would make a number of SKU123.
_CODES = (
    "AED|AUD|BGN|BRL|CAD|CHF|CLP|CNY|COP|CZK|DKK|EUR|GBP|HKD|HUF|IDR|ILS|INR|ISK|JPY|KRW|MXN|MYR|NOK|NZD|PHP|PLN|RON"
    "|RUB|SAR|SEK|SGD|THB|TRY|TWD|UAH|USD|VND|ZAR"
)
_MARK = rf"(?:{_CODES}|[A-Z]{{0,2}}\p{{Sc}}|kr\.?|zł|Fr\.?)"
_DOLLARS = (
    "USD AUD CAD NZD SGD HKD MXN BRL CLP COP TWD ARS BBD BMD BND BSD BZD CUP DOP FJD GYD JMD KYD LRD NAD NIO SBD SRD"
    " TTD UYU XCD"
)
_SIGNS = {  # whose sign it may be; a sign not named here says nothing certain
    "£": "GBP EGP FKP GIP LBP SHP SSP SYP",
    "€": "EUR",
    "₹": "INR",
    "₩": "KRW",
    "₪": "ILS",
    "₺": "TRY",
    "¥": "JPY CNY",
    "$": _DOLLARS,
}
_EXPONENT = r"^[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d{1,2}$"
_PLAIN = r"^[+-]?(?:\d+\.?\d*|\.\d+)$"


def number_texts(texts: pa.Array) -> pa.Array:
    """Texts of numbers without currency marks, brackets and grouping spaces: signs, digits, points, commas."""
    if not pc.any(pc.invert(pc.match_substring_regex(texts, _PLAIN))).as_py():
        return texts
    texts = pc.replace_substring_regex(texts, "[\u00a0\u202f\u2009]", " ")
    texts = pc.replace_substring(texts, "\u2212", "-")
    for pattern, replacement in (
        (rf"^([+-]?)\s*{_MARK}\s*", r"\1"),
        (rf"\s*{_MARK}$", ""),
        (r"^\((.*)\)$", r"-\1"),
        (rf"^([+-]?)\s*{_MARK}\s*", r"\1"),  # ($12.00)
        (r"^(\d.*?)\s*-$", r"-\1"),
        (r"^([+-])\s+", r"\1"),
    ):
        texts = pc.replace_substring_regex(texts, pattern, replacement)
    for space in (" ", "'", "\u2019"):
        grouped = mask_of(pc.match_substring_regex(texts, rf"^[+-]?\d{{1,3}}(?:{space}\d{{3}})+(?:[.,]\d*)?$"))
        if grouped.any():
            texts = pc.if_else(pa.array(grouped), pc.replace_substring(texts, space, ""), texts)
    return texts


def foreign_marks(texts: pa.Array, currency: str) -> Mask:
    """Which texts bear the mark of another currency than this one."""
    found = pc.struct_field(pc.extract_regex(texts, rf"(?P<mark>{_CODES}|\p{{Sc}})"), "mark")
    foreign = [code for code in _CODES.split("|") if code != currency]
    foreign += [sign for sign, codes in _SIGNS.items() if currency not in codes.split()]
    return mask_of(pc.is_in(found, value_set=pa.array(foreign)))


def evidence(texts: pa.Array) -> dict[str, str]:
    """What number texts say about their style, with an example: `point`, `comma`; for 1.234 `either.` or `either,`."""
    found = {}
    for style, point, group in (("point", r"\.", ","), ("comma", ",", r"\.")):
        certain = (
            rf"^[+-]?(?:\d{{1,3}}(?:{group}\d{{2,3}})*{group}\d{{3}}{point}\d*"  # 1,234.5
            rf"|\d{{1,3}}(?:{group}\d{{2,3}})+{group}\d{{3}}"  # 1,234,567
            rf"|(?:|0\d*|\d{{4,}}){point}\d+"  # .5, 0.500, 1234.5
            rf"|\d*{point}(?:\d{{0,2}}|\d{{4,}}))$"  # 12.5, 12.3456
        )
        either = rf"^[+-]?[1-9]\d{{0,2}}{point}\d{{3}}$"
        for kind, pattern in ((style, certain), (f"either{point[-1]}", either)):
            examples = matching(texts, pattern)
            if len(examples):
                found[kind] = examples[0].as_py()
    return found


def decimals_of_texts(texts: pa.Array, style: Style) -> Parsed:
    """Number texts (see `number_texts`) as AMOUNT.

    Problems: `not_a_number`, `too_large` (from 1e15 on), `too_precise` (more than nine places).
    """
    point, group = (r"\.", ",") if style == "point" else (",", r"\.")
    grouped = mask_of(
        pc.match_substring_regex(texts, rf"^[+-]?\d{{1,3}}(?:{group}\d{{2,3}})*{group}\d{{3}}(?:{point}\d*)?$")
    )
    if grouped.any():
        texts = pc.if_else(pa.array(grouped), pc.replace_substring(texts, group[-1], ""), texts)
    if style == "comma":
        wrong = mask_of(pc.match_substring(texts, "."))  # a point that groups nothing
        texts = chosen(~wrong, pc.replace_substring(texts, ",", "."))
    else:
        wrong = np.zeros(len(texts), np.bool_)
    exponent = mask_of(pc.match_substring_regex(texts, _EXPONENT))
    if exponent.any():
        written = [f"{Decimal(text.as_py()):f}" if has else None for text, has in zip(texts, exponent, strict=True)]
        texts = pc.if_else(pa.array(exponent), pa.array(written, pa.string()), texts)
    number = mask_of(pc.match_substring_regex(texts, _PLAIN))
    large = number & mask_of(pc.match_substring_regex(texts, r"^[+-]?0*[1-9]\d{15}"))
    precise = number & mask_of(pc.match_substring_regex(texts, r"\.\d{9}\d*[1-9]"))
    good = chosen(number & ~large & ~precise, pc.replace_substring_regex(texts, r"(\.\d{9})0+$", r"\1"))
    wrong |= mask_of(pc.is_valid(texts)) & ~number
    problems = {"not_a_number": wrong, "too_large": large, "too_precise": precise & ~large}
    return Parsed(pc.cast(good, AMOUNT), problems)


def decimals_of_numbers(array: pa.Array) -> Parsed | None:
    """A column of numbers (Parquet) as AMOUNT: doubles by their shortest text, rounded half-even at nine places.

    None for a column of another type.
    """
    array = plain(array)
    if pa.types.is_floating(array.type):
        return by_distinct(array, _of_doubles)
    if pa.types.is_signed_integer(array.type):
        return by_distinct(array, _of_integers)
    if pa.types.is_integer(array.type) or pa.types.is_decimal(array.type):
        return by_distinct(array, lambda distinct: decimals_of_texts(pc.cast(distinct, pa.string()), "point"))
    return None


def _of_integers(numbers: pa.Array) -> Parsed:
    numbers = pc.cast(numbers, pa.int64())
    limit = int(LIMIT)
    large = mask_of(pc.or_(pc.greater_equal(numbers, limit), pc.less_equal(numbers, -limit)))
    # Arrow wants 19 digits and the places, though these have fewer.
    return Parsed(pc.cast(pc.cast(chosen(~large, numbers), pa.decimal128(28, 9)), AMOUNT), {"too_large": large})


def _of_doubles(numbers: pa.Array) -> Parsed:
    numbers = chosen(~mask_of(pc.is_nan(numbers)), numbers)  # tools write a missing number as NaN
    infinite = mask_of(pc.is_inf(numbers))
    large = mask_of(pc.greater_equal(pc.abs(numbers), float(LIMIT))) & ~infinite
    tiny = mask_of(pc.less_equal(pc.abs(numbers), _NOTHING))
    numbers = pc.if_else(pa.array(tiny), pa.scalar(0.0, numbers.type), chosen(~(infinite | large), numbers))
    texts = pc.cast(numbers, pa.string())  # the shortest text that gives the same double
    problems = {"not_a_number": infinite, "too_large": large}
    try:
        return Parsed(pc.cast(texts, AMOUNT), problems)
    except pa.ArrowInvalid:  # more than nine places somewhere
        rounded = pc.round(pc.cast(texts, _WIDE), 9, "half_to_even")
        at_limit = mask_of(pc.greater_equal(pc.abs(rounded), pa.scalar(LIMIT, _WIDE)))
        return Parsed(pc.cast(chosen(~at_limit, rounded), AMOUNT), {**problems, "too_large": large | at_limit})
