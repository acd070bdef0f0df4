"""Viewers of the live figures, as many as asked for, in a process of their own; reads one JSON document, answers one.

Every viewer asks for a ticket, opens its WebSocket, and keeps the document it is told as a client does: a snapshot,
then patches. What arrives is only noted with its time and read later: reading for one delays the clock of no other.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import struct
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_AT_ONCE = 40  # handshakes under way: a machine's own viewers do not come in the same instant either
_PATIENCE_SECONDS = 20.0
_TICK_SECONDS = 5.0  # between two messages to all
_QUIET_SECONDS = 1.0  # around a tick, in which nothing is read: it would delay the clock of others
_TEXT, _CLOSE = 0x1, 0x8


@dataclass(frozen=True)
class Watch:
    """Who watches what: a token for each viewer, and for how long."""

    port: int
    tokens: list[str]
    seconds: float


@dataclass
class Viewer:
    """What one viewer heard. `late` is in seconds after the moment the figures speak of."""

    document: dict[str, Any] = field(default_factory=dict)
    seq: int | None = None
    deltas: int = 0
    snapshots: int = 0
    wrong: list[str] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    closed: int | None = None  # the code of the server's close frame

    def hear(self, message: dict[str, Any], at: float) -> None:
        """Take a message as a client does; what a client could not use is noted as wrong."""
        if message["type"] == "snapshot":
            self.snapshots += 1
            self.document = message["current"]
        elif message["type"] == "delta":
            if self.seq is None or message["seq"] != self.seq + 1:
                self.wrong.append(f"{message['seq']} after {self.seq}")
            self.deltas += 1
            for step in message["patch"]:
                apply(self.document, step)
            moment = datetime.fromisoformat(message["as_of"]).timestamp()
            if moment % _TICK_SECONDS == 0:  # the others were told because something large happened
                self.late.append(at - moment)
        self.seq = message["seq"]


def apply(document: dict[str, Any], step: dict[str, Any]) -> None:
    """One step of a JSON Patch, as RFC 6902 has it for objects."""
    *above, last = [part.replace("~1", "/").replace("~0", "~") for part in step["path"].split("/")[1:]]
    for name in above:
        document = document[name]
    if step["op"] == "remove":
        del document[last]
        return
    if (last in document) != (step["op"] == "replace"):
        raise ValueError(f"{step['op']} of {step['path']}")
    document[last] = step["value"]


class Connection(asyncio.Protocol):
    """One WebSocket: notes what arrives and when, and answers the close frame."""

    def __init__(self) -> None:
        self.arrived: list[tuple[float, bytes]] = []
        self.gone = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.arrived.append((time.time(), data))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.gone.done():
            self.gone.set_result(exc)


def frames(held: bytearray) -> list[tuple[int, bytes]]:
    """Takes whole frames of a server out of what is held."""
    found = []
    while len(held) >= 2:
        size, start = held[1] & 0x7F, 2
        if size == 126:
            if len(held) < 4:
                break
            (size,), start = struct.unpack("!H", held[2:4]), 4
        elif size == 127:
            if len(held) < 10:
                break
            (size,), start = struct.unpack("!Q", held[2:10]), 10
        if len(held) < start + size:
            break
        found.append((held[0] & 0x0F, bytes(held[start : start + size])))
        del held[: start + size]
    return found


async def ticket(port: int, token: str) -> str:
    """A ticket, over a connection of its own. Raises RuntimeError with the answer where there is none."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"POST /api/revenue/live/tickets HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        "Content-Length: 0\r\nConnection: close\r\n\r\n".encode()
    )
    answer = await asyncio.wait_for(reader.read(), _PATIENCE_SECONDS)
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    if b" 201 " not in head.partition(b"\r\n")[0]:
        raise RuntimeError(answer.decode())
    return str(json.loads(body)["path"])


async def connect(port: int, token: str, since: int | None = None, *, path: str | None = None) -> Connection:
    """A WebSocket that is open, or RuntimeError with the answer."""
    asked = path or await ticket(port, token)
    if since is not None:
        asked += f"&since={since}"
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
    assert connection.transport is not None
    connection.transport.write(
        f"GET {asked} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}\r\n\r\n".encode()
    )
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while b"\r\n\r\n" not in (head := b"".join(data for _, data in connection.arrived)):
        if connection.gone.done() or time.monotonic() > deadline:
            raise RuntimeError(head.decode() or "no answer")
        await asyncio.sleep(0.01)
    if not head.startswith(b"HTTP/1.1 101 "):
        connection.transport.close()
        raise RuntimeError(head.decode())
    return connection


def listen(viewer: Viewer, arrived: Sequence[tuple[float, bytes]], held: bytearray) -> None:
    """Read what arrived; `held` is what was left of the time before."""
    for at, data in arrived:
        held += data
        if held.startswith(b"HTTP/1.1 101"):
            end = held.find(b"\r\n\r\n")
            if end < 0:
                continue
            del held[: end + 4]
        for opcode, payload in frames(held):
            if opcode == _TEXT:
                viewer.hear(json.loads(payload), at)
            elif opcode == _CLOSE:
                viewer.closed = struct.unpack("!H", payload[:2])[0]


def _until_reading(share: float) -> float:
    """Seconds until a viewer reads what it was told: never while all are told something, and each at another moment."""
    now = time.time()
    slot = now // _TICK_SECONDS * _TICK_SECONDS + _QUIET_SECONDS + share * (_TICK_SECONDS - 2 * _QUIET_SECONDS)
    return slot - now if slot > now else slot + _TICK_SECONDS - now


async def watch(asked: Watch) -> list[Viewer]:
    """Let all of them look until the time is over or the server ends it."""
    viewers = [Viewer() for _ in asked.tokens]
    doors = asyncio.Semaphore(_AT_ONCE)

    async def look(number: int) -> None:
        viewer, token, share = viewers[number], asked.tokens[number], number / len(viewers)
        async with doors:
            connection = await connect(asked.port, token)
        held, deadline = bytearray(), time.monotonic() + asked.seconds
        while time.monotonic() < deadline and not connection.gone.done():
            await asyncio.wait([connection.gone], timeout=min(_until_reading(share), deadline - time.monotonic()))
            arrived, connection.arrived = connection.arrived, []
            listen(viewer, arrived, held)
        if connection.transport is not None:
            connection.transport.close()

    await asyncio.gather(*(look(number) for number in range(len(viewers))))
    return viewers


def from_another_process(asked: Watch) -> subprocess.Popen[str]:
    """The viewers in a process of their own; its answer, a list of what each heard, is on its standard output."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.live_viewers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(asdict(asked)))
    process.stdin.close()
    process.stdin = None
    return process


if __name__ == "__main__":
    gc.disable()  # looking through what 900 viewers hold would stop the clock of all of them, and be told as lateness
    print(json.dumps([asdict(viewer) for viewer in asyncio.run(watch(Watch(**json.load(sys.stdin))))]))
