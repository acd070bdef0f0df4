"""Values in a row of Google Analytics 4's export, whose JSON comes from files or from BigQuery.

INT64 may be a text there, a parameter's number may be whole once and a fraction another time, and what is unknown is
null, "" or "(not set)". Nothing in a row is trusted to be there, or to be what it should be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

# The parameters of an event that are read; BigQuery hands out no others.
PARAMETERS = (
    *("ga_session_id", "page_location", "engagement_time_msec", "transaction_id", "search_term", "content_id"),
    *("video_url", "video_title", "video_percent", "source", "medium", "campaign"),
)
LONGEST_ID = 300  # characters, as of an event of the contract
_FILLERS = frozenset({"", "(not set)", "(not provided)", "(data deleted)", "undefined", "null", "nan"})
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
_COUNT = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_LONGEST_PARAMETER = 4000  # characters: four times what GA4 takes of an address
_LARGEST_EXPONENT = 18  # a number beyond is nobody's session, percentage or quantity
_MOST_ITEMS = 200  # GA4's own most of one event
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Row = Mapping[str, Any]


def parameters_of(row: Row) -> dict[str, str]:
    """The event's parameters that are read, each as text, whichever of the four kinds of value it is."""
    found: dict[str, str] = {}
    listed = row.get("event_params")
    for one in listed if isinstance(listed, list) else ():
        key = one.get("key") if isinstance(one, dict) else None
        value = one.get("value") if key in PARAMETERS else None
        if isinstance(value, dict):
            numbers = (number_of(str(value.get(kind))) for kind in ("int_value", "float_value", "double_value"))
            text = text_of(value.get("string_value"), longest=_LONGEST_PARAMETER) or next(filter(None, numbers), None)
            if text is not None:
                found.setdefault(str(key), text)
    return found


def items_of(listed: object) -> tuple[tuple[str, str], ...]:
    """Products and quantities; one in some order, since the export keeps none."""
    items = []
    for one in (listed if isinstance(listed, list) else ())[:_MOST_ITEMS]:
        if isinstance(one, dict) and (product := text_of(one.get("item_id")) or text_of(one.get("item_name"))):
            quantity = number_of(str(one.get("quantity")))
            items.append((product, quantity if quantity and _COUNT.fullmatch(quantity) else "1"))
    return tuple(sorted(items))


def text_of(value: object, *, longest: int = LONGEST_ID) -> str | None:
    """A value as text, whole numbers without a fraction; what GA4 fills in for "unknown" is null."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_of(str(value))
    if not isinstance(value, str):
        return None
    plain = value.strip()
    return None if plain.casefold() in _FILLERS else plain[:longest]


def number_of(text: str) -> str | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST_EXPONENT:
        return None
    return f"{number.normalize():f}"


def moment_of(text: str | None) -> datetime | None:
    """Microseconds since 1970, in UTC."""
    if text is None or not _WHOLE.fullmatch(text):
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(text))
    except OverflowError:
        return None


def inside(value: object, *names: str) -> object:
    """What stands under these names, one in the other; null where one of them holds nothing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def cut(text: str | None, longest: int) -> str | None:
    return text[:longest] if text else None
