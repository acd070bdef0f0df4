"""Webhooks of Mailchimp and Klaviyo: HTTP in, one use case, a status that says whether to come again."""

from __future__ import annotations

import json
from dataclasses import asdict

from flask import Blueprint, Response, request

from ingestion import marketing
from ingestion.door import Door
from ingestion.marketing import Platform, Taken
from shared.contracts.problems import ProblemError
from shared.web import json_answer

LARGEST = 5_000_000  # bytes: Klaviyo sends up to a thousand events at once, of some kilobytes each
_NAMES = {"mailchimp": "Mailchimp", "klaviyo": "Klaviyo"}


def add_marketing_routes(blueprint: Blueprint, door: Door) -> None:
    """Add the routes of webhooks; a secret in the address, or a signature, takes the place of a token."""

    @blueprint.get("/mailchimp/webhooks")
    def probe_mailchimp_webhook() -> Response:
        _known_by_address(door)
        return json_answer({"changed": 0, "unknown": 0, "ignored": 0})

    @blueprint.post("/mailchimp/webhooks")
    def take_mailchimp_webhook() -> Response:
        _known_by_address(door)
        request.max_content_length = LARGEST
        told = marketing.of_mailchimp(request.form, door.now())
        return _answered(marketing.take(door, "mailchimp", told, 0 if told else 1))

    @blueprint.get("/klaviyo/webhooks")
    def probe_klaviyo_webhook() -> Response:
        return json_answer({"changed": 0, "unknown": 0, "ignored": 0})

    @blueprint.post("/klaviyo/webhooks")
    def take_klaviyo_webhook() -> Response:
        request.max_content_length = LARGEST
        body = request.get_data()
        _signed(door, body)
        try:
            document = json.loads(body)
        except ValueError as error:  # also of bytes that are no text
            raise ProblemError(400, "invalid-body", "The webhook is no JSON", "Klaviyo sends a JSON object.") from error
        told, ignored = marketing.of_klaviyo(document, door.now())
        return _answered(marketing.take(door, "klaviyo", told, ignored))


def _answered(taken: Taken) -> Response:
    return json_answer(asdict(taken))


def _known_by_address(door: Door) -> None:
    secret = _secret(door, "mailchimp")
    if not marketing.is_secret(request.args.get("secret", ""), secret):
        detail = "The address of the webhook ends in the secret that `shopsight connect mailchimp` showed."
        raise ProblemError(401, "bad-signature", "The webhook does not have this shop's secret", detail)


def _signed(door: Door, body: bytes) -> None:
    secret = _secret(door, "klaviyo")
    given, timestamp = request.headers.get("Klaviyo-Signature", ""), request.headers.get("Klaviyo-Timestamp", "")
    if not marketing.is_secret(given.strip().lower(), marketing.signature_of(body, timestamp, secret)):
        detail = "Klaviyo-Signature is the HMAC-SHA256 of the raw body and Klaviyo-Timestamp, in hexadecimal digits."
        raise ProblemError(401, "bad-signature", "The webhook is not signed with this shop's secret", detail)
    if not marketing.is_timely(timestamp, door.now()):
        detail = "Klaviyo-Timestamp is at most 48 hours ago and not ahead of the clock."
        raise ProblemError(400, "stale-webhook", "The webhook is too old, or says no time", detail)


def _secret(door: Door, platform: Platform) -> str:
    secret = marketing.webhook_secret(door.secrets, platform)
    if secret is None:
        name = _NAMES[platform]
        raise ProblemError(409, "not-connected", f"{name} is not connected", f"Run: shopsight connect {platform}")
    return secret
