"""Figures out of amounts: exact, rounded once, and null with a reason where nothing can be said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from revenue.figures import DEFINITIONS, FIGURES, MARGIN_FIGURES, NOTHING, Amounts, figures

amounts = st.decimals(Decimal(-10_000), Decimal(10_000), places=4)
sums = st.builds(
    Amounts,
    amounts,
    amounts,
    amounts,
    amounts,
    amounts,
    amounts,
    amounts,
    amounts,
    st.integers(0, 5),
    st.integers(0, 3),
)


def shown(of: Amounts, **more: Any) -> dict[str, Any]:
    return figures(of, "GBP", **{"missing": None, "may_see_margin": True, **more})


@given(sums, st.sampled_from((None, "no_data_since")), st.booleans())
def test_a_figure_is_null_exactly_where_there_is_a_reason(of: Amounts, missing: str | None, margin: bool) -> None:
    answer = shown(of, missing=missing, may_see_margin=margin)
    assert {name for name in FIGURES if answer[name] is None} == set(answer["reasons"])
    if not margin:
        assert all(answer["reasons"][name] == "needs_margin_read" for name in MARGIN_FIGURES)


@given(sums, sums)
def test_amounts_add_up_exactly(one: Amounts, other: Amounts) -> None:
    total = one + other
    assert total.net_sales == one.net_sales + other.net_sales
    assert total + NOTHING == total
    assert one + other == other + one


def test_half_a_penny_goes_to_the_even_one_and_zero_has_no_sign() -> None:
    def net(text: str) -> str:
        return str(shown(Amounts(net_sales=Decimal(text)))["net_sales"]["amount"])

    assert [net("0.125"), net("0.135"), net("-0.004")] == ["0.12", "0.14", "0.00"]


def test_a_margin_nobody_knows_is_not_zero() -> None:
    unknown = shown(Amounts(net_sales=Decimal(10), units=Decimal(1)))
    assert unknown["gross_margin"] is None
    assert unknown["reasons"]["gross_margin"] == "cost_unknown"
    assert unknown["cost_coverage"]["value"] == 0


def test_a_sale_taken_back_has_a_margin_of_zero_and_no_rate() -> None:
    undone = shown(Amounts(gross_sales=Decimal(10), refunds=Decimal(10), orders=1, costed=2))
    assert undone["gross_margin"]["amount"] == "0.00"
    assert undone["reasons"] == {"gross_margin_rate": "no_sales", "cost_coverage": "no_sales"}


def test_quantities_are_whole_where_they_are_whole() -> None:
    assert shown(Amounts(units=Decimal("3.000000000")))["units"] == 3
    assert isinstance(shown(Amounts(units=Decimal("3.000000000")))["units"], int)
    assert shown(Amounts(units=Decimal("1.25")))["units"] == 1.25


def test_every_figure_is_defined() -> None:
    assert set(FIGURES) <= set(DEFINITIONS)
