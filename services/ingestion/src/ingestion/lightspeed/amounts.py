"""What each line of a Lightspeed sale came to, before tax, so that all add up to the sale's own total. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from ingestion.lightspeed.values import Item, WrongItemError, flag, identity, nine_places, number, records, spread, text

_NOTHING = Decimal(0)
_CLOSED = "CLOSED"  # in the name of every status of a sale that is paid in full
_CASH_STEPS = 10  # minor units a payment in cash may be rounded by: New Zealand's 10 cents, the largest but Sweden's
_COUNTED_ELSEWHERE = frozenset({"DISCOUNT", "ECOM_CUSTOM_CHARGE"})  # in the lines, and in ecom_custom_charges
_POSTAGE = ("ship", "deliver", "freight", "post")  # words in the name of a charge for bringing the goods


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a sale, signed as Lightspeed has it: what comes back is negative.

    `gross` and `net` (= gross - discount) are before tax; `unit_cost` is None when unknown.
    """

    line_id: str
    line_type: str
    product: str | None
    quantity: Decimal
    gross: Decimal
    net: Decimal
    tax: Decimal | None
    unit_cost: Decimal | None
    staff: str | None
    comes_back: bool


@dataclass(frozen=True, slots=True)
class _Priced:
    line: Line
    price: Decimal  # price_total as it stands
    discount: Decimal
    spread_over: bool = False  # the discount of the whole sale


def lines_of(sale: Item, *, discount_product: str | None, unit: Decimal) -> list[Line]:
    """The lines of a sale, and what was charged beside them. `unit` is the currency's smallest.

    Raises WrongItemError for what cannot be read, and where no reading of the lines reaches the sale's total.
    """
    priced = [
        _priced(item, place, discount_product)
        for place, item in enumerate(records(sale, "line_items"), start=1)
        if (text(item, "status") or "").upper() != "VOIDED"
    ]
    if len({one.line.line_id for one in priced}) < len(priced):
        raise WrongItemError("repeated_line", "line_items")
    charges = _charges(sale)
    nets = _nets(sale, priced, charges, unit)
    whole = [
        replace(one.line, net=net, gross=net + _discount_before_tax(one, net))
        for one, net in zip(priced, nets, strict=True)
    ]
    ordinary = [line for line, one in zip(whole, priced, strict=True) if not one.spread_over]
    for line, one in zip(whole, priced, strict=True):
        if one.spread_over:
            ordinary = _discounted(ordinary, line, unit)
    return [*ordinary, *charges]


def _priced(item: Item, place: int, discount_product: str | None) -> _Priced:
    product = text(item, "product_id")
    quantity = number(item, "quantity")
    price = number(item, "price_total", "total_price")
    unit_price = number(item, "price", "unit_price")
    if price is None and quantity is not None and unit_price is not None:
        price = nine_places(quantity * unit_price, "price")
    if quantity is None or price is None:
        raise WrongItemError("no_amount", "line_items")
    discount = number(item, "discount_total", "total_discount")
    if discount is None:
        discount = nine_places((number(item, "discount", "unit_discount") or _NOTHING) * quantity, "discount")
    tax = number(item, "tax_total", "total_tax")
    unit_tax = number(item, "tax", "unit_tax")
    if tax is None and unit_tax is not None:
        tax = nine_places(unit_tax * quantity, "tax")
    line = Line(
        line_id=identity(item) if item.get("id") else f"line-{place}",
        line_type="merchandise",
        product=product,
        quantity=quantity,
        gross=price,
        net=price,
        tax=tax,
        unit_cost=_unit_cost(item, quantity),
        staff=text(item, "salesperson_id"),
        comes_back=quantity < 0 or (quantity == 0 and (price < 0 or flag(item, "is_return"))),
    )
    return _Priced(line, price, discount, spread_over=product is not None and product == discount_product)


def _unit_cost(item: Item, quantity: Decimal) -> Decimal | None:
    """What one unit cost; Lightspeed says 0 for a product whose supply price nobody ever gave."""
    cost = number(item, "cost", "unit_cost")
    if cost is None and quantity:
        all_units = number(item, "cost_total", "total_cost")
        cost = nine_places(all_units / quantity, "cost_total") if all_units is not None else None
    return cost if cost is not None and cost > 0 else None


