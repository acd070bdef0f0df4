"""What the reading of Shopify's exports needs of the shop's tables, written down for the child that reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from ingestion import queries_shopify as queries
from ingestion.files.shopify_known import PREFIX, Entry, create_known
from ingestion.loads import LoadRequest
from ingestion.rollups import Progress
from shared.warehouse import Row, Value, Warehouse

_AT_ONCE = 20_000  # rows in memory: some tens of megabytes, and few enough round trips for millions of lines
_STAGE = "looking up what is known"


def keep_known(warehouse: Warehouse, request: LoadRequest, folder: Path, progress: Progress) -> Path | None:
    """Write what the tables hold of earlier Shopify exports into `folder`; None for other formats."""
    if request.format != "shopify":
        return None
    path = folder / "known.sqlite"
    with create_known(path) as known:
        progress(_STAGE, 0, 3)
        for page in _pages(lambda last: queries.shopify_entries(warehouse, after=last[0], row_limit=_AT_ONCE), PREFIX):
            known.add_entries(page)
        progress(_STAGE, 1, 3)
        for page in _pages(
            lambda last: queries.latest_stock_counts(
                warehouse, after_product=last[0], after_location=last[1], row_limit=_AT_ONCE
            ),
            "",
            "",
        ):
            known.add_counts(page)
        progress(_STAGE, 2, 3)
        for page in _pages(lambda last: queries.latest_consents(warehouse, after=last[0], row_limit=_AT_ONCE), ""):
            known.add_consents((str(row["customer_id"]), str(row["marketing_consent"])) for row in page)
        known.index()
        progress(_STAGE, 3, 3)
    return path


def _pages(ask: Callable[[tuple[str, ...]], list[Row]], *first: str) -> Iterator[list[Entry]]:
    """All pages of a statement that goes on after the first columns of the last row."""
    last = first
    while rows := ask(last):
        yield [_as_texts(row) for row in rows]
        if len(rows) < _AT_ONCE:
            return
        last = tuple(str(value) for value in list(rows[-1].values())[: len(first)])


def _as_texts(row: Row) -> Entry:
    return {name: _text(value) for name, value in row.items()}


def _text(value: Value | object) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)
