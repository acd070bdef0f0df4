"""What customers want in a month: orders and their lines, before the shelf has its say."""

from __future__ import annotations

import numpy as np

from local.demo import Demo
from local.demo.catalogue import Catalogue, catalogue
from local.demo.days import HOUR, Month
from local.demo.people import COUNTRIES, CURRENCY_OF_COUNTRY, STAFF
from local.demo.plan import Plan, plan_of
from local.demo.randomness import Floats, Ints, Rows, choose, stream
from local.demo.records import BLOCK, LAPSING, LINE, LOYAL, OCCASIONAL, ORDER, REGULAR, empty, joined, ranks_within
from local.demo.seasons import category_factors, discount_rates, open_days, order_factors, wall_times

_GUESTS = (9.5, 56.0, 41.0)  # orders a day in the first year, by place
_GUEST_COUNTRIES = (0.86, 0.09, 0.015, 0.01, 0.015, 0.01)
_FIRST_STAFF_ADDS = 0.18  # of the orders of a shop's best seller get one line more
_RUSH_ADDS = 0.3  # of those who come for one product take something else too
_UPLIFT = 4.0  # a campaign of 20 % sells 1 + 4 x 0.2 times as much
_COUPON_SHARE, _COUPON = 0.11, 0.1
_STAFF_DISCOUNT_SHARE = 0.025
_TESTS_A_MONTH = 0.8
_CHRISTMAS_VISITS = {11: 0.2, 12: 0.75}  # by month: how many customers come once more
_LAST_PRESENTS = 23  # the day after 23 December is too late
_COST_RISE, _PRICE_RISE = 1.03, 1.03  # costs each January, prices each February
_RATES = (1.0, 1.168, 0.921)  # euros for one unit of each currency, around which they move
_FREE_SHIPPING, _SHIPPING = 4500, 495  # cents
_NOT_TAXED = (COUNTRIES.index("GB"), COUNTRIES.index("US"))  # exports


def wanted_in(demo: Demo, month: Month, visits: Rows) -> tuple[Rows, Rows]:
    """Orders of a month in order of time, and their merchandise lines; `visits` are the known customers' days."""
    rng = stream(demo.seed, "orders", month.number)
    orders = _orders(rng, demo, month, visits)
    shop, plan = catalogue(demo.seed), plan_of(demo)
    owner, product = _lines(rng, demo, month, orders)
    _habit_hours(rng, plan, orders, owner, product)
    at = month.utc(orders["day"].astype(np.int64), orders["wall"].astype(np.int64))
    sequence = np.argsort(at, kind="stable")
    rank = np.empty(len(orders), np.int64)
    rank[sequence] = np.arange(len(orders))
    orders, at, owner = orders[sequence], at[sequence], rank[owner]
    by_order = np.argsort(owner, kind="stable")
    owner, product = owner[by_order], product[by_order]
    lines = empty(LINE, len(owner))
    lines["order"] = month.number * BLOCK + owner
    lines["line"] = ranks_within(owner) + 1
    lines["product"] = product
    lines["day"], lines["at"], lines["ordered"] = orders["day"][owner], at[owner], at[owner]
    for name in ("customer", "place", "country", "test", "staff"):
        lines[name] = orders[name][owner]
    lines["quantity"] = _quantities(rng, shop, orders, owner, product)
    currency = np.where(lines["place"] == 0, np.array(CURRENCY_OF_COUNTRY)[lines["country"]], 0)
    lines["currency"], lines["rate"] = currency, exchange_rates(demo.seed, month)[currency, lines["day"]]
    orders["wall"] = 0
    _price(demo, month, lines, orders["coupon"][owner])
    return orders, lines


