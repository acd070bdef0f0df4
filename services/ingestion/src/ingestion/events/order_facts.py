"""What is said about an order, read once: a fact that can be merged, or the reason why it cannot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

import orjson

from shared.shop import Shop

STATE = "order"  # the fact_id of every version of an order's own state
REFUND = "refund/"  # before the identity of a refund
STATE_EVENTS = ("order-placed.v1", "order-changed.v1")
REFUND_EVENT = "order-refunded.v1"

PLACES = Decimal(1).scaleb(-9)  # NUMERIC's
EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)  # twice NUMERIC's digits: a product is exact before it is rounded
LIMIT = Decimal(10) ** 15  # as in files (ingestion.files.decimals): beyond it products would leave NUMERIC
_FUTURE = timedelta(days=1)  # as in files (ingestion.committing): clocks and zones differ by hours
_MOST_VERSION = 2**63 - 1  # INT64
# A day inside what both engines hold, so that any zone's day is too.
_EARLIEST, _LATEST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


class UnmergeableError(Exception):
    """A fact that the contract allows and the tables cannot take; `reason` is one word, for counting."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class OrderFact:
    """One version of an order's state (`fact_id` is STATE) or of a refund; `payload` is its data, keys in order."""

    order_id: str
    fact_id: str
    version: int
    occurred_at: datetime
    payload: bytes
    load_id: str

    @property
    def key(self) -> tuple[str, str, int]:
        """What makes two facts the same."""
        return (self.order_id, self.fact_id, self.version)

    @property
    def rank(self) -> tuple[datetime, bytes]:
        """Of two facts with one key that say different things the greater counts, whichever came first."""
        return (self.occurred_at, self.payload)


def order_fact(event_type: str, data: Mapping[str, Any], *, shop: Shop, now: datetime, load_id: str) -> OrderFact:
    """The fact in an event of the contract. Raises UnmergeableError."""
    refund = event_type == REFUND_EVENT
    occurred_at = moment(data["occurred_at"], now)
    if data.get("ordered_at") is not None:
        moment(data["ordered_at"], now)
    _check_version(data["version"])
    rate = rate_of(data, shop.currency)
    _check_lines(data["lines"], rate, distinct=not refund)
    entity = data["entity_id"]
    return OrderFact(
        order_id=data["order_id"] if refund else entity,
        fact_id=REFUND + entity if refund else STATE,
        version=data["version"],
        occurred_at=occurred_at,
        payload=orjson.dumps(data, option=orjson.OPT_SORT_KEYS),
        load_id=load_id,
    )


def moment(text: str, now: datetime | None) -> datetime:
    """A time of an event in UTC; with `now` one by tomorrow. Raises UnmergeableError for any other."""
    try:
        found = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnmergeableError("unreadable_time", f"{text!r} is no time that can be stored") from error
    if not _EARLIEST <= found <= _LATEST:
        raise UnmergeableError("unreadable_time", f"{text!r} is no time that can be stored")
    if now is not None and found > now + _FUTURE:
        raise UnmergeableError("in_the_future", f"{text!r} is after tomorrow")
    return found


def rate_of(data: Mapping[str, Any], shop_currency: str) -> Decimal:
    """Shop currency per unit of the fact's currency. Raises UnmergeableError where nobody can know it."""
    given, currency = data.get("fx_rate"), data["currency"]
    if currency == shop_currency:
        if given is not None and Decimal(given) != 1:
            raise UnmergeableError("rate_of_own_currency", f"{currency} is the shop's own currency; its rate is 1")
        return Decimal(1)
    if given is None:
        raise UnmergeableError("fx_rate_missing", f"{currency} is not the shop's currency; send fx_rate")
    rate = Decimal(given)
    if rate <= 0:
        raise UnmergeableError("fx_rate_not_positive", f"fx_rate {given} is not above 0")
    if rate >= LIMIT:
        raise UnmergeableError("too_large", f"fx_rate {given} is too large")
    return rate


def _check_version(version: int) -> None:
    if version > _MOST_VERSION:
        raise UnmergeableError("too_large", f"version {version} is too large")


def _check_lines(lines: Iterable[Mapping[str, Any]], rate: Decimal, *, distinct: bool) -> None:
    seen = set()
    for line in lines:
        if distinct:
            if line["line_id"] in seen:
                raise UnmergeableError("line_twice", f"line_id {line['line_id'][:64]!r} stands twice in one order")
            seen.add(line["line_id"])
        cost = line.get("unit_cost")
        if cost is not None and cost.startswith("-") and Decimal(cost) < 0:
            raise UnmergeableError("negative_cost", f"unit_cost {cost} is below 0")
        amounts = (line["gross_amount"], line["discount_amount"], line.get("tax_amount") or "0")
        own = (line["quantity"], cost or "0")
        if any(abs(Decimal(text)) * rate >= LIMIT for text in amounts) or any(
            abs(Decimal(text)) >= LIMIT for text in (*amounts, *own)
        ):
            raise UnmergeableError("too_large", f"an amount of line {line.get('line_id')!r} is too large")
