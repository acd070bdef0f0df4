"""For tests: orders as events, from a seed, and an oracle that says what their ledger is, written another way.

The oracle holds exact fractions and knows no lines of a ledger: it adds up what each version says of every (line,
product, type, cost, currency), and takes the version before from it.
"""

# ruff: noqa: PLR2004 - the shares and counts of a made-up shop mean nothing beyond it
from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

Fact = tuple[str, dict[str, Any]]  # type and data of an event

_FIRST = datetime(2025, 10, 20, 5, tzinfo=UTC)  # the clocks change within the week
_PRODUCTS = [f"p-{number}" for number in range(40)]
_RATES = {"USD": "0.918273645", "JPY": "0.0061", "CHF": "1.05"}
_TYPES = ["merchandise"] * 8 + ["shipping", "tip", "gift_card", "fee"]


class Orders:
    """Orders of a shop in EUR, each with its versions and refunds, the same for the same seed."""

    def __init__(self, seed: int, count: int, *, days: int = 120) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - a made-up shop, not a secret
        self._days = days
        self.facts: list[Fact] = [fact for number in range(count) for fact in self._order(f"o-{number:06}")]

    def _order(self, order_id: str) -> Iterator[Fact]:
        chance = self._chance
        placed_at = _FIRST + timedelta(seconds=chance.randrange(self._days * 86_400))
        currency = chance.choices(["EUR", *_RATES], [12, 1, 1, 1])[0]
        state = {
            "entity_id": order_id,
            "ordered_at": _text(placed_at),
            "customer_id": chance.choice([None, f"c-{chance.randrange(5000)}"]),
            "currency": currency,
            "channel": chance.choice(["online", "counter", None]),
            "location_id": chance.choice(["dublin", "cork", None]),
            "country": chance.choice(["IE", "GB", None]),
            "is_test": chance.random() < 0.02,
            "lines": [self._line(str(number)) for number in range(chance.choice([1, 1, 2, 2, 3]))],
        }
        if currency != "EUR":
            state["fx_rate"] = _RATES[currency]
        versions = chance.choices([1, 2, 3, 4], [6, 3, 1, 1])[0]
        first = 2 if chance.random() < 0.03 else 1  # of some orders the beginning is never told
        at = placed_at
        for version in range(1, versions + first):
            if version > 1:
                state, at = self._changed(state), at + timedelta(seconds=chance.randrange(1, 40 * 86_400))
            if version >= first:
                kind = "order-placed.v1" if version == 1 else "order-changed.v1"
                yield kind, {**state, "version": version, "occurred_at": _text(at)}
        for number in range(chance.choices([0, 1, 2], [7, 2, 1])[0]):
            yield from self._refund(state, f"{order_id}/r-{number}", placed_at)

    def _line(self, line_id: str) -> dict[str, Any]:
        chance = self._chance
        quantity = chance.choice([1, 1, 1, 2, 3])
        gross = Decimal(chance.randrange(1, 20_000) * quantity) / 100
        discount = gross / 10 if chance.random() < 0.3 else Decimal(0)
        line: dict[str, Any] = {
            "line_id": line_id,
            "line_type": chance.choice(_TYPES),
            "product_id": chance.choice([*_PRODUCTS, None]),
            "quantity": str(quantity),
            "gross_amount": str(gross),
            "discount_amount": str(discount),
            "tax_amount": chance.choice([None, str(gross / 5)]),
            "unit_cost": chance.choice([None, "5.10", "0.333333333"]),
        }
        if chance.random() < 0.8:
            line["line_no"] = int(line_id)
        return line

    def _changed(self, state: dict[str, Any]) -> dict[str, Any]:
        chance = self._chance
        lines = [dict(line) for line in state["lines"]]
        what = chance.randrange(7)
        if what == 0:
            lines = []  # cancelled
        elif what == 1:
            lines.append(self._line(str(10 + chance.randrange(1000))))
            lines = list({line["line_id"]: line for line in lines}.values())
        elif what == 2 and lines:
            lines.pop(chance.randrange(len(lines)))
        elif what == 3 and lines:
            changed = chance.choice(lines)
            changed |= {"quantity": "1", "gross_amount": "7.77", "discount_amount": "0.77", "tax_amount": "1.40"}
        elif what == 4 and lines:
            chance.choice(lines)["product_id"] = chance.choice(_PRODUCTS)
        elif what == 5 and lines:
            chance.choice(lines)["unit_cost"] = "6.123456789"
        else:
            return {**state, "customer_id": f"c-{chance.randrange(5000)}", "location_id": "galway"}
        return {**state, "lines": lines}

    def _refund(self, state: Mapping[str, Any], refund_id: str, placed_at: datetime) -> Iterator[Fact]:
        chance = self._chance
        at = placed_at + timedelta(seconds=chance.randrange(60 * 86_400))
        sold = chance.choice(state["lines"]) if state["lines"] else self._line("0")
        line = {name: sold.get(name) for name in ("line_id", "line_type", "product_id", "quantity")}
        line |= {"gross_amount": sold["gross_amount"], "discount_amount": sold["discount_amount"]}
        line |= {"tax_amount": sold["tax_amount"]} if chance.random() < 0.5 else {}
        if chance.random() < 0.2:
            line |= {"line_id": None, "quantity": "0"}  # money only, for nothing in particular
        data = {"entity_id": refund_id, "order_id": state["entity_id"], "currency": state["currency"], "lines": [line]}
        data |= {"fx_rate": state["fx_rate"]} if "fx_rate" in state else {}
        data |= {"channel": "counter", "location_id": "cork"} if chance.random() < 0.2 else {}
        for version in range(1, chance.choice([2, 2, 2, 3])):
            if version > 1:
                data, at = {**data, "lines": [line, {**line, "gross_amount": "1", "discount_amount": "0"}]}, at + _DAY
            yield "order-refunded.v1", {**data, "version": version, "occurred_at": _text(at)}


