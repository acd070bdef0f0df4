"""Reads values as Lightspeed sends them: numbers as text, other cases, names that changed with the API's version."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

_LONGEST_ID = 100  # characters; Lightspeed's are UUIDs of 36, and an event's own id has room for 200
_LARGEST_EXPONENT = 15  # as in files: beyond it a number is no amount of any shop, and some could fill the memory
_NINTH_PLACE = Decimal("1e-9")  # what the ledger's NUMERIC and the contract's Decimal hold
_LARGEST_VERSION = 2**63 - 1  # the contract's, an int64
_LONGEST_INTEGER = 30  # digits; a longer one is no version and no amount, and reading it takes ever longer
_LONGEST_VERSION = 19  # digits of the largest

Item = Mapping[str, Any]


class WrongItemError(Exception):
    """What was sent is no such item; `reason` is counted, `field` says where."""

    def __init__(self, reason: str, field: str) -> None:
        super().__init__(f"{reason}: {field}")
        self.reason = reason
        self.field = field


def parse(body: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A JSON document whose numbers are exact. Raises ValueError for anything else."""
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_no_constant, parse_int=_integer)
    except (RecursionError, InvalidOperation) as error:
        raise ValueError("no JSON that can be read") from error


def _no_constant(name: str) -> Any:  # noqa: ANN401 - never returns
    raise ValueError(f"{name} is no number")


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else Decimal(digits)


def record(value: object, field: str = "item") -> Item:
    """An object. Raises WrongItemError."""
    if not isinstance(value, dict):
        raise WrongItemError("no_object", field)
    return value


def records(item: Item, field: str) -> list[Item]:
    """A list of objects; left out or null is none. Raises WrongItemError."""
    value = item.get(field)
    if value is None:
        return []
    if not isinstance(value, list):
        raise WrongItemError("no_list", field)
    return [record(one, field) for one in value]


def identity(item: Item, field: str = "id") -> str:
    """An id that is needed. Raises WrongItemError."""
    found = text(item, field)
    if found is None or len(found) > _LONGEST_ID:
        raise WrongItemError("no_id", field)
    return found


def version(item: Item) -> int:
    """Lightspeed's version number. Raises WrongItemError."""
    found = whole(item.get("version"))
    if found is None or not 1 <= found <= _LARGEST_VERSION:
        raise WrongItemError("no_version", "version")
    return found


def whole(value: object) -> int | None:
    """A whole number, also as text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.isdecimal() and value.isascii() and len(value) <= _LONGEST_VERSION:
        return int(value)
    return None


def text(item: Item, *fields: str) -> str | None:
    """The first of these fields that holds text, without what no table takes; None where none does."""
    for field in fields:
        value = item.get(field)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str):
            kept = "".join(letter for letter in value if letter.isprintable()).strip()
            if kept:
                return kept
    return None


def flag(item: Item, field: str) -> bool:
    """Whether a field says yes, also as text or number."""
    value = item.get(field)
    return value.strip().lower() in ("true", "1", "yes") if isinstance(value, str) else bool(value)


def number(item: Item, *fields: str) -> Decimal | None:
    """The first of these fields that holds a number, with at most nine places; None where none is given.

    Raises WrongItemError for what is there and is no number.
    """
    for field in fields:
        value = item.get(field)
        if value is None or value == "":
            continue
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            raise WrongItemError("wrong_number", field)
        try:
            found = Decimal(value)
        except InvalidOperation:
            raise WrongItemError("wrong_number", field) from None
        return nine_places(found, field)
    return None


def moment(item: Item, *fields: str) -> datetime | None:
    """The first of these fields that holds a moment; without an offset it is UTC, as the vendor says of all.

    Raises WrongItemError for what is there and is no moment.
    """
    for field in fields:
        value = item.get(field)
        if value is None or value == "":
            continue
        try:
            found = datetime.fromisoformat(value) if isinstance(value, str) else None
            if found is None:
                raise WrongItemError("wrong_time", field)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise WrongItemError("wrong_time", field) from None
    return None


def nine_places(amount: Decimal, field: str) -> Decimal:
    """An amount as the ledger can hold it. Raises WrongItemError for one that it cannot."""
    if not amount.is_finite() or amount.adjusted() >= _LARGEST_EXPONENT:
        raise WrongItemError("wrong_number", field)
    return amount.quantize(_NINTH_PLACE) + 0


def plain(amount: Decimal) -> str:
    """A number as events carry it: digits without an exponent or needless zeros."""
    written = f"{amount:f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written in ("-0", "") else written


def stamp(at: datetime) -> str:
    """A moment as events carry it."""
    return at.isoformat().replace("+00:00", "Z")


def spread(amount: Decimal, weights: Iterable[Decimal], unit: Decimal) -> list[Decimal]:
    """An amount over weights in proportion, in whole units but for the last bit, adding up exactly.

    By largest remainder. Weights that add up to nothing count alike.
    """
    shares = list(weights)
    whole_weight = sum(shares, Decimal(0))
    if not whole_weight:
        shares, whole_weight = [Decimal(1)] * len(shares), Decimal(len(shares))
    exact = [amount * share / whole_weight for share in shares]
    parts = [(part / unit).to_integral_value(rounding="ROUND_FLOOR") * unit for part in exact]
    left = amount - sum(parts, Decimal(0))
    for place in sorted(range(len(parts)), key=lambda place: parts[place] - exact[place]):
        step = min(unit, left)
        if step <= 0:
            break
        parts[place] += step
        left -= step
    return parts
