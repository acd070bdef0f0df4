"""The ledger lines of an order: a function of all that is known of it, in whatever order it came.

The lowest version known is the sale, on the day the order was placed. Each later version adds what it changed, as
adjustments on its own day: version n minus version n-1, line by line. A refund takes money back on its own day, and its
later versions what they changed of it. Who bought, where and through which channel is what the highest version says,
for all lines; who sold is what a line says itself, or else that. A refund has of the order what it does not say itself.
What nobody said is None.

Amounts in another currency are multiplied by the fact's rate and rounded to nine places, half to even, as in files.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from hashlib import sha256
from typing import Any

import orjson

from ingestion.events.order_facts import EXACT, PLACES, REFUND, STATE, OrderFact, rate_of
from shared.shop import Shop

Entry = dict[str, Any]
Head = Mapping[str, Any]

ENTRY_PREFIX = "event:"  # every entry_id that facts make begins so, and no other does
_ID_BYTES = 15  # 120 bits: no two of a billion lines meet by chance; twenty letters
_OF_ORDER = ("customer_id", "channel", "location_id", "staff_id", "country")
_ZERO, _ONE = Decimal(0), Decimal(1)
_MERCHANDISE = "merchandise"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as one version has it, in the shop's currency; or the difference between two."""

    product_id: str | None
    line_type: str
    unit_cost: Decimal | None
    currency: str
    rate: Decimal
    line_no: int | None
    quantity: Decimal
    gross: Decimal
    discount: Decimal
    tax: Decimal | None
    original: Decimal
    staff_id: str | None = None  # of this line; None: as the order or the refund has it

    def is_like(self, other: _Line) -> bool:
        """Whether the difference of the two is one line: of the same product, at the same cost, in the same money."""
        return (self.product_id, self.line_type, self.unit_cost, self.currency) == (
            other.product_id,
            other.line_type,
            other.unit_cost,
            other.currency,
        )

    def __bool__(self) -> bool:
        return bool(self.quantity or self.gross or self.discount or self.tax or self.original)

    def negative(self) -> _Line:
        return _Line(
            self.product_id,
            self.line_type,
            self.unit_cost,
            self.currency,
            self.rate,
            self.line_no,
            -self.quantity,
            -self.gross,
            -self.discount,
            None if self.tax is None else -self.tax,
            -self.original,
            self.staff_id,
        )

    def minus(self, other: _Line) -> _Line:
        unknown = self.tax is None and other.tax is None
        return _Line(
            self.product_id,
            self.line_type,
            self.unit_cost,
            self.currency,
            self.rate,
            self.line_no,
            self.quantity - other.quantity,
            self.gross - other.gross,
            self.discount - other.discount,
            None if unknown else (self.tax or _ZERO) - (other.tax or _ZERO),
            self.original - other.original,
            self.staff_id,
        )


_Lines = Mapping[tuple[object, ...], _Line]


def ledger_entries(order_id: str, facts: Iterable[OrderFact], *, shop: Shop, head: Head | None = None) -> list[Entry]:
    """All ledger lines of an order, every column of `sales`; `line_type` as given, before products are asked.

    `head` says what the ledger has of an order that only a file told of: a refund's customer, channel, location, staff,
    country and `is_test` where it names none. Facts are those that `order_fact` let through, each key once.
    """
    with localcontext(EXACT):
        return _Order(order_id, list(facts), shop, head or {}).entries()


