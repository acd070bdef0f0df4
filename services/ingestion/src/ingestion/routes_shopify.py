"""Shopify's webhooks: HTTP in, one use case, a status that tells Shopify whether to come again."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, request

from ingestion.door import Door
from ingestion.load_answers import answer_load
from ingestion.shopify.admin import AdminError, AdminUnavailableError
from ingestion.shopify.reconciling import NotConnectedError, Progress, reconcile
from ingestion.shopify.webhooks import WAIT_SECONDS, Delivery, Outcome, Webhooks
from shared.auth.routes import Guard
from shared.contracts.generated.ingestion import ReconcileShopifyParametersQuery
from shared.contracts.problems import ProblemError
from shared.web import json_answer, query_parameters

LARGEST = 5_000_000  # bytes: an order of 2,000 lines, or a product of 2,000 variants, has about half of it
_RETRY_SECONDS = 30  # for whoever reads it; Shopify has its own plan: eight times in four hours

_REFUSED = {
    Outcome.NOT_CONNECTED: (409, "not-connected", "No Shopify shop is connected", "Run: shopsight connect shopify"),
    Outcome.UNSIGNED: (
        401,
        "bad-signature",
        "The webhook is not signed with this app's secret",
        "X-Shopify-Hmac-Sha256 is the HMAC-SHA256 of the raw body in base64. A new secret: shopsight connect shopify",
    ),
    Outcome.FOREIGN_SHOP: (
        403,
        "foreign-shop",
        "The webhook is another shop's",
        "X-Shopify-Shop-Domain names another shop than the one that is connected.",
    ),
    Outcome.STALE: (
        400,
        "stale-webhook",
        "The webhook is too old, or says no time",
        "X-Shopify-Triggered-At is at most 48 hours ago and not ahead of the clock.",
    ),
    Outcome.BUSY: (503, "busy", "The webhook could not be taken in time", "Send it again; the same one twice is one."),
    Outcome.FAILED: (503, "not-taken", "The webhook could not be taken", "Send it again; the same one twice is one."),
}
_PASSING = frozenset({Outcome.BUSY, Outcome.FAILED})


def add_shopify_routes(blueprint: Blueprint, door: Door, guard: Guard, *, wait_seconds: float = WAIT_SECONDS) -> None:
    """Add the route of webhooks, on which the signature takes the place of a token, and that of the comparison."""
    webhooks = Webhooks(door, wait_seconds)

    @blueprint.post("/shopify/webhooks")
    def take_shopify_webhook() -> Response:
        request.max_content_length = LARGEST
        headers = request.headers
        delivery = Delivery(
            body=request.get_data(),
            topic=headers.get("X-Shopify-Topic", ""),
            shop=headers.get("X-Shopify-Shop-Domain", ""),
            signature=headers.get("X-Shopify-Hmac-Sha256", ""),
            event_id=headers.get("X-Shopify-Event-Id", "") or headers.get("X-Shopify-Webhook-Id", ""),
            triggered_at=headers.get("X-Shopify-Triggered-At", ""),
        )
        outcome = webhooks.take(delivery)
        if outcome in _REFUSED:
            status, name, title, detail = _REFUSED[outcome]
            after = {"Retry-After": str(_RETRY_SECONDS)} if outcome in _PASSING else {}
            raise ProblemError(status, name, title, detail, headers=after)
        return json_answer({"outcome": outcome.value})

    @blueprint.post("/shopify/reconcile")
    @guard.requires("data:write")
    def reconcile_shopify() -> Response:
        asked = query_parameters(ReconcileShopifyParametersQuery)
        since = asked.since if isinstance(asked.since, datetime) else None
        return answer_load(
            lambda progress: _compared(door, progress, since), refused="The shop cannot be compared with Shopify"
        )


def _compared(door: Door, progress: Progress, since: datetime | None) -> dict[str, object]:
    try:
        return reconcile(door, progress, since=since)
    except NotConnectedError as error:
        raise ProblemError(409, "not-connected", "No Shopify shop is connected", str(error)) from error
    except AdminError as error:
        raise ProblemError(422, "load-refused", "Shopify refuses", str(error)) from error
    except AdminUnavailableError as error:
        detail = f"{error}. What was published before stays, and the next comparison goes on from there"
        headers = {"Retry-After": str(_RETRY_SECONDS)}
        raise ProblemError(503, "source-unavailable", "Shopify does not answer", detail, headers=headers) from error