def _charges(sale: Item) -> list[Line]:
    """Tips, surcharges and what an online order was charged for its delivery: no sales, but part of what was paid."""
    found = []
    for place, item in enumerate(records(sale, "adjustments"), start=1):
        kind = (text(item, "adjustment_type", "type") or "").upper()
        if kind not in _COUNTED_ELSEWHERE:
            found.append(_charge(f"adjustment-{place}", "tip" if kind == "TIP" else "fee", number(item, "value"), None))
    online = sale.get("ecom_custom_charges")
    for place, item in enumerate(records(online, "charges") if isinstance(online, dict) else [], start=1):
        name = (text(item, "name") or "").lower()
        kind = "shipping" if any(word in name for word in _POSTAGE) else "fee"
        found.append(_charge(f"charge-{place}", kind, number(item, "total"), number(item, "total_tax")))
    return [line for line in found if line.net]


def _charge(line_id: str, kind: str, amount: Decimal | None, tax: Decimal | None) -> Line:
    net = amount or _NOTHING
    quantity = Decimal(-1) if net < 0 else Decimal(1)
    return Line(line_id, kind, None, quantity, net, net, tax, None, None, comes_back=net < 0)


def _nets(sale: Item, priced: list[_Priced], charges: list[Line], unit: Decimal) -> list[Decimal]:
    """What each line came to after discount and before tax, with what rounding left of the total on the largest.

    The vendor says that a line's price is after its discount and before tax. Where that does not reach the sale's own
    total, the price was before the discount, or with the tax in it; the first reading that reaches it is taken.
    """
    total = number(sale, "total_price")
    taxes = [one.line.tax or _NOTHING for one in priced]
    as_stated = [one.price for one in priced]
    if total is None or not priced:
        return as_stated
    total -= _tax_in_total(sale, total, unit)
    readings = (
        as_stated,
        [one.price - one.discount for one in priced],
        [one.price - tax for one, tax in zip(priced, taxes, strict=True)],
    )
    charged = sum((line.net for line in charges), _NOTHING)
    rounding = unit * (len(priced) + 1) / 2  # half a unit for each line, and for the total
    for reading in readings:
        for target in (total, total - charged):
            left = target - sum(reading, _NOTHING)
            if abs(left) <= rounding:
                return _with_rest(reading, left)
    raise WrongItemError("totals_disagree", "total_price")


def _tax_in_total(sale: Item, total: Decimal, unit: Decimal) -> Decimal:
    """The tax that a total holds: none, as the vendor says, unless the customer paid just that total and no tax."""
    tax = number(sale, "total_tax") or _NOTHING
    slack = unit * _CASH_STEPS
    if _CLOSED not in (text(sale, "status", "state") or "").upper() or abs(tax) <= 2 * slack:
        return _NOTHING
    payments = [number(item, "amount") for item in records(sale, "payments")]
    paid = sum((amount for amount in payments if amount is not None), _NOTHING)
    return tax if payments and abs(paid - total) <= slack else _NOTHING


def _with_rest(nets: list[Decimal], rest: Decimal) -> list[Decimal]:
    largest = max(range(len(nets)), key=lambda place: abs(nets[place]))
    return [net + rest if place == largest else net for place, net in enumerate(nets)]


def _discount_before_tax(one: _Priced, net: Decimal) -> Decimal:
    """The discount in proportion to what the price lost when the tax was taken out of it."""
    if not one.discount or not one.price or net == one.price:
        return one.discount
    held_tax = one.line.tax is not None and abs(one.price - one.line.tax - net) < abs(one.price - one.discount - net)
    return nine_places(one.discount * net / one.price, "discount") if held_tax else one.discount


def _discounted(lines: list[Line], discount: Line, unit: Decimal) -> list[Line]:
    """Lines with the discount of the whole sale taken off, in proportion to what they came to.

    One that a return gives back is taken off what comes back. Where there is no such line it stays a line, a fee.
    """
    back = discount.net > 0
    places = [place for place, line in enumerate(lines) if line.comes_back == back and line.net]
    if not places:
        return [*lines, replace(discount, line_type="fee", product=None, unit_cost=None, comes_back=discount.net < 0)]
    weights = [abs(lines[place].net) for place in places]
    nets = spread(discount.net, weights, unit)
    taxes = spread(discount.tax or _NOTHING, weights, unit)
    changed = list(lines)
    for place, net, tax in zip(places, nets, taxes, strict=True):
        line = lines[place]
        taxed = None if line.tax is None and not tax else (line.tax or _NOTHING) + tax
        changed[place] = replace(line, net=line.net + net, tax=taxed)
    return changed
