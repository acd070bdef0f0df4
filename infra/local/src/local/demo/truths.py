"""The truth file: what is planted in the demo shop, with the amounts a right answer shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from local.demo import SHOP, Demo
from local.demo.catalogue import catalogue
from local.demo.columns import identities
from local.demo.content import pages, pieces
from local.demo.days import EPOCH, HOUR, ZONE, midnight, moment_of, month_of, number_of, shop_day
from local.demo.observing import Observed, observed, of
from local.demo.people import PLACES, STAFF
from local.demo.plan import Plan, plan_of
from local.demo.randomness import Rows
from local.demo.records import CUSTOMER, LINE, REFUND, SALE, joined
from local.demo.seasons import promotions
from local.demo.truths_stock import Truth, named, seasonal, shortage, stock_out, stocked


def write(demo: Demo, path: Path) -> None:
    """The truth file of a demo shop."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(truths_of(demo), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def truths_of(demo: Demo) -> Truth:
    """What is planted: `truths` by name, `totals` of the whole shop up to its anchor. Amounts are in euros."""
    plan, kept = plan_of(demo), observed(demo)
    return {
        "demo": {
            "seed": demo.seed,
            "until": demo.until.isoformat(),
            "scale": demo.scale,
            "first_day": str(plan.first_day),
            "anchor_day": str(plan.anchor),
            "web_events_since": str(plan.web_first),
            **SHOP,
        },
        "totals": _totals(kept),
        "truths": {
            "stock_out": stock_out(demo, plan, kept),
            "past_stock_out": shortage(demo, kept, plan.past_stock_out),
            "low_stock": shortage(demo, kept, plan.low_stock),
            "overstock": {**stocked(demo, kept, plan.overstock), "says": "More than a year of stock in the warehouse"},
            "dead_stock": [
                {**stocked(demo, kept, product), "no_sale_since": str(plan.dead_since)} for product in plan.dead
            ],
            "viral_product": _viral(demo, plan, kept),
            "refund_wave": _refund_wave(demo, plan, kept),
            "seasonal_peak": seasonal(demo, plan, kept),
            "bot_burst": _bots(plan, kept),
            "lapsing_group": _lapsing(plan, kept),
            "bought_together": _pair(demo, plan, kept),
            "hour_of_day": [
                _hours(demo, kept, plan.morning, 6, 9),
                _hours(demo, kept, plan.evening, 20, 23),
            ],
            "content_that_sells": _content(demo, plan, kept),
            "data_gap": _gaps(plan, kept),
            "bulk_order": {
                **named(demo, plan.overstock),
                "day": str(plan.bulk_day),
                "units": plan.bulk_quantity,
                "says": "One order; it should not drive a reorder or a trend",
            },
            "next_promotion": _promotion(demo, plan),
            "never_counted_again": {
                **named(demo, plan.never_counted),
                "counted_on": str(plan.first_day),
                "says": "Counted on the first day only: its stock is two years of arithmetic",
            },
            "without_cost": [demo_id for demo_id, known in _costs(demo) if not known],
            "best_sellers": [STAFF[0][0], STAFF[4][0]],
            "clock_changes": list(_clock_changes(plan, kept)),
            "web_defects": dict(kept.web),
        },
    }


def _euros(cents: float) -> str:
    return f"{int(cents) / 100:.2f}"


def _ordinal(day: date) -> int:
    return (day - EPOCH).days


def _totals(kept: Observed) -> Truth:
    totals = kept.totals
    net = totals["gross"] - totals["discounts"] - totals["refunds"]
    return {
        "gross_sales": _euros(totals["gross"]),
        "discounts": _euros(totals["discounts"]),
        "refunds": _euros(totals["refunds"]),
        "net_sales": _euros(net),
        "net_sales_with_cost": _euros(totals["net_with_cost"]),
        "cost_of_goods_sold": _euros(totals["cost"]),
        "orders": totals["orders"],
        "test_orders": totals["tests"],
        "gift_cards_sold": _euros(totals["gift_cards"]),
        "foreign_currency_lines": totals["foreign_lines"],
    }