def _orders(rng: np.random.Generator, demo: Demo, month: Month, visits: Rows) -> Rows:
    plan = plan_of(demo)
    known = empty(ORDER, len(visits))
    for name in VISIT_FIELDS:
        known[name] = visits[name]
    known["day"] -= month.ordinal
    known["wanted"] = -1
    known = _as_it_suits(rng, demo, month, known)
    known["place"] = np.where(open_days(month)[known["day"]], known["place"], 0)
    parts = [known]
    for place, mean in enumerate(_GUESTS):
        expected = mean * demo.scale * order_factors(demo.seed, month, place, plan.first_day)
        parts.append(_guests(month, rng.poisson(expected), place))
    for rush in plan.rushes:
        for index in range(month.length):
            if month.day(index) in rush.span:
                age = (month.day(index) - rush.span.first).days
                count = np.zeros(month.length, np.int64)
                count[index] = rng.poisson(rush.orders_per_day * rush.decay**age)
                parts.append(_guests(month, count, 0, rush.product))
    bulk = np.array([int(month.day(index) == plan.bulk_day) for index in range(month.length)])
    parts.append(_guests(month, bulk, 0, plan.overstock, plan.bulk_quantity))
    orders: Rows = joined(ORDER, parts)
    guests = orders["customer"] < 0
    abroad = guests & (orders["place"] == 0) & (orders["units"] == 0)
    orders["country"] = np.where(abroad, choose(rng, np.array(_GUEST_COUNTRIES), len(orders)), orders["country"])
    days = np.array([plan.gap.first <= month.day(index) < plan.gap.end for index in range(month.length)])
    orders = orders[~((orders["place"] == plan.gap_place) & days[orders["day"]])]
    begins = (plan.first_day - month.first).days
    orders = orders[orders["day"] >= begins]
    drawn = wall_times(rng, orders["place"].astype(np.int64))
    keep = (orders["wall"] >= 0) & (
        (orders["place"] == 0) | (orders["wall"] >= 9 * HOUR) & (orders["wall"] < 19 * HOUR)
    )
    orders["wall"] = np.where(keep, orders["wall"], drawn)
    tests = (orders["customer"] < 0) & (orders["place"] == 0) & (orders["wanted"] < 0)
    orders["test"] = tests & (rng.random(len(orders)) < _TESTS_A_MONTH / max(1, int(tests.sum())))
    orders["staff"] = _staff(rng, month, orders)
    draw = rng.random(len(orders))
    orders["coupon"] = np.where(orders["place"] == 0, draw < _COUPON_SHARE, draw < _STAFF_DISCOUNT_SHARE) * _COUPON
    return orders


def _as_it_suits(rng: np.random.Generator, demo: Demo, month: Month, known: Rows) -> Rows:
    """Customers come again on the day of the week that suits them, and before Christmas more than once."""
    many = _CHRISTMAS_VISITS.get(month.first.month, 0.0)
    come = np.isin(known["habit"], (OCCASIONAL, REGULAR, LOYAL)) & (rng.random(len(known)) < many)
    more: Rows = known[come].copy()
    more["day"] += rng.integers(1, 9, len(more))
    more["wall"] = -1
    known = joined(ORDER, [known, more[more["day"] < (_LAST_PRESENTS if month.first.month == 12 else month.length)]])  # noqa: PLR2004 - the number of December
    again = np.flatnonzero(known["wall"] < 0)
    first_day = plan_of(demo).first_day
    suits = np.array([order_factors(demo.seed, month, place, first_day) for place in range(3)])
    week = np.concatenate([suits, np.zeros((3, 6))], axis=1)
    days = known["day"][again][:, None] + np.arange(7)
    edges = np.cumsum(week[known["place"][again][:, None], days] + 1e-9, axis=1)
    known["day"][again] += np.sum(edges < (rng.random(len(again)) * edges[:, -1])[:, None], axis=1)
    known["day"] = np.minimum(known["day"], month.length - 1)
    return known


VISIT_FIELDS = ("day", "customer", "place", "wall", "habit", "country", "favourites")


def _guests(month: Month, per_day: Ints, place: int, wanted: int = -1, units: int = 0) -> Rows:
    guests = empty(ORDER, int(per_day.sum()))
    guests["day"] = np.repeat(np.arange(month.length), per_day)
    guests["customer"], guests["wall"], guests["habit"] = -1, -1, -1
    guests["place"], guests["wanted"], guests["units"] = place, wanted, units
    return guests


def _staff(rng: np.random.Generator, month: Month, orders: Rows) -> Ints:
    """Two of a shop's four are there on a day."""
    staff = np.full(len(orders), -1)
    for place in (1, 2):
        team = [number for number, (_, where) in enumerate(STAFF) if where == place]
        there = np.flatnonzero(orders["place"] == place)
        turn = (orders["day"][there] + month.ordinal + rng.integers(0, 2, len(there))) % len(team)
        staff[there] = np.array(team)[turn]
    return staff


