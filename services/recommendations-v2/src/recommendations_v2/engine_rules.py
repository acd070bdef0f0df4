"""What rules look at for the candidates of one visit: the build's facts, alerts of this moment, marketing's rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from recommendations_v2.catalogue import ShopFacts
from recommendations_v2.engine_questions import Numbers
from recommendations_v2.marketing_rules import MarketingRules
from recommendations_v2.purchases import Catalogue, Flags, Whole
from recommendations_v2.rules import Rules, Stock
from recommendations_v2.scene import Scene
from recommendations_v2.spans import among
from recommendations_v2.visit import Alerts

NOT_SOLD, EXCLUDED, THIS_PRODUCT = "not_sold", "excluded_by_caller", "this_product"
_CROSS_SELL_DAYS = (
    90.0  # since the purchase that a rule speaks of: beyond, what belongs to it was bought or is not wanted
)


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class AlertFlags:
    """Alerts of one moment, by product."""

    alerts: Alerts
    low: Flags
    out: Flags
    over: Flags
    told: Flags


def flags_of(alerts: Alerts, facts: ShopFacts, numbers: Numbers) -> AlertFlags:
    """What is told of at this moment counts; of the rest what the build knew."""

    def flags(ids: frozenset[str]) -> Flags:
        held = np.zeros(len(facts.sold), bool)
        held[numbers.products(ids)] = True
        return held

    told = flags(alerts.told | alerts.low | alerts.out | alerts.over)
    return AlertFlags(
        alerts,
        np.where(told, flags(alerts.low), facts.low),
        np.where(told, flags(alerts.out), facts.out),
        np.where(told, flags(alerts.over), facts.over),
        told,
    )


@dataclass(frozen=True, slots=True)
class Marketed:
    """Marketing's rules as they hold at one moment on one surface, by product number."""

    pinned: tuple[int, ...]
    banned: tuple[int, ...]
    wanted: dict[int, tuple[tuple[int, float], ...]]  # by product that is bought: what is wanted then, how strongly

    def given(self, scene: Scene) -> Whole:
        """Products that the rules bring among the candidates."""
        return np.array([*self.pinned, *(other for other, _ in self.crossed(scene))], np.int64)

    def crossed(self, scene: Scene) -> list[tuple[int, float]]:
        """What cross-sell rules name for this cart and these purchases."""
        if not self.wanted:
            return []
        own = scene.habits.product
        lately = own.key[own.days_since <= _CROSS_SELL_DAYS]
        held = {*scene.cart.tolist(), *lately.tolist()}
        return [each for bought, others in self.wanted.items() if bought in held for each in others]


def marketed(rules: MarketingRules, numbers: Numbers, at: datetime, surface: str) -> Marketed:
    """Those that hold; a product that the build does not know cannot be shown, and a rule for it waits."""
    known = numbers.product
    wanted: dict[int, tuple[tuple[int, float], ...]] = {}
    for rule in rules.cross_sell:
        if rule.holds(at, surface) and rule.bought in known and rule.wants in known:
            bought = known[rule.bought]
            wanted[bought] = (*wanted.get(bought, ()), (known[rule.wants], rule.strength))
    return Marketed(
        tuple(known[pin.product_id] for pin in rules.pins if pin.holds(at, surface) and pin.product_id in known),
        tuple(known[ban.product_id] for ban in rules.bans if ban.holds(at, surface) and ban.product_id in known),
        wanted,
    )


def settled(settings: Rules, held: Marketed) -> Rules:
    """The shop's settings with marketing's rules."""
    if settings.pinned == held.pinned and settings.banned == held.banned:
        return settings
    return replace(settings, pinned=held.pinned, banned=held.banned)


def stock_of(
    facts: ShopFacts,
    catalogue: Catalogue,
    flags: AlertFlags,
    scene: Scene,
    product: Whole,
    *,
    dismissed: Whole,
    crossed: list[tuple[int, float]],
    fresh: Flags,
) -> Stock:
    """Of the candidates. An alert of this moment wins over the count of the build: goods came, or went, since."""
    counted_out = (facts.on_hand[product] <= 0) & ~flags.told[product]  # NaN, never counted, is not out
    cover = np.where(flags.told[product], np.nan, facts.cover_days[product])
    at, has = scene.habits.product.places(product)
    since = np.where(has > 0, scene.habits.product.days_since[at], np.inf) if len(scene.habits.product.key) else None
    strength = np.zeros(len(product))
    for other, strong in crossed:
        where = product == other
        strength[where] = np.maximum(strength[where], strong)
    return Stock(
        ~(flags.out[product] | counted_out),
        np.where(flags.low[product], 0.0, cover).astype(np.float64),
        np.where(flags.over[product], 1.0, np.where(flags.told[product], 0.0, facts.overstocked[product])).astype(
            float
        ),
        facts.margin_share[product].astype(np.float64),
        facts.consumable[product],
        facts.parent[product],
        catalogue.category[product],
        np.full(len(product), np.inf) if since is None else since,
        among(dismissed, product),
        strength,
        fresh[product],
    )
