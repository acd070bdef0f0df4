"""Fields of Shopify's payloads, read with care: what is not as documented is named, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ingestion.files.shopify_cells import number

Payload = Mapping[str, Any]

MOST_ITEMS = 2000  # the contract's most lines of an event; also the most variants a product may have at Shopify
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST = 10**15  # the ledger holds fifteen digits before the point; more is no amount
_PLACES = 9  # and nine after it


class MalformedError(Exception):
    """A payload that cannot be taken: the field, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field
        self.reason = reason


def mapping(value: object, field: str) -> Payload:
    """A JSON object. Raises MalformedError for anything else."""
    if not isinstance(value, Mapping):
        raise MalformedError(field, "is no object")
    return value


def part(payload: Payload, field: str) -> Payload:
    """An object within; empty when it is left out."""
    value = payload.get(field)
    return {} if value is None else mapping(value, field)


def items(payload: Payload, field: str) -> Sequence[Payload]:
    """A list of objects within; empty when it is left out. Raises MalformedError for one too long."""
    value = payload.get(field)
    if value is None:
        return []
    if not isinstance(value, list):
        raise MalformedError(field, "is no list")
    if len(value) > MOST_ITEMS:
        raise MalformedError(field, f"has more than {MOST_ITEMS} entries")
    return [mapping(one, field) for one in value]


def text(payload: Payload, field: str, *, longest: int = 300) -> str | None:
    """A text without blanks around it; null when it is left out or empty. One that is too long is cut."""
    value = payload.get(field)
    if value is None:
        return None
    if not isinstance(value, str):
        raise MalformedError(field, "is no text")
    if "\x00" in value:
        raise MalformedError(field, "has a control character")
    return value.strip()[:longest].strip() or None


def identity(payload: Payload, field: str) -> str:
    """A number that Shopify gave, as text. Raises MalformedError when it is left out."""
    found = maybe_identity(payload, field)
    if found is None:
        raise MalformedError(field, "is missing")
    return found


def maybe_identity(payload: Payload, field: str) -> str | None:
    """A number that Shopify gave, as text; null when it is left out."""
    value = payload.get(field)
    if value is None:
        return None
    plain = str(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    if not plain.isascii() or not plain.isdecimal() or len(plain) > 20:  # noqa: PLR2004 - digits of 64 bits
        raise MalformedError(field, "is no id")
    return plain


def amount(payload: Payload, field: str) -> Decimal | None:
    """An amount or a count; null when it is left out."""
    value = payload.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise MalformedError(field, "is no number")
    try:
        read = number(str(value).strip())
    except ValueError:
        raise MalformedError(field, "is no number") from None
    if read is None or abs(read) >= _LARGEST or read != round(read, _PLACES):
        raise MalformedError(field, "is no number the ledger holds")
    return read


def rate_of(taxes: Sequence[Payload]) -> Decimal | None:
    """The rates of some taxes together, as a share; null without taxes, or when one of them has no rate."""
    total = Decimal(0)
    for tax in taxes:
        value = tax.get("rate")
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            return None
        try:
            read = Decimal(str(value))
        except InvalidOperation:
            return None
        if not 0 <= read <= 1:
            return None
        total += round(read, _PLACES)  # a float has more digits than a rate
    return total if taxes else None


def shop_money(payload: Payload, field: str) -> Decimal | None:
    """An amount in the shop's own currency out of a `..._set`; null when it is left out."""
    return amount(part(part(payload, field), "shop_money"), "amount")


def flag(payload: Payload, field: str, *, otherwise: bool) -> bool:
    """True or false."""
    value = payload.get(field)
    if value is None:
        return otherwise
    if not isinstance(value, bool):
        raise MalformedError(field, "is neither true nor false")
    return value


def moment(payload: Payload, field: str) -> datetime:
    """A time. Raises MalformedError when it is left out."""
    found = maybe_moment(payload, field)
    if found is None:
        raise MalformedError(field, "is missing")
    return found


def maybe_moment(payload: Payload, field: str) -> datetime | None:
    """A time with its offset, in UTC; null when it is left out."""
    written = text(payload, field)
    if written is None:
        return None
    try:
        return utc_of(written)
    except (ValueError, OverflowError):
        raise MalformedError(field, "is no time with an offset") from None


def utc_of(written: str) -> datetime:
    """`2026-05-14T11:23:45+01:00` in UTC. Raises ValueError for a time without an offset."""
    read = datetime.fromisoformat(written)
    if read.tzinfo is None:
        raise ValueError(written)
    return read.astimezone(UTC)


def version_of(at: datetime) -> int:
    """Microseconds since 1970, at least 1."""
    since = at - _EPOCH
    return max((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds, 1)


def written(at: datetime) -> str:
    """A time as events write it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def plain(value: Decimal) -> str:
    """A number as events write it."""
    return f"{value:f}" if value else "0"