def peak_factors(days: Ints) -> Floats:
    """How the seasonal product sells so many days after its peak, or before it: at the same time every year."""
    off = (days + 182) % 365 - 182
    return np.asarray(0.35 + 9.0 * np.exp(-((off / 9.0) ** 2)))


def product_weights(demo: Demo, month: Month) -> Floats:
    """How well each product sells on each day: [channel (online, counter), day, product]."""
    shop, plan = catalogue(demo.seed), plan_of(demo)
    weight = shop.weight.copy()
    for product, own in plan.weights(shop).items():
        weight[product] = own
    season = category_factors(month, len(shop.categories))
    ages = np.array([(month.day(index) - plan.first_day).days for index in range(month.length)])
    daily = weight * season[:, shop.category] * (ages[:, None] >= shop.launched_after)
    for index in range(month.length):
        day = month.day(index)
        if day >= plan.dead_since:
            daily[index, list(plan.dead)] = 0.0
        daily[index, plan.seasonal] = (
            weight[plan.seasonal] * peak_factors(np.array([(day - plan.seasonal_peak).days]))[0]
        )
    rates = discount_rates(demo.seed, month, shop.categories)
    return np.asarray(daily * (1 + _UPLIFT * rates[:, :, shop.category]))


def _lines(rng: np.random.Generator, demo: Demo, month: Month, orders: Rows) -> tuple[Ints, Ints]:
    """Which order wants which product; each product once."""
    shop, plan = catalogue(demo.seed), plan_of(demo)
    mean = np.where(orders["place"] == 0, 1.75, 1.0) + np.where(orders["habit"] == LOYAL, 0.5, 0.0)
    best = np.isin(orders["staff"], (0, 4)) & (rng.random(len(orders)) < _FIRST_STAFF_ADDS)
    count = 1 + rng.poisson(mean) + best
    count = np.where(
        orders["wanted"] >= 0, np.where(orders["units"] > 0, 1, 1 + (rng.random(len(orders)) < _RUSH_ADDS)), count
    )
    owner = np.repeat(np.arange(len(orders)), count)
    product = np.full(len(owner), -1, np.int64)
    first = np.append(0, np.cumsum(count))[:-1]
    product[first] = orders["wanted"]
    habit = orders["habit"][owner]
    loves = np.select([habit == LAPSING, np.isin(habit, (REGULAR, LOYAL)), habit >= 0], [0.55, 0.45, 0.15], 0.0)
    favourite = (product < 0) & (rng.random(len(owner)) < loves)
    which = rng.integers(0, 3, len(owner))
    product = np.where(favourite, orders["favourites"][owner, which], product)
    edges = np.cumsum(product_weights(demo, month)[(0, 1, 1), :, :] * shop.stocked[:, None, :], axis=2)
    u = rng.random(len(owner))
    cell = orders["place"][owner] * np.int64(month.length) + orders["day"][owner]
    open_lines = np.flatnonzero(product < 0)
    grouped = open_lines[np.argsort(cell[open_lines], kind="stable")]
    bounds = np.searchsorted(cell[grouped], np.arange(3 * month.length + 1))
    for number in range(3 * month.length):
        own = grouped[bounds[number] : bounds[number + 1]]
        edge = edges[divmod(number, month.length)]
        product[own] = np.searchsorted(edge, u[own] * edge[-1], side="right")
    with_rack = np.flatnonzero((product == plan.pair[0]) & (rng.random(len(owner)) < plan.pair_share))
    owner, product = np.append(owner, owner[with_rack]), np.append(product, np.full(len(with_rack), plan.pair[1]))
    return _once(shop, owner, product)


def _once(shop: Catalogue, owner: Ints, product: Ints) -> tuple[Ints, Ints]:
    _, index = np.unique(owner * len(shop) + product, return_index=True)
    index.sort()
    return owner[index], product[index]


