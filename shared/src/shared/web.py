"""HTTP for every service: errors as problems, request ids, conditional answers, CSV, health and the contract's pages.

`install` makes an app speak the house's HTTP; routes use the rest. One reads its parameters with `query_parameters`
(GET) or `json_body` (POST), asks `unchanged` before it computes, and answers with `json_answer` or `csv_answer`.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TypeVar

import orjson
from flask import Blueprint, Flask, Response, g, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException

from shared import telemetry, tracing
from shared.api_docs import CONTENT_SECURITY_POLICY, docs_page
from shared.compression import compressed
from shared.contracts.parameters import read_parameters
from shared.contracts.problems import ProblemError
from shared.csv_stream import csv_chunks, whole_or_broken
from shared.event_bus import Handler
from shared.http_problems import invalid_body, problem_of
from shared.hurry import WouldWaitError
from shared.schedule import Job

__all__ = [
    "ProblemError",
    "Service",
    "add_contract_routes",
    "csv_answer",
    "install",
    "json_answer",
    "json_body",
    "json_bytes",
    "log_failures_only",
    "query_parameters",
    "unchanged",
    "wants_csv",
]

M = TypeVar("M", bound=BaseModel)

LARGEST_BODY = 64 * 1024  # bytes of a JSON body; uploads are streamed by their own route
_READING = frozenset({"GET", "HEAD"})
_CALLER_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
# Tells requests apart, and guards nothing. The system's randomness would let go of the interpreter, and under many
# threads each time that happens costs a turn of all of them.
_chance = random.Random()  # noqa: S311 - as above
_SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


@dataclass(frozen=True)
class Service:
    """What a service's wiring answers: routes, and what it does at the start, with events, by the clock, at the end."""

    name: str
    blueprint: Blueprint
    on_start: Callable[[Callable[[str, int, int], None]], None] | None = None  # told how to say its progress
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    jobs: Mapping[str, Job] = field(default_factory=dict)
    on_stop: Callable[[], None] | None = None


def install(app: Flask, *, service: str) -> None:
    """Make an app speak the house's HTTP; call it before anything else is put on the app.

    A request is counted under the blueprint that answers it, under `service` when none does.
    """
    app.url_map.merge_slashes = False  # a doubled slash is not found, instead of a redirect in no contract
    app.before_request(lambda: _begin(service))
    app.after_request(compressed)  # after `_complete`, which says what may be kept: the last one in runs first
    app.after_request(_complete)
    app.teardown_request(_end)
    app.register_error_handler(Exception, _answer_problem)


def query_parameters(model: type[M]) -> M:
    """The query parameters of this request; times come in UTC. Raises ProblemError 400 that names every wrong one."""
    return read_parameters(model, request.query_string)


def json_body(model: type[M], *, largest: int = LARGEST_BODY) -> M:
    """The JSON body of this request. Raises ProblemError: 415 for another type, 400 that names every wrong field."""
    if not request.is_json:
        raise ProblemError(
            415, "unsupported-media-type", "The body must be JSON", "Send Content-Type: application/json"
        )
    request.max_content_length = largest
    try:
        return model.model_validate_json(request.get_data(), strict=True)
    except ValidationError as error:
        raise invalid_body(error) from None


def log_failures_only() -> None:
    """Write the line of this request only if it fails: a bus pushes hundreds a second."""
    g.request = replace(g.request, quiet=True)


def wants_csv() -> bool:
    """Whether the caller asks for CSV, by `.csv` or by Accept; whatever else Accept says means JSON."""
    forms = request.accept_mimetypes
    return request.path.endswith(".csv") or forms.best_match(["application/json", "text/csv"]) == "text/csv"


def json_bytes(document: Mapping[str, object] | BaseModel) -> bytes:
    """A document as JSON. Raises TypeError for a Decimal (money is text: `shared.money`) and for a naive time."""
    return orjson.dumps(document, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME)


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a time without its zone has no place in an answer")
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} has no place in an answer")


def unchanged(etag: str) -> Response | None:
    """304 when the caller holds the answer that `etag` names, else None: ask before computing it."""
    if request.method in _READING and request.if_none_match.contains_weak(_tag(etag)):
        return _for_caches(Response(status=304), etag)
    return None


def json_answer(
    body: bytes | Mapping[str, object] | BaseModel,
    *,
    etag: str | None = None,
    status: int = 200,
    personal: bool = False,
) -> Response:
    """A JSON answer; 304 when the caller holds what `etag` names. `personal` data is kept by no cache."""
    if etag is not None and (held := unchanged(etag)):
        return held
    content = body if isinstance(body, bytes) else json_bytes(body)
    return _for_caches(Response(content, status, content_type="application/json"), etag, personal=personal)


