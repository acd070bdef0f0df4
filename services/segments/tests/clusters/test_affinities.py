"""What is bought together more often than by chance is found, what is chance is not, and its buyers are a group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from scipy.stats import fisher_exact

from segments.affinity_scoring import FALSE_DISCOVERY_RATE, corrected, score_pairs, score_threes
from segments.use_cases_affinities import (
    affinities,
    affinity_group,
    affinity_members,
    erase_from_affinities,
    find_affinities,
)
from shared.schedule import NotYetError

FIRST, LAST = date(2025, 9, 1), date(2026, 3, 1)
PRODUCTS = ("cup", "lamp", "pot", "tea", "tray", *(f"other{number:02}" for number in range(20)))


def orders(seed: int = 3, many: int = 900) -> list[tuple[str, str | None, tuple[str, ...]]]:
    """Orders of one to three products by chance; pot and tray go together, and cup, lamp and tea only as three."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(many):
        items = set(rng.choice(PRODUCTS, rng.integers(1, 4), replace=False).tolist())
        if number % 20 == 0:
            items |= {"pot", "tray"}
        if number % 25 == 1:
            items |= {"cup", "lamp", "tea"}
        found.append((f"o{number}", f"c{number % 300}" if number % 3 else None, tuple(sorted(items))))
    return found


def fill(shop: Any, placed: Sequence[tuple[str, str | None, Sequence[str]]]) -> Any:
    """Orders spread over the days from FIRST to LAST, and products in two categories."""
    days = (LAST - FIRST).days + 1
    lines: Iterable[dict[str, Any]] = (
        {
            "entry_id": f"{order}-{item}",
            "kind": "sale",
            "order_id": order,
            "line_type": "merchandise",
            "local_date": FIRST + timedelta(days=number % days),
            "customer_id": customer,
            "product_id": item,
        }
        for number, (order, customer, items) in enumerate(placed)
        for item in items
    )
    shop.writes("sales", lines)
    kinds = {"tea": "Food", "other01": "Paper"}
    shop.writes(
        "products",
        ({"product_id": name, "title": name.title(), "category": kinds.get(name, "Kitchen")} for name in PRODUCTS),
    )
    shop.tells_data(FIRST, LAST)
    return shop


@pytest.fixture(scope="module")
def busy(new_shop: Callable[[], Any], compute: Any) -> Any:
    """Looked at by many tests and changed by none."""
    shop = fill(new_shop(), orders())
    find_affinities(shop.desk, compute)
    return shop


def named(shop: Any) -> dict[str, dict[str, Any]]:
    return {item["name"]: item for item in affinities(shop.desk, "product")["items"]}


def test_planted_pairs_are_found_and_chance_is_not(busy: Any) -> None:
    found = named(busy)
    assert {"Pot + Tray", "Cup + Lamp + Tea"} <= set(found)
    assert all(
        {"Pot", "Tray"} <= set(name.split(" + ")) or set(name.split(" + ")) <= {"Cup", "Lamp", "Tea"} for name in found
    )


def test_the_figures_of_a_pair_are_those_of_the_orders(busy: Any) -> None:
    pair, placed = named(busy)["Pot + Tray"], [set(items) for _, _, items in orders()]
    pots, trays = (sum(name in items for items in placed) for name in ("pot", "tray"))
    both = sum({"pot", "tray"} <= items for items in placed)
    assert [each["orders"] for each in pair["items"]] == [pots, trays]
    assert pair["support"] == {"value": both / 900, "numerator": both, "denominator": 900}
    rarer = "pot" if pots <= trays else "tray"
    assert pair["left"] == [rarer]
    assert pair["confidence"]["denominator"] == min(pots, trays)
    assert pair["lift"] == pytest.approx(both * 900 / (pots * trays))
    assert pair["leverage"] == pytest.approx(both / 900 - pots * trays / 900**2)
    table = [[both, pots - both], [trays - both, 900 - pots - trays + both]]
    assert pair["p_value"] == pytest.approx(fisher_exact(table, alternative="greater").pvalue, rel=1e-6)
    assert pair["p_value"] < pair["q_value"] <= FALSE_DISCOVERY_RATE


def test_the_search_says_what_was_looked_at(busy: Any) -> None:
    search = affinities(busy.desk, None)["search"]
    assert (search["from"], search["to"], search["orders"]) == ("2025-09-01", "2026-03-01", 900)
    assert search["left_out"] == 0
    assert (search["least_orders"], search["products"], search["categories"]) == (10, 25, 3)
    assert search["tests"] >= 25 * 24 // 2 + 3
    assert search["false_discovery_rate"] == FALSE_DISCOVERY_RATE


def test_its_buyers_are_known_customers_who_had_all_of_it_in_one_order(busy: Any) -> None:
    affinity_id = named(busy)["Pot + Tray"]["segment_id"].removeprefix("affinity:")
    expected = sorted({who for _, who, items in orders() if who and {"pot", "tray"} <= set(items)})
    found = affinity_members(busy.desk, affinity_id, None, 3)
    while len(page := affinity_members(busy.desk, affinity_id, found[-1], 3)) > 0:
        found += page
    assert found == expected
    assert named(busy)["Pot + Tray"]["customers"] == len(expected)
    assert affinity_members(busy.desk, affinity_id, None, 9, [expected[1], "nobody"]) == [expected[1]]
    name, definition = affinity_group(busy.desk, affinity_id) or ("", "")
    assert name == "Pot + Tray"
    assert definition.startswith("Bought Pot + Tray in one order")
    assert affinity_group(busy.desk, "none") is None


