"""Rows of Google Analytics 4's BigQuery export as web events: what each means here, and which are counted apart.

A row is JSON with the export's own names, from a file or from BigQuery, where INT64 may be a text, a parameter's number
may be whole here and a fraction there, and what is unknown is null, "" or "(not set)" (docs/ga4.md).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import orjson

from ingestion.files.ga4_rows import (
    LONGEST_ID,
    Row,
    cut,
    inside,
    items_of,
    moment_of,
    number_of,
    parameters_of,
    text_of,
)
from ingestion.files.shopify_batch import BESIDE, Batch
from ingestion.storefront.bots import says_it_is_a_bot
from ingestion.storefront.cleaning import clean_path, clean_text, holds_email

FIELDS = (
    *("event_id", "occurred_at", "visitor_id", "session_id", "customer_id", "event", "product_id", "quantity"),
    *("content_id", "progress", "query", "page", "source", "medium", "campaign", "device", "order_id", "consent"),
    "is_bot",
)
_EVENTS = {
    "session_start": "session_start",
    "page_view": "page_view",
    "view_item": "product_view",
    "add_to_cart": "add_to_cart",
    "remove_from_cart": "remove_from_cart",
    "begin_checkout": "begin_checkout",
    "purchase": "purchase",
    "search": "search",
    "view_search_results": "search",
    "select_content": "content_view",
    "video_start": "content_view",
    "video_progress": "content_progress",
    "video_complete": "content_progress",
}
_OF_PRODUCTS = frozenset({"product_view", "add_to_cart", "remove_from_cart"})  # a row for each product
_IN_CART = frozenset({"add_to_cart", "remove_from_cart"})
_OF_CONTENT = frozenset({"content_view", "content_progress"})
_CONSENT = {"yes": "granted", "no": "denied"}
_NO_CAMPAIGN = re.compile(r"\(.*\)")  # (organic), (referral), (direct): kinds of source, no names of campaigns
_LONGEST_QUERY = 500  # characters, as of an event of the contract
_FIRST_YEAR = 2015  # the export began in 2019; a clock that is years off is no moment
_FUTURE = timedelta(days=1)  # clocks of visitors differ; more than a day ahead is a wrong clock
_LONGEST_NAME = 40  # characters, as GA4 has it
_MOST_NAMES = 50  # of other events that are told by name: GA4 takes 500 of a property, and anybody may send some


class _Hit(NamedTuple):
    """An event of the export, as far as it is told apart by this; texts, as both files and BigQuery give them."""

    stream_id: str | None
    user_pseudo_id: str | None
    timestamp: str | None
    name: str
    bundle: str | None
    page_id: str | None
    ordering_id: str | None
    place: str | None
    session: str | None
    page_location: str | None
    engagement: str | None
    transaction_id: str | None
    search_term: str | None
    content_id: str | None
    percent: str | None
    items: tuple[tuple[str, str], ...]  # product and quantity, in order


@dataclass
class Hits:
    """Makes web events of rows. `apart` counts rows of the export by what is told of them beside the load's tables."""

    now: datetime
    rows: int = 0
    named: int = 0  # rows that say what happened, as every one of an export does
    taken: int = 0  # rows that events were made of
    events: int = 0
    apart: Counter[tuple[str, str]] = field(default_factory=Counter)  # reason, and of what is not ours the event's name

    def take(self, rows: Iterable[tuple[int, Row | None]]) -> Batch:
        """The events of rows, each with its line; a row that could not be read is None."""
        batch = Batch(FIELDS)
        for line, row in rows:
            self.rows += 1
            if row is None:
                batch.reject(line, "", "not_json")
            else:
                self._take(batch, line, row)
        self.events += len(batch.lines)
        return batch

    def _take(self, batch: Batch, line: int, row: Row) -> None:
        name = text_of(row.get("event_name"))
        if name is None:
            batch.reject(line, "event_name", "required_missing")
            return
        self.named += 1
        kind = _EVENTS.get(name)
        if kind is None:
            self._count("not_ours", name[:_LONGEST_NAME])
            return
        parameters = parameters_of(row)
        hit = _hit(row, name, parameters)
        if kind in _OF_CONTENT and hit.content_id is None:
            self._count("not_ours", name)
            return
        moment = moment_of(hit.timestamp)
        if moment is None or moment.year < _FIRST_YEAR:
            reason = "required_missing" if hit.timestamp is None else "not_a_date"
            batch.reject(line, "event_timestamp", reason, hit.timestamp)
            return
        if moment > self.now + _FUTURE:
            batch.reject(line, "event_timestamp", "in_the_future", hit.timestamp)
            return
        self.taken += 1
        values = self._values(row, hit, kind, moment, parameters)
        products: Sequence[tuple[str | None, str | None]] = hit.items if kind in _OF_PRODUCTS else ()
        identity = event_id(hit)
        for place, (product, quantity) in enumerate(products or [(None, None)]):
            batch.add(
                line + place * BESIDE,
                values
                | {
                    "event_id": f"{identity}-{place + 1}" if place else identity,
                    "product_id": product,
                    "quantity": quantity if kind in _IN_CART else None,
                },
            )

    def _values(
        self, row: Row, hit: _Hit, kind: str, moment: datetime, parameters: Mapping[str, str]
    ) -> dict[str, str | None]:
        """What all events made of a row have in common; of who denied consent nothing that tells them again."""
        consent = _consent(row)
        known = consent != "denied"
        visitor = hit.user_pseudo_id if known else None
        session = f"{visitor}.{hit.session}" if visitor and hit.session else None
        customer = text_of(row.get("user_id")) if known else None
        if customer is not None and holds_email(customer):
            customer = None
            self._count("user_id_is_an_email_address")
        is_bot = _is_bot(row)
        order = hit.transaction_id if known else None
        for reason, holds in (
            (f"consent_{consent}", consent != "granted"),
            ("bot", is_bot),
            ("without_session", session is None),
            ("purchase_without_order", kind == "purchase" and hit.transaction_id is None),
            ("without_product", kind in _OF_PRODUCTS and not hit.items),
        ):
            if holds:
                self._count(reason)
        source, medium, campaign = _origin(row, parameters)
        return {
            "occurred_at": moment.isoformat().replace("+00:00", "Z"),
            "visitor_id": visitor,
            "session_id": session,
            "customer_id": customer,
            "event": kind,
            "content_id": hit.content_id if kind in _OF_CONTENT else None,
            "progress": _progress(hit) if kind == "content_progress" else None,
            "query": cut(clean_text(hit.search_term or ""), _LONGEST_QUERY) if kind == "search" else None,
            "page": clean_path(hit.page_location or ""),
            "source": source,
            "medium": medium,
            "campaign": campaign,
            "device": (text_of(inside(row, "device", "category")) or "").casefold() or None,
            "order_id": order if kind == "purchase" else None,
            "consent": consent,
            "is_bot": "true" if is_bot else "false",
        }

    def _count(self, reason: str, name: str = "") -> None:
        if name and (reason, name) not in self.apart and len(self.apart) >= _MOST_NAMES:
            name = "other events"
        self.apart[reason, name] += 1

    def told(self) -> list[dict[str, str | int]]:
        """What is counted apart, for the report."""
        return [
            {"reason": reason, "event": name, "rows": count} for (reason, name), count in sorted(self.apart.items())
        ]


