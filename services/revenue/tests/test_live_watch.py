"""Who may not look any more is shown out."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from revenue.live_places import Admission, Places
from revenue.live_sockets import LiveSockets
from revenue.live_watch import LiveWatch


class House:
    """Three who look: one with a session, two with a role; the second role's token ends at ten."""

    def __init__(self) -> None:
        self.sockets = LiveSockets(Places(9, 9))
        self.gone: set[str] = set()
        self.asked: list[str] = []
        self.now = 0.0
        self.watch = LiveWatch(self.sockets, self._holds, clock=lambda: self.now)
        self.socks: dict[str, socket.socket] = {}
        for name, proof, until in (("ann", "session:1", 99.0), ("bob", "role:1", 99.0), ("eve", "role:1", 10.0)):
            self.socks[name], ours = socket.socketpair()
            self.socks[name].settimeout(20)
            self.sockets.places.take(name)
            self.sockets.add(Admission(name, "all", proof, until), ours, (b"in",))
            assert self.socks[name].recv(2) == b"in"

    def _holds(self, proof: str) -> bool:
        self.asked.append(proof)
        return proof not in self.gone

    def code(self, name: str) -> int:
        return int.from_bytes(self.socks[name].recv(200)[2:4], "big")


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    yield made
    made.sockets.close()
    for sock in made.socks.values():
        sock.close()


def test_while_all_may_look_nobody_is_disturbed_and_each_proof_is_asked_for_once(house: House) -> None:
    assert house.watch.look() == 0
    assert sorted(house.asked) == ["role:1", "session:1"]


def test_whose_role_or_session_was_revoked_is_shown_out(house: House) -> None:
    house.gone = {"role:1"}
    assert house.watch.look() == 2
    assert (house.code("bob"), house.code("eve")) == (4401, 4401)
    house.gone = {"session:1"}
    house.watch.look()
    assert house.code("ann") == 4401


def test_whose_token_ended_is_shown_out(house: House) -> None:
    house.now = 10.0
    assert house.watch.look() == 1
    assert house.code("eve") == 4401
