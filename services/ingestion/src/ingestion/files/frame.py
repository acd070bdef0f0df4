"""One chunk of a file, its columns parsed when they are asked for, and once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingestion.files import dates, decimals
from ingestion.files.formats import Formats
from ingestion.files.values import Mask, Parsed, by_distinct, mask_of, plain, text_of
from ingestion.files.zones import Int64s

Names = tuple[str, ...]  # columns of a file that make one value, joined by a space: (Date, Time)


@dataclass
class Frame:
    """Columns of one chunk; `numeric` and `dated` are those that some field reads as numbers or dates."""

    columns: Mapping[str, pa.Array]
    lines: Int64s
    formats: Formats
    numeric: Sequence[Names] = ()
    dated: Sequence[Names] = ()
    _texts: dict[Names, Parsed] = field(default_factory=dict)
    _number_texts: dict[Names, pa.Array] = field(default_factory=dict)
    _numbers: dict[Names, Parsed] = field(default_factory=dict)
    _times: dict[Names, dates.Times] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.lines)

    def raw(self, names: Names) -> pa.Array:
        """A column as it came; of several, their texts in one."""
        return plain(self.columns[names[0]]) if len(names) == 1 else self.text(names).values

    def text(self, names: Names) -> Parsed:
        """A column as texts."""
        if names not in self._texts:
            nulls = self.formats.told.nulls
            parts = [text_of(name, self.columns[name], nulls) for name in names]
            joined = parts[0]
            if len(parts) > 1:
                values = pc.binary_join_element_wise(*(part.values for part in parts), " ", null_handling="skip")
                values = pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values)
                broken = np.zeros(self.size, np.bool_)
                for mask in (mask for part in parts for mask in part.problems.values()):
                    broken |= mask
                joined = Parsed(values, {"control_character": broken})
            self._texts[names] = joined
        return self._texts[names]

    def number(self, names: Names) -> Parsed:
        """A column as exact decimals."""
        if names not in self._numbers:
            self._numbers[names] = decimals.decimals_of_numbers(self.raw(names)) or self._number_of_texts(names)
        return self._numbers[names]

    def _number_of_texts(self, names: Names) -> Parsed:
        texts = self._core(names)
        others = self._others(names, self.numeric, self._core)
        style = self.formats.decimal_style(" ".join(names), texts, others)
        parsed = by_distinct(texts, partial(decimals.decimals_of_texts, style=style))
        currency = self.formats.told.currency
        problems = {**self.text(names).problems, **parsed.problems}
        if currency is not None and texts is not self.text(names).values:
            problems["other_currency"] = mask_of(
                by_distinct(self.text(names).values, lambda distinct: _foreign(distinct, currency)).values
            )
        return Parsed(parsed.values, problems)

    def _core(self, names: Names) -> pa.Array:
        if names not in self._number_texts:
            texts = self.text(names).values
            cleaned = by_distinct(texts, lambda distinct: Parsed(decimals.number_texts(distinct))).values
            self._number_texts[names] = texts if cleaned.equals(texts) else cleaned
        return self._number_texts[names]

    def _others(
        self, names: Names, candidates: Sequence[Names], read: Callable[[Names], pa.Array]
    ) -> dict[str, Callable[[], pa.Array]]:
        here = [other for other in candidates if other != names and set(other) <= set(self.columns)]
        texts = [other for other in here if _is_text(self.raw(other))]
        return {" ".join(other): partial(read, other) for other in texts}

    def time(self, names: Names) -> dates.Times:
        """A column as points in time."""
        if names not in self._times:
            times = dates.times_of_column(self.raw(names))
            if times is None:
                texts = self.text(names)
                others = self._others(names, self.dated, lambda other: self.text(other).values)
                patterns = self.formats.date_patterns(" ".join(names), texts.values, others)
                times = dates.times_of_texts(texts.values, patterns)
                times.problems.update(texts.problems)
            self._times[names] = times
        return self._times[names]


def _is_text(array: pa.Array) -> bool:
    return bool(pa.types.is_string(array.type))


def _foreign(texts: pa.Array, currency: str) -> Parsed:
    return Parsed(pa.array(decimals.foreign_marks(texts, currency)))


@dataclass
class Problems:
    """The rows of a chunk that cannot be taken, each with the first reason found: field, reason, value."""

    size: int
    rows: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    faults: dict[int, set[tuple[str, str]]] = field(default_factory=dict)  # of each row all: field and reason

    def add(self, mask: Mask, field_name: str, reason: str, shown: pa.Array | None = None) -> None:
        """Reject the rows of a mask; `shown` is the column their values are shown from."""
        for place in np.flatnonzero(mask).tolist():
            self.faults.setdefault(place, set()).add((field_name, reason))
            if place not in self.rows:
                value = None if shown is None else shown[place].as_py()
                self.rows[place] = (field_name, reason, "" if value is None else str(value))

    def add_all(
        self, parsed: Parsed, field_name: str, shown: pa.Array | None = None, *, unless: Mask | None = None
    ) -> None:
        """Reject what could not be parsed, except where it does not matter."""
        for reason, mask in parsed.problems.items():
            self.add(mask if unless is None else mask & ~unless, field_name, reason, shown)

    @property
    def sound(self) -> Mask:
        """The rows nothing is wrong with."""
        sound = np.ones(self.size, np.bool_)
        sound[list(self.rows)] = False
        return sound
