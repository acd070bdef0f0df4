"""What people read of exports: the list, one with its counts and reasons, and what became of each member."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from segments import queries_exports as queries
from segments.desk import Desk
from segments.export_answers import RECEIPTS_HEADER, export_answer, outcomes_of, receipt_answer
from segments.export_record import export_of
from segments.paging import write_cursor
from segments.queries_exports import ExportPlace, ReceiptPlace
from segments.use_cases_exports import read_export
from shared.warehouse import Row

_AT_ONCE = 1_000  # rows of a file in memory


def export_document(desk: Desk, export_id: str) -> dict[str, Any]:
    """The contract's Export. Raises ProblemError 404."""
    export = read_export(desk, export_id)
    return export_answer(desk.shop(), export, outcomes_of(queries.export_outcomes(desk.warehouse, [export_id])))


def export_page(desk: Desk, before: ExportPlace | None, *, limit: int, digest: str) -> dict[str, Any]:
    """The contract's ExportPage, newest first."""
    rows = queries.export_rows(desk.warehouse, None, before, limit + 1)
    place = _export_place(rows[limit - 1]) if len(rows) > limit else None
    return {
        "items": _answers(desk, rows[:limit]),
        "next_cursor": write_cursor(digest, (place.requested_at.isoformat(), place.export_id)) if place else None,
        "total": int(str(rows[0]["total"])) if rows else 0,
    }


def every_export(desk: Desk) -> Iterator[dict[str, Any]]:
    """All of them, newest first."""
    before: ExportPlace | None = None
    while rows := queries.export_rows(desk.warehouse, None, before, _AT_ONCE):
        yield from _answers(desk, rows)
        before = _export_place(rows[-1])


def receipt_page(desk: Desk, export_id: str, after: ReceiptPlace | None, *, limit: int, digest: str) -> dict[str, Any]:
    """The contract's ReceiptPage. Raises ProblemError 404."""
    read_export(desk, export_id)
    rows = queries.export_receipts(desk.warehouse, export_id, after, limit + 1)
    place = _receipt_place(rows[limit - 1]) if len(rows) > limit else None
    shop = desk.shop()
    return {
        "items": [receipt_answer(shop, row) for row in rows[:limit]],
        "next_cursor": write_cursor(digest, (place.customer_id, place.sent_at.isoformat())) if place else None,
        "total": int(str(rows[0]["total"])) if rows else 0,
    }


def receipt_lines(desk: Desk, export_id: str) -> Iterator[Sequence[object]]:
    """All receipts of an export, as RECEIPTS_HEADER says. Raises ProblemError 404."""
    read_export(desk, export_id)
    return _receipt_lines(desk, export_id)


def _receipt_lines(desk: Desk, export_id: str) -> Iterator[Sequence[object]]:
    shop, after = desk.shop(), None
    while rows := queries.export_receipts(desk.warehouse, export_id, after, _AT_ONCE):
        for row in rows:
            answer = receipt_answer(shop, row)
            yield [answer[name] for name in RECEIPTS_HEADER]
        after = _receipt_place(rows[-1])


def _answers(desk: Desk, rows: Sequence[Row]) -> list[dict[str, Any]]:
    exports = [export_of(row) for row in rows]
    outcomes = outcomes_of(queries.export_outcomes(desk.warehouse, [export.export_id for export in exports]))
    shop = desk.shop()
    return [export_answer(shop, export, outcomes) for export in exports]


def _export_place(row: Row) -> ExportPlace:
    return ExportPlace(cast("datetime", row["requested_at"]).astimezone(UTC), str(row["export_id"]))


def _receipt_place(row: Row) -> ReceiptPlace:
    return ReceiptPlace(str(row["customer_id"]), cast("datetime", row["sent_at"]).astimezone(UTC))
