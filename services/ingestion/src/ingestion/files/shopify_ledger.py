"""From orders to ledger lines: what is new, and for an order the ledger holds already, what has changed since.

The ledger is never rewritten by a file. The lines of an order that it holds are said again as they are, and count as
known; what the export says beyond them becomes new lines: a changed item an adjustment, more money given back a refund.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property

from ingestion.files.shopify_amounts import ONE, ZERO, Part, Priced, priced, reversal
from ingestion.files.shopify_known import PREFIX, Entry
from ingestion.files.shopify_orders import Order
from shared.money import minor_unit

ENTRY_FIELDS = (
    "entry_id",
    "kind",
    "order_id",
    "line_no",
    "line_type",
    "occurred_at",
    "ordered_at",
    "customer_id",
    "product_id",
    "quantity",
    "gross_amount",
    "discount_amount",
    "net_amount",
    "tax_amount",
    "unit_cost",
    "currency",
    "original_amount",
    "fx_rate",
    "country",
    "channel",
    "location_id",
    "staff_id",
    "is_test",
)
_AMOUNTS = ("quantity", "gross_amount", "discount_amount", "net_amount", "tax_amount")
_UNPAID = frozenset({"pending", "authorized", "expired", "voided"})  # nothing was taken that could be given back
_EXCESS = "excess"  # the refund that goes beyond the order
_PLACES = Decimal("1e-9")  # as many as the ledger's amounts have
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Held:
    """What the ledger holds of one line of an order: as sold and adjusted, and as given back."""

    key: str
    sold: Part
    back: Part

    @property
    def left(self) -> Part:
        return self.sold.plus(self.back)


@dataclass(frozen=True)
class Money:
    """What an order's amounts are in, and what one unit of it is worth in the shop's currency."""

    currency: str
    rate: Decimal = ONE

    @cached_property
    def cent(self) -> Decimal:
        return minor_unit(self.currency)

    def converted(self, part: Part) -> Part:
        """A part in the shop's currency."""
        if self.rate == ONE:
            return part
        gross, discount, tax = (self.times(each) for each in (part.gross, part.discount, part.tax))
        return replace(part, gross=gross, discount=discount, net=gross - discount, tax=tax)

    def times(self, amount: Decimal) -> Decimal:
        """An amount in the shop's currency."""
        return amount if self.rate == ONE else (amount * self.rate).quantize(_PLACES)


@dataclass
class Bookkeeper:
    """Writes the ledger lines of one export, and counts what a person should know.

    `until` is the last moment the export speaks of: nothing in it says when it was made, and a change since an earlier
    export is dated by it.
    """

    currency: str
    until: datetime
    counts: Counter[str] = field(default_factory=Counter)
    undated: Decimal = ZERO  # refunds dated on the day of their order

    @property
    def prices_hold_tax(self) -> bool | None:
        """Whether most orders so far have the tax in their prices; null when none has a tax."""
        if not self.counts["tax included"] and not self.counts["tax on top"]:
            return None
        return self.counts["tax included"] > self.counts["tax on top"]

    @cached_property
    def cent(self) -> Decimal:
        return minor_unit(self.currency)

    @cached_property
    def stamp(self) -> str:
        """`until` as identities end in it."""
        return self.until.astimezone(UTC).strftime(_STAMP)

    def entries(self, order: Order, known: Sequence[Entry], money: Money) -> list[Entry]:
        """The lines of an order. Raises AmountsError for totals that contradict each other.

        What the order says is taken apart in its own currency, to the cent, and written in the shop's.
        """
        worth = priced(order.items, order.totals, money.cent, likely=self.prices_hold_tax)
        self._count(order, worth)
        if money.rate != ONE:
            worth = replace(worth, parts=[money.converted(part) for part in worth.parts])
            totals = replace(order.totals, refunded=money.times(order.totals.refunded))
            order = replace(order, totals=totals, outstanding=money.times(order.outstanding))
            self.counts["foreign"] += 1
        order = replace(order, said={**order.said, "currency": money.currency, "fx_rate": f"{money.rate:f}"})
        if not known:
            if order.status == "voided":
                self.counts["voided"] += 1
                return []
            return self._first(order, worth)
        if _as_of(known) > self.until:
            self.counts["older"] += 1
            return list(known)
        return [*known, *self._changes(order, worth, known)]

    def _count(self, order: Order, worth: Priced) -> None:
        if worth.includes_tax is not None:
            self.counts["tax included" if worth.includes_tax else "tax on top"] += 1
        if order.cancelled_at is not None:
            self.counts["cancelled"] += 1
        if order.said["is_test"] == "true":
            self.counts["test"] += 1

    def _first(self, order: Order, worth: Priced) -> list[Entry]:
        held = [Held(key, part, _none(part)) for key, part in _keyed(order, worth.parts) if not part.is_nothing]
        lines = [self._entry(order, "sale", one.key, one.sold, order.created_at) for one in held]
        amount = _given_back(order, held)
        if amount <= 0:
            return lines
        if order.cancelled_at is None:
            self.counts["undated refund"] += 1
            self.undated += amount
        return lines + self._refund(order, held, amount, order.cancelled_at or order.created_at)

    def _changes(self, order: Order, worth: Priced, known: Sequence[Entry]) -> list[Entry]:
        """What the export says beyond what the ledger holds."""
        held = _held(known)
        target = _matched(order, [] if order.status == "voided" else worth.parts, held)
        if order.status == "voided":  # it was taken for a sale when it was still waiting for its money
            target = {key: one.sold for key, one in held.items()}
        lines = []
        for key, part in target.items():
            before = held[key].sold if key in held else _none(part)
            difference = part.plus(before.negative())
            if not difference.is_nothing:
                lines.append(self._entry(order, "adjustment", key, difference, self.until))
            held[key] = Held(key, part, held[key].back if key in held else _none(part))
        self.counts["edited"] += bool(lines)
        sold = [one for one in held.values() if one.key != _EXCESS]
        earlier = -sum((one.back.paid for one in held.values()), start=ZERO)
        amount = _given_back(order, sold) - earlier
        if amount < 0:
            self.counts["refunded less"] += 1
        if amount <= 0:
            return lines
        self.counts["refunded since"] += 1
        seen = order.cancelled_at is not None and order.cancelled_at > _as_of(known)
        return lines + self._refund(order, sold, amount, order.cancelled_at if seen else self.until)

    def _refund(self, order: Order, held: Sequence[Held], amount: Decimal, at: datetime | None) -> list[Entry]:
        at = at or self.until
        parts, excess = reversal([one.left for one in held], amount, self.cent)
        lines = [
            self._entry(order, "refund", one.key, part, at)
            for one, part in zip(held, parts, strict=True)
            if not part.is_nothing
        ]
        if excess:
            beyond = Part("fee", None, ZERO, -excess, ZERO, -excess, ZERO)
            lines.append(self._entry(order, "refund", _EXCESS, beyond, at))
            self.counts["refunded beyond"] += 1
        return lines

    def _entry(self, order: Order, kind: str, key: str, part: Part, at: datetime) -> Entry:
        return {
            **order.said,
            "entry_id": f"{PREFIX}{order.order_id}:{key}:{kind}:{self.stamp}",
            "kind": kind,
            "order_id": order.order_id,
            "line_no": key if key.isdecimal() else None,
            "line_type": part.line_type,
            "occurred_at": at.isoformat(),
            "ordered_at": order.created_at.isoformat(),
            "product_id": part.product_id,
            "quantity": f"{part.quantity:f}",
            "gross_amount": f"{part.gross:f}",
            "discount_amount": f"{part.discount:f}",
            "net_amount": f"{part.net:f}",
            "tax_amount": f"{part.tax:f}",
            "original_amount": _original(part.net, order.said),
        }


