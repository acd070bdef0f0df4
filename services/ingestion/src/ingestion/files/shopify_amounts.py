"""The arithmetic of a Shopify order: what each line is worth before tax, exact to the cent.

The order's own totals are the truth. What the line items come to beyond the subtotal was taken off: first what the line
items say of it, the rest over all of them in proportion to what they cost. Whether prices hold the tax shows in whether
the total is reached with the taxes or without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

ZERO = Decimal(0)
ONE = Decimal(1)
_ROUNDING = Decimal("0.05")  # a till rounds cash to five hundredths; a tax left out or counted twice is more than that


class AmountsError(Exception):
    """The order's totals contradict each other: the column, and what stands in it."""

    def __init__(self, column: str, value: Decimal | None) -> None:
        super().__init__(column)
        self.column = column
        self.value = value


@dataclass(frozen=True, slots=True)
class Item:
    """A line item as it is written; price and discount as the customer saw them."""

    line_type: str
    product_id: str | None
    quantity: Decimal
    price: Decimal
    discount: Decimal
    is_taxable: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """What the order says of itself."""

    subtotal: Decimal
    shipping: Decimal
    taxes: Decimal
    duties: Decimal
    total: Decimal
    discount: Decimal
    refunded: Decimal
    tax_rate: Decimal | None  # as a share, where the names of the taxes say it


@dataclass(frozen=True, slots=True)
class Part:
    """What one line adds to the ledger, before tax, with the tax beside it."""

    line_type: str
    product_id: str | None
    quantity: Decimal
    gross: Decimal
    discount: Decimal
    net: Decimal
    tax: Decimal

    @property
    def paid(self) -> Decimal:
        return self.net + self.tax

    def plus(self, other: Part) -> Part:
        return Part(
            self.line_type,
            self.product_id,
            self.quantity + other.quantity,
            self.gross + other.gross,
            self.discount + other.discount,
            self.net + other.net,
            self.tax + other.tax,
        )

    def negative(self) -> Part:
        return Part(self.line_type, self.product_id, -self.quantity, -self.gross, -self.discount, -self.net, -self.tax)

    @property
    def is_nothing(self) -> bool:
        return not (self.quantity or self.gross or self.discount or self.net or self.tax)


@dataclass(frozen=True, slots=True)
class Priced:
    """An order's lines: one part per item, then shipping and duties; whether prices held the tax (null: no tax)."""

    parts: list[Part]
    includes_tax: bool | None


def spread(amount: Decimal, weights: Sequence[Decimal], cent: Decimal) -> list[Decimal]:
    """Cut an amount in proportion to weights, in whole cents that sum up to it exactly.

    By largest remainder; a fraction of a cent in the amount itself goes to the largest weight.
    """
    total = sum(weights, start=ZERO)
    if amount == total:
        return list(weights)
    if not weights or not amount:
        return [ZERO] * len(weights)
    if not total:
        return [amount, *[ZERO] * (len(weights) - 1)]
    shares = [amount * weight / total for weight in weights]
    parts = [share.quantize(cent, rounding=ROUND_DOWN) for share in shares]
    left = amount - sum(parts, start=ZERO)
    step = cent if left > 0 else -cent
    by_rest = sorted(range(len(parts)), key=lambda place: abs(shares[place] - parts[place]), reverse=True)
    for place in by_rest[: int(left / step)]:
        parts[place] += step
        left -= step
    if left:
        parts[max(range(len(weights)), key=lambda place: weights[place])] += left
    return parts


def priced(items: Sequence[Item], totals: Totals, cent: Decimal, *, likely: bool | None = None) -> Priced:
    """The parts of an order. Raises AmountsError for totals that contradict each other.

    `likely` is whether other orders' prices hold the tax: it decides where both would do.
    """
    gross = [item.quantity * item.price for item in items]
    discounts, tips_inside = _discounts(items, gross, totals, cent)
    paid = [full - taken for full, taken in zip(gross, discounts, strict=True)]
    tips = sum((amount for item, amount in zip(items, paid, strict=True) if item.line_type == "tip"), start=ZERO)
    goods = totals.subtotal + (ZERO if tips_inside else tips)
    unused = totals.discount - sum(discounts, start=ZERO)
    shipping, includes_tax = _total_reached(goods, unused, totals, likely)
    taxes = _taxes(items, paid, shipping, totals, includes_tax=includes_tax, cent=cent)
    everything = [*paid, shipping, totals.duties]
    net = [amount - tax for amount, tax in zip(everything, taxes, strict=True)] if includes_tax else everything
    share = _share_of_net(sum(paid, start=ZERO), sum(net[: len(paid)], start=ZERO), totals, includes_tax=includes_tax)
    parts = []
    for place, item in enumerate(items):
        taken = discounts[place]
        if includes_tax:
            kept = net[place] / paid[place] if paid[place] else share
            taken = (taken * kept).quantize(cent, rounding=ROUND_HALF_EVEN)
        parts.append(
            Part(
                item.line_type,
                item.product_id,
                item.quantity,
                net[place] + taken,
                taken,
                net[place],
                taxes[place],
            )
        )
    for line_type, place in (("shipping", len(items)), ("fee", len(items) + 1)):
        amount = net[place]
        parts.append(Part(line_type, None, ONE if amount else ZERO, amount, ZERO, amount, taxes[place]))
    return Priced(parts, includes_tax if totals.taxes else None)


