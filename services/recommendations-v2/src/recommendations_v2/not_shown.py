"""Why a product is not in a list, in words for staff."""

from __future__ import annotations

from recommendations_v2 import rules
from recommendations_v2.engine_rules import EXCLUDED, NOT_SOLD, THIS_PRODUCT

UNKNOWN_PRODUCT, NOTHING_NAMED_IT, NOT_SHORTLISTED = "unknown_product", "not_a_candidate", "not_shortlisted"
WHY = {
    rules.OUT_OF_STOCK: "It is out of stock.",
    rules.IN_CART: "It is in the cart already.",
    rules.JUST_BOUGHT: "It was bought lately, and is nothing that is used up.",
    rules.DISMISSED: "It was dismissed.",
    rules.BANNED: "Marketing does not want it shown.",
    rules.SIBLING: "Another variant of it is shown, or in the cart.",
    rules.CATEGORY_FULL: "The list shows as many of its category as it may.",
    rules.RANKED_LOWER: "Others scored more.",
    NOT_SOLD: "It is not sold any more, or is a gift card.",
    EXCLUDED: "The caller excluded it.",
    THIS_PRODUCT: "It is the product of this page.",
    UNKNOWN_PRODUCT: "The last build knew no such product.",
    NOT_SHORTLISTED: "A first pass by simple weights left it too far behind.",
    NOTHING_NAMED_IT: "Nothing named it: no purchase, no look, no cart, and it is not among what sells.",
}


def why_words(code: str) -> str:
    """Of a code."""
    return WHY[code]