def _original(net: Decimal, said: Mapping[str, str | None]) -> str:
    """A net amount in the order's own currency, to its cent."""
    rate = Decimal(said["fx_rate"] or 1)
    if rate == ONE:
        return f"{net:f}"
    return f"{(net / rate).quantize(minor_unit(said['currency'] or '')):f}"


def _given_back(order: Order, held: Sequence[Held]) -> Decimal:
    """How much has gone back in all, tax included: of an order that was cancelled unpaid, all of it."""
    sold = sum((one.sold.paid for one in held), start=ZERO)
    if order.status == "voided" or (order.cancelled_at is not None and order.status in _UNPAID):
        return max(sold, order.totals.refunded)
    if order.cancelled_at is not None and order.status == "partially_paid":
        return order.totals.refunded + order.outstanding
    return order.totals.refunded


def _none(part: Part) -> Part:
    return Part(part.line_type, part.product_id, ZERO, ZERO, ZERO, ZERO, ZERO)


def _keyed(order: Order, parts: Sequence[Part]) -> list[tuple[str, Part]]:
    """Parts by what tells them apart within the order: the number of the line item, shipping, duties."""
    count = len(order.items)
    names = [*(str(number) for number in range(1, count + 1)), "shipping", "duties"]
    return list(zip(names, parts, strict=True))


def _matched(order: Order, parts: Sequence[Part], held: Mapping[str, Held]) -> dict[str, Part]:
    """An order's parts under the keys of the lines they continue; a line that is gone is nothing, a new one is last."""
    free: dict[tuple[str, str | None], list[str]] = {}
    for key, one in held.items():
        if key.isdecimal():
            free.setdefault((one.sold.line_type, one.sold.product_id), []).append(key)
    following = max((int(key) for key in held if key.isdecimal()), default=0) + 1
    target = {key: _none(one.sold) for key, one in held.items() if key != _EXCESS}
    for key, part in _keyed(order, parts) if parts else []:
        named = key
        if key.isdecimal():
            candidates = free.get((part.line_type, part.product_id), [])
            if candidates:
                named = candidates.pop(0)
            else:
                named, following = str(following), following + 1
        if named in target or not part.is_nothing:
            target[named] = replace(part, line_type=held[named].sold.line_type) if named in held else part
    return target


def _held(known: Iterable[Entry]) -> dict[str, Held]:
    """What the ledger's lines of an order come to, by line, in the order of the lines."""
    held: dict[str, Held] = {}
    for entry in known:
        key = (entry["entry_id"] or "").split(":")[-3]
        quantity, gross, discount, net, tax = (Decimal(entry[name] or 0) for name in _AMOUNTS)
        line_type = entry["line_type"] or "merchandise"
        part = Part(line_type, entry["product_id"], quantity, gross, discount, net, tax)
        before = held.get(key) or Held(key, _none(part), _none(part))
        if entry["kind"] == "refund":
            held[key] = Held(key, before.sold, before.back.plus(part))
        else:
            held[key] = Held(key, before.sold.plus(part), before.back)
    # Equal items are told apart by their place only, and entries come in the order of their texts: 10 before 2.
    return dict(sorted(held.items(), key=lambda item: (0, int(item[0])) if item[0].isdecimal() else (1, 0)))


def _as_of(known: Iterable[Entry]) -> datetime:
    """The export that last had something new to say of an order, by its last moment."""
    stamp = max((entry["entry_id"] or "").rsplit(":", 1)[-1] for entry in known)
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
