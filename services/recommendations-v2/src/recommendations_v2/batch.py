"""The nightly batch: everything that is known of products and customers, from purchases up to a moment (job)."""

from __future__ import annotations

import numpy as np

from recommendations_v2.figures import figures_of
from recommendations_v2.link_training import cosine_links, shelf_lift
from recommendations_v2.offers import Offers
from recommendations_v2.orders import orders_of
from recommendations_v2.promotions import Promotions
from recommendations_v2.purchases import Catalogue, Purchases
from recommendations_v2.scene import Knowledge
from recommendations_v2.taste_training import tastes_of

CUSTOMER_LINKS, BASKET_LINKS = 100, 60  # of a product; more are looked at in no list of ten
LARGEST_BASKET = 200  # products
TASTE_AMONG = 10_000  # products that sell most, among which a customer's direction of taste is looked up


def knowledge_of(
    past: Purchases, catalogue: Catalogue, customers: int, now: int, offers: Offers | Promotions | None
) -> Knowledge:
    """From purchases before a moment, all of them. Customers from `customers` on are guests: each of one order, in what
    sells and what goes together, and like nobody.
    """
    count = catalogue.products
    figures = figures_of(past, catalogue, now)
    orders = orders_of(past, catalogue, figures)
    tastes = tastes_of(past.where(slice(0, int(np.searchsorted(past.customer, customers)))), customers, count, now)
    return Knowledge(
        catalogue,
        figures,
        orders,
        cosine_links(past.customer, past.product, count, CUSTOMER_LINKS),
        cosine_links(past.basket, past.product, count, BASKET_LINKS, most=LARGEST_BASKET),
        shelf_lift(past.basket, catalogue.shelf[past.product], catalogue.shelves),
        tastes,
        offers,
        tastes.directions[orders.popular[:TASTE_AMONG]],
    )