_DAY = timedelta(days=1)


def _text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


Line = tuple[Any, ...]
_KEY = ("line_id", "product_id", "line_type", "unit_cost")


def expected_ledger(facts: Iterable[Fact], zone: str, shop_currency: str) -> Counter[Line]:
    """How often each line of the ledger stands there; a line as `told` says it."""
    orders: dict[str, dict[str, dict[int, dict[str, Any]]]] = defaultdict(lambda: defaultdict(dict))
    for kind, data in facts:
        refund = kind == "order-refunded.v1"
        order_id = data["order_id"] if refund else data["entity_id"]
        orders[order_id][data["entity_id"] if refund else ""][data["version"]] = data
    expected: Counter[Line] = Counter()
    for order_id, told_of in orders.items():
        states = [data for _, data in sorted(told_of.pop("", {}).items())]
        for line in _expected_lines(states, list(told_of.values()), zone, shop_currency):
            expected[order_id, *line] += 1
    return expected


def _expected_lines(
    states: Sequence[Mapping[str, Any]], refunds: Sequence[Mapping[int, dict[str, Any]]], zone: str, shop: str
) -> Iterator[Line]:
    who = states[-1] if states else {}
    costs, products = {}, {}
    for state in states:
        for line in state["lines"]:
            costs[line["line_id"]], products[line["line_id"]] = line.get("unit_cost"), line.get("product_id")
    before: dict[Line, list[Fraction | None]] = {}
    for place, state in enumerate(states):
        after = _sums(state, shop, {}, {}, 1)
        at = state["ordered_at"] if place == 0 else state["occurred_at"]
        kind = "adjustment" if place else "sale"
        yield from _differences(before, after, kind, (at, states[0]["ordered_at"]), who, zone=zone, keep=place == 0)
        before = after
    for versions in refunds:
        before, said = {}, versions[max(versions)]
        about = {**who, **{name: value for name, value in said.items() if value is not None}}
        for place, version in enumerate(sorted(versions)):
            data = versions[version]
            after = _sums(data, shop, costs, products, -1)
            ordered = states[0]["ordered_at"] if states else data["occurred_at"]
            moments = (data["occurred_at"], ordered)
            yield from _differences(before, after, "refund", moments, about, zone=zone, keep=place == 0)
            before = after


def _sums(
    data: Mapping[str, Any], shop: str, costs: Mapping[str, Any], products: Mapping[str, Any], sign: int
) -> dict[Line, list[Fraction | None]]:
    rate = Fraction(1) if data["currency"] == shop else Fraction(data["fx_rate"])
    found: dict[Line, list[Fraction | None]] = {}
    seen: Counter[Line] = Counter()
    for line in data["lines"]:
        cost = line.get("unit_cost") or costs.get(line["line_id"])
        product = line.get("product_id") or products.get(line["line_id"])
        what = (line["line_id"], product, line["line_type"], None if cost is None else Fraction(cost))
        seen[what] += 1
        gross, discount = Fraction(line["gross_amount"]), Fraction(line["discount_amount"])
        tax = line.get("tax_amount")
        found[*what, data["currency"], str(rate), seen[what] if sign < 0 else 0] = [
            sign * Fraction(line["quantity"]),
            sign * _rounded(gross * rate),
            sign * _rounded((gross - discount) * rate),
            None if tax is None else sign * _rounded(Fraction(tax) * rate),
            sign * (gross - discount),
        ]
    return found


def _differences(
    before: Mapping[Line, list[Fraction | None]],
    after: Mapping[Line, list[Fraction | None]],
    kind: str,
    moments: tuple[str, str],
    about: Mapping[str, Any],
    *,
    zone: str,
    keep: bool,
) -> Iterator[Line]:
    at, ordered = (datetime.fromisoformat(text) for text in moments)
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        amounts = []
        for a, b in zip(new or [None] * 5, old or [None] * 5, strict=True):
            amounts.append(None if a is None and b is None else (a or Fraction(0)) - (b or Fraction(0)))
        if keep or any(amounts):
            _, product, line_type, cost, currency, rate, _ = key
            quantity, gross, net, tax, original = amounts
            days = [moment.astimezone(ZoneInfo(zone)).date() for moment in (at, ordered)]
            who = [about.get(name) for name in ("customer_id", "channel", "location_id", "country")]
            sums = (quantity, gross, net, tax, original, cost, Fraction(rate))
            yield (kind, at, *days, line_type, product, *who, bool(about.get("is_test")), currency, *sums)


def _rounded(amount: Fraction) -> Fraction:
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return Fraction(exact.quantize(Decimal("1e-9"), ROUND_HALF_EVEN))


def told(row: Mapping[str, Any]) -> Line:
    """A row of `sales` as the oracle says a line."""
    fractions = [row["quantity"], row["gross_amount"], row["net_amount"], row["tax_amount"], row["original_amount"]]
    sums = [None if value is None else Fraction(value) for value in (*fractions, row["unit_cost"], row["fx_rate"])]
    who = [row[name] for name in ("customer_id", "channel", "location_id", "country")]
    days = (row["local_date"], row["ordered_local_date"])
    what = (row["line_type_given"], row["product_id"], *who, row["is_test"], row["currency"])
    return (row["order_id"], row["kind"], row["occurred_at"], *days, *what, *sums)
