"""Whatever an order holds, its parts come to its totals, and refunds to what was refunded, to the cent."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.files.shopify_amounts import ZERO, Item, Part, Totals, priced, reversal, spread

CENT = Decimal("0.01")
EXAMPLES = settings(max_examples=200, deadline=None)  # pure arithmetic: some seconds on a busy machine
amounts = st.integers(0, 100_000).map(lambda cents: Decimal(cents) * CENT)


@st.composite
def orders(draw: st.DrawFn) -> tuple[list[Item], Totals, bool]:
    """Items, totals as Shopify sums them, and whether prices hold the tax."""
    items = [
        Item(
            "merchandise",
            f"p{place}",
            quantity := Decimal(draw(st.integers(1, 5))),
            price := draw(amounts),
            min(draw(amounts), quantity * price) if draw(st.booleans()) else ZERO,
            draw(st.booleans()),
        )
        for place in range(draw(st.integers(1, 6)))
    ]
    goods = sum((item.quantity * item.price - item.discount for item in items), ZERO)
    discount = min(draw(amounts), goods) if draw(st.booleans()) else ZERO
    subtotal, shipping, duties = goods - discount, draw(amounts), draw(amounts)
    includes_tax, rate = draw(st.booleans()), Decimal(draw(st.integers(1, 30))) / 100
    share = rate / (1 + rate) if includes_tax else rate
    # On no more than is taxable for certain: what is taxed of a discounted order depends on how it was spread.
    base = shipping if includes_tax else shipping + subtotal
    taxes = (base * share).quantize(CENT, rounding=ROUND_HALF_UP)
    total = subtotal + shipping + duties + (ZERO if includes_tax else taxes)
    known_rate = rate if draw(st.booleans()) else None
    return items, Totals(subtotal, shipping, taxes, duties, total, discount, ZERO, known_rate), includes_tax


def total_of(parts: list[Part]) -> Decimal:
    return sum((part.paid for part in parts), ZERO)


@EXAMPLES
@given(st.lists(amounts, min_size=1, max_size=8), amounts)
def test_what_is_spread_is_all_there_in_whole_cents(weights: list[Decimal], amount: Decimal) -> None:
    parts = spread(amount, weights, CENT)

    assert sum(parts, ZERO) == amount
    assert all(part == part.quantize(CENT) for part in parts)
    if sum(weights) >= amount:
        assert all(ZERO <= part <= weight for part, weight in zip(parts, weights, strict=True))


@EXAMPLES
@given(orders())
def test_the_parts_of_an_order_come_to_its_total_and_its_tax(order: tuple[list[Item], Totals, bool]) -> None:
    items, totals, includes_tax = order
    worth = priced(items, totals, CENT)

    assert sum((part.tax for part in worth.parts), ZERO) == totals.taxes
    assert total_of(worth.parts) == totals.total
    assert all(part.net == part.gross - part.discount for part in worth.parts)
    assert all(part.net >= 0 and part.tax >= 0 and part.discount >= 0 for part in worth.parts)
    assert worth.includes_tax == (includes_tax if totals.taxes else None)


@EXAMPLES
@given(orders(), st.lists(amounts, max_size=5))
def test_refunds_come_to_what_was_refunded_and_the_last_one_leaves_nothing(
    order: tuple[list[Item], Totals, bool], refunds: list[Decimal]
) -> None:
    items, totals, _ = order
    left = priced(items, totals, CENT).parts
    for amount in refunds:
        before = total_of(left)
        back, excess = reversal(left, amount, CENT)
        assert -total_of(back) + excess == amount
        left = [one.plus(other) for one, other in zip(left, back, strict=True)]
        assert total_of(left) == max(before - amount, ZERO)
        assert all(part.net >= -CENT for part in left)
    back, excess = reversal(left, total_of(left), CENT)
    assert excess == 0
    assert all(one.plus(other).is_nothing for one, other in zip(left, back, strict=True))
