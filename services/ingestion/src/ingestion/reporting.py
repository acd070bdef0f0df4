"""Loads as the contract tells them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from ingestion.committing import Committed
from ingestion.loads import LoadRequest, by_table
from ingestion.staging_child import Staged
from shared.money import money
from shared.shop import Shop
from shared.warehouse import Row


def load_report(
    request: LoadRequest,
    *,
    load_id: str,
    shop: Shop,
    staged: Staged,
    done: Committed,
    bounds: Row,
    rejected: bool,
) -> dict[str, object]:
    """The contract's LoadReport."""
    loaded = sum((tally.amount for tally in done.tallies if tally.amount is not None), start=Decimal(0))
    has_sales = any(tally.table == "sales" for tally in done.tallies)
    until = bounds["data_until"]
    sources = {"sources": [_source(one, dry_run=request.dry_run) for one in staged.sources]} if staged.sources else {}
    apart = {"counted_apart": staged.counted_apart} if request.format == "ga4" else {}
    return {
        "load_id": load_id,
        "dry_run": request.dry_run,
        "source": request.source,
        "files": [
            {"name": f.name, "table": f.table, "rows": f.rows_read, "recognised": f.recognised, "ignored": f.ignored}
            for f in staged.files
        ],
        "tables": by_table(done.tallies),
        "rejected": staged.rejected,
        "excluded": _excluded(done.excluded, shop.currency),
        "net_amount": money(loaded, shop.currency) if has_sales else None,
        "data_until": until.astimezone(shop.zone).isoformat() if isinstance(until, datetime) else None,
        "rejected_rows": f"/api/ingest/loads/{load_id}/rejected.csv" if rejected else None,
        "notes": [*staged.notes, *done.notes],
        **sources,
        **apart,
    }


def _source(read: Mapping[str, Any], *, dry_run: bool) -> dict[str, object]:
    """One table or SELECT of a BigQuery dataset: what it cost, and in a dry run what its rows become."""
    told = {name: read[name] for name in ("name", "tables", "bytes", "rows", "since", "watermark", "until")}
    if dry_run:
        hidden = {"mapped": "needs_personal_data_read_and_margin_read"}
        told |= {"mapped": read["mapped"], "reasons": hidden if read["mapped"] is None else {}}
    return told


def _excluded(rows: Sequence[Row], currency: str) -> list[dict[str, object]]:
    """What was loaded but is no sale, by reason, over all files."""
    lines: Counter[str] = Counter()
    amounts: dict[str, Decimal] = {}
    for row in rows:
        reason = str(row["reason"])
        lines[reason] += int(str(row["row_count"]))
        amounts[reason] = amounts.get(reason, Decimal(0)) + Decimal(str(row["net_amount"]))
    return [
        {"reason": reason, "rows": lines[reason], "net_amount": money(amounts[reason], currency)}
        for reason in sorted(amounts)
    ]


def load_item(row: Row, currency: str) -> dict[str, object]:
    """The contract's Load, from a row of list_loads."""
    amount = row["net_amount"]
    recorded_at = row["recorded_at"]
    return {
        "load_id": row["load_id"],
        "status": row["status"],
        "recorded_at": recorded_at.isoformat() if isinstance(recorded_at, datetime) else None,
        "source": row["source"],
        "files": [name for name in str(row["files"]).split("\n") if name],
        "read": row["read_rows"],
        "loaded": row["loaded_rows"],
        "known": row["known_rows"],
        "rejected": row["rejected_rows"],
        "net_amount": money(Decimal(str(amount)), currency) if amount is not None else None,
    }
