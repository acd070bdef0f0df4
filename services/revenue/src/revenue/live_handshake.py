"""The WebSocket handshake of RFC 6455, and taking the socket over from the server behind it."""

from __future__ import annotations

import os
import re
import socket
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from revenue.frames import accept_key
from shared.contracts.problems import ProblemError

_KEY = re.compile(r"[A-Za-z0-9+/]{22}==")
_KEY_BYTES = 16  # RFC 6455, 4.1
_VERSION = "13"
_ASKED = {"Upgrade": "websocket", "Sec-WebSocket-Version": _VERSION}


def answer_headers(environ: Mapping[str, Any]) -> dict[str, str]:
    """The headers that accept a handshake. Raises ProblemError: 426 for what is none, 400 for a wrong key."""
    upgrade, connection = (environ.get(name, "").lower() for name in ("HTTP_UPGRADE", "HTTP_CONNECTION"))
    asks = upgrade == "websocket" and "upgrade" in [part.strip() for part in connection.split(",")]
    if not asks or environ.get("HTTP_SEC_WEBSOCKET_VERSION") != _VERSION:
        raise ProblemError(
            426, "upgrade-required", "This is a WebSocket", "Open it as one, of version 13", headers=_ASKED
        )
    key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
    if not _KEY.fullmatch(key) or len(b64decode(key)) != _KEY_BYTES:
        raise ProblemError(400, "bad-request", "The handshake is not right", "Sec-WebSocket-Key holds 16 bytes")
    return {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": accept_key(key)}


def socket_of(environ: Mapping[str, Any]) -> socket.socket | None:
    """The connection of this request, where the server shows it."""
    found = environ.get("gunicorn.socket")
    return found if isinstance(found, socket.socket) else None


def take_over(sock: socket.socket) -> socket.socket:
    """The connection in a socket of our own, and in the server's a dead one.

    The server goes on as after any answer: it waits for another request, or closes the connection in both directions,
    which would end it for a mere copy too. What it finds in its place is at its end already.
    """
    ours = sock.dup()
    dead, peer = socket.socketpair()
    peer.close()
    os.dup2(dead.fileno(), sock.fileno(), inheritable=False)
    dead.close()
    return ours
