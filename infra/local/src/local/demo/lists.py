"""The short tables of the demo shop: products, suppliers, bundles, promotions, content, targets; row by row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from local.demo import Demo
from local.demo.buyer import lead_times
from local.demo.catalogue import catalogue
from local.demo.content import pages, pieces
from local.demo.days import Month, midnight, moment_of, month_of, number_of, shop_day
from local.demo.orders import prices_of
from local.demo.people import PLACES, STAFF, SUPPLIERS
from local.demo.plan import plan_of
from local.demo.seasons import order_factors, promotions
from local.demo.tables import supplier_ids

Row = dict[str, Any]
SITE = "https://shop.example.com"
_PROMOTION_KNOWN_DAYS = 45  # before it starts
_TARGET_KNOWN_MONTHS = 2
_A_DAY = (2900, 2900, 2200)  # euros of net sales in the first year, by place: what targets are made of
_AMBITION = 1.04
_BEST_STAFF = 1.12  # a shop's best seller against the others

SCHEMAS = {
    "products": pa.schema([
        ("product_id", pa.string()), ("sku", pa.string()), ("title", pa.string()), ("category", pa.string()),
        ("brand", pa.string()), ("supplier_id", pa.string()), ("price", pa.decimal128(18, 2)),
        ("unit_cost", pa.decimal128(18, 2)), ("lead_time_days", pa.int64()), ("pack_size", pa.int64()),
        ("min_order_quantity", pa.int64()), ("is_gift_card", pa.bool_()), ("is_consumable", pa.bool_()),
        ("parent_product_id", pa.string()), ("url", pa.string()), ("image_url", pa.string()), ("active", pa.bool_()),
        ("created_at", pa.timestamp("us", tz="UTC")),
    ]),
    "suppliers": pa.schema([
        ("supplier_id", pa.string()), ("name", pa.string()), ("email", pa.string()), ("lead_time_days", pa.int64()),
        ("min_order_amount", pa.decimal128(18, 2)),
    ]),
    "product_components": pa.schema([
        ("product_id", pa.string()), ("component_product_id", pa.string()), ("quantity", pa.int64()),
    ]),
    "promotions": pa.schema([
        ("promotion_id", pa.string()), ("name", pa.string()), ("starts_at", pa.timestamp("us", tz="UTC")),
        ("ends_at", pa.timestamp("us", tz="UTC")), ("category", pa.string()), ("channel", pa.string()),
        ("discount_rate", pa.decimal128(5, 2)),
    ]),
    "content": pa.schema([
        ("content_id", pa.string()), ("kind", pa.string()), ("title", pa.string()), ("url", pa.string()),
        ("product_ids", pa.list_(pa.string())), ("published_at", pa.timestamp("us", tz="UTC")),
    ]),
    "targets": pa.schema([
        ("scope", pa.string()), ("scope_id", pa.string()), ("period_start", pa.date32()), ("period_end", pa.date32()),
        ("net_amount", pa.decimal128(18, 2)),
    ]),
}  # fmt: skip


def known_rows(demo: Demo, table: str, since: int | None, until: int) -> list[Row]:
    """The rows of a short table that became known in a span: after `since` (None: ever), up to and with `until`."""
    opening = midnight(plan_of(demo).first_day) + 1  # what was there before came with the shop

    def new(known: int) -> bool:
        return (since is None or max(known, opening) > since) and max(known, opening) <= until

    if table == "products":
        return _products(demo, since, until, opening)
    made = {
        "suppliers": _suppliers,
        "product_components": _components,
        "promotions": _promotions,
        "content": _content,
        "targets": _targets,
    }[table](demo, until)
    return [row for known, row in made if new(known)]


def _products(demo: Demo, since: int | None, until: int, opening: int) -> list[Row]:
    """Products launched in the span, and all again when prices or costs have changed in it."""
    shop, plan = catalogue(demo.seed), plan_of(demo)
    month = month_of(number_of(shop_day(moment_of(until))))
    price, cost = prices_of(demo, month)
    launched = [
        midnight(plan.first_day + timedelta(days=int(days))) if days else opening for days in shop.launched_after
    ]
    year = month.first.year
    changes = [midnight(date(changed, number, 1)) for changed in (year - 1, year) for number in (1, 2)]
    changed = since is not None and any(since < change <= until for change in changes)
    suppliers, leads = supplier_ids(), lead_times(demo)
    own_leads = [
        int(days) if days != SUPPLIERS[supplier][1] else None
        for days, supplier in zip(leads, shop.supplier, strict=True)
    ]
    return [
        {
            "product_id": shop.ids[number],
            "sku": shop.skus[number],
            "title": shop.titles[number],
            "category": shop.categories[shop.category[number]],
            "brand": shop.brands[number],
            "supplier_id": suppliers[shop.supplier[number]],
            "price": _euros(int(price[number])),
            "unit_cost": _euros(int(cost[number])) if shop.cost_known[number] else None,
            "lead_time_days": own_leads[number],
            "pack_size": int(shop.pack[number]),
            "min_order_quantity": int(shop.smallest_order[number]),
            "is_gift_card": bool(shop.gift_card[number]),
            "is_consumable": bool(shop.consumable[number]),
            "parent_product_id": shop.ids[shop.parent[number]] if shop.parent[number] >= 0 else None,
            "url": f"{SITE}/products/{shop.slugs[number]}",
            "image_url": f"{SITE}/images/{shop.ids[number].lower()}.jpg",
            "active": True,
            "created_at": moment_of(launched[number]),
        }
        for number in range(len(shop))
        if launched[number] <= until and (since is None or launched[number] > since or changed)
    ]


def _suppliers(_demo: Demo, _until: int) -> Iterator[tuple[int, Row]]:
    for identity, (name, lead, smallest, _) in zip(supplier_ids(), SUPPLIERS, strict=True):
        email = f"orders@{identity}.example.com"
        yield (
            0,
            {
                "supplier_id": identity,
                "name": name,
                "email": email,
                "lead_time_days": lead,
                "min_order_amount": Decimal(smallest),
            },
        )


def _components(demo: Demo, _until: int) -> Iterator[tuple[int, Row]]:
    ids = catalogue(demo.seed).ids
    for bundle, component, quantity in catalogue(demo.seed).components:
        yield 0, {"product_id": ids[bundle], "component_product_id": ids[component], "quantity": quantity}


def _promotions(demo: Demo, until: int) -> Iterator[tuple[int, Row]]:
    categories = catalogue(demo.seed).categories
    first = number_of(plan_of(demo).first_day)
    for number in range(first, number_of(shop_day(moment_of(until))) + 3):
        for promotion in promotions(demo.seed, month_of(number), categories):
            yield (
                midnight(promotion.first - timedelta(days=_PROMOTION_KNOWN_DAYS)),
                {
                    "promotion_id": promotion.identity,
                    "name": promotion.name,
                    "starts_at": moment_of(midnight(promotion.first)),
                    "ends_at": moment_of(midnight(promotion.end)),
                    "category": None if promotion.category is None else categories[promotion.category],
                    "channel": promotion.channel,
                    "discount_rate": Decimal(round(promotion.rate * 100)) / 100,
                },
            )


def _content(demo: Demo, _until: int) -> Iterator[tuple[int, Row]]:
    ids, paths = catalogue(demo.seed).ids, pages(demo)
    for number, piece in enumerate(pieces(demo)):
        yield (
            piece.published,
            {
                "content_id": piece.identity,
                "kind": piece.kind,
                "title": piece.title,
                "url": SITE + paths[len(paths) - len(pieces(demo)) + number],
                "product_ids": [ids[product] for product in piece.products],
                "published_at": moment_of(piece.published),
            },
        )


def _targets(demo: Demo, until: int) -> Iterator[tuple[int, Row]]:
    first = number_of(plan_of(demo).first_day)
    for number in range(first, number_of(shop_day(moment_of(until))) + _TARGET_KNOWN_MONTHS + 1):
        month = month_of(number)
        known = month_of(number - _TARGET_KNOWN_MONTHS).midnights[0]
        for scope, identity, euros in _month_targets(demo, month):
            yield (
                known,
                {
                    "scope": scope,
                    "scope_id": identity,
                    "period_start": month.first,
                    "period_end": month.day(month.length - 1),
                    "net_amount": Decimal(euros),
                },
            )


def _month_targets(demo: Demo, month: Month) -> Iterator[tuple[str, str, int]]:
    """What was set out to be sold in a month, in round hundreds: by place and person, the shop being their sum."""
    first_day = plan_of(demo).first_day
    places = []
    for place, a_day in enumerate(_A_DAY):
        factors = order_factors(demo.seed, month, place, first_day, noise=False)
        places.append(int(np.rint(factors.sum() * a_day * demo.scale * _AMBITION / 100)) * 100)
    yield "shop", "", sum(places)
    yield "channel", "online", places[0]
    yield "channel", "counter", places[1] + places[2]
    for place, name in enumerate(PLACES):
        yield "location", name, places[place]
    for place in (1, 2):
        team = [name for name, where in STAFF if where == place]
        shares = np.array([_BEST_STAFF] + [1.0] * (len(team) - 1))
        for name, share in zip(team, shares / shares.sum(), strict=True):
            yield "staff", name, round(places[place] * share / 100) * 100


def _euros(cents: int) -> Decimal:
    return Decimal(cents) / 100
