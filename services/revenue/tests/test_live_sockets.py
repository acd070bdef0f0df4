"""The sockets of viewers: who reads, who does not, who says what they should not."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from revenue.frames import CLOSE, PING, PONG, TEXT, FrameError, FrameReader, accept_key, frame
from revenue.live_places import Admission, FullError, Places
from revenue.live_sockets import LiveSockets

_PATIENCE_SECONDS = 20.0  # a loaded machine must not fail a test


def masked(opcode: int, payload: bytes = b"", *, first: int = 0x80) -> bytes:
    """A frame as a client sends it."""
    mask = b"\x01\x02\x03\x04"
    size = len(payload)
    head = struct.pack("!BB", first | opcode, 0x80 | min(size, 126)) + (struct.pack("!H", size) if size > 125 else b"")
    return head + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))


@dataclass
class Client:
    """The other end of a viewer's connection."""

    sock: socket.socket
    heard: bytes = b""
    frames: list[tuple[int, bytes]] = field(default_factory=list)

    def read(self, count: int) -> list[tuple[int, bytes]]:
        """So many frames more."""
        while len(self.frames) < count:
            self.heard += self.sock.recv(1 << 20) or pytest.fail("the connection ended")
            while len(self.heard) >= 2:
                size, start = self.heard[1], 2
                if size == 126:
                    size, start = int.from_bytes(self.heard[2:4], "big"), 4
                if len(self.heard) < start + size:
                    break
                self.frames.append((self.heard[0] & 0x0F, self.heard[start : start + size]))
                self.heard = self.heard[start + size :]
        taken, self.frames = self.frames[:count], self.frames[count:]
        return taken

    def closed_with(self) -> int:
        """The code of the close frame, whatever came before it."""
        while True:
            [(opcode, payload)] = self.read(1)
            if opcode == CLOSE:
                return int.from_bytes(payload[:2], "big")

    def is_over(self) -> bool:
        return self.sock.recv(1) == b""


@pytest.fixture
def sockets() -> Iterator[LiveSockets]:
    made = LiveSockets(Places(3, 2))
    yield made
    made.close()


Enter = Callable[..., Client]


@pytest.fixture
def enter(sockets: LiveSockets) -> Iterator[Enter]:
    """Lets a viewer in and answers their end."""
    clients: list[Client] = []

    def let_in(user: str = "ann", kind: str = "all", first: tuple[bytes, ...] = ()) -> Client:
        theirs, ours = socket.socketpair()
        theirs.settimeout(_PATIENCE_SECONDS)
        clients.append(Client(theirs))
        sockets.places.take(user)
        sockets.add(Admission(user, kind, f"proof of {user}", float("inf")), ours, first)
        return clients[-1]

    yield let_in
    for client in clients:
        client.sock.close()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_key_is_answered_as_the_standard_shows() -> None:
    assert accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="  # RFC 6455, 1.3


def test_a_frame_is_read_however_it_is_cut() -> None:
    sent = masked(TEXT, b"Hello") + masked(PING) + masked(TEXT, b"x" * 200)
    for size in (1, 2, 3, 7, len(sent)):
        reader, found = FrameReader(200), []
        for start in range(0, len(sent), size):
            found += reader.feed(sent[start : start + size])
        assert [(each.opcode, each.payload) for each in found] == [(TEXT, b"Hello"), (PING, b""), (TEXT, b"x" * 200)]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (frame(TEXT, b"not masked"), 1002),
        (masked(TEXT, b"an extension", first=0xC0), 1002),
        (masked(0x3, b"no such frame"), 1002),
        (masked(PING, b"in parts", first=0x00), 1002),
        (masked(PING, b"x" * 126), 1002),
        (masked(TEXT, b"x" * 201)[:4], 1009),
    ],
)
def test_what_is_no_frame_is_refused_as_soon_as_that_shows(sent: bytes, code: int) -> None:
    with pytest.raises(FrameError) as refused:
        FrameReader(200).feed(sent)
    assert refused.value.code == code