def _daily(lines: Rows, ordinal: int) -> int:
    day = lines["at"]
    start = midnight(EPOCH + timedelta(days=ordinal))
    end = midnight(EPOCH + timedelta(days=ordinal + 1))
    return int(lines["quantity"][(day >= start) & (day < end) & (lines["kind"] == SALE)].sum())


def _viral(demo: Demo, plan: Plan, kept: Observed) -> Truth:
    lines, rush = of(kept, plan.viral.product)[0], plan.viral
    days = [_ordinal(rush.span.first) + offset for offset in range((plan.anchor - rush.span.first).days + 1)]
    since = lines[lines["at"] >= midnight(rush.span.first)]  # with what came back: net sales are after refunds
    before = lines[
        (lines["at"] >= midnight(rush.span.first - timedelta(days=56))) & (lines["at"] < midnight(rush.span.first))
    ]
    return {
        **stocked(demo, kept, rush.product),
        "since": str(rush.span.first),
        "units_by_day": {str(EPOCH + timedelta(days=day)): _daily(lines, day) for day in days},
        "net_sales_since": _euros((since["gross"] - since["discount"]).sum()),
        "units_a_day_before": round(float(before["quantity"].sum()) / 56, 3),
        "channel": "online",
        "campaign": "bread-cloche-video",
    }


def _refund_wave(demo: Demo, plan: Plan, kept: Observed) -> Truth:
    lines = of(kept, plan.refunded.product)[0]
    wave = lines[
        (lines["kind"] == REFUND)
        & (lines["at"] >= midnight(plan.refund_days.first))
        & (lines["at"] < midnight(plan.refund_days.end))
    ]
    days = range(_ordinal(plan.refund_days.first), _ordinal(plan.refund_days.end))
    usual = [kept.refunds[day - 28] for day in days]
    return {
        **named(demo, plan.refunded.product),
        "ordered_from": str(plan.refund_ordered.first),
        "ordered_to": str(plan.refund_ordered.end - timedelta(days=1)),
        "from": str(plan.refund_days.first),
        "to": str(plan.refund_days.end - timedelta(days=1)),
        "refund_lines": len(wave),
        "refunded": _euros(-(wave["gross"] - wave["discount"]).sum()),
        "shop_refunds_in_these_days": _euros(sum(kept.refunds[day] for day in days)),
        "shop_refunds_four_weeks_before": _euros(sum(usual)),
    }


def _bots(plan: Plan, kept: Observed) -> Truth:
    start = midnight(plan.bots)
    return {
        "day": str(plan.bots),
        "from": moment_of(start + 2 * HOUR).isoformat(),
        "until": moment_of(start + 5 * HOUR).isoformat(),
        "sessions": plan.bot_sessions,
        "sessions_flagged": kept.web["flagged_bots"],
        "says": "In web figures only; the others show by one product each, a new visitor each time, no consent asked",
    }


