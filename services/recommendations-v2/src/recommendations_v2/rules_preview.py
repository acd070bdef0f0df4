"""What became of a list: in, out, and at another place. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def compare(before: Sequence[str], after: Sequence[str]) -> dict[str, list[str]]:
    """Products that came in, went out, and stand in both at another place, in the order of the later list."""
    place = {product: at for at, product in enumerate(before)}
    return {
        "added": [product for product in after if product not in place],
        "removed": [product for product in before if product not in set(after)],
        "moved": [product for at, product in enumerate(after) if place.get(product, at) != at],
    }
