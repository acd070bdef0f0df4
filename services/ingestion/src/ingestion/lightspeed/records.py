"""Products, customers and stock of Lightspeed as events' data. Pure: an item and what is known in, data out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ingestion.lightspeed.names import Names
from ingestion.lightspeed.values import Item, flag, identity, moment, number, plain, record, stamp, text, version

WALK_IN = "WALKIN"  # the code of the customer that Lightspeed puts on a sale to nobody in particular
_PLACEHOLDER = "/images/placeholder/"  # in the address of the picture a product without one has

Data = dict[str, Any]


def product(item: Item, names: Names, now: datetime) -> Data:
    """`product-changed.v1`. Raises WrongItemError."""
    lightspeed_id = identity(item)
    sku = text(item, "sku")
    parent = text(item, "variant_parent_id")
    cost, price = number(item, "supply_price"), number(item, "price_excluding_tax")
    image = text(item, "image_url")
    optional = {
        "sku": sku,
        "title": text(item, "variant_name", "name"),
        "category": _name_in(item, "product_category") or _name_in(item, "type"),
        "brand": _name_in(item, "brand"),
        "supplier_id": _name_in(item, "supplier") or text(item, "supplier_id"),
        "price": plain(price) if price is not None else None,
        "unit_cost": plain(cost) if cost is not None and cost > 0 else None,
        "parent_product_id": names.of("products", parent) if parent and parent != lightspeed_id else None,
        "image_url": image if image and _PLACEHOLDER not in image else None,
    }
    created_at = moment(item, "created_at")
    if created_at is not None:
        optional["created_at"] = stamp(created_at)
    return {
        "entity_id": names.take("products", lightspeed_id, sku),
        "version": version(item),
        "occurred_at": stamp(moment(item, "updated_at", "created_at") or now),
        **{name: value for name, value in optional.items() if value is not None},
        "is_gift_card": is_gift_card(item),
        "active": flag({"active": item.get("active", True)}, "active") and not item.get("deleted_at"),
    }


def is_gift_card(item: Item) -> bool:
    """Whether it is the product that Lightspeed itself sells gift cards by: a system product, `vend-...gift-card`."""
    named = [(text(item, field) or "").lower() for field in ("handle", "sku")]
    return any(name.startswith("vend-") and "gift-card" in name for name in named)


def customer(item: Item, now: datetime) -> Data:
    """`customer-changed.v1`. Not having opted out is no consent. Raises WrongItemError."""
    created_at = moment(item, "created_at")
    optional = {
        "email": text(item, "email"),
        "phone": text(item, "mobile", "phone"),
        "first_name": text(item, "first_name"),
        "last_name": text(item, "last_name"),
        "country": text(item, "physical_country_id", "postal_country_id"),
        "created_at": stamp(created_at) if created_at is not None else None,
    }
    return {
        "entity_id": identity(item),
        "version": version(item),
        "occurred_at": stamp(moment(item, "updated_at", "created_at") or now),
        **{name: value for name, value in optional.items() if value is not None},
        "marketing_consent": "denied" if flag(item, "do_not_email") else "unknown",
    }


def is_walk_in(item: Item) -> bool:
    """Whether it is nobody in particular."""
    return (text(item, "customer_code") or "").upper() == WALK_IN


def stock_count(item: Item, names: Names, now: datetime) -> Data | None:
    """`stock-counted.v1`, counted when it was asked for: Lightspeed says no time; None where it says no level.

    Raises WrongItemError.
    """
    level = number(item, "inventory_level", "current_inventory_level")
    if level is None:
        return None
    named = names.take("products", identity(item, "product_id"), None)
    place = names.take("outlets", identity(item, "outlet_id"), None)
    return {
        "entity_id": f"{named}@{place}"[:300],  # the contract's longest
        "version": version(item),
        "occurred_at": stamp(now),
        "product_id": named,
        "location_id": place,
        "on_hand": plain(level),
    }


def _name_in(item: Item, field: str) -> str | None:
    found = item.get(field)
    return text(record(found), "name") if isinstance(found, Mapping) else None
