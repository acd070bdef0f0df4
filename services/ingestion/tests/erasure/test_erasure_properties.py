"""Whatever was loaded and taken back, and in whatever order: whoever was erased is nowhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.warehouse import Row

START = datetime(2024, 5, 1, 9, tzinfo=UTC)
PEOPLE = ("anna-c71", "gid://shop/Customer/62", "zoë c63")
STEPS = st.lists(
    st.tuples(st.sampled_from(["load", "load", "undo", "erase"]), st.integers(0, 2)), min_size=2, max_size=7
)


@st.composite
def sold_lines(draw: st.DrawFn) -> dict[str, Any]:
    refund = draw(st.booleans())
    net = Decimal(draw(st.integers(1, 9000))) / 100 * (-1 if refund else 1)
    return {
        "order_id": f"o{draw(st.integers(1, 4))}",
        "kind": "refund" if refund else "sale",
        "occurred_at": START + timedelta(hours=draw(st.integers(0, 48))),
        "product_id": draw(st.sampled_from(["p1", "p2"])),
        "customer_id": draw(st.sampled_from([*PEOPLE, None])),
        "quantity": Decimal(-1 if refund else 1),
        "net_amount": net,
        "gross_amount": net,
    }


BATCHES = st.lists(st.lists(sold_lines(), min_size=1, max_size=8), min_size=3, max_size=3)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=BATCHES, steps=STEPS)
def test_whatever_happens_before_and_after_an_erased_customer_is_nowhere(
    new_house: Callable[[], Any],
    line: Callable[..., Row],
    batches: Sequence[list[dict[str, Any]]],
    steps: list[tuple[str, int]],
) -> None:
    house, loads, erased = new_house(), dict[int, str](), set[str]()
    for step, which in [*steps, ("erase", 0), ("load", 0), ("load", 1), ("load", 2)]:
        customer_id = PEOPLE[which]
        if step == "load":
            lines = [line(**sold) for sold in batches[which]]
            loads[which], _ = house.load(
                sales=lines,
                customers=[house.customer(customer_id)],
                web_events=[house.web_event(f"e{which}", customer_id)],
            )
        elif step == "undo" and which in loads:
            house.undo(loads.pop(which))
        elif step == "erase":
            figures = house.shop_figures()
            house.erase(customer_id)
            assert house.shop_figures() == figures
            erased.add(customer_id)
            house.assert_rollups_equal_the_ledger()
        for person in erased:
            house.assert_nothing_left_of(person)
    house.assert_rollups_equal_the_ledger()