def event_id(hit: _Hit) -> str:
    """The identity of an event, which the export has none of: a digest of what Google does not change afterwards.

    Left out is what is attributed later (source, campaign, user_id), so that an event read again on the next day is
    the same one, with what has been found out since.
    """
    return f"ga4-{hashlib.sha256(orjson.dumps(list(hit))).hexdigest()[:40]}"  # 160 bits: no two events meet by chance


def _hit(row: Row, name: str, parameters: Mapping[str, str]) -> _Hit:
    content = parameters.get("content_id") or parameters.get("video_url") or parameters.get("video_title")
    return _Hit(
        stream_id=text_of(row.get("stream_id")),
        user_pseudo_id=text_of(row.get("user_pseudo_id")),
        timestamp=text_of(row.get("event_timestamp")),
        name=name,
        bundle=text_of(row.get("event_bundle_sequence_id")),
        page_id=text_of(row.get("batch_page_id")),
        ordering_id=text_of(row.get("batch_ordering_id")),
        place=text_of(row.get("batch_event_index")),
        session=parameters.get("ga_session_id"),
        page_location=parameters.get("page_location"),
        engagement=parameters.get("engagement_time_msec"),
        transaction_id=text_of(inside(row, "ecommerce", "transaction_id")) or parameters.get("transaction_id"),
        search_term=parameters.get("search_term"),
        content_id=cut(content, LONGEST_ID),
        percent="100" if name == "video_complete" else parameters.get("video_percent"),
        items=items_of(row.get("items")),
    )


def _consent(row: Row) -> str:
    """What the visitor said of being measured; a transient token is what GA4 uses for who said no."""
    if (text_of(inside(row, "privacy_info", "uses_transient_token")) or "").casefold() == "yes":
        return "denied"
    return _CONSENT.get((text_of(inside(row, "privacy_info", "analytics_storage")) or "").casefold(), "unknown")


def _is_bot(row: Row) -> bool:
    """Whether the browser, as GA4 names it, is a program; Google leaves out those it knows by itself."""
    places = (("web_info", "browser"), ("browser",), ("operating_system",), ("mobile_model_name",))
    named = " ".join(filter(None, (text_of(inside(row, "device", *place)) for place in places)))
    return _names_a_bot(named)


@lru_cache(maxsize=10_000)  # browsers and devices of a shop: some hundred
def _names_a_bot(named: str) -> bool:
    return says_it_is_a_bot(f"Mozilla/5.0 as GA4 names it: {named}")  # a whole user agent is not in the export


def _origin(row: Row, parameters: Mapping[str, str]) -> tuple[str | None, str | None, str | None]:
    """Source, medium and campaign of the visit, else those the event came with; never those of the first visit."""
    visit = inside(row, "session_traffic_source_last_click", "manual_campaign")
    event = inside(row, "collected_traffic_source")
    for found in (
        [text_of(inside(visit, name)) for name in ("source", "medium", "campaign_name")],
        [text_of(inside(event, name)) for name in ("manual_source", "manual_medium", "manual_campaign_name")],
        [parameters.get(name) for name in ("source", "medium", "campaign")],
    ):
        if any(found):
            source, medium, campaign = (cut(clean_text(text or ""), LONGEST_ID) for text in found)
            return source, medium, None if _NO_CAMPAIGN.fullmatch(campaign or "") else campaign
    return None, None, None


def _progress(hit: _Hit) -> str | None:
    """The share watched, 0 to 1."""
    percent = number_of(hit.percent or "")
    return None if percent is None else f"{min(max(Decimal(percent) / 100, Decimal(0)), Decimal(1)):f}"
