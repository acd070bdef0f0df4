"""Amounts, days and times as a person of the shop's country writes them, in English words; no state, no clock.

Conventions are CLDR's for English in that country (`en_DE`: 1.240 €; `en_GB`: £1,240), so that a figure is
never read a thousandfold.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal

from shared.shop import Shop

_WEEKDAY_REACH = 6  # days ahead that a weekday alone names without doubt; on the seventh it would be today's name
_WHOLE_FROM = Decimal(100)  # amounts of which nobody asks for the cents


@lru_cache(maxsize=8)  # one shop, and tests
def locale_of(country: str) -> Locale:
    """English as it is written in a country; world English where CLDR has none for it."""
    try:
        return Locale.parse(f"en_{country}")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_001")


@dataclass(frozen=True, slots=True)
class Wording:
    """How one shop's figures are written. `day` is the shop day that is spoken of as today."""

    shop: Shop
    day: date

    @property
    def _locale(self) -> Locale:
        return locale_of(self.shop.country)

    def amount(self, amount: Decimal) -> str:
        """An amount in the shop's currency, to its minor unit, with the minus first."""
        return self._signed(amount, format_currency(abs(amount), self.shop.currency, locale=self._locale))

    def about(self, amount: Decimal) -> str:
        """An amount in whole units from a hundred on, where cents would only be noise; below that as `amount`."""
        if abs(amount) < _WHOLE_FROM:
            return self.amount(amount)
        pattern = copy(self._locale.currency_formats["standard"])
        pattern.frac_prec = (0, 0)
        whole = abs(amount).quantize(Decimal(1))
        text = pattern.apply(whole, self._locale, currency=self.shop.currency, currency_digits=False)
        return self._signed(amount, str(text))

    def _signed(self, amount: Decimal, text: str) -> str:
        return f"\N{MINUS SIGN}{text}" if amount < 0 else text

    def number(self, value: Decimal | float) -> str:
        """A count, whole; a quantity with at most one digit after the point where it is none."""
        return str(format_decimal(value, format="#,##0.#", locale=self._locale))

    def counted(self, number: int, one: str, many: str | None = None) -> str:
        """A number with its noun: 1 item, 1,114 items."""
        return f"{self.number(number)} {one if number == 1 else many or one + 's'}"

    def change(self, share: float) -> str:
        """A change as percent with its sign: +60 %."""
        sign = "+" if share >= 0 else "\N{MINUS SIGN}"
        return f"{sign}{format_decimal(round(abs(share) * 100), locale=self._locale)} %"

    def by_day(self, day: date) -> str:
        """A day ahead: today, by tomorrow, by a weekday within six days, else by a date."""
        ahead = (day - self.day).days
        if ahead <= 0:
            return "today"
        if ahead == 1:
            return "by tomorrow"
        if ahead <= _WEEKDAY_REACH:
            return f"by {format_date(day, 'EEEE', locale=self._locale)}"
        return f"by {self.dated(day)}"

    def dated(self, day: date) -> str:
        """A day and its month, with the year where it is not this one."""
        if day.year != self.day.year:
            return str(format_date(day, "long", locale=self._locale))
        return str(format_skeleton("MMMMd", day, locale=self._locale))

    def weekday_date(self, day: date) -> str:
        """Weekday, day and month: Friday 12 June."""
        return f"{format_date(day, 'EEEE', locale=self._locale)} {self.dated(day)}"

    def moment(self, moment: datetime) -> str:
        """A moment in the shop's zone: Friday 12 June at 18:04."""
        local = moment.astimezone(self.shop.zone)
        return f"{self.weekday_date(local.date())} at {self.clock(moment)}"

    def clock(self, moment: datetime) -> str:
        """The time of day in the shop's zone."""
        local = moment.astimezone(self.shop.zone)
        return str(format_time(local, "short", tzinfo=self.shop.zone, locale=self._locale)).replace("\u202f", " ")

    def hours(self, span: timedelta) -> str:
        """How long ago: in hours below two days, else in days."""
        hours = span // timedelta(hours=1)
        if hours < 48:  # noqa: PLR2004 - "47 hours" is still felt, "96 hours" is to be counted back
            return f"{hours} hours"
        return f"{hours // 24} days"


def listed(parts: Sequence[str]) -> str:
    """Parts as a sentence lists them: a, b and c."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