def csv_answer(
    filename: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    etag: str | None = None,
    personal: bool = False,
    for_machines: bool = False,
) -> Response:
    """A CSV answer, streamed as the rows come; `for_machines` every text as it is. What fails at its start is answered
    as a problem; what fails later breaks the transfer off, so that nobody takes a part for the whole.
    """
    if etag is not None and (held := unchanged(etag)):
        return held
    chunks = csv_chunks(header, rows, for_machines=for_machines)
    response = Response(whole_or_broken(next(chunks), chunks, g.request_id), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{re.sub(r"[^A-Za-z0-9._-]", "-", filename)}"'
    return _for_caches(response, etag, personal=personal)


def _tag(etag: str) -> str:
    return f"{etag}-csv" if wants_csv() else etag


def _for_caches(response: Response, etag: str | None, *, personal: bool = False) -> Response:
    response.headers["Cache-Control"] = "no-store" if personal else "private, no-cache"
    if etag is not None:
        response.set_etag(_tag(etag))
    return response


def add_contract_routes(blueprint: Blueprint, *, contract: str, ready: Callable[[], Mapping[str, str]]) -> None:
    """Add `health/live`, `health/ready`, `openapi.json` and `docs`, open to all.

    `contract` names the bundle in `shared.contracts.generated`; `ready` answers what it checked, each "ok" or what is
    wrong, in words that anybody may read.
    """

    @cache  # read when first asked for, not at start
    def bundle() -> bytes:
        return (files("shared.contracts.generated") / f"{contract}.json").read_bytes()

    def live() -> Response:
        return json_answer({"status": "ok"})

    def readiness() -> Response:
        try:
            checks = dict(ready())
        except Exception:  # noqa: BLE001 - whatever it is, this service cannot answer now
            telemetry.logger().exception("readiness check failed")
            checks = {"readiness": "failed; the reason is in the log"}
        well = all(outcome == "ok" for outcome in checks.values())
        return json_answer({"status": "ok" if well else "unavailable", "checks": checks}, status=200 if well else 503)

    def openapi() -> Response:
        return json_answer(bundle(), etag=sha256(bundle()).hexdigest()[:16])

    def docs() -> Response:
        response = Response(docs_page(orjson.loads(bundle())), content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        return response

    for path, view in (("health/live", live), ("health/ready", readiness), ("openapi.json", openapi), ("docs", docs)):
        blueprint.add_url_rule(f"/{path}", view_func=view, endpoint=re.sub(r"\W", "_", path))


def _begin(service: str) -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _CALLER_REQUEST_ID.fullmatch(given) else f"{_chance.getrandbits(128):032x}"
    telemetry.request_id.set(g.request_id)
    tracing.begin(request.headers.get("traceparent", ""), request.headers.get("X-Cloud-Trace-Context", ""))
    g.request = _Request(
        service=request.blueprint or service,
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        request_id=g.request_id,
        began=time.perf_counter(),
    )
    telemetry.in_flight(g.request.service, 1)


def _complete(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.request_id
    response.headers.setdefault("Cache-Control", "no-store")
    for name, value in _SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    response.vary.update(["Accept", "Authorization", "Cookie"])
    g.status = response.status_code
    if response.is_streamed and "request" in g:
        counted: _Request = g.pop("request")  # ends with its stream instead
        response.call_on_close(lambda: counted.end(response.status_code))
    return response


def _end(error: BaseException | None) -> None:
    if isinstance(error, WouldWaitError):
        telemetry.in_flight(g.request.service, -1)  # it is counted where it begins anew
    elif "request" in g:
        g.request.end(g.get("status", 500))
    telemetry.request_id.set(None)


@dataclass(frozen=True)
class _Request:
    """What is said of a request when it is over: nothing that came from the caller but its id."""

    service: str
    method: str
    route: str | None
    request_id: str
    began: float
    quiet: bool = False  # logged only when it fails

    def end(self, status: int) -> None:
        seconds = time.perf_counter() - self.began
        telemetry.observe_request(self.service, self.route, f"{status // 100}xx", seconds)
        telemetry.in_flight(self.service, -1)
        if self.quiet and status < 400:  # noqa: PLR2004 - RFC 9110: errors begin there
            return
        token = telemetry.request_id.set(self.request_id)
        telemetry.logger().info(
            "request", method=self.method, route=self.route, status=status, seconds=round(seconds, 4)
        )
        telemetry.request_id.reset(token)


def _answer_problem(error: Exception) -> Response | HTTPException:
    if isinstance(error, HTTPException) and error.response is not None:
        return error  # abort() with an answer of its own
    problem = problem_of(error, request.method)
    if problem.status >= 500:  # noqa: PLR2004 - the class of a server's own errors
        telemetry.logger().error("request failed", problem=problem.name, exc_info=error)
    body = orjson.dumps(problem.document(g.request_id))
    return Response(body, problem.status, problem.headers, content_type="application/problem+json")
