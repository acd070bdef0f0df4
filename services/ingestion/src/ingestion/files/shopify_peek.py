"""Whose shop an orders export is, by its first lines: the currency of its amounts and the zone of its clock.

Light: the serving process looks, before anything is read.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from ingestion.files.plan import SourceFile

_LOOKED_AT = 20_000  # rows: newest first, so that more than one season is seen of most shops, in a tenth of a second
_LONGEST_LINE = 1 << 20  # characters; a longer one is left to the reading, which says what is wrong with it
_LONGEST_LOOK = 16 << 20  # characters in all: what a caller sends must not keep the process from answering others
_MOST_COLUMNS = 1000  # an export has some eighty, and a few for each market
_CURRENCY, _CLOCK = "currency", "created at"
# Zones to try for a currency, the most people first. Zones of one rule (Berlin, Paris, Madrid) have the same days.
_ZONES = {
    "GBP": ("Europe/London",),
    "EUR": ("Europe/Berlin", "Europe/Athens", "Europe/Dublin"),
    "USD": (
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
        "America/Phoenix",
        "America/Anchorage",
        "Pacific/Honolulu",
    ),
    "CAD": (
        "America/Toronto",
        "America/Winnipeg",
        "America/Edmonton",
        "America/Vancouver",
        "America/Halifax",
        "America/Regina",
        "America/St_Johns",
    ),
    "AUD": ("Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Perth", "Australia/Darwin"),
    "NZD": ("Pacific/Auckland",),
    "JPY": ("Asia/Tokyo",),
    "INR": ("Asia/Kolkata",),
    "CHF": ("Europe/Zurich",),
    "SEK": ("Europe/Stockholm",),
    "NOK": ("Europe/Oslo",),
    "DKK": ("Europe/Copenhagen",),
    "PLN": ("Europe/Warsaw",),
    "SGD": ("Asia/Singapore",),
    "HKD": ("Asia/Hong_Kong",),
    "ZAR": ("Africa/Johannesburg",),
    "BRL": ("America/Sao_Paulo", "America/Manaus"),
    "MXN": ("America/Mexico_City", "America/Tijuana", "America/Cancun"),
    "AED": ("Asia/Dubai",),
}
_COUNTRIES = {  # of currencies that are one country's
    "GBP": "GB",
    "USD": "US",
    "CAD": "CA",
    "AUD": "AU",
    "NZD": "NZ",
    "JPY": "JP",
    "INR": "IN",
    "CHF": "CH",
    "SEK": "SE",
    "NOK": "NO",
    "DKK": "DK",
    "PLN": "PL",
    "SGD": "SG",
    "HKD": "HK",
    "ZAR": "ZA",
    "BRL": "BR",
    "MXN": "MX",
    "AED": "AE",
}


def shop_of_exports(files: Iterable[SourceFile]) -> dict[str, str]:
    """What the first orders export among the files says: currency, and time_zone and country where they follow.

    The time zone is the first of the currency's whose clock stands, at each of the orders, as the export's does.
    """
    for file in files:
        found = _looked_at(file.path)
        if found is None:
            continue
        currencies, clocks = found
        if not currencies:
            return {}
        currency = currencies.most_common(1)[0][0]
        said = {"currency": currency}
        zone = next((name for name in _ZONES.get(currency, ()) if _stands_as(clocks, name)), None)
        if zone and clocks:
            said["time_zone"] = zone
        if currency in _COUNTRIES:
            said["country"] = _COUNTRIES[currency]
        return said
    return {}


def _looked_at(path: Path) -> tuple[Counter[str], list[datetime]] | None:
    """Currencies and moments of a file's first orders; None for what is no orders export."""
    try:
        rows = csv.reader(_lines(path))
        header = [" ".join(name.split()).casefold() for name in next(rows, [])]
        if len(header) > _MOST_COLUMNS or not {_CURRENCY, _CLOCK, "lineitem name"}.issubset(header):
            return None
        cells = (dict(zip(header, row, strict=False)) for row in islice(rows, _LOOKED_AT))
        currencies: Counter[str] = Counter()
        clocks: list[datetime] = []
        for row in cells:
            currency = row.get(_CURRENCY, "").strip().upper()
            if len(currency) == 3 and currency.isascii() and currency.isalpha():  # noqa: PLR2004 - as ISO 4217 has it
                currencies[currency] += 1
                clocks += _clock(row)
    except (OSError, EOFError, ValueError, csv.Error):  # what is wrong with a file, its reading says
        return None
    return currencies, clocks


def _lines(path: Path) -> Iterator[str]:
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    with (
        gzip.open(path, "rt", encoding="utf-8-sig", newline="")
        if packed
        else path.open(encoding="utf-8-sig", newline="")
    ) as lines:
        left = _LONGEST_LOOK
        while left > 0 and (line := lines.readline(_LONGEST_LINE)):
            left -= len(line)
            yield line


def _clock(row: Mapping[str, str]) -> list[datetime]:
    try:
        moment = datetime.strptime(row.get(_CLOCK, "").strip(), "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return []
    return [moment]


def _stands_as(clocks: Iterable[datetime], name: str) -> bool:
    zone = ZoneInfo(name)
    return all(moment.utcoffset() == moment.astimezone(zone).utcoffset() for moment in clocks)
