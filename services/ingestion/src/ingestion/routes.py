"""HTTP in, one use case, JSON out."""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Blueprint, Response

from ingestion import use_cases
from ingestion.door import Door
from ingestion.load_answers import answer_load
from ingestion.loads import LoadNotFoundError, LoadOfEventsError, LoadRequest, LoadUndoneError
from ingestion.routes_bigquery import add_bigquery_routes
from ingestion.routes_facts import add_fact_routes
from ingestion.routes_files import load_request
from ingestion.routes_lightspeed import add_lightspeed_routes
from ingestion.routes_marketing import add_marketing_routes
from ingestion.routes_shopify import add_shopify_routes
from ingestion.routes_storefront import add_storefront_routes
from shared.auth.routes import Guard
from shared.contracts.generated.ingestion import ListLoadsParametersQuery
from shared.web import (
    ProblemError,
    add_contract_routes,
    csv_answer,
    json_answer,
    query_parameters,
    wants_csv,
)

_PREFIX = "/api/ingest"
_PAGE = 50  # items on a page when the caller does not say
_LOAD_ID = re.compile(r"[a-z0-9-]{1,64}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_CHUNK = 65536  # bytes in memory while rejected rows are sent
_LONGEST_CUSTOMER_ID = 500  # characters; the contract's most
_LOAD_COLUMNS = ("load_id", "status", "recorded_at", "source", "files", "read", "loaded", "known", "rejected")


def make_blueprint(door: Door, guard: Guard) -> Blueprint:
    """Every route of openapi/ingestion.yaml."""
    blueprint = Blueprint("ingestion", __name__, url_prefix=_PREFIX)

    @blueprint.post("/files")
    @guard.requires("data:write")
    def load_files() -> Response:
        folder = use_cases.staging_folder(door)
        try:
            asked = load_request(door, folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return answer_load(
            lambda progress: _loaded(door, asked, folder, progress), refused="The files cannot be loaded as asked"
        )

    @blueprint.get("/loads")
    @guard.requires("figures:read")
    def list_loads() -> Response:
        parameters = query_parameters(ListLoadsParametersQuery)
        if wants_csv():
            return _loads_csv(door)
        cursor = parameters.cursor if isinstance(parameters.cursor, str) else None
        limit = parameters.limit if isinstance(parameters.limit, int) else _PAGE
        items, following = use_cases.list_loads(door, before=_read_cursor(cursor), limit=limit)
        return json_answer({"items": items, "next_cursor": _write_cursor(following)})

    @blueprint.get("/loads.csv")
    @guard.requires("figures:read")
    def list_loads_csv() -> Response:
        return _loads_csv(door)

    add_bigquery_routes(blueprint, door, guard)
    add_lightspeed_routes(blueprint, door, guard)
    _add_load_routes(blueprint, door, guard)
    add_fact_routes(blueprint, door, guard)
    _add_customer_routes(blueprint, door, guard)
    add_storefront_routes(blueprint, door, guard)
    add_shopify_routes(blueprint, door, guard)
    add_marketing_routes(blueprint, door)
    add_contract_routes(blueprint, contract="ingestion", ready=lambda: _ready(door))
    return blueprint


def _add_load_routes(blueprint: Blueprint, door: Door, guard: Guard) -> None:
    @blueprint.post("/loads/<load_id>/undo")
    @guard.requires("data:write")
    def undo_load(load_id: str) -> Response:
        try:
            return json_answer(use_cases.undo_load(door, _checked(load_id), lambda *_: None))
        except LoadNotFoundError as error:
            raise _no_such_load(load_id) from error
        except LoadUndoneError as error:
            detail = f"Load {load_id} brings nothing any more."
            raise ProblemError(409, "load-already-undone", "The load was taken back before", detail) from error
        except LoadOfEventsError as error:
            detail = f"{load_id} is what events brought in a day. An event that says an order right mends a wrong one."
            raise ProblemError(409, "load-of-events", "Events cannot be taken back", detail) from error

    @blueprint.get("/loads/<load_id>/rejected.csv")
    @guard.requires("data:write")
    def rejected_rows(load_id: str) -> Response:
        stored = door.store.open(use_cases.rejected_key(_checked(load_id)))
        if stored is None:
            detail = f"Load {load_id[:64]} rejected nothing, or there is no such load."
            raise ProblemError(404, "no-rejected-rows", "No rejected rows", detail)
        answer = Response(iter(lambda: stored.read(_CHUNK), b""), mimetype="text/csv")
        answer.headers["Content-Disposition"] = f'attachment; filename="rejected-{load_id}.csv"'
        answer.call_on_close(stored.close)
        return answer


def _add_customer_routes(blueprint: Blueprint, door: Door, guard: Guard) -> None:
    # path: an id may hold slashes (gid://shopify/Customer/1), which arrive decoded however they were sent.
    @blueprint.post("/customers/<path:customer_id>/erase")
    @guard.requires("data:write")
    def erase_customer(customer_id: str) -> Response:
        wanted = customer_id.strip()  # as the reading of files has it
        if not wanted or len(wanted) > _LONGEST_CUSTOMER_ID or _UNPRINTABLE.search(wanted):
            rule = f"is an id of up to {_LONGEST_CUSTOMER_ID} characters, none of them a control character"
            errors = [("customer_id", rule)]
            raise ProblemError(400, "invalid-parameter", "The customer's id cannot be one", errors=errors)
        report = use_cases.erase_customer(door, wanted, lambda *_: None)
        use_cases.tell_erased(door, wanted)
        return json_answer(report)


def _ready(door: Door) -> dict[str, str]:
    use_cases.data_bounds(door)
    door.inbox.depth()
    return {"warehouse": "ok", "inbox": "ok"}


def _loaded(
    door: Door, asked: LoadRequest, folder: Path, progress: Callable[[str, int, int], None]
) -> dict[str, object]:
    try:
        return use_cases.load_files(door, asked, progress)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _checked(load_id: str) -> str:
    if not _LOAD_ID.fullmatch(load_id):
        raise _no_such_load(load_id)
    return load_id


def _no_such_load(load_id: str) -> ProblemError:
    return ProblemError(404, "no-such-load", "No such load", f"{load_id[:64]!r} is none of GET {_PREFIX}/loads.")


def _loads_csv(door: Door) -> Response:
    header = (*_LOAD_COLUMNS, "net_amount", "currency")
    return csv_answer("loads.csv", header, (_load_cells(item) for item in use_cases.every_load(door)))


def _load_cells(item: dict[str, object]) -> list[object]:
    cells = [item[name] for name in _LOAD_COLUMNS]
    cells[_LOAD_COLUMNS.index("files")] = " ".join(map(str, item["files"])) if isinstance(item["files"], list) else ""
    amount = item["net_amount"]
    return [*cells, *((amount["amount"], amount["currency"]) if isinstance(amount, dict) else (None, None))]


def _write_cursor(place: tuple[datetime, str] | None) -> str | None:
    if place is None:
        return None
    return base64.urlsafe_b64encode(f"{place[0].isoformat()} {place[1]}".encode()).decode()


def _read_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    try:
        moment, _, load_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        place = datetime.fromisoformat(moment)
    except ValueError as error:
        raise _bad_cursor() from error
    if place.tzinfo is None or not _LOAD_ID.fullmatch(load_id):
        raise _bad_cursor()
    return place, load_id


def _bad_cursor() -> ProblemError:
    return ProblemError(
        400,
        "invalid-parameter",
        "The cursor is none of ours",
        errors=[("cursor", "send back next_cursor as it was, or leave it out")],
    )
