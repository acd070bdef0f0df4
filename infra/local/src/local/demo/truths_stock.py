"""What the truth file says of products: their stock at the anchor, when they were gone, their season."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

from local.demo import Demo
from local.demo.catalogue import catalogue
from local.demo.days import HOUR, midnight, moment_of
from local.demo.observing import Observed, of
from local.demo.people import PLACES
from local.demo.plan import Plan, Shortage, plan_of
from local.demo.records import SALE

Truth = dict[str, Any]
_RECENT = 28  # days of which rates are told


def named(demo: Demo, product: int) -> Truth:
    shop = catalogue(demo.seed)
    return {
        "product_id": shop.ids[product],
        "title": shop.titles[product],
        "category": shop.categories[shop.category[product]],
    }


def _levels(kept: Observed, product: int, place: int) -> tuple[list[int], list[int]]:
    """Every change of a product's stock at a place: when, and how much was there then."""
    lines, counts, _, receipts = (rows[rows["place"] == place] for rows in of(kept, product))
    first = counts[0]
    moments = np.concatenate([lines["at"], receipts["at"]])
    units = np.concatenate([-lines["quantity"].astype(np.int64), receipts["quantity"]])
    order = np.argsort(moments, kind="stable")
    levels = first["on_hand"] + np.cumsum(units[order])
    return [int(first["at"]), *moments[order].tolist()], [int(first["on_hand"]), *levels.tolist()]


def stocked(demo: Demo, kept: Observed, product: int) -> Truth:
    shop, until = catalogue(demo.seed), midnight(plan_of(demo).anchor)
    lines = of(kept, product)[0]
    lines = lines[(lines["at"] >= until - _RECENT * 24 * HOUR) & (lines["kind"] == SALE)]
    where = [place for place in range(3) if shop.stocked[place, product]]
    return {
        **named(demo, product),
        "on_hand": {PLACES[place]: _levels(kept, product, place)[1][-1] for place in where},
        f"units_sold_{_RECENT}_days": {
            PLACES[place]: int(lines["quantity"][lines["place"] == place].sum()) for place in where
        },
    }


def shortage(demo: Demo, kept: Observed, shortage: Shortage) -> Truth:
    """When a product was gone, by place: from the sale that took the last one to the delivery after it."""
    told = stocked(demo, kept, shortage.product)
    gone = {}
    for place in told["on_hand"]:
        moments, levels = _levels(kept, shortage.product, PLACES.index(place))
        near = midnight(shortage.out - timedelta(days=10)), midnight(shortage.out + timedelta(days=25))
        spans = [
            (moment, moments[index + 1] if index + 1 < len(moments) else None)
            for index, (moment, level) in enumerate(zip(moments, levels, strict=True))
            if level == 0 and near[0] <= moment <= near[1]
        ]
        if spans:
            longest = max(spans, key=lambda span: (span[1] or 2**40) - span[0])
            gone[place] = {
                "from": moment_of(longest[0]).isoformat(),
                "until": None if longest[1] is None else moment_of(longest[1]).isoformat(),
            }
    return {**told, "planned_for": str(shortage.out), "out": gone}


def stock_out(demo: Demo, plan: Plan, kept: Observed) -> Truth:
    purchases = of(kept, plan.stock_out.product)[2]
    late = purchases[(purchases["ordered"] <= midnight(plan.anchor)) & (purchases["received"] > midnight(plan.anchor))]
    return {
        **shortage(demo, kept, plan.stock_out),
        "overdue_purchase_orders": [
            {
                "purchase_order_id": f"PO-{line['number']:08d}",
                "location_id": PLACES[line["place"]],
                "units": int(line["quantity"]),
                "expected_at": moment_of(int(line["expected"])).isoformat(),
            }
            for line in late
        ],
    }


def seasonal(demo: Demo, plan: Plan, kept: Observed) -> Truth:
    lines = of(kept, plan.seasonal)[0]
    weeks = {}
    for years in (1, 2):
        middle = plan.seasonal_peak - timedelta(days=365 * years)
        near = lines[
            (lines["at"] >= midnight(middle - timedelta(days=10)))
            & (lines["at"] < midnight(middle + timedelta(days=11)))
        ]
        if middle - timedelta(days=10) >= plan.first_day:
            weeks[str(middle)] = int(near["quantity"][near["kind"] == SALE].sum())
    return {
        **stocked(demo, kept, plan.seasonal),
        "next_peak": str(plan.seasonal_peak),
        "units_in_21_days_around": weeks,
    }
