"""`POST <prefix>/events`: where the bus delivers to a service."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from shared import telemetry
from shared.auth import NotSignedInError
from shared.contracts.events import LARGEST_EVENT, Event, EventError
from shared.contracts.problems import ProblemError
from shared.event_bus import Handler
from shared.event_bus.envelope import unwrap
from shared.event_bus.push_identity import PushVerifier
from shared.web import log_failures_only

if TYPE_CHECKING:  # _typeshed exists for type checkers only
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["PushVerifier", "add_push_route", "quick_pushes"]

LARGEST_PUSH = 2 * LARGEST_EVENT  # bytes: base64 makes it a third longer, and the envelope adds some hundred

_FAILED = "shopsight.push_failed"  # no request over a socket can set it: headers arrive as HTTP_...
_DONE = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
_chance = random.Random()  # noqa: S311 - tells requests apart and guards nothing, as in shared.web


def add_push_route(blueprint: Blueprint, verifier: PushVerifier, handlers: Mapping[str, Handler]) -> None:
    """Add `POST <prefix>/events`: only the bus may call it, with one event for one of `handlers` (by its type).

    Answers 204 when the handler returned: the event's effect is durable. Whatever else it answers, the bus tries again
    later and in the end puts the event among the dead letters: 400 for what is no event of the contract, or none that
    is handled here, 401 and 403 for who is not the bus, and what the handler raised, as a problem.
    """

    def push() -> Response:
        failed = request.environ.get(_FAILED)
        if failed is not None:
            raise failed
        log_failures_only()
        request.max_content_length = LARGEST_PUSH
        authorization = request.headers.get("Authorization", "")
        _take(verifier, handlers, authorization, lambda: request.get_data(cache=False))
        return Response(status=204)

    blueprint.add_url_rule("/events", view_func=push, methods=["POST"], endpoint="events")


def quick_pushes(
    app: WSGIApplication,
    verifier: PushVerifier,
    services: Mapping[str, tuple[str, Mapping[str, Handler]]],
    headers: Sequence[tuple[str, str]] = (),
) -> WSGIApplication:
    """An app around an app: it takes pushes to `services` (by path: name and handlers) itself, as their route would.

    `headers` go with each answer of its own. What fails is answered by the route, as a problem. For a push Flask needs
    twice as long as all the rest of a delivery (shared/decisions/0021).
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path, length = environ["PATH_INFO"], environ.get("CONTENT_LENGTH", "")
        service, handlers = services.get(path, ("", None))
        if handlers is None or environ["REQUEST_METHOD"] != "POST" or not length.isdecimal():
            return app(environ, start_response)
        if int(length) > LARGEST_PUSH:
            return app(environ, start_response)
        began = time.perf_counter()
        request_id = f"{_chance.getrandbits(128):032x}"
        token = telemetry.request_id.set(request_id)
        try:
            authorization = environ.get("HTTP_AUTHORIZATION", "")
            _take(verifier, handlers, authorization, lambda: environ["wsgi.input"].read(int(length)))
        except Exception as error:  # noqa: BLE001 - raised again by the route, which answers it
            environ[_FAILED] = error
            environ["HTTP_X_REQUEST_ID"] = request_id
            return app(environ, start_response)
        finally:
            telemetry.request_id.reset(token)
        telemetry.observe_request(service, path, "2xx", time.perf_counter() - began)
        start_response("204 No Content", [("X-Request-Id", request_id), *_DONE, *headers])
        return []

    return answer


def _take(
    verifier: PushVerifier, handlers: Mapping[str, Handler], authorization: str, read: Callable[[], bytes]
) -> None:
    verifier.verify(_bearer_token(authorization))
    try:
        event = unwrap(read())
        handlers.get(event.type, _not_handled)(event)
    except EventError as error:
        raise ProblemError(400, "not-an-event", "This is no event for this service", str(error)) from error


def _not_handled(event: Event) -> None:
    raise EventError(f"{event.type} is not handled here")


def _bearer_token(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if not scheme:
        raise NotSignedInError("Only the event bus may push events, with its token")
    if scheme.lower() != "bearer":
        raise NotSignedInError("Send a bearer token", refused=True)
    return token.strip()