class _Order:
    def __init__(self, order_id: str, facts: Sequence[OrderFact], shop: Shop, head: Head) -> None:
        self._order_id = order_id
        self._shop = shop
        read = [(fact, orjson.loads(fact.payload)) for fact in sorted(facts, key=lambda fact: fact.version)]
        self._states = [each for each in read if each[0].fact_id == STATE]
        self._refunds: dict[str, list[tuple[OrderFact, Mapping[str, Any]]]] = {}
        for fact, data in read:
            if fact.fact_id.startswith(REFUND):
                self._refunds.setdefault(fact.fact_id, []).append((fact, data))
        self._head: Head = self._states[-1][1] if self._states else head
        self._placed_at = _utc(self._states[0][1]["ordered_at"]) if self._states else None

    def entries(self) -> list[Entry]:
        entries = [*self._of_states()]
        for versions in self._refunds.values():
            entries += self._of_refund(versions)
        _mark_start(entries)
        return entries

    def _of_states(self) -> Iterator[Entry]:
        before: _Lines = {}
        for fact, data in self._states:
            lines, first = self._lines(data), fact is self._states[0][0]
            kind, at = ("sale", self._placed_at) if first else ("adjustment", None)
            for key, line, suffix in _changes(before, lines, whole=first):
                yield self._entry(fact, kind, (key, suffix), line, about=self._head, at=at)
            before = lines

    def _of_refund(self, versions: Sequence[tuple[OrderFact, Mapping[str, Any]]]) -> Iterator[Entry]:
        before: _Lines = {}
        about = {name: _said(versions, name) for name in (*_OF_ORDER, "is_test", "ordered_at")}
        about = {name: self._head.get(name) if value is None else value for name, value in about.items()}
        for place, (fact, data) in enumerate(versions):
            lines = self._refund_lines(data)
            for key, line, suffix in _changes(before, lines, whole=place == 0):
                yield self._entry(fact, "refund", (key, suffix), line, about=about)
            before = lines

    def _lines(self, data: Mapping[str, Any]) -> _Lines:
        rate = rate_of(data, self._shop.currency)
        return {(line["line_id"],): _line(line, data["currency"], rate, {}) for line in data["lines"]}

    def _refund_lines(self, data: Mapping[str, Any]) -> _Lines:
        """A refund may name a line twice, or none: such lines are told apart by their place."""
        rate, seen = rate_of(data, self._shop.currency), Counter[tuple[object, ...]]()
        lines: dict[tuple[object, ...], _Line] = {}
        for line in data["lines"]:
            line_id = line.get("line_id")
            said = (line_id, line["line_type"], line.get("product_id"))
            seen[said] += 1
            sold = self._sold(line_id) if line_id is not None else {}
            lines[(*said, seen[said])] = _line(line, data["currency"], rate, sold).negative()
        return lines

    def _sold(self, line_id: str) -> Mapping[str, Any]:
        """The order's line, as the last version that has it says."""
        for _, data in reversed(self._states):
            for line in data["lines"]:
                if line["line_id"] == line_id:
                    return dict(line)
        return {}

    def _entry(
        self,
        fact: OrderFact,
        kind: str,
        key: tuple[object, str],
        line: _Line,
        *,
        about: Mapping[str, Any],
        at: datetime | None = None,
    ) -> Entry:
        at = at or fact.occurred_at
        ordered_at, given = self._placed_at, True
        if ordered_at is None:
            stated = about.get("ordered_at")
            ordered_at, given = (at, False) if stated is None else (_utc(stated), True)
        return {
            "entry_id": _entry_id(fact, key),
            "kind": kind,
            "order_id": self._order_id,
            "line_no": line.line_no,
            "line_type": line.line_type,
            "line_type_given": line.line_type,
            "occurred_at": at,
            "local_date": self._shop.local_date(at),
            "ordered_at": ordered_at,
            "ordered_local_date": self._shop.local_date(ordered_at),
            "ordered_at_given": given,
            "is_order_start": False,
            "customer_id": about.get("customer_id"),
            "product_id": line.product_id,
            "quantity": line.quantity,
            "gross_amount": line.gross,
            "discount_amount": line.discount,
            "net_amount": line.gross - line.discount,
            "tax_amount": line.tax,
            "unit_cost": line.unit_cost,
            "currency": line.currency,
            "original_amount": line.original,
            "fx_rate": line.rate,
            "country": about.get("country"),
            "channel": about.get("channel"),
            "location_id": about.get("location_id"),
            "staff_id": about.get("staff_id") if line.staff_id is None else line.staff_id,
            "is_test": bool(about.get("is_test")),
            "load_id": fact.load_id,
        }


def _said(versions: Sequence[tuple[OrderFact, Mapping[str, Any]]], name: str) -> Any:  # noqa: ANN401 - a value of JSON
    """What the highest version says of something; None where it says nothing."""
    return versions[-1][1].get(name)


def _changes(before: _Lines, after: _Lines, *, whole: bool) -> Iterator[tuple[tuple[object, ...], _Line, str]]:
    """What one version adds to the one before it, line by line, with what tells two of one line apart."""
    for key, line in after.items():
        old = before.get(key)
        if old is not None and line.is_like(old):
            parts = [(key, line.minus(old), "")]
        else:
            parts = [(key, line, "")] if old is None else [(key, old.negative(), "-"), (key, line, "")]
        yield from (part for part in parts if whole or part[1])
    yield from ((key, old.negative(), "-") for key, old in before.items() if key not in after and old)


def _line(line: Mapping[str, Any], currency: str, rate: Decimal, sold: Mapping[str, Any]) -> _Line:
    gross, discount = Decimal(line["gross_amount"]), Decimal(line["discount_amount"])
    tax, cost = line.get("tax_amount"), line.get("unit_cost") or sold.get("unit_cost")
    original = gross - discount
    product_id = line.get("product_id")
    return _Line(
        product_id=sold.get("product_id") if product_id is None else product_id,
        line_type=line["line_type"],
        unit_cost=None if cost is None else Decimal(cost),
        currency=currency,
        rate=rate,
        line_no=line.get("line_no", sold.get("line_no")),
        quantity=Decimal(line["quantity"]),
        gross=_converted(gross, rate),
        discount=_converted(gross, rate) - _converted(original, rate),
        tax=None if tax is None else _converted(Decimal(tax), rate),
        original=original,
        staff_id=line.get("staff_id"),
    )


def _converted(amount: Decimal, rate: Decimal) -> Decimal:
    return amount if rate == _ONE else (amount * rate).quantize(PLACES)


def _entry_id(fact: OrderFact, key: tuple[object, str]) -> str:
    """The same for the same line of the same fact, whenever and however often it is made."""
    said = orjson.dumps([fact.order_id, fact.fact_id, fact.version, *key])
    return ENTRY_PREFIX + urlsafe_b64encode(sha256(said).digest()[:_ID_BYTES]).decode()


def _mark_start(entries: Sequence[Entry]) -> None:
    """Mark the line where the order counts, as redated_entries.sql finds it."""
    starts = [
        entry
        for entry in entries
        if entry["kind"] == "sale" and entry["line_type"] == _MERCHANDISE and not entry["is_test"]
    ]
    if starts:
        first = min(starts, key=lambda each: (each["line_no"] is None, each["line_no"] or 0, each["entry_id"]))
        first["is_order_start"] = True


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
