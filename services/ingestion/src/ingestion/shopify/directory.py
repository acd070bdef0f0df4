"""What Shopify's own numbers are called here: locations by name, inventory items and products by SKU.

Kept in the store, in a fixed number of small documents; learned from products and locations as they come, and by the
hourly comparison. Nothing of a customer is in it.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ingestion.shopify.facts import ShopSays
from shared.store import Store, StoreConflictError

_TRIES = 20  # of a compare-and-set; a bulk edit of a shop's products sends webhooks side by side
_SHARDS = 256  # of 100,000 variants some 400 are in each: 20 kB to write for one
_FRESH_SECONDS = 60.0  # how old a look at the locations may be; a location that is not in it is looked for again
_SHOP = "shopify/shop"


class Directory:
    """Safe to use from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._shop: dict[str, Any] = {}
        self._looked_at = float("-inf")

    def says(self, currency: str, location: str | None = None) -> ShopSays:
        """What a payload that names this location does not say itself."""
        shop = self._look(location)
        return ShopSays(currency, shop.get("locations", {}), shop.get("taxes_included"))

    def location(self, shopify_id: str) -> str | None:
        """The name of a location."""
        name: str | None = self._look(shopify_id).get("locations", {}).get(shopify_id)
        return name

    def _look(self, location: str | None) -> dict[str, Any]:
        with self._lock:
            shop, age = self._shop, time.monotonic() - self._looked_at
        if age < _FRESH_SECONDS and (location is None or location in shop.get("locations", {})):
            return shop
        shop = _read(self._store, _SHOP)
        with self._lock:
            self._shop, self._looked_at = shop, time.monotonic()
        return shop

    def learn_shop(self, *, locations: Mapping[str, str], taxes_included: bool | None = None) -> None:
        """Remember names of locations, and whether the shop's prices hold the tax."""

        def learned(before: dict[str, Any]) -> dict[str, Any]:
            after = {**before, "locations": {**before.get("locations", {}), **locations}}
            return after if taxes_included is None else {**after, "taxes_included": taxes_included}

        change(self._store, _SHOP, learned)
        with self._lock:
            self._looked_at = float("-inf")

    def item(self, shopify_id: str) -> str | None:
        """The product an inventory item is."""
        found: str | None = _read(self._store, _shard("items", shopify_id)).get(shopify_id)
        return found

    def items(self) -> dict[str, str]:
        """Every inventory item."""
        found: dict[str, str] = {}
        for key in list(self._store.list("shopify/items/")):
            found |= _read(self._store, key)
        return found

    def variants(self, shopify_id: str) -> list[str]:
        """The variants a product had."""
        found: list[str] = _read(self._store, _shard("products", shopify_id)).get(shopify_id, [])
        return found

    def learn(self, products: Iterable[tuple[str, Iterable[str], Mapping[str, str]]]) -> None:
        """Remember products: Shopify's id, the variants, and the inventory items; written only where it is new."""
        shards: dict[str, dict[str, object]] = defaultdict(dict)
        for shopify_id, variants, items in products:
            shards[_shard("products", shopify_id)][shopify_id] = list(variants)
            for item, known_as in items.items():
                shards[_shard("items", item)][item] = known_as
        for key, said in shards.items():
            before = _read(self._store, key)
            if any(before.get(name) != value for name, value in said.items()):
                change(self._store, key, lambda now, said=said: {**now, **said})  # type: ignore[misc]  # bound per turn

    def forget(self, shopify_id: str) -> None:
        """Forget a product that is no more; its items name it until they are others'."""
        key = _shard("products", shopify_id)
        if shopify_id in _read(self._store, key):
            change(self._store, key, lambda now: {name: one for name, one in now.items() if name != shopify_id})


def change(store: Store, key: str, changed: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change a document of the store under compare-and-set. Raises StoreConflictError where others keep getting in."""
    for _ in range(_TRIES):
        stored = store.get(key)
        content = json.dumps(changed({} if stored is None else json.loads(stored.value))).encode()
        try:
            if stored is None:
                store.put(key, content, if_absent=True)
            else:
                store.put(key, content, if_version=stored.version)
        except StoreConflictError:
            continue
        return
    raise StoreConflictError(key)


def _read(store: Store, key: str) -> dict[str, Any]:
    stored = store.get(key)
    found: dict[str, Any] = {} if stored is None else json.loads(stored.value)
    return found


def _shard(kind: str, shopify_id: str) -> str:
    return f"shopify/{kind}/{int(shopify_id) % _SHARDS:02x}"
