"""The shop itself: its time zone, currency and country, read from the environment or `shop.toml` in the data folder."""

from __future__ import annotations

import difflib
import os
import re
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from shared import telemetry

DEFAULTS = {"SHOP_TIMEZONE": "UTC", "SHOP_CURRENCY": "GBP", "SHOP_COUNTRY": "GB"}

FILE_NAME = "shop.toml"

_NEW_FILE = "# The shop. An environment variable of the same name wins over a line here.\n"
_DAYS_KEPT = 10_000  # starts of days remembered, 100 bytes each: 27 years of one shop


class ShopSettingsError(ValueError):
    """The shop's settings cannot stand as they are; `problems` holds a line for each, saying what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Shop:
    """One deployment is one shop: one currency, one time zone.

    Shop days follow one another without gap or overlap and are 23 to 25 hours long: `day_start(d) <= moment <
    day_start(d + 1)` holds for the one day `local_date(moment)`. Where the clock was put back across midnight (to
    23:01 at 00:01, as St John's did until 2011), the minute that came twice belongs to the day that went on.
    """

    time_zone: str
    currency: str
    country: str
    configured: bool = True  # false while the defaults stand, because nobody has said what the shop's are
    data: Literal["shop", "demo"] = "shop"  # demo: an invented shop, and every answer about it says so

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def local_date(self, moment: datetime) -> date:
        """The shop day a moment falls on."""
        day = moment.astimezone(self.zone).date()
        return day if moment >= _day_start(self.zone, day) else day - timedelta(days=1)

    def day_start(self, day: date) -> datetime:
        """The first instant of a shop day, in UTC, also where the clock skips midnight."""
        return _day_start(self.zone, day)

    def shifted(self, moment: datetime, days: int) -> datetime:
        """The same wall-clock time `days` shop days away, in UTC."""
        local = moment.astimezone(self.zone)
        return (local + timedelta(days=days)).astimezone(UTC)


@lru_cache(maxsize=_DAYS_KEPT)
def _day_start(zone: ZoneInfo, day: date) -> datetime:
    first, second = (datetime.combine(day, time(fold=fold), tzinfo=zone).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if first < second:  # midnight comes twice: the day begins with the second when the day before came back in between
        came_back = (second - timedelta(seconds=1)).astimezone(zone).date() < day
        return second if came_back else first
    # Midnight is skipped: the clock is put forward between the two readings of it, and the day begins at that moment.
    before, after = int(second.timestamp()) - 1, int(first.timestamp())
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, zone).date() < day:
            before = middle
        else:
            after = middle
    return datetime.fromtimestamp(after, UTC)


def shop_settings(folder: Path | None, environment: Mapping[str, str]) -> Shop:
    """The shop as it is set: the environment wins over `shop.toml` in the folder, and that over the defaults.

    An empty variable counts as not set. Raises `ShopSettingsError` that lists everything wrong at once.
    """
    file = folder / FILE_NAME if folder else None
    problems: list[str] = []
    found = {key: (value, str(file)) for key, value in _file_values(file, problems).items()}
    found.update({key: (environment[key], "the environment") for key in DEFAULTS if environment.get(key, "").strip()})
    values = {key: _checked(key, value, source, problems) for key, (value, source) in found.items()}
    if problems:
        raise ShopSettingsError(problems)
    settings = DEFAULTS | values
    return Shop(
        time_zone=settings["SHOP_TIMEZONE"],
        currency=settings["SHOP_CURRENCY"],
        country=settings["SHOP_COUNTRY"],
        configured=bool(values),
    )


def write_shop_settings(folder: Path, **values: str) -> None:
    """Write settings, by their names (`SHOP_TIMEZONE="Europe/London"`), into `shop.toml`: whole or not at all.

    Other lines of the file, comments too, stay. Raises `ShopSettingsError` before anything is written.
    """
    file = folder / FILE_NAME
    problems: list[str] = []
    _file_values(file, problems)
    checked = {key: _checked(key, value, "the new value", problems) for key, value in values.items()}
    if problems:
        raise ShopSettingsError(problems)
    text = file.read_text(encoding="utf-8") if file.exists() else _NEW_FILE
    for key, value in checked.items():
        line = f'{key} = "{value}"'
        text, replaced = re.subn(rf"(?m)^[ \t]*[\"']?{key}[\"']?\s*=.*$", line, text)
        if not replaced:
            text = f"{text.rstrip()}\n{line}\n"
    folder.mkdir(parents=True, exist_ok=True)
    _replace(file, text)


class ShopReader:
    """Answers the shop as it is set: once somebody has set it, the same until the process ends.

    The days in the ledger were computed in one time zone, and they change only at a start; a reader that followed the
    file at any moment would ask for other days than there are. While nobody has set anything the file is looked at with
    each call, so that what the first load says counts at once. A file that is spoilt then changes nothing but a line in
    the log; at the first call it raises `ShopSettingsError`.
    """

    def __init__(self, folder: Path | None, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = dict(environment)
        self._read: tuple[object, Shop] | None = None

    def __call__(self) -> Shop:
        if self._read is not None and self._read[1].configured:
            return self._read[1]
        state = self._state()
        if self._read is None:
            self._read = state, shop_settings(self._folder, self._environment)
        elif self._read[0] != state:
            try:
                shop = shop_settings(self._folder, self._environment)
            except ShopSettingsError as error:
                shop = self._read[1]
                telemetry.logger().error("shop settings not changed", problems=error.problems)
            self._read = state, shop
        return self._read[1]

    def _state(self) -> object:
        try:
            status = (self._folder / FILE_NAME).stat() if self._folder else None
        except FileNotFoundError:
            return None
        return status and (status.st_mtime_ns, status.st_size, status.st_ino)


def _file_values(file: Path | None, problems: list[str]) -> dict[str, object]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8")) if file else {}
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f'{file}: {error}; write lines like SHOP_CURRENCY = "GBP"')
        return {}
    problems.extend(
        f"{key}: no such setting; {file} takes {', '.join(DEFAULTS)}" for key in content if key not in DEFAULTS
    )
    return {key: value for key, value in content.items() if key in DEFAULTS}


def _checked(key: str, given: object, source: str, problems: list[str]) -> str:
    """The value in the form it is kept in; a value that will not do adds a problem."""
    value = given.strip() if isinstance(given, str) else ""
    if key == "SHOP_TIMEZONE":
        wanted = "" if _zone_exists(value) else _zone_advice(value)
    elif key == "SHOP_CURRENCY":
        wanted = "" if re.fullmatch("[A-Za-z]{3}", value) else "the three letters of ISO 4217, like GBP"
        value = value.upper()
    elif key == "SHOP_COUNTRY":
        fits = re.fullmatch("[A-Za-z]{2}", value) and value.upper() != "UK"
        wanted = "" if fits else "the two letters of ISO 3166, like DE; the United Kingdom's are GB"
        value = value.upper()
    else:
        wanted = f"one of {', '.join(DEFAULTS)}"
    if wanted:
        problems.append(f"{key}: {given!r} in {source} will not do; use {wanted}")
    return value


def _zone_exists(name: str) -> bool:
    if name.startswith(("posix/", "right/")) or name in {"localtime", "posixrules", "Factory"}:
        return False  # on this machine perhaps, but not on the next; "right" even counts leap seconds
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, no name at all, a folder of names
        return False
    return True


def _zone_advice(name: str) -> str:
    alike = difflib.get_close_matches(name, available_timezones(), n=3)
    return " or ".join(alike) if alike else "a name of the IANA time zone database, like Europe/London"


def _replace(file: Path, text: str) -> None:
    """Put the text in the file's place at once, durably."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            os.fchmod(opened.fileno(), 0o644)  # a person edits it; there is no secret in it
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
