"""Ranked items as the contract has them, in JSON and as rows of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from recommendations_v2.serving import Ranker
from recommendations_v2.trees import UNIT
from recommendations_v2.visit import Item
from shared.money import money
from shared.shop import Shop

LIST_COLUMNS = (
    "rank",
    "product_id",
    "title",
    "price",
    "currency",
    "url",
    "image_url",
    "score",
    "confidence",
    "reason",
    "recommendation_id",
    "arm",
    "variant",
    "model_version",
)
EXPLAIN_COLUMNS = ("rank", "product_id", "title", "score_millionths", "family", "name", "millionths", "words")

Document = dict[str, Any]


def item_document(engine: Ranker, item: Item, rank: int, currency: str) -> Document:
    """The contract's RecommendedItem."""
    card = engine.card(item.product_id)
    price = card.price if card else None
    reasons = {}
    if price is None:
        reasons["price"] = "not_known"
    if item.confidence is None:
        reasons["confidence"] = "not_calibrated"
    return {
        "rank": rank,
        "product_id": item.product_id,
        "title": card.title if card else None,
        "price": None if price is None else money(price, currency),
        "url": card.url if card else None,
        "image_url": card.image_url if card else None,
        "score": item.score_millionths / UNIT,
        "confidence": None if item.confidence is None else round(item.confidence, 4),  # no more is known of a share
        "reason": item.reason,
        "reasons": reasons,
    }


def list_rows(document: Mapping[str, Any]) -> list[Sequence[object]]:
    """Of a list, as LIST_COLUMNS names them."""
    return [
        (
            each["rank"],
            each["product_id"],
            each["title"],
            each["price"]["amount"] if each["price"] else None,
            each["price"]["currency"] if each["price"] else None,
            each["url"],
            each["image_url"],
            each["score"],
            each["confidence"],
            each["reason"],
            document["recommendation_id"],
            document["arm"],
            document["variant"],
            document["model"]["version"],
        )
        for each in document["items"]
    ]


def explain_rows(document: Mapping[str, Any]) -> list[Sequence[object]]:
    """Of an explanation, a row for each part, as EXPLAIN_COLUMNS names them."""
    return [
        (
            item["rank"],
            item["product_id"],
            item["title"],
            item["score_millionths"],
            part["family"],
            part["name"],
            part["millionths"],
            item["words"],
        )
        for item in document["items"]
        for part in item["parts"]
    ]


def instant(shop: Shop, moment: datetime | None) -> str | None:
    """A moment in the shop's own time."""
    if moment is None:
        return None
    local = moment.astimezone(shop.zone)
    offset = local.utcoffset() or timedelta()
    # Before standard time offsets had seconds, which RFC 3339 cannot write.
    return (local if offset % timedelta(minutes=1) == timedelta() else moment.astimezone(UTC)).isoformat()
