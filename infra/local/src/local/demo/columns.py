"""Numbers as Arrow columns: identities, amounts, moments, words. All vectorised, nothing through Python objects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from local.demo.randomness import Ints, Mask
from local.demo.records import BLOCK

_TEN = 10
_CENTS = pa.decimal128(18, 2)
_RATES = pa.decimal128(18, 4)
_MOMENT = pa.timestamp("us", tz="UTC")
_MICROSECONDS = 1_000_000


def texts(size: int, *parts: str | tuple[Ints, int], null: Mask | None = None) -> pa.Array:
    """Texts of fixed width: words the same in each row, and numbers with leading zeros, as (numbers, width)."""
    width = sum(len(part.encode()) if isinstance(part, str) else part[1] for part in parts)
    letters: NDArray[np.uint8] = np.empty((size, width), np.uint8)
    start = 0
    for part in parts:
        if isinstance(part, str):
            word = np.frombuffer(part.encode(), np.uint8)
            letters[:, start : start + len(word)] = word
            start += len(word)
            continue
        numbers, digits = part
        rest = numbers.astype(np.int64)
        for position in range(start + digits - 1, start - 1, -1):
            rest, digit = np.divmod(rest, _TEN)
            letters[:, position] = digit + ord("0")
        start += digits
    offsets = (
        np.arange(0, (size + 1) * width, width, dtype=np.int32)[: size + 1] if width else np.zeros(size + 1, np.int32)
    )
    valid = None if null is None or not null.any() else pa.py_buffer(np.packbits(~null, bitorder="little").tobytes())
    return pa.StringArray.from_buffers(size, pa.py_buffer(offsets), pa.py_buffer(letters), valid)


def identities(prefix: str, numbers: Ints) -> pa.Array:
    """Customers or orders: year and month, and the number within; null for -1."""
    month, number = np.divmod(numbers.astype(np.int64), np.int64(BLOCK))
    code = month // 12 % 100 * 100 + month % 12 + 1
    return texts(len(numbers), prefix, (code, 4), "-", (number, 6), null=numbers < 0)


def words(numbers: Ints, names: Sequence[str]) -> pa.Array:
    """Words by their number; null for -1. Numbers may share a word.

    A dictionary that holds a word twice is written to Parquet with bits nobody set: other bytes each time.
    """
    different = {name: number for number, name in enumerate(dict.fromkeys(names))}
    place = np.array([different[name] for name in names], np.int16)
    index = pa.array(place[np.maximum(numbers, 0)], mask=np.asarray(numbers < 0))
    return pa.DictionaryArray.from_arrays(index, pa.array(list(different), pa.string()))


def _decimals(numbers: Ints, kind: pa.DataType, null: Mask | None) -> pa.Array:
    wide = np.empty((len(numbers), 2), np.int64)  # 128 bits, little end first, the sign in the upper half
    wide[:, 0] = numbers
    wide[:, 1] = wide[:, 0] >> 63
    valid = None if null is None or not null.any() else pa.py_buffer(np.packbits(~null, bitorder="little").tobytes())
    return pa.Array.from_buffers(kind, len(numbers), [valid, pa.py_buffer(wide)])


def money(cents: Ints, null: Mask | None = None) -> pa.Array:
    """Amounts from cents."""
    return _decimals(cents, _CENTS, null)


def rates(ten_thousandths: Ints) -> pa.Array:
    """Exchange rates with four places."""
    return _decimals(ten_thousandths, _RATES, None)


def moments(utc: Ints, null: Mask | None = None) -> pa.Array:
    """Moments from UTC seconds."""
    values = utc.astype(np.int64) * _MICROSECONDS if null is None else np.where(null, 0, utc) * _MICROSECONDS
    return pa.array(values, pa.int64(), mask=null).cast(_MOMENT)


def whole(numbers: Ints, null: Mask | None = None) -> pa.Array:
    """Whole numbers."""
    return pa.array(numbers.astype(np.int64), pa.int64(), mask=null)
