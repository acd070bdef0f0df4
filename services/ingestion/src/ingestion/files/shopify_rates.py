"""Exchange rates beside Shopify's exports: a file of the shop's own, with the columns date, currency and rate.

A rate is what one unit of the currency is worth in the shop's, from its date until the next one of that currency. An
order, and whatever is changed or given back of it later, is converted at the rate of the shop day it was placed on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from ingestion.files.plan import FilesError
from ingestion.files.reading import Source
from ingestion.files.shopify_batch import cells_of

COLUMNS = frozenset({"date", "currency", "rate"})
_LONGEST_DAYS = 31  # rates come daily or monthly; an older one says nothing of an order
_MOST = Decimal(10**9)  # what the ledger holds


@dataclass
class Rates:
    """The rates known, by currency, and what a person should know of them."""

    by_currency: dict[str, dict[date, Decimal]] = field(default_factory=dict)
    _days: dict[str, list[date]] = field(default_factory=dict)

    def read(self, source: Source, columns: Mapping[str, str]) -> None:
        """Add those of a file. Raises FilesError, with its line, for what is no rate."""
        for line, cells in _rows(source, columns):
            day, currency, rate = _rate(source.file.name, line, cells)
            self.by_currency.setdefault(currency, {})[day] = rate
        self._days = {currency: sorted(rates) for currency, rates in self.by_currency.items()}

    def at(self, currency: str, day: date) -> Decimal | None:
        """The latest rate of that day or of a month before it; None where there is none."""
        days = self._days.get(currency, [])
        place = bisect_right(days, day)
        if not place or (day - days[place - 1]).days > _LONGEST_DAYS:
            return None
        return self.by_currency[currency][days[place - 1]]

    def note(self, own: str) -> str | None:
        """Which rates there are, in the shop's own currency; None without any."""
        told = [
            f"{len(days)} of {currency}, {days[0].isoformat()} to {days[-1].isoformat()}"
            for currency, days in sorted(self._days.items())
        ]
        return f"exchange rates to {own}: {'; '.join(told)}" if told else None


def _rows(source: Source, columns: Mapping[str, str]) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    names = {columns[name]: name for name in COLUMNS}
    for chunk in source.chunks(list(names)):
        for bad in chunk.bad:
            raise FilesError(f"{source.file.name}, line {bad.line}: {bad.reason}")
        cells = cells_of(chunk, names)
        for place, line in enumerate(cells.lines):
            yield line, cells.row(place)


def _rate(file: str, line: int, cells: Mapping[str, str | None]) -> tuple[date, str, Decimal]:
    said, currency, number = cells["date"] or "", (cells["currency"] or "").upper(), cells["rate"] or ""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise FilesError(f"{file}, line {line}: the date {said!r} is not written as 2026-05-14.") from None
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):  # noqa: PLR2004 - as ISO 4217 has it
        raise FilesError(f"{file}, line {line}: {currency!r} is no currency of ISO 4217, such as EUR.")
    try:
        rate = Decimal(number)
    except InvalidOperation:
        rate = Decimal("NaN")
    if not (rate.is_finite() and 0 < rate <= _MOST):
        raise FilesError(f"{file}, line {line}: the rate {number!r} is no number above 0, such as 0.8612.")
    return day, currency, rate
