"""Exact sums, products and quotients of columns of amounts, rounded half-even at nine places."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files.decimals import AMOUNT, LIMIT
from ingestion.files.frame import Problems
from ingestion.files.values import Mask, chosen, mask_of

ZERO = pa.scalar(Decimal(0), AMOUNT)
ONE = pa.scalar(Decimal(1), AMOUNT)
_WIDE = pa.decimal256(24, 9)  # an AMOUNT with room for a product


@dataclass(frozen=True)
class Arithmetic:
    """Arithmetic on AMOUNT columns. A result of 1e15 or more is rejected: `field` says what it was to be."""

    problems: Problems

    def times(self, one: pa.Array, other: pa.Array, field: str) -> pa.Array:
        return self._fit(pc.multiply(pc.cast(one, _WIDE), pc.cast(other, _WIDE)), field)

    def over(self, one: pa.Array, other: pa.Array, field: str) -> pa.Array:
        """The quotient; null where there is none."""
        divisor = chosen(~mask_of(pc.equal(other, ZERO)), other)
        return self._fit(pc.divide(pc.cast(one, _WIDE), pc.cast(divisor, _WIDE)), field)

    def plus(self, one: pa.Array, other: pa.Array, field: str) -> pa.Array:
        return self._fit(pc.add(one, other), field)

    def minus(self, one: pa.Array, other: pa.Array, field: str) -> pa.Array:
        return self._fit(pc.subtract(one, other), field)

    def _fit(self, result: pa.Array, field: str) -> pa.Array:
        try:
            return pc.cast(result, AMOUNT)
        except pa.ArrowInvalid:  # more than nine places, or too large, somewhere
            result = pc.round(result, 9, "half_to_even")
            large = mask_of(pc.greater_equal(pc.abs(result), pc.cast(pa.scalar(LIMIT), result.type)))
            self.problems.add(large, field, "too_large")
            return pc.cast(chosen(~large, result), AMOUNT)


def negated(mask: Mask, array: pa.Array) -> pa.Array:
    """The amounts with their sign changed where the mask holds."""
    return pc.if_else(pa.array(mask), pc.negate(array), array) if mask.any() else array
