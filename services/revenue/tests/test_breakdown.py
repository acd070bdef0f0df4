"""Where, by whom, of what and to whom the shop sold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from revenue.breakdown import CSV_HEADER, finest, wilson
from revenue.periods import DayRange
from shared.contracts.generated.revenue_answers import Breakdown

NOON = "2024-03-31T12:00:00Z"
CUTS = ("channel", "location", "staff", "category", "country", "new_returning")


@pytest.fixture
def shop(small_shop: Callable[..., Any]) -> Any:
    """Ann sold forty orders, Bob two, and nobody two that came in online."""
    small = small_shop()
    small.product("mug", "kitchen")
    small.cost("mug", "4")
    for number in range(40):
        small.line(f"a{number}", f"2024-03-{number % 20 + 1:02} 10:00", "mug", 1, "10", staff_id="ann", country="GB")
    small.line("b1", "2024-03-10 11:00", "mug", 3, "10", staff_id="bob", customer_id="cy")
    small.line("b2", "2024-03-21 11:00", "mug", 2, "10", staff_id="bob", customer_id="cy", location_id="station")
    small.refund("b1", "2024-03-22 11:00", "mug", 1, "10", staff_id="bob", customer_id="cy")
    small.line("c1", "2024-02-10 11:00", "hat", 1, "20", channel="online", location_id=None, customer_id="di")
    small.line("c2", "2024-03-10 11:00", "hat", 1, "20", channel="online", location_id=None, customer_id="di")
    return small


def cuts(visitor: Any, by: str, **asked: Any) -> dict[str | None, Any]:
    asked = {"from_": "2024-03-01", "to": "2024-03-31", "as_of": NOON, **asked}
    return {item["key"]: item for item in visitor.get("breakdown", by=by, **asked)["items"]}


def net(items: dict[str | None, Any]) -> dict[str | None, str]:
    return {key: item["net_sales"]["amount"] for key, item in items.items()}


def test_the_same_sales_are_cut_six_ways(shop: Any) -> None:
    visitor = shop.open(data_until="2024-03-31 13:00")
    assert net(cuts(visitor, "channel")) == {"counter": "440.00", "online": "20.00"}
    assert net(cuts(visitor, "location")) == {"high-street": "420.00", "station": "20.00", None: "20.00"}
    assert net(cuts(visitor, "staff")) == {"ann": "400.00", "bob": "40.00", None: "20.00"}
    assert net(cuts(visitor, "category")) == {"kitchen": "440.00", None: "20.00"}
    assert net(cuts(visitor, "country")) == {"GB": "400.00", None: "60.00"}
    assert net(cuts(visitor, "new_returning")) == {"guest": "400.00", "new": "40.00", "returning": "20.00"}


def test_rates_of_few_cases_have_an_interval_and_no_rank(shop: Any) -> None:
    staff = cuts(shop.open(), "staff")
    ann, bob = staff["ann"], staff["bob"]
    assert ann["refund_rate"] == {"value": 0, "numerator": 0, "denominator": 40, "interval": None}
    assert ann["ranks"] == {
        "net_sales": 1,
        "gross_margin_rate": 1,
        "refund_rate": 1,
        "attainment": None,
        "reasons": {"attainment": "no_target"},
    }
    assert bob["refund_rate"]["value"] == 0.2
    assert bob["refund_rate"]["interval"] == {
        "low": pytest.approx(0.0362, abs=1e-4),
        "high": pytest.approx(0.6245, abs=1e-4),
    }
    assert bob["ranks"]["net_sales"] == 2
    assert bob["ranks"]["reasons"]["refund_rate"] == "fewer_than_30_cases"
    assert bob["ranks"]["reasons"]["gross_margin_rate"] == "fewer_than_30_cases"
    assert bob["cases"] == 2


def test_what_names_nobody_takes_nobodys_place(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.line("w1", "2024-03-10 11:00", "mug", 1, "90", channel="online", staff_id=None)
    small.line("c1", "2024-03-10 11:00", "mug", 1, "10", staff_id="ann")
    staff = cuts(small.open(), "staff")
    assert staff["ann"]["ranks"]["net_sales"] == 1
    assert staff[None]["ranks"]["net_sales"] is None
    assert staff[None]["ranks"]["reasons"]["net_sales"] == "names_none"


def test_more_given_back_than_sold_is_no_proportion(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.line("a", "2024-02-01 10:00", "mug", 5, "10")
    small.line("b", "2024-03-10 10:00", "mug", 1, "10")
    small.refund("a", "2024-03-10 11:00", "mug", 3, "10")
    item = cuts(small.open(), "channel")["counter"]
    assert item["refund_rate"]["value"] == 3
    assert item["refund_rate"]["interval"] is None
    assert item["reasons"]["refund_rate.interval"] == "more_given_back_than_sold"


def test_wilsons_interval_is_the_published_one() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I.
    for successes, cases, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)):
        assert wilson(successes, cases) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert wilson(1, 29) == (pytest.approx(0.0061, abs=1e-4), pytest.approx(0.1718, abs=1e-4))
    assert wilson(2, 1) is None


def test_orders_are_not_counted_where_one_may_hold_several(shop: Any) -> None:
    visitor = shop.open()
    kitchen = cuts(visitor, "category")["kitchen"]
    assert (kitchen["orders"], kitchen["reasons"]["orders"]) == (None, "orders_hold_several")
    assert kitchen["cases"] == 45
    assert cuts(visitor, "category", product="mug")["kitchen"]["orders"] == 42
    assert cuts(visitor, "staff", product="mug")["bob"]["orders"] == 2
    assert cuts(visitor, "channel", category="kitchen")["counter"]["orders"] is None


def test_attainment_counts_the_days_of_targets_that_lie_within_the_window(shop: Any) -> None:
    shop.target("2024-03-01", "2024-03-10", "100", "staff", "ann")
    shop.target("2024-03-11", "2024-03-20", "300", "staff", "ann")
    shop.target("2024-01-01", "2024-12-31", "9000", "staff", "ann")  # not within March
    shop.target("2024-03-01", "2024-03-31", "80", "staff", "bob")
    shop.target("2024-03-01", "2024-03-31", "50", "staff", "eve")  # sold nothing
    visitor = shop.open(data_until="2024-03-31 13:00")
    staff = cuts(visitor, "staff")
    assert staff["ann"]["attainment"]["value"] == 1
    amount = {"amount": "400.00", "currency": "GBP"}
    assert staff["ann"]["target"] == {"net_amount": amount, "days": 20, "targets": 2, "is_prorated": False}
    assert staff["bob"]["attainment"]["value"] == 0.5
    assert staff["eve"]["attainment"]["value"] == 0
    assert staff["eve"]["net_sales"]["amount"] == "0.00"
    assert staff[None]["reasons"]["attainment"] == "no_target"
    assert staff["ann"]["ranks"]["attainment"] == 1
    assert staff["bob"]["ranks"]["reasons"]["attainment"] == "fewer_than_30_cases"
    half = cuts(visitor, "staff", to="2024-03-15")
    assert half["ann"]["attainment"]["numerator"]["amount"] == "200.00"
    assert half["bob"]["target"]["is_prorated"], "half of March is asked for, and the target is for all of it"
    assert cuts(visitor, "staff", channel="counter")["ann"]["reasons"]["target"] == "no_targets_for_this"


def test_of_a_target_for_more_days_the_share_of_its_days_counts_and_is_marked(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.line("a", "2024-02-20 10:00", "mug", 1, "10", staff_id="ann")  # of February, before the days asked for
    small.line("b", "2024-02-29 10:00", "mug", 2, "10", staff_id="ann")
    small.line("c", "2024-03-10 10:00", "mug", 3, "10", staff_id="ann")
    small.line("d", "2024-03-31 10:00", "mug", 5, "10", staff_id="ann")  # after them
    small.target("2024-02-01", "2024-02-29", "290", "staff", "ann")
    small.target("2024-03-01", "2024-03-31", "310", "staff", "ann")
    small.target("2024-01-01", "2024-12-31", "9999", "staff", "ann")  # months say more than the year
    visitor = small.open(data_until="2024-04-10 00:00")
    asked = {"as_of": "2024-04-11T12:00:00Z"}
    ann = cuts(visitor, "staff", from_="2024-02-25", to="2024-03-15", **asked)["ann"]
    # Five days of February and fifteen of March, at 10 a day each.
    assert ann["target"]["net_amount"]["amount"] == "200.00"
    assert (ann["target"]["days"], ann["target"]["targets"], ann["target"]["is_prorated"]) == (20, 2, True)
    assert ann["attainment"]["numerator"]["amount"] == "50.00"
    assert ann["attainment"]["value"] == 0.25
    whole = cuts(visitor, "staff", from_="2024-02-25", to="2024-03-31", **asked)["ann"]
    assert (whole["target"]["net_amount"]["amount"], whole["target"]["is_prorated"]) == ("310.00", False)
    year = cuts(visitor, "staff", from_="2024-04-01", to="2024-04-10", **asked)["ann"]["target"]
    assert year["net_amount"]["amount"] == f"{9999 * 10 / 366:.2f}"


@pytest.mark.parametrize("basis", ["accounting", "order"])
def test_attainment_knows_the_day_that_still_runs(small_shop: Callable[..., Any], basis: str) -> None:
    small = small_shop()
    small.line("a", "2024-03-10 10:00", "mug", 5, "10", staff_id="ann")
    small.line("b", "2024-03-12 10:00", "mug", 1, "10", staff_id="ann")
    small.refund("a", "2024-03-12 11:00", "mug", 2, "10", staff_id="ann")
    small.line("c", "2024-03-12 15:00", "mug", 1, "10", staff_id="ann")
    small.target("2024-03-10", "2024-03-10", "100", "staff", "ann")
    small.target("2024-03-12", "2024-03-12", "100", "staff", "ann")
    asked = {"from_": "2024-03-09", "to": "2024-03-14", "as_of": "2024-03-12T12:00:00Z", "basis": basis}
    ann = cuts(small.open(), "staff", **asked)["ann"]
    assert ann["attainment"]["numerator"]["amount"] == "40.00"
    assert ann["attainment"]["denominator"]["amount"] == "200.00"


def test_of_targets_that_overlap_the_finest_count_once() -> None:
    january, february, march, april = (date(2024, month, 1) for month in range(1, 5))
    quarter, first, second = DayRange(january, april), DayRange(january, february), DayRange(february, march)
    assert finest([quarter, second, first]) == [first, second]


def test_without_margin_there_is_no_rank_by_it_either(shop: Any) -> None:
    for item in cuts(shop.open(), "staff", role="viewer").values():
        assert item["gross_margin"] is None
        assert item["ranks"]["gross_margin_rate"] is None
        assert item["ranks"]["reasons"]["gross_margin_rate"] == "needs_margin_read"


@pytest.mark.parametrize("by", CUTS)
def test_pages_and_the_file_hold_the_same_cuts(shop: Any, by: str) -> None:
    visitor = shop.open()
    asked = {"by": by, "from_": "2024-03-01", "to": "2024-03-31", "as_of": NOON}
    whole = visitor.get("breakdown", **asked)
    assert whole["next_cursor"] is None
    items, cursor = [], None
    while True:
        page = visitor.get("breakdown", limit=1, **asked, **({"cursor": cursor} if cursor else {}))
        items, cursor = items + page["items"], page["next_cursor"]
        if cursor is None:
            break
    assert items == whole["items"]
    rows = visitor.ask("breakdown.csv", **asked).text.splitlines()
    assert rows[0] == ",".join(CSV_HEADER)
    assert [row.split(",")[0] for row in rows[1:]] == [item["key"] or "" for item in items]


@pytest.mark.parametrize("role", ["viewer", "owner"])
@pytest.mark.parametrize("by", CUTS)
def test_the_answer_is_what_the_contract_says(shop: Any, by: str, role: str) -> None:
    asked = {"from_": "2024-03-01", "to": "2024-03-31", "as_of": NOON, "role": role, "explain": "1"}
    answer = shop.open().get("breakdown", by=by, **asked)
    Breakdown.model_validate(answer)
    assert len(answer["explain"]["queries"]) <= 4


def test_days_without_data_are_named(shop: Any) -> None:
    answer = shop.open().get("breakdown", by="staff", from_="2024-05-01", to="2024-05-02", as_of="2024-05-03T12:00:00Z")
    assert (answer["items"], answer["reasons"]["items"]) == ([], "no_data_since")
    assert answer["totals"]["net_sales"] is None


def test_a_customer_known_by_a_refund_only_is_neither_new_nor_returning(small_shop: Callable[..., Any]) -> None:
    small = small_shop()
    small.refund("gone", "2024-03-10 10:00", "mug", 1, "10", customer_id="fay")
    assert net(cuts(small.open(), "new_returning")) == {"no_order": "-10.00"}
    assert not sum(item["orders"] for item in cuts(small.open(), "new_returning").values())