def test_everybody_hears_what_is_for_their_kind_after_what_was_theirs_first(sockets: LiveSockets, enter: Enter) -> None:
    ann, bob = enter("ann", "all", (frame(TEXT, b"welcome"),)), enter("bob", "less")
    sockets.broadcast({"all": frame(TEXT, b"ten of twelve"), "less": frame(TEXT, b"ten")})
    assert ann.read(2) == [(TEXT, b"welcome"), (TEXT, b"ten of twelve")]
    assert bob.read(1) == [(TEXT, b"ten")]


def test_a_ping_is_answered_and_a_close_too(sockets: LiveSockets, enter: Enter) -> None:
    ann = enter()
    ann.sock.sendall(masked(PING, b"still there?") + masked(TEXT, b"hello") + masked(CLOSE, struct.pack("!H", 1000)))
    assert ann.read(2) == [(PONG, b"still there?"), (CLOSE, struct.pack("!H", 1000))]
    assert ann.is_over()
    until(lambda: sockets.places.taken == 0)


def test_too_large_a_frame_ends_the_connection(sockets: LiveSockets, enter: Enter) -> None:
    ann = enter()
    ann.sock.sendall(masked(TEXT, b"x" * 5000))
    assert ann.closed_with() == 1009
    until(lambda: sockets.places.taken == 0)


def test_who_does_not_read_is_dropped_and_holds_nobody_up(sockets: LiveSockets, enter: Enter) -> None:
    slow, ann = enter("slow"), enter("ann")
    message = frame(TEXT, b"x" * 60_000)
    for _ in range(20):
        sockets.broadcast({"all": message})
        assert ann.read(1)[0][0] == TEXT
    until(lambda: sockets.places.taken == 1)
    sockets.broadcast({"all": frame(TEXT, b"on")})
    assert ann.read(1) == [(TEXT, b"on")]
    while slow.sock.recv(1 << 20):
        pass  # what had been sent by then, and after it the end


def test_who_reads_again_in_time_is_told_why_the_connection_ends(sockets: LiveSockets, enter: Enter) -> None:
    slow = enter()
    for _ in range(20):
        sockets.broadcast({"all": frame(TEXT, b"x" * 60_000)})
    assert slow.closed_with() == 1013


def test_who_went_away_leaves_the_place(sockets: LiveSockets, enter: Enter) -> None:
    enter().sock.close()
    until(lambda: sockets.places.taken == 0)
    enter()


def test_one_user_has_so_many_and_all_together_so_many() -> None:
    places = Places(3, 2)
    places.take("ann")
    places.take("ann")
    with pytest.raises(FullError) as too_many:
        places.take("ann")
    assert too_many.value.of_this_user
    places.take("bob")
    with pytest.raises(FullError) as full:
        places.take("eve")
    assert not full.value.of_this_user
    places.give_back("ann")
    places.take("eve")


def test_at_the_end_everybody_is_told_and_nobody_is_waited_for(sockets: LiveSockets, enter: Enter) -> None:
    polite, deaf = enter("ann"), enter("bob")
    sockets.tell_end()
    assert polite.closed_with() == 1001
    polite.sock.sendall(masked(CLOSE, struct.pack("!H", 1001)))
    started = time.monotonic()
    sockets.close()
    assert time.monotonic() - started < 5
    assert deaf.closed_with() == 1001
    assert deaf.is_over()
    with pytest.raises(FullError):
        sockets.places.take("eve")


def test_a_handshake_that_ends_after_the_end_is_closed_too(sockets: LiveSockets, enter: Enter) -> None:
    enter("ann").sock.close()
    sockets.places.take("bob")
    theirs, ours = socket.socketpair()
    sockets.close()
    sockets.add(Admission("bob", "all", "", 0.0), ours, ())
    assert Client(theirs).closed_with() == 1001
    theirs.close()
