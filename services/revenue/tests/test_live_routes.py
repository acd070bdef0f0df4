"""Who gets a WebSocket: with a ticket, from the suite's own page, while there is room."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from revenue.settings import Settings
from shared.contracts.generated.revenue_answers import LiveTicket

HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "keep-alive, Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Host": "shop.example",
}


class Door:
    """Opens WebSockets, each over a pair of sockets as a server would give one."""

    def __init__(self, visitor: Any) -> None:
        self.visitor = visitor
        self.socks: list[socket.socket] = []

    def ticket(self, role: str = "owner") -> str:
        answer = self.visitor.app.test_client().post(
            "/api/revenue/live/tickets", headers={"Authorization": f"Bearer {role}"}
        )
        assert answer.status_code == 201, answer.text
        return LiveTicket.model_validate_json(answer.data).ticket

    def open(self, query: dict[str, Any] | None = None, **headers: str | None) -> TestResponse:
        """The answer to a handshake; a header that is None is left out."""
        theirs, ours = socket.socketpair()
        theirs.settimeout(20)
        self.socks += [theirs, ours]
        given = {**HANDSHAKE, **{name.replace("_", "-"): value for name, value in headers.items()}}
        answer: TestResponse = self.visitor.app.test_client().get(
            "/ws/revenue/live",
            query_string={"ticket": self.ticket()} if query is None else query,
            headers={name: value for name, value in given.items() if value is not None},
            environ_overrides={"gunicorn.socket": ours},
        )
        answer.close()
        return answer

    def close(self) -> None:
        self.visitor.service.on_stop()
        for sock in self.socks:
            sock.close()


@pytest.fixture
def open_shop(small_shop: Callable[..., Any]) -> Iterator[Callable[..., Door]]:
    doors: list[Door] = []

    def made(**settings: int) -> Door:
        small = small_shop()
        small.now = small.at("2024-05-10 13:00")
        small.line("a", "2024-05-10 10:00", "mug", 5, "10")
        doors.append(Door(small.open(settings=Settings(**settings))))
        return doors[-1]

    yield made
    for door in doors:
        door.close()


@pytest.fixture
def door(open_shop: Callable[..., Door]) -> Door:
    return open_shop()


def problem(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, str(answer.get_json()["type"]).rpartition(":")[2]


def test_a_ticket_opens_the_figures(door: Door) -> None:
    answer = door.open(Origin="https://shop.example")
    assert answer.status_code == 101
    assert answer.headers["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    assert b'"type":"snapshot"' in door.socks[0].recv(1 << 16)
    assert door.socks[1].recv(10) == b""  # the server's own socket is at its end, so that it closes no viewer's


def test_a_ticket_is_needed_and_used_once(door: Door) -> None:
    ticket = door.ticket()
    assert problem(door.open({})) == (401, "not-signed-in")
    assert problem(door.open({"ticket": "another"})) == (401, "not-signed-in")
    assert door.open({"ticket": ticket}).status_code == 101
    assert problem(door.open({"ticket": ticket})) == (401, "not-signed-in")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://shop.example.evil.example"])
def test_a_page_of_another_origin_gets_none_and_uses_no_ticket(door: Door, origin: str) -> None:
    ticket = door.ticket()
    assert problem(door.open({"ticket": ticket}, Origin=origin)) == (403, "not-allowed")
    assert door.open({"ticket": ticket}).status_code == 101


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"Upgrade": None}, (426, "upgrade-required")),
        ({"Sec_WebSocket_Version": "8"}, (426, "upgrade-required")),
        ({"Sec_WebSocket_Key": "short"}, (400, "bad-request")),
        ({"Sec_WebSocket_Key": None}, (400, "bad-request")),
    ],
)
def test_what_is_no_handshake_is_told_so(door: Door, headers: dict[str, str | None], told: tuple[int, str]) -> None:
    assert problem(door.open(**headers)) == told


@pytest.mark.parametrize("since", ["yesterday", "-1", "1e3", "99999999999999999999"])
def test_a_since_that_is_no_number_is_refused(door: Door, since: str) -> None:
    assert problem(door.open({"ticket": door.ticket(), "since": since})) == (400, "invalid-parameter")


def test_above_the_cap_others_are_told_when_to_try_again_and_keep_their_ticket(
    open_shop: Callable[..., Door],
) -> None:
    door = open_shop(live_viewers=2)
    assert [door.open().status_code for _ in range(2)] == [101, 101]
    ticket = door.ticket()
    full = door.open({"ticket": ticket})
    assert problem(full) == (503, "live-unavailable")
    assert int(full.headers["Retry-After"]) > 0
    door.socks[0].close()
    deadline = time.monotonic() + 20
    while door.open({"ticket": ticket}).status_code != 101:
        assert time.monotonic() < deadline


def test_one_user_holds_so_many_connections(open_shop: Callable[..., Door]) -> None:
    door = open_shop(live_viewers_per_user=2)
    assert [door.open().status_code for _ in range(2)] == [101, 101]
    assert problem(door.open()) == (429, "too-many-connections")


def test_a_server_that_hands_nothing_over_says_so(door: Door) -> None:
    answer = door.visitor.app.test_client().get("/ws/revenue/live", headers=HANDSHAKE)
    assert problem(answer) == (503, "live-unavailable")


def test_at_the_end_nobody_is_taken_any_more(door: Door) -> None:
    ticket = door.ticket()
    door.visitor.service.on_stop()
    assert problem(door.open({"ticket": ticket})) == (503, "live-unavailable")