def _habit_hours(rng: np.random.Generator, plan: Plan, orders: Rows, owner: Ints, product: Ints) -> None:
    """Online, the breakfast blend is bought in the morning and the sleepy infusion before going to bed."""
    for habit, first, hours in ((plan.morning, 6, 3), (plan.evening, 20, 3)):
        own = owner[(product == habit) & (rng.random(len(product)) < 0.8)]  # noqa: PLR2004 - four in five
        own = own[(orders["place"][own] == 0) & (orders["habit"][own] != LAPSING)]
        orders["wall"][own] = first * HOUR + rng.integers(0, hours * HOUR, len(own))


def _quantities(rng: np.random.Generator, shop: Catalogue, orders: Rows, owner: Ints, product: Ints) -> Ints:
    more = np.where(shop.consumable[product], 0.22, 0.09)
    quantity = 1 + (rng.random(len(owner)) < more) * (1 + rng.poisson(0.35, len(owner)))
    quantity = np.where(shop.gift_card[product] | shop.bundle[product], 1, quantity)
    return np.where(
        (orders["units"][owner] > 0) & (product == orders["wanted"][owner]), orders["units"][owner], quantity
    )


def prices_of(demo: Demo, month: Month) -> tuple[Ints, Ints]:
    """Price and cost of each product in a month, in cents: costs rise each January, prices each February."""
    shop, plan = catalogue(demo.seed), plan_of(demo)
    years = month.first.year - plan.first_day.year
    price = np.where(
        shop.gift_card, shop.price, np.rint(shop.price * _PRICE_RISE ** (years - (month.first.month == 1)))
    )
    return price.astype(np.int64), np.rint(shop.cost * _COST_RISE**years).astype(np.int64)


def _price(demo: Demo, month: Month, lines: Rows, coupon: Floats) -> None:
    shop = catalogue(demo.seed)
    product = lines["product"]
    price, cost = prices_of(demo, month)
    rates = discount_rates(demo.seed, month, shop.categories)
    campaign = rates[(lines["place"] > 0).astype(np.int64), lines["day"], shop.category[product]]
    lines["discount"] = np.rint(
        np.where(shop.gift_card[product], 0.0, np.maximum(campaign, coupon)) * 1000
    )  # per mille, for now
    lines["gross"] = price[product]  # of one unit, until the shelf has said how many
    lines["cost"] = np.where(shop.cost_known[product], cost[product], -1)
    lines["type"] = np.where(shop.gift_card[product], 2, 0)


def settle(shop: Catalogue, lines: Rows) -> None:
    """Amounts from prices, rates and the quantities that were there."""
    lines["gross"] *= lines["quantity"]
    lines["discount"] = np.rint(lines["gross"] * lines["discount"] / 1000.0)
    exported = np.isin(lines["country"], _NOT_TAXED)
    lines["tax"] = np.rint((lines["gross"] - lines["discount"]) * np.where(exported, 0.0, shop.tax[lines["product"]]))


def exchange_rates(seed: int, month: Month) -> Ints:
    """Euros for one unit of each currency on each day, in ten-thousandths: [currency, day]."""
    rng = stream(seed, "rates", month.number)
    noise = rng.normal(0, 0.004, (len(_RATES), month.length))
    slow = 0.02 * np.sin(
        np.arange(month.length)[None, :] / 29.0 + month.ordinal / 97.0 + np.arange(len(_RATES))[:, None]
    )
    rates = np.rint(np.array(_RATES)[:, None] * (1 + slow + noise) * 10_000).astype(np.int64)
    rates[0] = 10_000
    return rates


def shipping_lines(lines: Rows) -> Rows:
    """A line for delivery with each online order that is not large enough to go free."""
    online = lines[(lines["place"] == 0) & (lines["type"] == 0)]
    order, first, owner = np.unique(online["order"], return_index=True, return_inverse=True)
    total = np.bincount(owner, (online["gross"] - online["discount"]).astype(np.float64), len(order))
    shipping: Rows = online[first][total < _FREE_SHIPPING].copy()
    shipping["line"], shipping["type"], shipping["product"], shipping["quantity"] = 100, 1, -1, 1
    shipping["gross"], shipping["discount"], shipping["cost"] = _SHIPPING, 0, -1
    shipping["tax"] = round(_SHIPPING * 0.23)
    return shipping
