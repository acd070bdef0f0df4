"""Feedback over HTTP: batches in, from the shop's pages and from its servers."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from flask import Blueprint, Response, request

from recommendations_v2.feedback import Reader
from recommendations_v2.feedback_inbox import FeedbackInbox
from recommendations_v2.routes_entrance import Entrance
from recommendations_v2.state import OnlineState
from recommendations_v2.use_cases_feedback import take_feedback
from shared.web import ProblemError, json_answer

_SCOPE = "feedback:write"
_LARGEST_BATCH = 512 * 1024  # bytes: 500 events, each naming its list in some 300; browsers send 64 KB at most
_BODY_TYPES = frozenset({"application/json", "text/plain"})  # the second is what sendBeacon may send unasked


def add_feedback_routes(
    blueprint: Blueprint, entrance: Entrance, reader: Reader, inbox: FeedbackInbox, state: OnlineState
) -> None:
    """Add `feedback`."""
    pages = entrance.pages(("POST",))

    @blueprint.post("/feedback", provide_automatic_options=False)  # else Flask answers OPTIONS for it
    def take() -> Response:
        pages.answer_readable()
        request.max_content_length = _LARGEST_BATCH
        body = request.get_data()
        entrance.let_in(_SCOPE, pages, _key_in(body))
        if request.mimetype not in _BODY_TYPES:
            wanted = "Send Content-Type: application/json, or text/plain with JSON in it"
            raise ProblemError(415, "unsupported-media-type", "The body must be JSON", wanted)
        return json_answer(take_feedback(reader, inbox, state, body).report(), personal=True)

    @blueprint.route("/feedback", methods=["OPTIONS"])
    def preflight_feedback() -> Response:
        return pages.preflight()


def _key_in(body: bytes) -> str | None:
    """The storefront key where neither header nor URL has it; what is no JSON is said later, to who may know."""
    if request.headers.get("Authorization") is not None or "key" in request.args:
        return None
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    key = found.get("key") if isinstance(found, Mapping) else None
    return key if isinstance(key, str) else None
