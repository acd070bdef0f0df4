"""The demo shop's records as the rows of ingestion's tables."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from local.demo import Demo
from local.demo.catalogue import catalogue
from local.demo.columns import identities, moments, money, rates, texts, whole, words
from local.demo.content import DEVICES, SEARCHES, SOURCES, pages, pieces
from local.demo.customers import consent_at
from local.demo.people import (
    CHANNELS,
    COUNTRIES,
    CURRENCIES,
    EMAIL_DOMAIN,
    FICTION_PHONES,
    FIRST_NAMES,
    LAST_NAMES,
    PLACES,
    STAFF,
    SUPPLIERS,
)
from local.demo.randomness import Ints, Rows
from local.demo.records import BLOCK, CONSENTS, KINDS, LINE_TYPES
from local.demo.sessions import EVENTS
from local.demo.web import CONSENTS as WEB_CONSENTS

Columns = dict[str, pa.Array]


def sales(demo: Demo, lines: Rows) -> Columns:
    """Rows of the ledger, as a till and a web shop would export them."""
    order = identities("", lines["order"])
    month, number = np.divmod(lines["order"], np.int64(BLOCK))
    code = month // 12 % 100 * 100 + month % 12 + 1
    entry = texts(len(lines), (code, 4), "-", (number, 6), "-", (lines["line"], 3), "-", (lines["kind"], 1))
    net = lines["gross"] - lines["discount"]
    return {
        "entry_id": entry,
        "kind": words(lines["kind"], KINDS),
        "order_id": order,
        "line_no": whole(lines["line"]),
        "line_type": words(lines["type"], LINE_TYPES),
        "occurred_at": moments(lines["at"]),
        "ordered_at": moments(lines["ordered"]),
        "customer_id": identities("c", lines["customer"]),
        "product_id": words(lines["product"], catalogue(demo.seed).ids),
        "quantity": whole(lines["quantity"]),
        "gross_amount": money(lines["gross"]),
        "discount_amount": money(lines["discount"]),
        "net_amount": money(net),
        "tax_amount": money(lines["tax"]),
        "unit_cost": money(lines["cost"], null=lines["cost"] < 0),
        "currency": words(lines["currency"], CURRENCIES),
        "original_amount": money(np.rint(net * 10_000 / lines["rate"]).astype(np.int64)),
        "fx_rate": rates(lines["rate"]),
        "country": words(lines["country"], COUNTRIES),
        "channel": words(lines["place"], CHANNELS),
        "location_id": words(lines["place"], PLACES),
        "staff_id": words(lines["staff"], [name for name, _ in STAFF]),
        "is_test": pa.array(lines["test"]),
    }


def customers(people: Rows, until: int) -> Columns:
    """Customers as they are at a moment."""
    size = len(people)
    consent, since = consent_at(people, until)
    first, last = (np.array(names) for names in (FIRST_NAMES, LAST_NAMES))
    month, number = np.divmod(people["id"], np.int64(BLOCK))
    code = month // 12 % 100 * 100 + month % 12 + 1
    local = [
        f"{given}.{family}.{when}{which:d}@{EMAIL_DOMAIN}".lower()
        for given, family, when, which in zip(
            first[people["first"]].tolist(), last[people["last"]].tolist(), code.tolist(), number.tolist(), strict=True
        )
    ]
    return {
        "customer_id": identities("c", people["id"]),
        "email": pa.array(local, pa.string()),
        "phone": texts(size, FICTION_PHONES, (np.maximum(people["phone"], 0), 5), null=people["phone"] < 0),
        "first_name": words(people["first"], FIRST_NAMES),
        "last_name": words(people["last"], LAST_NAMES),
        "country": words(people["country"], COUNTRIES),
        "marketing_consent": words(consent, CONSENTS),
        "consent_updated_at": moments(since, null=consent == CONSENTS.index("never_asked")),
        "created_at": moments(people["created"]),
    }


def stock_counts(demo: Demo, counts: Rows) -> Columns:
    """What was on the shelf when it was counted."""
    return {
        "product_id": words(counts["product"], catalogue(demo.seed).ids),
        "location_id": words(counts["place"], PLACES),
        "counted_at": moments(counts["at"]),
        "on_hand": whole(counts["on_hand"]),
    }


def purchase_orders(demo: Demo, purchases: Rows, until: int) -> Columns:
    """Lines of orders to suppliers, as they stand at a moment."""
    return {
        "purchase_order_id": texts(len(purchases), "PO-", (purchases["number"], 8)),
        "line_no": whole(purchases["line"]),
        "supplier_id": words(purchases["supplier"], supplier_ids()),
        "product_id": words(purchases["product"], catalogue(demo.seed).ids),
        "location_id": words(purchases["place"], PLACES),
        "quantity": whole(purchases["quantity"]),
        "unit_cost": money(purchases["cost"], null=purchases["cost"] < 0),
        "ordered_at": moments(purchases["ordered"]),
        "expected_at": moments(purchases["expected"]),
        "status": words((purchases["received"] <= until).astype(np.int64), ("open", "received")),
    }


def receipts(demo: Demo, arrived: Rows) -> Columns:
    """What arrived; a line may come in two parts."""
    size = len(arrived)
    return {
        "receipt_id": texts(size, "R-", (arrived["number"], 8), "-", (arrived["part"].astype(np.int64) + 1, 1)),
        "purchase_order_id": texts(size, "PO-", (arrived["number"], 8)),
        "line_no": whole(arrived["line"]),
        "product_id": words(arrived["product"], catalogue(demo.seed).ids),
        "location_id": words(arrived["place"], PLACES),
        "quantity": whole(arrived["quantity"]),
        "received_at": moments(arrived["at"]),
    }


def web_events(demo: Demo, events: Rows) -> Columns:
    """What trackers report."""
    size, day = len(events), events["day"]
    source = events["source"]
    return {
        "event_id": texts(size, "e", (day, 5), "-", (events["number"], 8)),
        "occurred_at": moments(events["at"]),
        "visitor_id": texts(size, "v", (np.maximum(events["visitor"], 0), 15), null=events["visitor"] < 0),
        "session_id": texts(
            size, "s", (day, 5), "-", (np.maximum(events["session"], 0), 8), null=events["session"] < 0
        ),
        "customer_id": identities("c", events["customer"]),
        "event": words(events["event"], EVENTS),
        "product_id": words(events["product"], catalogue(demo.seed).ids),
        "quantity": whole(events["quantity"], null=events["quantity"] == 0),
        "content_id": words(events["content"], [piece.identity for piece in pieces(demo)]),
        "progress": money(np.maximum(events["progress"], 0), null=events["progress"] < 0),
        "query": words(events["query"], SEARCHES),
        "page": words(events["page"], pages(demo)),
        "source": _of_source(source, 0),
        "medium": _of_source(source, 1),
        "campaign": _of_source(source, 2),
        "device": words(events["device"], DEVICES),
        "order_id": identities("", events["order"]),
        "consent": words(events["consent"], WEB_CONSENTS),
        "is_bot": pa.array(events["bot"]),
    }


def _of_source(source: Ints, part: int) -> pa.Array:
    # Not as a dictionary: its words would come twice, and Parquet writes such a one differently each time.
    return pa.array([each[part] for each in SOURCES], pa.string()).take(pa.array(source))


def supplier_ids() -> list[str]:
    """Identities of the suppliers, by number."""
    return [name.lower().replace(" ", "-") for name, *_ in SUPPLIERS]
