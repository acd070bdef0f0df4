"""HTTP in, one use case, exports as JSON or CSV out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, request

from segments import export_clock, export_file, use_cases_exports, use_cases_receipts
from segments.explanations import EXPORT, EXPORTS, STANDING, explaining
from segments.export_answers import CSV_HEADER, RECEIPTS_HEADER, STANDING_HEADER, export_lines
from segments.export_desk import Outlet
from segments.export_record import CSV
from segments.paging import PAGE, digest, read_cursor, wrong_cursor
from segments.queries_exports import ExportPlace, ReceiptPlace
from segments.use_cases_exports import Asked
from shared.auth import NotAllowedError
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.segments import (
    ExportAsk,
    ExportFileParametersQuery,
    GetExportParametersQuery,
    ListExportsParametersQuery,
    ListReceiptsParametersQuery,
    ListStandingExportsParametersQuery,
    StandingExportsSet,
)
from shared.contracts.problems import ProblemError
from shared.web import csv_answer, json_answer, json_body, json_bytes, query_parameters, wants_csv

_LONGEST_KEY = 200  # characters of an Idempotency-Key; the contract's words
_PERSONAL = "personal-data:read"


def add_export_routes(blueprint: Blueprint, outlet: Outlet, guard: Guard) -> None:
    """Add the routes of `export`, `exports` and `standing`."""
    _add_asking(blueprint, outlet, guard)
    _add_lists(blueprint, outlet, guard)
    _add_file(blueprint, outlet, guard)
    _add_standing(blueprint, outlet, guard)


def _add_asking(blueprint: Blueprint, outlet: Outlet, guard: Guard) -> None:
    @blueprint.post("/export")
    @guard.requires("segments:write")
    def export_segment() -> Response:
        asked = json_body(ExportAsk).model_dump(mode="json")
        if asked["target"] == CSV:
            _may_see_people()
        wanted = Asked(asked["target"], asked["segment"], asked.get("hold_out"), bool(asked.get("dry_run")))
        return json_answer(use_cases_exports.ask_export(outlet, wanted, _by(), _key()), status=202)

    @blueprint.post("/exports/<export_id>/revert")
    @guard.requires("segments:write")
    def revert_export(export_id: str) -> Response:
        return json_answer(use_cases_exports.revert(outlet, export_id, _by(), _key()), status=202)


def _add_lists(blueprint: Blueprint, outlet: Outlet, guard: Guard) -> None:
    desk = outlet.desk
    explains = explaining(desk)

    @blueprint.get("/exports")
    @guard.requires("customers:read")
    @explains(EXPORTS)
    def list_exports() -> Response:
        if wants_csv():
            return _file("exports.csv", CSV_HEADER, export_lines(use_cases_receipts.every_export(desk)))
        asked = query_parameters(ListExportsParametersQuery).model_dump(by_alias=True)
        named = digest("exports", {})
        place = read_cursor(asked.get("cursor"), named, parts=2)
        before = None if place is None else ExportPlace(_moment(place[0]), place[1])
        return _tagged(use_cases_receipts.export_page(desk, before, limit=asked.get("limit", PAGE), digest=named))

    @blueprint.get("/exports.csv")
    @guard.requires("customers:read")
    def list_exports_csv() -> Response:
        return _file("exports.csv", CSV_HEADER, export_lines(use_cases_receipts.every_export(desk)))

    @blueprint.get("/exports/<export_id>")
    @guard.requires("customers:read")
    @explains(EXPORT)
    def get_export(export_id: str) -> Response:
        query_parameters(GetExportParametersQuery)
        return _tagged(use_cases_receipts.export_document(desk, export_id))

    @blueprint.get("/exports/<export_id>/receipts")
    @guard.requires("customers:read")
    def list_receipts(export_id: str) -> Response:
        if wants_csv():
            return _file("receipts.csv", RECEIPTS_HEADER, use_cases_receipts.receipt_lines(desk, export_id))
        asked = query_parameters(ListReceiptsParametersQuery).model_dump(by_alias=True)
        named = digest("receipts", {"export_id": export_id})
        place = read_cursor(asked.get("cursor"), named, parts=2)
        after = None if place is None else ReceiptPlace(place[0], _moment(place[1]))
        limit = asked.get("limit", PAGE)
        return _tagged(use_cases_receipts.receipt_page(desk, export_id, after, limit=limit, digest=named))

    @blueprint.get("/exports/<export_id>/receipts.csv")
    @guard.requires("customers:read")
    def list_receipts_csv(export_id: str) -> Response:
        return _file("receipts.csv", RECEIPTS_HEADER, use_cases_receipts.receipt_lines(desk, export_id))


def _add_file(blueprint: Blueprint, outlet: Outlet, guard: Guard) -> None:
    @blueprint.get("/exports/<export_id>/file.csv")
    @guard.requires("segments:write")
    def export_file_csv(export_id: str) -> Response:
        _may_see_people()
        asked = query_parameters(ExportFileParametersQuery).model_dump(mode="json", by_alias=True)
        rows = export_file.file_rows(outlet, export_id, _by())
        for_machines = asked.get("profile") == "machine"
        return csv_answer("segment.csv", export_file.HEADER, rows, personal=True, for_machines=for_machines)


def _add_standing(blueprint: Blueprint, outlet: Outlet, guard: Guard) -> None:
    desk = outlet.desk

    def lines() -> Iterator[Sequence[object]]:
        return ([item[name] for name in STANDING_HEADER] for item in export_clock.standing_document(desk)["items"])

    @blueprint.get("/standing")
    @guard.requires("customers:read")
    @explaining(desk)(STANDING)
    def list_standing_exports() -> Response:
        query_parameters(ListStandingExportsParametersQuery)
        if wants_csv():
            return _file("standing.csv", STANDING_HEADER, lines())
        return _tagged(export_clock.standing_document(desk))

    @blueprint.put("/standing")
    @guard.requires("segments:write")
    def set_standing_exports() -> Response:
        asked = json_body(StandingExportsSet).model_dump(mode="json")
        export_clock.switch(outlet, asked["items"], _by())
        return json_answer(export_clock.standing_document(desk))

    @blueprint.get("/standing.csv")
    @guard.requires("customers:read")
    def list_standing_exports_csv() -> Response:
        return _file("standing.csv", STANDING_HEADER, lines())


def _tagged(document: Mapping[str, Any]) -> Response:
    """A small answer, named by what it says: what batches do to an export changes nothing else."""
    content = json_bytes(document)
    return json_answer(content, etag=sha256(content).hexdigest()[:32])


def _file(name: str, header: Sequence[str], rows: Iterator[Sequence[object]]) -> Response:
    return csv_answer(name, header, rows, personal=True)


def _by() -> str:
    return current_identity().subject


def _may_see_people() -> None:
    """Raise NotAllowedError for somebody who may not see addresses: a file is full of them."""
    identity = current_identity()
    if _PERSONAL not in identity.scopes:
        raise NotAllowedError(f"The role {identity.role} lacks the scope {_PERSONAL}", scope=_PERSONAL)


def _key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 0 < len(key) <= _LONGEST_KEY:
        message = f"has to have 1 to {_LONGEST_KEY} characters"
        title = "The Idempotency-Key is not right"
        raise ProblemError(400, "invalid-parameter", title, message, [("Idempotency-Key", message)])
    return key


def _moment(text: str) -> datetime:
    """A moment in a cursor of ours. Raises ProblemError 400."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong_cursor() from None
