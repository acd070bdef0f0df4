"""How a list came about, by what was known of who asks: a cold start is one of these, never an error."""

from __future__ import annotations

from recommendations_v2.scene import Scene
from recommendations_v2.visit import DISCOVERY

PERSONAL, OF_THE_VISIT, OF_THE_SEGMENT, POPULAR = "personal", "visit", "segment", "popular"
V1_FREQUENCY, V1_COSINE, V1_POPULARITY = "v1_frequency", "v1_cosine", "v1_popularity"
STRATEGIES = {
    PERSONAL: "by his own purchases, and everything else that is known",
    OF_THE_VISIT: "nothing is known to be bought: by what was looked at, seen, or put into the cart",
    OF_THE_SEGMENT: "nothing was bought or looked at: by what the customer's segment buys",
    POPULAR: "nobody known: what sells now, what rises, what the season asks for",
    V1_FREQUENCY: "v1: what he bought most often, then what sells most",
    V1_COSINE: "v1: what goes with what he bought, by cosine over customers, then what sells most",
    V1_POPULARITY: "v1: what sells most, since nothing was bought yet",
}


def strategy_of(scene: Scene) -> str:
    """Of a list of v2."""
    if len(scene.habits.product.key):
        return PERSONAL
    if len(scene.cart) or (scene.attention is not None and len(scene.attention.product)):
        return OF_THE_VISIT
    return OF_THE_SEGMENT if scene.segment >= 0 else POPULAR


def strategy_of_version_one(surface: str, *, bought: bool) -> str:
    """Of a list of v1."""
    if not bought:
        return V1_POPULARITY
    return V1_COSINE if surface == DISCOVERY else V1_FREQUENCY