def _discounts(
    items: Sequence[Item], gross: Sequence[Decimal], totals: Totals, cent: Decimal
) -> tuple[list[Decimal], bool]:
    """What was taken off each item, and whether the subtotal holds the tips."""
    goods = sum((full for item, full in zip(items, gross, strict=True) if item.line_type != "tip"), start=ZERO)
    tips = sum(gross, start=ZERO) - goods
    own = [
        ZERO if item.line_type == "tip" else min(item.discount, full) for item, full in zip(items, gross, strict=True)
    ]
    said = sum(own, start=ZERO)
    explained = {ZERO, totals.discount, said, said + totals.discount}
    taken, inside = goods - totals.subtotal, False
    if tips and taken not in explained and taken + tips in explained:
        taken, inside = taken + tips, True
    if taken < 0:
        raise AmountsError("Subtotal", totals.subtotal)
    if said > taken:  # the price stands after the line's own discount already
        return spread(taken, own, cent), inside
    weights = [
        ZERO if item.line_type == "tip" else full - mine for item, full, mine in zip(items, gross, own, strict=True)
    ]
    rest = spread(taken - said, weights, cent)
    return [mine + more for mine, more in zip(own, rest, strict=True)], inside


def _total_reached(goods: Decimal, unused: Decimal, totals: Totals, likely: bool | None) -> tuple[Decimal, bool]:
    """What shipping cost, and whether prices hold the tax: the first way by which the total is reached."""
    ways = sorted(_ways(goods, unused, totals), key=lambda way: likely is not None and way[1] != likely)
    # The total as it is written; in some layouts the refunded amount is off it already.
    for tolerance in (ZERO, _ROUNDING):
        for off in dict.fromkeys((ZERO, totals.refunded)):
            for shipping, includes_tax, sum_ in ways:
                if abs(sum_ - off - totals.total) <= tolerance:
                    return shipping, includes_tax
    raise AmountsError("Total", totals.total)


def _ways(goods: Decimal, unused: Decimal, totals: Totals) -> Iterator[tuple[Decimal, bool, Decimal]]:
    shippings = [totals.shipping]
    if ZERO < unused <= totals.shipping:
        shippings.append(totals.shipping - unused)  # a discount code that made the shipping cheaper
    for shipping in shippings:
        yield shipping, False, goods + shipping + totals.duties + totals.taxes
        if totals.taxes:
            yield shipping, True, goods + shipping + totals.duties


def _taxes(
    items: Sequence[Item],
    paid: Sequence[Decimal],
    shipping: Decimal,
    totals: Totals,
    *,
    includes_tax: bool,
    cent: Decimal,
) -> list[Decimal]:
    """The tax of each item, of the shipping and of the duties (none); they sum up to the order's taxes."""
    if not totals.taxes:
        return [ZERO] * (len(paid) + 2)
    taxed = [
        amount if item.is_taxable and item.line_type not in {"tip", "gift_card"} else ZERO
        for item, amount in zip(items, paid, strict=True)
    ]
    goods = sum(taxed, start=ZERO)
    if not goods and not shipping:
        taxed, goods = list(paid), sum(paid, start=ZERO)
    with_shipping = bool(shipping) and _is_shipping_taxed(goods, shipping, totals, includes_tax=includes_tax)
    base = goods + (shipping if with_shipping else ZERO)
    if base <= 0 or (includes_tax and totals.taxes > base):
        raise AmountsError("Taxes", totals.taxes)
    return [*spread(totals.taxes, [*taxed, shipping if with_shipping else ZERO], cent), ZERO]


def _is_shipping_taxed(goods: Decimal, shipping: Decimal, totals: Totals, *, includes_tax: bool) -> bool:
    """By the rate where it is known; else where prices hold the tax, shipping does too, as the law has it there."""
    if not goods:
        return True
    if totals.tax_rate is None:
        return includes_tax
    rate = totals.tax_rate / (ONE + totals.tax_rate) if includes_tax else totals.tax_rate
    return abs((goods + shipping) * rate - totals.taxes) < abs(goods * rate - totals.taxes)


def _share_of_net(paid: Decimal, net: Decimal, totals: Totals, *, includes_tax: bool) -> Decimal:
    """How much of a price is left without the tax, for what was given away wholly."""
    if not includes_tax:
        return ONE
    if paid:
        return net / paid
    return ONE / (ONE + totals.tax_rate) if totals.tax_rate else ONE


def reversal(left: Sequence[Part], amount: Decimal, cent: Decimal) -> tuple[list[Part], Decimal]:
    """Where a refund of `amount` (tax included) goes, as negative parts beside `left`, and what went beyond all of it.

    All that is left goes back line by line. An amount that is exactly one line's gives that line back with its units.
    Anything else is spread over the goods, then over the rest, in proportion to what is left of them, without units.
    """
    nothing = [Part(part.line_type, part.product_id, ZERO, ZERO, ZERO, ZERO, ZERO) for part in left]
    total = sum((part.paid for part in left), start=ZERO)
    if amount >= total:
        return [part.negative() for part in left], amount - total
    whole = [place for place, part in enumerate(left) if part.paid == amount]
    if len(whole) == 1:
        nothing[whole[0]] = left[whole[0]].negative()
        return nothing, ZERO
    goods = [max(part.paid, ZERO) if part.line_type in {"merchandise", "gift_card"} else ZERO for part in left]
    others = [max(part.paid, ZERO) - mine for part, mine in zip(left, goods, strict=True)]
    first = min(amount, sum(goods, start=ZERO))
    back = [
        one + other for one, other in zip(spread(first, goods, cent), spread(amount - first, others, cent), strict=True)
    ]
    return [_money_back(part, share, cent) for part, share in zip(left, back, strict=True)], ZERO


def _money_back(part: Part, amount: Decimal, cent: Decimal) -> Part:
    tax = (part.tax * amount / part.paid).quantize(cent, rounding=ROUND_HALF_EVEN) if part.paid else ZERO
    net = amount - tax
    return Part(part.line_type, part.product_id, ZERO, -net, ZERO, -net, -tax)