def _lapsing(plan: Plan, kept: Observed) -> Truth:
    lines = joined(LINE, kept.member_lines)
    ids, first = np.unique(lines["customer"][::-1], return_index=True)
    last = lines["at"][::-1][first]
    members = joined(CUSTOMER, kept.members)
    days = len(np.unique(lines["customer"] * 100_000 + lines["at"] // (24 * HOUR) % 100_000))
    return {
        "customer_ids": identities("c", members["id"]).to_pylist(),
        "customers": len(members),
        "last_order_from": str(shop_day(moment_of(int(last.min())))) if len(ids) else None,
        "last_order_to": str(shop_day(moment_of(int(last.max())))) if len(ids) else None,
        "stopped_from": str(plan.lapse_ends.first),
        "stopped_to": str(plan.lapse_ends.end - timedelta(days=1)),
        "usual_gap_days": [12, 19],
        "mean_orders_each": round(days / max(1, len(ids)), 1),
        "says": "Came every two weeks for tea, then all stopped; no other steady customer stops near the anchor",
    }


def _pair(demo: Demo, plan: Plan, kept: Observed) -> Truth:
    orders = [
        {*np.unique(lines["order"][lines["kind"] == SALE]).tolist()}
        for lines in (of(kept, product)[0] for product in plan.pair)
    ]
    both = sum(len(part) for part in kept.pair_orders)
    total = kept.totals["orders"]
    return {
        "products": [named(demo, product) for product in plan.pair],
        "orders_with_first": len(orders[0]),
        "orders_with_second": len(orders[1]),
        "orders_with_both": both,
        "orders": total,
        "confidence": round(both / max(1, len(orders[0])), 4),
        "lift": round(both * total / max(1, len(orders[0]) * len(orders[1])), 1),
    }


def _hours(demo: Demo, kept: Observed, product: int, begin: int, end: int) -> Truth:
    lines = of(kept, product)[0]
    online = lines[(lines["kind"] == SALE) & (lines["place"] == 0)]
    hours = np.array([moment_of(at).astimezone(ZONE).hour for at in online["at"].tolist()])
    inside = int(((hours >= begin) & (hours < end)).sum())
    return {
        **named(demo, product),
        "channel": "online",
        "from_hour": begin,
        "to_hour": end,
        "lines": len(online),
        "lines_in_these_hours": inside,
    }


def _content(demo: Demo, plan: Plan, kept: Observed) -> Truth:
    piece, web = pieces(demo)[0], kept.web
    return {
        "content_id": piece.identity,
        "title": piece.title,
        "page": pages(demo)[len(pages(demo)) - len(pieces(demo))],
        "published_at": moment_of(piece.published).isoformat(),
        "leads_to": named(demo, plan.content_product),
        "sessions_that_saw_it": web["readers"],
        "of_them_bought": web["readers_who_bought"],
        "other_sessions": web["others"],
        "of_those_bought": web["others_who_bought"],
        "says": "Sessions of visitors who agreed to be known, bots left out",
    }


def _gaps(plan: Plan, kept: Observed) -> list[Truth]:
    days = range(_ordinal(plan.gap.first), _ordinal(plan.gap.end))
    usual = sum(kept.net[day - 7 * week, plan.gap_place] for day in days for week in (1, 2, 3, 4)) / 4
    return [
        {
            "what": "sales",
            "location_id": PLACES[plan.gap_place],
            "from": str(plan.gap.first),
            "to": str(plan.gap.end - timedelta(days=1)),
            "net_sales": _euros(sum(kept.net[day, plan.gap_place] for day in days)),
            "usual_net_sales": _euros(usual),
        },
        {
            "what": "web_events",
            "from": str(plan.web_gap.first),
            "to": str(plan.web_gap.end - timedelta(days=1)),
            "events": 0,
        },
    ]


def _promotion(demo: Demo, plan: Plan) -> Truth:
    number = number_of(plan.anchor)
    found = [
        promotion
        for month in (number, number + 1)
        for promotion in promotions(demo.seed, month_of(month), catalogue(demo.seed).categories)
    ]
    coming = min(
        (promotion for promotion in found if promotion.first > plan.anchor), key=lambda promotion: promotion.first
    )
    return {
        "promotion_id": coming.identity,
        "name": coming.name,
        "starts": str(coming.first),
        "discount_rate": coming.rate,
    }


def _costs(demo: Demo) -> list[tuple[str, bool]]:
    shop = catalogue(demo.seed)
    return [
        (shop.ids[number], bool(shop.cost_known[number])) for number in range(len(shop)) if not shop.gift_card[number]
    ]


def _clock_changes(plan: Plan, kept: Observed) -> Iterator[Truth]:
    for offset in range((plan.anchor - plan.first_day).days):
        day = plan.first_day + timedelta(days=offset)
        hours = (midnight(day + timedelta(days=1)) - midnight(day)) // HOUR
        if hours != 24:  # noqa: PLR2004 - a day's usual length
            yield {
                "day": str(day),
                "hours": hours,
                "net_sales": _euros(sum(kept.net[_ordinal(day), place] for place in range(3))),
            }
