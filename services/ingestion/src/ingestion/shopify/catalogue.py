"""Products and stock levels of Shopify's webhooks as events, a product for every variant as in the exports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from ingestion.files.shopify_cells import bare, product_id, variant_name
from ingestion.shopify import reading
from ingestion.shopify.facts import ShopSays, fact
from ingestion.shopify.reading import MalformedError, Payload, plain, version_of, written
from shared.contracts.events import Event

_OPTIONS = ("option1", "option2", "option3")
_LONGEST = 300  # the contract's longest id
# Levels and costs are said again by the hourly comparison, more exactly than a webhook can: a microsecond later.
_LATER = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Catalogued:
    """The events of a product, and what its variants and inventory items are called here."""

    shopify_id: str
    events: tuple[Event, ...]
    variants: tuple[str, ...]
    items: Mapping[str, str]  # inventory item -> product_id
    marks: tuple[str, ...]


def product_events(payload: Payload, shop: ShopSays, *, before: Sequence[str], now: datetime) -> Catalogued:
    """A product as it stands; variants that it had `before` and has no more are sold no more. Raises MalformedError.

    The price is left out where prices hold the tax, or where nobody said whether they do. Of a product with more than a
    hundred variants a webhook has the first hundred: the others stay, and the comparison reads all of them.
    """
    shopify_id = reading.identity(payload, "id")
    updated_at = reading.moment(payload, "updated_at")
    title = reading.text(payload, "title", longest=1000)
    images = {
        reading.maybe_identity(one, "id"): reading.text(one, "src", longest=2000)
        for one in reading.items(payload, "images")
    }
    main = reading.text(reading.part(payload, "image"), "src", longest=2000)
    about = _about(payload)
    variants: dict[str, Event] = {}
    items: dict[str, str] = {}
    for variant in reading.items(payload, "variants"):
        named = variant_name(title, (reading.text(variant, option) for option in _OPTIONS))
        sku = reading.text(variant, "sku")
        known_as = (product_id(sku, named) or "")[:_LONGEST]
        if not known_as:
            raise MalformedError("title", "is missing")
        item = reading.maybe_identity(variant, "inventory_item_id")
        if item is not None:
            items[item] = known_as
        if known_as in variants:  # two variants with one SKU: their sales cannot be told apart
            continue
        price = reading.amount(variant, "price")
        data: dict[str, Any] = {
            "entity_id": known_as,
            "version": version_of(updated_at),
            "occurred_at": written(updated_at),
            "sku": None if known_as == named else bare(sku),
            "title": named,
            **about,
            "image_url": images.get(reading.maybe_identity(variant, "image_id")) or main,
        }
        if price is not None and shop.taxes_included is False:
            data["price"] = plain(price)
        variants[known_as] = fact("product-changed.v1", f"product:{shopify_id}:{_short(known_as)}", data, at=now)
    is_whole = len(reading.items(payload, "variant_gids")) <= len(reading.items(payload, "variants"))
    gone = [
        _sold_no_more(one, shopify_id, updated_at, now)
        for one in dict.fromkeys(before)
        if is_whole and one not in variants
    ]
    known = tuple(variants) if is_whole else tuple(dict.fromkeys([*before, *variants]))
    marks = (f"product:{shopify_id}:{version_of(updated_at)}",) if is_whole else ()
    return Catalogued(shopify_id, (*variants.values(), *gone), known, items, marks)


def _about(payload: Payload) -> dict[str, object]:
    """What a product says for all its variants."""
    category = reading.part(payload, "category")
    handle = reading.text(payload, "handle")
    status = reading.text(payload, "status")
    created_at = reading.maybe_moment(payload, "created_at")
    about: dict[str, object] = {
        "category": reading.text(payload, "product_type") or reading.text(category, "full_name"),
        "brand": reading.text(payload, "vendor"),
        "parent_product_id": handle,
        "url": None if handle is None else f"/products/{handle}",
        "created_at": None if created_at is None else written(created_at),
    }
    if status is not None:
        about["active"] = status.casefold() == "active"
    return about


def deleted_events(shopify_id: str, before: Iterable[str], *, at: datetime, now: datetime) -> tuple[Event, ...]:
    """A product that was deleted: all its variants are sold no more."""
    return tuple(_sold_no_more(one, shopify_id, at, now) for one in dict.fromkeys(before))


def _sold_no_more(known_as: str, shopify_id: str, at: datetime, now: datetime) -> Event:
    data = {"entity_id": known_as, "version": version_of(at), "occurred_at": written(at), "active": False}
    return fact("product-changed.v1", f"product:{shopify_id}:{_short(known_as)}", data, at=now)


def cost_event(known_as: str, item: str, cost: Decimal, *, updated_at: datetime, now: datetime) -> Event:
    """What a unit of a product costs, as its inventory item says."""
    at = updated_at + _LATER
    data = {"entity_id": known_as, "version": version_of(at), "occurred_at": written(at), "unit_cost": plain(cost)}
    return fact("product-changed.v1", f"cost:{item}", data, at=now)


def available_event(payload: Payload, known_as: str, location: str, *, now: datetime) -> Event:
    """A stock level as a webhook tells it: what is available, and nothing on what is promised or set aside."""
    at = reading.moment(payload, "updated_at")
    return _counted(known_as, location, at, {"on_hand": reading.amount(payload, "available")}, now)


def exact_event(
    known_as: str, location: str, *, on_hand: Decimal, committed: Decimal, updated_at: datetime, now: datetime
) -> Event:
    """A stock level as the Admin API tells it: what lies there, and what of it is promised."""
    return _counted(known_as, location, updated_at + _LATER, {"on_hand": on_hand, "committed": committed}, now)


def level_mark(item: str, location: str, updated_at: datetime) -> str:
    """By which the comparison knows that a level came."""
    return f"level:{item}:{location}:{version_of(updated_at)}"


def exact_mark(item: str, location: str, updated_at: datetime) -> str:
    """By which it knows that it said a level itself."""
    return level_mark(item, location, updated_at + _LATER)


def _counted(known_as: str, location: str, at: datetime, counts: Mapping[str, Decimal | None], now: datetime) -> Event:
    if counts["on_hand"] is None:
        raise MalformedError("available", "is missing: this item's stock is not counted")
    entity = f"{known_as}@{location}"
    if len(entity) > _LONGEST:
        entity = f"{entity[:200]}@{sha256(entity.encode()).hexdigest()[:32]}"
    data = {
        "entity_id": entity,
        "version": version_of(at),
        "occurred_at": written(at),
        "product_id": known_as,
        "location_id": location,
        **{name: plain(value) for name, value in counts.items() if value is not None},
    }
    return fact("stock-counted.v1", f"level:{_short(entity)}", data, at=now)


def _short(known_as: str) -> str:
    """A part of an event's id for a name of any length and any letters."""
    return sha256(known_as.encode()).hexdigest()[:32]
