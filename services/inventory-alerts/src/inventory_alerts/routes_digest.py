"""HTTP in, one use case of the digest, JSON, CSV or a small page out."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel

from inventory_alerts import use_cases_channels, use_cases_recipients, use_cases_slack
from inventory_alerts.paging import PAGE, read_cursor
from inventory_alerts.post_room import PostRoom
from inventory_alerts.recipients import Recipient
from inventory_alerts.routes_body import checked_body
from inventory_alerts.slack_actions import LARGEST_BODY
from inventory_alerts.use_cases_slack import Buttons
from shared.auth.routes import Guard
from shared.contracts.generated.inventory_alerts import (
    AskUnsubscribeParametersQuery,
    DigestScheduleSet,
    ListDigestsParametersQuery,
    Recipients,
)
from shared.web import ProblemError, csv_answer, json_answer, json_body, json_bytes, query_parameters, wants_csv

LONGEST_KEY = 200  # characters of an Idempotency-Key; the contract's words
_LARGEST_RECIPIENTS = 4 * 1024 * 1024  # bytes: fifty of them with every list full


def add_digest_routes(blueprint: Blueprint, room: PostRoom, guard: Guard, buttons: Buttons) -> None:
    """Add the routes of the digest: its schedule, recipients, channels, what was sent, and Slack's buttons."""
    _add_schedule(blueprint, room, guard)
    _add_recipients(blueprint, room, guard)
    _add_sent(blueprint, room, guard)
    _add_channels(blueprint, room, guard)

    @blueprint.post("/slack/actions")
    def take_slack_action() -> Response:
        request.max_content_length = LARGEST_BODY
        taken = use_cases_slack.take_action(room, buttons, dict(request.headers), request.get_data(cache=False))
        return json_answer({"taken": taken})


def _add_schedule(blueprint: Blueprint, room: PostRoom, guard: Guard) -> None:
    @blueprint.get("/schedule")
    @guard.requires("figures:read")
    def get_schedule() -> Response:
        body = json_bytes(use_cases_recipients.schedule_document(room))
        return json_answer(body, etag=sha256(body).hexdigest()[:16])

    @blueprint.put("/schedule")
    @guard.requires("inventory:write")
    def set_schedule() -> Response:
        asked = checked_body(DigestScheduleSet, use_cases_recipients.zone_faults)
        return json_answer(use_cases_recipients.set_schedule(room, asked["at"], asked.get("time_zone")))


def _add_recipients(blueprint: Blueprint, room: PostRoom, guard: Guard) -> None:
    @blueprint.get("/recipients")
    @guard.requires("inventory:write")  # to read as well: these are people's addresses
    def list_recipients() -> Response:
        return _recipients_file(room) if wants_csv() else _recipients(use_cases_recipients.recipients(room))

    @blueprint.get("/recipients.csv")
    @guard.requires("inventory:write")
    def list_recipients_csv() -> Response:
        return _recipients_file(room)

    @blueprint.put("/recipients")
    @guard.requires("inventory:write")
    def set_recipients() -> Response:
        asked = _given(json_body(Recipients, largest=_LARGEST_RECIPIENTS))
        return _recipients(use_cases_recipients.set_recipients(room, asked["items"]))

    @blueprint.get("/unsubscribe")
    def ask_unsubscribe() -> Response:
        asked = query_parameters(AskUnsubscribeParametersQuery)
        use_cases_recipients.linked_recipient(room, asked.recipient, asked.signature)
        button = '<form method="post"><button>No more of these mails</button></form>'
        return _page("The morning digest", f"<p>No more digests by e-mail to this address?</p>{button}")

    @blueprint.post("/unsubscribe")
    def unsubscribe() -> Response:
        asked = query_parameters(AskUnsubscribeParametersQuery)
        use_cases_recipients.unsubscribe(room, asked.recipient, asked.signature)
        return _page("Done", "<p>No more digests go to this address by e-mail.</p>")


def _add_sent(blueprint: Blueprint, room: PostRoom, guard: Guard) -> None:
    @blueprint.get("/digests")
    @guard.requires("inventory:write")
    def list_digests() -> Response:
        asked = _given(query_parameters(ListDigestsParametersQuery))
        if wants_csv():
            return _sent_file(room)
        place = read_cursor(asked.get("cursor"), use_cases_channels.LIST, parts=1)
        after = place[0] if place is not None else None
        page = use_cases_channels.sent_page(room, after=after, limit=asked.get("limit", PAGE))
        return json_answer(page, personal=True)

    @blueprint.get("/digests.csv")
    @guard.requires("inventory:write")
    def list_digests_csv() -> Response:
        return _sent_file(room)

    @blueprint.post("/digests/<digest_id>/retry")
    @guard.requires("inventory:write")
    def retry_digest(digest_id: str) -> Response:
        return json_answer(use_cases_channels.retry(room, digest_id))


def _add_channels(blueprint: Blueprint, room: PostRoom, guard: Guard) -> None:
    @blueprint.post("/channels/slack/test")
    @guard.requires("inventory:write")
    def test_slack() -> Response:
        key = _idempotency_key()
        return json_answer(use_cases_channels.once(room, "slack", key, lambda: use_cases_channels.try_slack(room)))

    @blueprint.post("/channels/email/test")
    @guard.requires("inventory:write")
    def test_email() -> Response:
        key = _idempotency_key()
        return json_answer(use_cases_channels.once(room, "email", key, lambda: use_cases_channels.try_email(room)))


def _idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        message = f"has to have 1 to {LONGEST_KEY} characters"
        title = "The Idempotency-Key is not right"
        raise ProblemError(400, "invalid-parameter", title, message, [("Idempotency-Key", message)])
    return key


def _recipients(shown: Sequence[Recipient]) -> Response:
    return json_answer({"items": [recipient.document() for recipient in shown]}, personal=True)


def _recipients_file(room: PostRoom) -> Response:
    rows = use_cases_recipients.recipient_rows(use_cases_recipients.recipients(room))
    return csv_answer("recipients.csv", use_cases_recipients.CSV_HEADER, rows, personal=True)


def _sent_file(room: PostRoom) -> Response:
    return csv_answer("digests.csv", use_cases_channels.CSV_HEADER, use_cases_channels.sent_rows(room), personal=True)


def _given(asked: BaseModel) -> dict[str, Any]:
    """What a caller said, by the contract's names; a dump leaves out what was left out."""
    return asked.model_dump(mode="json", by_alias=True)


def _page(title: str, body: str) -> Response:
    html = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1>{body}</html>'
    response = Response(html, content_type="text/html; charset=utf-8")
    # The one form there is posts back here, and nothing else may happen.
    response.headers["Content-Security-Policy"] = "default-src 'none'; form-action 'self'; frame-ancestors 'none'"
    return response
