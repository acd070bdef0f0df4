"""One table from exception to problem: what a caller is told of each thing that can go wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from shared.auth import KeysUnavailableError, NotAllowedError, NotSignedInError
from shared.contracts.parameters import field_errors
from shared.contracts.problems import ProblemError
from shared.event_bus import EventBusError
from shared.secrets import SecretsError
from shared.store import LeaseHeldError, StoreConflictError, StoreError
from shared.warehouse import WarehouseBusyError, WarehouseError

RETRY_AFTER_SECONDS = 5  # a load or a restart holds the warehouse for seconds
_BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})
_KEPT_HEADERS = frozenset({"Allow", "Retry-After", "WWW-Authenticate"})
# Names are stable, so they are ours: the titles of http.HTTPStatus change with the version of Python.
_HTTP_NAMES = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    408: "request-timeout",
    413: "content-too-large",
    414: "uri-too-long",
    415: "unsupported-media-type",
    429: "too-many-requests",
    431: "headers-too-large",
}


def problem_of(error: Exception, method: str) -> ProblemError:
    """What the caller of a request is told of an exception; nothing of an unexpected one but that it happened."""
    if isinstance(error, ValidationError) and method not in _BODY_METHODS:
        return _unexpected(error)  # nothing of the caller's was read: it is our own answer that is wrong
    make = next(make for kinds, make in _TABLE if isinstance(error, kinds))
    return make(error)


def invalid_body(error: ValidationError) -> ProblemError:
    """Every wrong field of a body, with what is wrong with it."""
    errors = field_errors(error)
    detail = "; ".join(f"{field}: {message}" if field else message for field, message in errors)
    return ProblemError(400, "invalid-body", "The body is not right", detail, errors)


def _http(error: HTTPException) -> ProblemError:
    code = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name in _KEPT_HEADERS}
    detail = (error.description or "") if code < 500 else ""  # noqa: PLR2004 - a server's error is not explained
    return ProblemError(code, _HTTP_NAMES.get(code, f"http-{code}"), error.name, detail, headers=headers)


def _not_signed_in(error: NotSignedInError) -> ProblemError:
    challenge = 'Bearer realm="shopsight"' + (', error="invalid_token"' if error.refused else "")
    return ProblemError(401, "not-signed-in", "Sign in first", str(error), headers={"WWW-Authenticate": challenge})


def _not_allowed(error: NotAllowedError) -> ProblemError:
    scope = f', scope="{error.scope}"' if error.scope else ""
    headers = {"WWW-Authenticate": f'Bearer realm="shopsight", error="insufficient_scope"{scope}'} if scope else {}
    return ProblemError(403, "not-allowed", "This is not allowed", str(error), headers=headers)


def _keys_unavailable(error: KeysUnavailableError) -> ProblemError:
    return _unavailable("keys-unavailable", "Nobody can be signed in right now", str(error))


def _warehouse(error: WarehouseError) -> ProblemError:
    if isinstance(error, WarehouseBusyError):
        return _unavailable("warehouse-busy", "The warehouse is busy", "Another process holds it")
    return _unavailable("warehouse-unavailable", "The warehouse did not answer", "The reason is in the log")


def _store(_: StoreError) -> ProblemError:
    return _unavailable("store-unavailable", "The store did not answer", "The reason is in the log")


def _secrets(_: SecretsError) -> ProblemError:
    return _unavailable("secrets-unavailable", "The secrets did not answer", "The reason is in the log")


def _event_bus(_: EventBusError) -> ProblemError:
    return _unavailable("event-bus-unavailable", "The events were not taken", "The reason is in the log")


def _unavailable(name: str, title: str, detail: str) -> ProblemError:
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return ProblemError(503, name, title, f"{detail}; try again in {RETRY_AFTER_SECONDS} seconds", headers=headers)


def _conflict(_: StoreConflictError) -> ProblemError:
    detail = "Somebody else changed the same thing at the same moment; read it again and repeat"
    return ProblemError(409, "conflict", "It has changed meanwhile", detail)


def _held(error: LeaseHeldError) -> ProblemError:
    return ProblemError(409, "in-progress", "Somebody is at it already", f"Held by {error.holder}; try again when done")


def _unexpected(_: Exception) -> ProblemError:
    detail = "It was recorded under the request id; trying again may help, and so may telling us the id"
    return ProblemError(500, "internal", "Something went wrong here", detail)


# The first that fits counts, so what is more special stands above, and what catches everything last.
_TABLE: tuple[tuple[type[Exception], Callable[[Any], ProblemError]], ...] = (
    (ProblemError, lambda error: error),
    (HTTPException, _http),
    (ValidationError, invalid_body),
    (NotSignedInError, _not_signed_in),
    (NotAllowedError, _not_allowed),
    (KeysUnavailableError, _keys_unavailable),
    (WarehouseError, _warehouse),
    (LeaseHeldError, _held),
    (StoreConflictError, _conflict),
    (StoreError, _store),
    (SecretsError, _secrets),
    (EventBusError, _event_bus),
    (Exception, _unexpected),
)
