"""The holidays of the shop's country: they move, and take a season's peak along. Runs in the run's child."""

from __future__ import annotations

from datetime import date, timedelta

import holidays

from inventory_alerts.inputs import DAYS_AHEAD


def holidays_of(country: str, first: date, today: date) -> tuple[tuple[date, str], ...]:
    """Their days and names in the years read and ahead; none for a country that nobody has described."""
    years = range(first.year, (today + timedelta(days=DAYS_AHEAD)).year + 1)
    try:
        known = holidays.country_holidays(country, years=years)
    except NotImplementedError:
        return ()
    return tuple(sorted((day, name) for day, name in known.items()))
