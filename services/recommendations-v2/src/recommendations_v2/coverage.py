"""How much of what sells some lists show, how varied they are, and how well known it is what they show. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from types import MappingProxyType
from typing import Any

LATELY_DAYS, QUARTER_DAYS = 28, 84  # four weeks and twelve: each weekday alike; as the benchmark has them
_MOST_SHOWN = 10
_UNSOLD = 0.5  # lines of a product that did not sell: half of the least that one can

FORMULAS: Mapping[str, str] = MappingProxyType(
    {
        "coverage": f"Products in a list that sold in the {LATELY_DAYS} days before the build, by all that did",
        "categories_per_list": "Different categories in a list, the mean over lists; all without one count as one",
        "novelty_bits": "Minus the binary logarithm of a product's share of all sold lines of the "
        f"{QUARTER_DAYS} days before the build, the mean over places; who did not sell counts as half a line",
        "not_sold_lately": f"Places with a product that did not sell in the {QUARTER_DAYS} days before, by all places",
        "ten_most_shown": "Places that the ten products shown most take, by all places",
    }
)


@dataclass(frozen=True, slots=True)
class Sold:
    """Orders that held a product, by product: of the quarter before a build, and of its last four weeks."""

    quarter: Mapping[str, int]
    lately: Mapping[str, int]


def list_figures(
    lists: Sequence[Sequence[str]], category: Callable[[str], str | None], sold: Sold
) -> tuple[dict[str, Any], dict[str, str]]:
    """The figures of the contract's ListCoverage, and why some of them are null."""
    filled = [each for each in lists if each]
    places = [product for each in filled for product in each]
    counted = Counter(places)
    selling = [product for product, orders in sold.lately.items() if orders]
    total = sum(sold.quarter.values())
    varied = [len({category(product) for product in each}) for each in filled]
    unsold = sum(not sold.quarter.get(product) for product in places)
    most = sum(times for _, times in counted.most_common(_MOST_SHOWN))
    known = bool(places) and total > 0
    figures: dict[str, Any] = {
        "lists": len(filled),
        "shown": len(places),
        "products": len(counted),
        "coverage": _ratio(sum(product in counted for product in selling), len(selling) if places else 0),
        "categories_per_list": round(sum(varied) / len(varied), 2) if varied else None,
        "novelty_bits": round(_bits(places, sold.quarter, total), 2) if known else None,
        "not_sold_lately": _ratio(unsold, len(places) if known else 0),
        "ten_most_shown": _ratio(most, len(places)),
    }
    why = "nothing_sold_lately" if places else "no_lists"
    return figures, {name: why for name, figure in figures.items() if figure is None}


def _bits(places: Sequence[str], quarter: Mapping[str, int], total: int) -> float:
    return sum(-log2((quarter.get(product) or _UNSOLD) / total) for product in places) / len(places)


def _ratio(part: int, whole: int) -> dict[str, float] | None:
    return {"value": part / whole, "numerator": part, "denominator": whole} if whole else None
