"""Why a list is as it is, for staff: the parts of every score, which add up to it, and why a product is not in it."""

from __future__ import annotations

from typing import Any

from recommendations_v2.answers import Document, item_document
from recommendations_v2.explanation import BASIS, FILLER, Part
from recommendations_v2.features import CUSTOMER
from recommendations_v2.questions import Asked, Seen, visit_of
from recommendations_v2.serving import Ranker, Serving
from recommendations_v2.use_cases_lists import V1, heading, look, ranked
from recommendations_v2.visit import Explanation, Item, ItemExplained, NotShown, Ranked
from shared.shop import Shop

NO_REASON = (BASIS, CUSTOMER)  # the same for every candidate of a visit
HELD_OUT, NOT_BUILT, NOT_AMONG_FIRST = "hold_out", "no_build_yet", "ranked_lower"
_HOUR_SECONDS = 3600


def explain(serving: Serving, asked: Asked, product_id: str | None) -> Document:
    """The contract's Explained: the list as it would be served now, and `product_id` looked for in it.

    Nobody is counted as exposed by it, and it is kept nowhere.
    """
    seen, shop = look(serving, asked), serving.desk.shop()
    engine = seen.engine
    if engine is None or seen.assignment.variant == "none":
        found = ranked(asked, seen)
        code = NOT_BUILT if seen.assignment.variant != "none" else HELD_OUT
        words = {
            NOT_BUILT: "nothing is recommended before the first build",
            HELD_OUT: "this customer is in the hold-out and is shown no recommendations",
        }[code]
        why = NotShown(product_id, code, words) if product_id else None
        return _document(asked, seen, shop, found, [], why)
    if seen.assignment.variant == "v1":
        explained = _version_one(engine, asked, seen, product_id)
    else:
        visit = visit_of(asked, seen)
        explained = engine.explain(visit, seen.rules.rules, seen.alerts, asked.limit, product_id)
    items = [_item(engine, each, place, shop) for place, each in enumerate(explained.items, start=1)]
    return _document(asked, seen, shop, explained.ranked, items, explained.asked, product_id)


def _document(  # noqa: PLR0917 - the parts of one document
    asked: Asked,
    seen: Seen,
    shop: Shop,
    found: Ranked,
    items: list[Document],
    why: NotShown | None,
    product_id: str | None = None,
) -> Document:
    engine = seen.engine
    age = None if engine is None else round((seen.at - engine.data_until).total_seconds() / _HOUR_SECONDS, 2)
    about: Document | None = None
    place = next((each for each in items if each["product_id"] == product_id), None) if product_id else None
    if place is not None:
        about = _about(engine, place["product_id"], place["words"], item=place)
    elif why is not None:
        about = _about(engine, why.product_id, why.words, why=why, currency=shop.currency)
    return heading(asked, seen, shop, found) | {
        "recommendation_id": None,
        "items": items,
        "data_age_hours": age,
        "cart": list(seen.moment.cart),
        "asked_about": about,
    }


def _about(
    engine: Ranker | None,
    product_id: str,
    words: str,
    *,
    item: Document | None = None,
    why: NotShown | None = None,
    currency: str = "",
) -> Document:
    card = engine.card(product_id) if engine else None
    if engine is not None and why is not None and why.place is not None and why.score_millionths is not None:
        lower = Item(product_id, why.score_millionths, None, _spoke_most(why.parts), why.parts)
        item = _parts(item_document(engine, lower, why.place, currency), why.parts, words, why.score_millionths)
    return {
        "product_id": product_id,
        "title": card.title if card else None,
        "is_recommended": why is None,
        "rank": item["rank"] if item is not None and why is None else None,
        "why_not": why.code if why else None,
        "words": words,
        "item": item,
    }


def _item(engine: Ranker, told: ItemExplained, rank: int, shop: Shop) -> Document:
    item = told.item
    document = item_document(engine, item, rank, shop.currency)
    return _parts(document, item.parts, told.words, item.score_millionths)


def _parts(document: Document, parts: tuple[Part, ...], words: str, score: int) -> Document:
    """With what each part added; where a version has one score and no parts, it is that one."""
    told = parts or (Part(document["reason"], V1, score),)
    families: dict[str, int] = {}
    for part in told:
        families[part.family] = families.get(part.family, 0) + part.millionths
    listed: list[dict[str, Any]] = [
        {"name": part.name, "family": part.family, "millionths": part.millionths} for part in told
    ]
    return document | {"score_millionths": score, "parts": listed, "families": families, "words": words}


def _spoke_most(parts: tuple[Part, ...]) -> str:
    """The family that added most; as `explanation` says it of what is shown."""
    families: dict[str, int] = {}
    for part in parts:
        families[part.family] = families.get(part.family, 0) + part.millionths
    speaking = {family: added for family, added in families.items() if added > 0 and family not in NO_REASON}
    return max(speaking, key=lambda family: speaking[family]) if speaking else FILLER


def _version_one(engine: Ranker, asked: Asked, seen: Seen, product_id: str | None) -> Explanation:
    """The first version has one number a product: how often it was bought, how much it sells, or how alike it is."""
    found = engine.version_one(visit_of(asked, seen), seen.rules.rules, seen.alerts, asked.limit)
    words = {
        "frequency": "because it was bought most often, the latest first",
        "popularity": "because it sells most",
        "cosine": "because the same customers buy it",
    }
    items = tuple(
        ItemExplained(item, {V1: item.score_millionths}, words.get(item.reason, "by the first version"), (), {})
        for item in found.items
    )
    missing = product_id is not None and all(item.product_id != product_id for item in found.items)
    why = None
    if product_id is not None and missing:
        why = _why_not(engine, asked, seen, product_id)
    return Explanation(found, items, len(items), {}, why)


def _why_not(engine: Ranker, asked: Asked, seen: Seen, product_id: str) -> NotShown:
    """What the first version can tell: rules hold for it too, and for the rest it was not among the first."""
    if engine.card(product_id) is None:
        return NotShown(product_id, "unknown_product", "no product of this id was known at the last build")
    bans = seen.rules.rules.bans
    reasons = (
        ("banned", any(ban.product_id == product_id and ban.holds(seen.at, asked.surface) for ban in bans)),
        ("out_of_stock", product_id in seen.alerts.out),
        ("in_cart", product_id in seen.moment.cart),
        ("dismissed", product_id in seen.moment.dismissed),
        ("excluded", product_id in asked.exclude),
    )
    for code, holds in reasons:
        if holds:
            return NotShown(product_id, code, f"the shop's rules keep it out: {code.replace('_', ' ')}")
    words = f"the first version ranks by one number, and it was not among the first {asked.limit}"
    return NotShown(product_id, NOT_AMONG_FIRST, words)