def test_the_order_of_rows_does_not_matter_and_the_same_items_keep_their_id(
    busy: Any, new_shop: Callable[[], Any], compute: Any
) -> None:
    turned = fill(new_shop(), [(order, who, items[::-1]) for order, who, items in orders()])
    turned.goes_on(days=1)  # and a day later
    find_affinities(turned.desk, compute)
    assert affinities(turned.desk, None)["items"] == affinities(busy.desk, None)["items"]


def test_orders_by_chance_have_no_affinities(shop: Any, compute: Any) -> None:
    rng = np.random.default_rng(5)
    placed = [
        (f"o{number}", f"c{number}", tuple(rng.choice(PRODUCTS, 2, replace=False).tolist())) for number in range(900)
    ]
    fill(shop, placed)
    find_affinities(shop.desk, compute)
    answer = affinities(shop.desk, None)
    assert answer["items"] == []
    assert answer["missing"] == []
    assert answer["search"]["orders"] == 900


def test_a_third_item_that_adds_nothing_to_a_pair_makes_no_three() -> None:
    # 400 of 1,000 orders have c, whatever else is in them; a and b go together in 100.
    three = np.array([40]), np.array([[120, 130, 400]]), np.array([[52, 48, 100]])
    assert not score_threes(*three, 1000, 1).is_kept[0]
    more = np.array([95]), np.array([[120, 130, 400]]), np.array([[100, 97, 100]])
    assert score_threes(*more, 1000, 1).is_kept[0]


def test_significance_counts_every_pair_that_was_possible() -> None:
    p_values = np.array([0.01, 0.001, 0.03, 0.2])
    # By hand: p x 10 / rank, never more than that of a larger p.
    assert corrected(p_values, 10) == pytest.approx([0.05, 0.01, 0.1, 0.5])
    once = np.array([14]), np.array([100]), np.array([50])
    assert score_pairs(*once, 1000, 1).is_kept[0]
    assert not score_pairs(*once, 1000, 500_000).is_kept[0]


def test_too_few_orders_are_told_what_is_missing_and_when_it_will_be_enough(shop: Any, compute: Any) -> None:
    fill(shop, orders(many=91))
    with pytest.raises(NotYetError, match="91 orders were placed, and 200 are needed"):
        find_affinities(shop.desk, compute)
    answer = shop.get("/affinities").get_json()
    assert answer["search"] is None
    assert answer["reasons"]["search"] == "too_few_orders"
    (lacking,) = answer["missing"]
    assert (lacking["what"], lacking["have"], lacking["need"]) == ("affinities", 91, 200)
    # 91 orders in 182 days are one in two: the other 109 take 218.
    assert lacking["enough_on"] == (LAST + timedelta(days=218)).isoformat()


def test_before_any_sale_is_loaded_there_is_nothing_to_find(shop: Any, compute: Any) -> None:
    with pytest.raises(NotYetError, match="no whole day of sales is loaded"):
        find_affinities(shop.desk, compute)


def test_affinities_are_listed_as_json_and_as_a_file_for_who_may_see_customers(busy: Any) -> None:
    answer = busy.get("/affinities?of=product").get_json()
    assert {item["of"] for item in answer["items"]} == {"product"}
    assert busy.get("/affinities?of=category").get_json()["search"] == answer["search"]
    assert busy.get("/affinities?of=brand").status_code == 400
    lines = busy.get("/affinities.csv?of=product").text
    assert lines.startswith("segment_id,name,of,left,right,customers,support,confidence,lift,leverage,p_value,q_value")
    assert "Pot + Tray,product" in lines
    assert busy.get("/affinities", role="viewer").status_code == 403


def test_who_is_erased_has_no_affinity_and_one_that_is_no_more_has_no_members(shop: Any, compute: Any) -> None:
    fill(shop, orders())
    find_affinities(shop.desk, compute)
    affinity_id = named(shop)["Pot + Tray"]["segment_id"].removeprefix("affinity:")
    gone, *rest = affinity_members(shop.desk, affinity_id, None, 1000)
    erase_from_affinities(shop.desk, shop.desk.erased_lately.remember(gone))
    assert affinity_members(shop.desk, affinity_id, None, 1000) == rest
    # Since then each was bought 700 times without the other.
    fill(shop, [(f"{item}{number}", None, (item,)) for number in range(700) for item in ("pot", "tray")])
    shop.goes_on(days=7)
    find_affinities(shop.desk, compute)
    assert "Pot + Tray" not in named(shop)
    assert affinity_group(shop.desk, affinity_id) == (
        "Pot + Tray",
        "Not bought together more often than by chance any more",
    )
    assert affinity_members(shop.desk, affinity_id, None, 1000) == []
