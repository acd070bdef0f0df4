"""The demo shop's products: about 1,500, the same for every seed but for their prices and how well they sell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from local.demo.category import Category
from local.demo.people import PLACES, SUPPLIERS, SUPPLIERS_OF
from local.demo.randomness import Floats, Ints, Mask, stream
from local.demo.words import CATEGORIES

BUNDLES = (  # title, components as (base, form), sold for 12 % less than its parts
    (
        "Pour-over starter set",
        (("Pour-over dripper", "steel"), ("Filter blend", "ground 250 g"), ("Gooseneck kettle", "black")),
    ),
    ("Pasta night", (("Tagliatelle", "large"), ("Pesto", "small"), ("Olive oil Koroneiki", "small"))),
    ("Afternoon tea for two", (("Earl grey", "tin 125 g"), ("Orange marmalade", "small"), ("Tea infuser", "steel"))),
    ("Baker's first set", (("Loaf tin", "medium"), ("Proving basket", "medium"), ("Spelt flour", "large"))),
    ("Breakfast box", (("House blend", "ground 250 g"), ("Granola", "large"), ("Heather honey", "small"))),
    ("Cheese evening", (("Cheese board", "oak"), ("Oatcakes", "pack of three"), ("Onion chutney", "small"))),
    (
        "Hot chocolate box",
        (("Dark chocolate 70 %", "bar 100 g"), ("Honeycomb", "gift bag 200 g"), ("Milk frother", "steel")),
    ),
    ("Espresso morning", (("Moka pot", "steel"), ("Dark harbour espresso", "ground 250 g"), ("Espresso cup", "white"))),
    ("Picnic for four", (("Picnic basket", "medium"), ("Enamel plate", "small"), ("Picnic blanket", "medium"))),
    ("Grill evening", (("Chimney starter", "standard"), ("Barbecue tongs", "standard"), ("Smoking chips", "large"))),
    ("Quiet night", (("Sleepy garden infusion", "20 bags"), ("Lavender", "candle 200 g"), ("Mug", "oat"))),
    ("Jam maker's set", (("Preserving jar", "medium"), ("Funnel", "steel"), ("A year of jam", ""))),
)
_BUNDLE_QUANTITIES = (1, 2, 1)
_BUNDLE_REBATE = 0.88
GIFT_CARDS = (25, 50, 75, 100)
_PRICE_SPREAD = 1.0  # of ln(how well a product sells): the best fifth brings about two thirds of the money
_SELLS_AT_LEAST = 0.36  # of the mean: what sells less is not kept
_IN_DUBLIN, _IN_GALWAY = 0.6, 0.5  # share of the range that stands in the shop
_WITHOUT_COST = 31  # every 31st product outside food came without a cost: 97 % of net sales are covered
_OWN_LEAD_TIME = 9  # every 9th range takes three days longer than its supplier says
_LAUNCHED_LATE = 14  # every 14th range was launched within the two years


@dataclass(frozen=True)
class Catalogue:
    """Everything about the products, one entry each; prices and costs in cents, before tax."""

    ids: tuple[str, ...]
    skus: tuple[str, ...]
    titles: tuple[str, ...]
    brands: tuple[str, ...]
    slugs: tuple[str, ...]
    category: Ints  # number in `categories`
    categories: tuple[str, ...]
    supplier: Ints
    price: Ints
    cost: Ints
    cost_known: Mask
    tax: Floats
    refund_rate: Floats
    lead_time: Ints  # of the product where it has its own, else -1
    pack: Ints
    smallest_order: Ints
    gift_card: Mask
    bundle: Mask
    consumable: Mask
    parent: Ints  # -1 where it is no variant
    weight: Floats  # how well it sells, mean about 1
    stocked: Mask  # [place, product]
    launched_after: Ints  # days after the start of the data; 0 when it was there before
    components: tuple[tuple[int, int, int], ...]  # bundle, component, quantity

    def __len__(self) -> int:
        return len(self.ids)

    def find(self, base: str, form: str = "") -> int:
        """The number of a product by its words."""
        return self.titles.index(f"{base}, {form}" if form else base)


@dataclass(frozen=True, slots=True)
class _Item:
    title: str
    category: int
    group: int  # the range it is a variant in
    factor: float


def _items() -> Iterator[_Item]:
    group = 0
    for number, category in enumerate(CATEGORIES):
        for base in category.bases:
            for form, factor in category.forms:
                yield _Item(f"{base}, {form}" if form else base, number, group, factor)
            group += 1


def season_of(category: int) -> tuple[float, ...]:
    """January to December; bundles and gift cards follow no season of their own."""
    return CATEGORIES[category].season if category < len(CATEGORIES) else (1.0,) * 12


@cache
def catalogue(seed: int) -> Catalogue:
    """The products of a seed."""
    rng = stream(seed, "catalogue")
    items = list(_items())
    count = len(items)
    category = np.array([item.category for item in items], np.int64)
    group = np.array([item.group for item in items], np.int64)
    kinds = [CATEGORIES[item.category] for item in items]
    inclusive = _prices(rng, items, kinds, group)
    tax = np.array([kind.tax_rate for kind in kinds])
    price = np.rint(inclusive / (1 + tax)).astype(np.int64)
    margin = np.array([kind.margin for kind in kinds]) + rng.normal(0, 0.035, count)
    cost = np.rint(price * (1 - margin)).astype(np.int64)
    weight = _weights(rng, kinds, group, inclusive)
    consumable = np.array([kind.consumable for kind in kinds])
    cost_known = consumable | (np.arange(count) % _WITHOUT_COST != 0)
    supplier = np.array(
        [
            SUPPLIERS_OF[kind.code][item.group % len(SUPPLIERS_OF[kind.code])]
            for item, kind in zip(items, kinds, strict=True)
        ]
    )
    first = np.array([np.flatnonzero(group == item.group)[0] for item in items], np.int64)
    titles = [item.title for item in items]
    components = [
        (count + number, titles.index(f"{base}, {form}" if form else base), quantity)
        for number, (_, parts) in enumerate(BUNDLES)
        for (base, form), quantity in zip(parts, _BUNDLE_QUANTITIES, strict=True)
    ]
    extra = len(BUNDLES) + len(GIFT_CARDS)
    bundle_price = [
        int(sum(price[part] * units for whole, part, units in components if whole == count + number) * _BUNDLE_REBATE)
        for number in range(len(BUNDLES))
    ]
    bundle_cost = [
        int(sum(cost[part] * units for whole, part, units in components if whole == count + number))
        for number in range(len(BUNDLES))
    ]
    bundle = np.zeros(count + extra, np.bool_)
    bundle[count : count + len(BUNDLES)] = True
    gift = np.zeros(count + extra, np.bool_)
    gift[count + len(BUNDLES) :] = True
    titles += [title for title, _ in BUNDLES] + [f"Gift card €{value}" for value in GIFT_CARDS]
    codes = [kind.code for kind in kinds] + ["BUN"] * len(BUNDLES) + ["GIF"] * len(GIFT_CARDS)
    brands = [kind.brands[item.group % len(kind.brands)] for item, kind in zip(items, kinds, strict=True)]
    every = np.arange(count + extra)
    late = (np.append(group, np.full(extra, 1)) % _LAUNCHED_LATE == 7) & ~bundle & ~gift  # noqa: PLR2004 - any remainder would do
    return Catalogue(
        ids=tuple(f"P{number + 1:04d}" for number in every),
        skus=tuple(f"{code}-{number + 1:04d}" for number, code in zip(every, codes, strict=True)),
        titles=tuple(titles),
        brands=(*brands, *("Harbour Pantry",) * extra),
        slugs=tuple(_slug(title) for title in titles),
        category=np.append(category, [len(CATEGORIES)] * len(BUNDLES) + [len(CATEGORIES) + 1] * len(GIFT_CARDS)),
        categories=(*(kind.name for kind in CATEGORIES), "Gift sets", "Gift cards"),
        supplier=np.append(supplier, [9] * len(BUNDLES) + [19] * len(GIFT_CARDS)),
        price=np.append(price, bundle_price + [value * 100 for value in GIFT_CARDS]),
        cost=np.append(cost, bundle_cost + [0] * len(GIFT_CARDS)),
        cost_known=np.append(cost_known, [True] * len(BUNDLES) + [False] * len(GIFT_CARDS)),
        tax=np.append(tax, [0.23] * len(BUNDLES) + [0.0] * len(GIFT_CARDS)),
        refund_rate=np.append([kind.refund_rate for kind in kinds], [0.03] * len(BUNDLES) + [0.0] * len(GIFT_CARDS)),
        lead_time=np.append(
            np.where(group % _OWN_LEAD_TIME == 0, [SUPPLIERS[number][1] + 3 for number in supplier], -1), [-1] * extra
        ),
        pack=np.append(np.where(inclusive < 1500, 12, np.where(inclusive < 4000, 6, 1)), [1] * extra),  # noqa: PLR2004 - prices in cents
        smallest_order=np.append(np.where(inclusive < 1500, 12, np.where(inclusive < 4000, 6, 2)), [1] * extra),  # noqa: PLR2004 - prices in cents
        gift_card=gift,
        bundle=bundle,
        consumable=np.append(consumable, [False] * extra),
        parent=np.append(np.where(first == np.arange(count), -1, first), [-1] * extra),
        weight=np.append(weight, [0.9] * len(BUNDLES) + [0.8] * len(GIFT_CARDS)),
        stocked=_stocked(category, weight, extra),
        launched_after=np.where(late, 40 + np.append(group, np.zeros(extra, np.int64)) * 53 % 640, 0),
        components=tuple(components),
    )


def _prices(rng: np.random.Generator, items: list[_Item], kinds: list[Category], group: Ints) -> Floats:
    """What a customer pays, in cents: round prices that end in 50, 90 or 95."""
    low = np.array([kind.price[0] for kind in kinds])
    high = np.array([kind.price[1] for kind in kinds])
    base = rng.beta(1.4, 2.2, int(np.max(group)) + 1)[group]
    asked = (low + (high - low) * base) * np.array([item.factor for item in items])
    whole, rest = np.divmod(asked, 1.0)
    ending = np.where(asked < 15, np.where(rest < 0.35, 0.5, 0.95), 0.9)  # noqa: PLR2004 - prices in euros
    return np.asarray((whole + ending) * 100)


def _weights(rng: np.random.Generator, kinds: list[Category], group: Ints, inclusive: Floats) -> Floats:
    """How well each product sells: some ranges are loved, the first forms of a range more than the others."""
    ranges = rng.normal(0, _PRICE_SPREAD, int(np.max(group)) + 1)[group]
    own = rng.normal(0, 0.5, len(group))
    popularity = np.array([kind.popularity for kind in kinds])
    cheap = (inclusive / 1500.0) ** -0.35
    weight = np.exp(ranges + own) * popularity * cheap
    weight /= weight.mean()
    return np.asarray(np.maximum(weight, _SELLS_AT_LEAST * np.sqrt(popularity)))


def _stocked(category: Ints, weight: Floats, extra: int) -> Mask:
    """What stands where: all in the warehouse, the better part of each category in the shops."""
    stocked = np.ones((len(PLACES), len(category) + extra), np.bool_)
    for place, share in ((1, _IN_DUBLIN), (2, _IN_GALWAY)):
        for number in range(int(np.max(category)) + 1):
            own = np.flatnonzero(category == number)
            ranked = own[np.argsort(-weight[own], kind="stable")]
            stocked[place, ranked[round(len(own) * share) :]] = False
    return stocked


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
