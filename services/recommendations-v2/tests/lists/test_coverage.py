"""Coverage and diversity of lists, and what the offline gate last found."""

from __future__ import annotations

from typing import Any

from recommendations_v2 import gate_kept
from recommendations_v2.coverage import Sold, list_figures
from shared.contracts.generated.recommendations_v2_answers import RecommendationsCoverage

CATEGORY = {"mug": "Kitchen", "bowl": "Kitchen", "lamp": "Light", "rug": None}.get
VERDICT = {
    "list_name": "home",
    "passed": True,
    "best": "lambdarank",
    "why": "lambdarank is better than the current one with a chance of 93%, and than v1",
    "customers": 340,
    "scores": {"v1": 0.1, "current": 0.11, "lambdarank": 0.13},
    "sure": 0.93,
}


def test_what_sold_lately_is_covered_by_lists_that_show_it() -> None:
    sold = Sold(quarter={"mug": 8, "lamp": 4, "bowl": 4}, lately={"mug": 2, "lamp": 1, "bowl": 0, "jug": 1})

    figures, reasons = list_figures([["mug", "lamp"], ["mug", "rug"], []], CATEGORY, sold)

    assert (figures["lists"], figures["shown"], figures["products"]) == (2, 4, 3)
    assert figures["coverage"] == {"value": 2 / 3, "numerator": 2, "denominator": 3}
    assert figures["categories_per_list"] == 2  # no category is one too
    assert figures["not_sold_lately"] == {"value": 0.25, "numerator": 1, "denominator": 4}
    assert figures["ten_most_shown"] == {"value": 1.0, "numerator": 4, "denominator": 4}
    # Shares of 16 sold lines: 1 bit for each of two mugs, 2 for the lamp, 5 for what sold not once.
    assert figures["novelty_bits"] == (1 + 1 + 2 + 5) / 4
    assert reasons == {}


def test_without_lists_or_sales_nothing_is_said_to_be_nought() -> None:
    nothing, why = list_figures([[]], CATEGORY, Sold({"mug": 8}, {"mug": 2}))
    unsold, why_unsold = list_figures([["mug"]], CATEGORY, Sold({}, {}))

    assert nothing["coverage"] is None
    assert set(why.values()) == {"no_lists"}
    assert unsold["novelty_bits"] is None
    assert why_unsold["novelty_bits"] == "nothing_sold_lately"


def test_before_the_first_build_it_says_so_and_tells_the_gate_all_the_same(lists: Any) -> None:
    lists.shelf.engine = None
    gate_kept.keep(lists.store, [VERDICT], lists.now)

    told = lists.get("coverage", role="viewer").json

    RecommendationsCoverage.model_validate(told)
    assert (told["items"], told["customers"], told["reasons"]) == ([], 0, {"build": "none_yet"})
    [verdict] = told["gate"]["items"]
    assert (verdict["list"], verdict["passed"], verdict["chance_better"]) == ("home", True, 0.93)
    assert verdict["scores"]["lambdarank"] == 0.13


def test_while_the_warehouse_is_away_it_does_not_guess(lists: Any) -> None:
    assert lists.get("coverage", role="viewer").status_code == 503


def test_it_explains_itself_by_its_formulas(lists: Any) -> None:
    lists.shelf.engine = None
    told = lists.get("coverage?explain=1", role="viewer").json

    RecommendationsCoverage.model_validate(told)
    assert told["explain"]["definitions"] == told["formulas"]
    assert lists.get("coverage?explain=yes", role="viewer").status_code == 400
