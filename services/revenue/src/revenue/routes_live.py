"""The live figures: tickets over HTTP, and the WebSocket they open."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState

from revenue.live_feed import LiveFeed
from revenue.live_handshake import answer_headers, socket_of, take_over
from revenue.live_messages import WITH_MARGIN, WITHOUT_MARGIN
from revenue.live_places import Admission, FullError, Places
from revenue.live_tickets import Tickets
from revenue.routes_asking import given
from shared.auth import NotAllowedError, NotSignedInError
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.revenue import LiveParametersQuery
from shared.web import ProblemError, json_answer, query_parameters

PATH = "/ws/revenue/live"
_RETRY_SECONDS = 5  # another instance may have started by then, or somebody have closed a tab


@dataclass(frozen=True)
class Live:
    """What the live figures are served with."""

    feed: LiveFeed
    places: Places
    tickets: Tickets


def add_live_routes(blueprint: Blueprint, live: Live, guard: Guard) -> None:
    """Add the route of tickets, and the WebSocket beside the blueprint's own prefix."""

    @blueprint.post("/live/tickets")
    @guard.requires("figures:read")
    def live_ticket() -> Response:
        ticket, expires_at = live.tickets.issue(current_identity())
        document = {"ticket": ticket, "expires_at": expires_at, "path": f"{PATH}?ticket={ticket}"}
        return json_answer(document, status=201, personal=True)

    def add(state: BlueprintSetupState) -> None:
        for name, is_websocket in (("live", True), ("live_asked", False)):  # a plain GET is told what it should be
            state.app.add_url_rule(
                PATH, f"{blueprint.name}.{name}", lambda: _open(live), methods=["GET"], websocket=is_websocket
            )

    blueprint.record(add)


def _open(live: Live) -> Response:
    """Accept a handshake; the connection is handed over when the answer to it has been sent."""
    headers = answer_headers(request.environ)
    asked = given(query_parameters(LiveParametersQuery))
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:  # a program sends none; its ticket counts
        raise NotAllowedError("A page of another origin cannot do this")
    sock = socket_of(request.environ)
    if sock is None:
        raise _unavailable("This server does not hand connections over; ask /api/revenue/current instead")
    if live.places.are_full():
        raise _unavailable(f"{live.places.most} viewers look already, or this instance is about to end")
    if "ticket" not in asked:
        raise NotSignedInError("Send a ticket of POST /api/revenue/live/tickets")
    grant = live.tickets.redeem(asked["ticket"])
    live.feed.prepare()
    try:
        live.places.take(grant.user)
    except FullError as full:
        if full.of_this_user:
            raise ProblemError(
                429,
                "too-many-connections",
                "One user has so many connections at most",
                f"{full}; close one of them",
                headers={"Retry-After": str(_RETRY_SECONDS)},
            ) from None
        raise _unavailable(str(full)) from None
    kind = WITH_MARGIN if grant.may_see_margin else WITHOUT_MARGIN
    admission = Admission(grant.user, kind, grant.proof, grant.until)
    answer = Response(status=101, headers=headers)
    answer.call_on_close(lambda: live.feed.join(admission, take_over(sock), asked.get("since")))
    return answer


def _unavailable(why: str) -> ProblemError:
    headers = {"Retry-After": str(_RETRY_SECONDS)}
    return ProblemError(503, "live-unavailable", "The live figures cannot be opened here now", why, headers=headers)
