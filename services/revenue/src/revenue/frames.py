"""WebSocket frames (RFC 6455) as a server writes and reads them. No socket is touched here."""

from __future__ import annotations

import struct
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha1

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
_CONTINUATION, _BINARY = 0x0, 0x2
_DATA = frozenset({_CONTINUATION, TEXT, _BINARY})
_CONTROL = frozenset({CLOSE, PING, PONG})
_FINAL, _MASKED, _RESERVED, _OPCODE, _LENGTH = 0x80, 0x80, 0x70, 0x0F, 0x7F
_SHORT, _TWO_BYTES, _EIGHT_BYTES = 125, 126, 127  # RFC 6455, 5.2: how the length is told
_LARGEST_SHORT = 0xFFFF
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3

GOING_AWAY, PROTOCOL_ERROR, TOO_BIG, TRY_AGAIN_LATER = 1001, 1002, 1009, 1013  # RFC 6455, 7.4.1; IANA's registry
NOT_SIGNED_IN = 4401  # ours: the token or session does not hold any more


class FrameError(Exception):
    """What a client sent is no frame that is taken here; `code` closes the connection."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of a client, unmasked."""

    opcode: int
    payload: bytes


def accept_key(key: str) -> str:
    """What the server answers to the client's Sec-WebSocket-Key."""
    return b64encode(sha1(key.encode("ascii") + _GUID).digest()).decode()  # noqa: S324 - the RFC's choice; it guards nothing


def frame(opcode: int, payload: bytes = b"") -> bytes:
    """A whole frame from the server, which masks nothing."""
    size = len(payload)
    if size <= _SHORT:
        head = struct.pack("!BB", _FINAL | opcode, size)
    elif size <= _LARGEST_SHORT:
        head = struct.pack("!BBH", _FINAL | opcode, _TWO_BYTES, size)
    else:
        head = struct.pack("!BBQ", _FINAL | opcode, _EIGHT_BYTES, size)
    return head + payload


def close_frame(code: int, reason: str = "") -> bytes:
    """The frame that ends a connection; `reason` is for people, in at most 123 bytes."""
    return frame(CLOSE, struct.pack("!H", code) + reason.encode()[: _SHORT - 2])


class FrameReader:
    """Takes bytes as they come from a client and answers whole frames; keeps at most one frame of `largest` bytes."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._held = b""

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that are complete now. Raises FrameError at the first that is not taken."""
        held = self._held + data
        frames, start = [], 0
        while (whole := self._whole(held, start)) is not None:
            found, start = whole
            frames.append(found)
        self._held = held[start:]
        return frames

    def _whole(self, held: bytes, start: int) -> tuple[Frame, int] | None:
        """The frame at a place and where the next one begins; None while it is not whole."""
        if len(held) - start < 2:  # noqa: PLR2004 - the first two bytes say how long the head is
            return None
        first, second = held[start], held[start + 1]
        opcode, size = first & _OPCODE, second & _LENGTH
        if first & _RESERVED or opcode not in _DATA | _CONTROL:
            raise FrameError(PROTOCOL_ERROR, "no extension was agreed on, and no such frame exists")
        if not second & _MASKED:
            raise FrameError(PROTOCOL_ERROR, "a client masks its frames")
        if opcode in _CONTROL and (size > _SHORT or not first & _FINAL):
            raise FrameError(PROTOCOL_ERROR, "a control frame is short and whole")
        place = start + 2
        if size >= _TWO_BYTES:
            width = 2 if size == _TWO_BYTES else 8
            if len(held) < place + width:
                return None
            size = int.from_bytes(held[place : place + width], "big")
            place += width
        if size > self._largest:
            raise FrameError(TOO_BIG, f"a frame has at most {self._largest} bytes here")
        end = place + 4 + size
        if len(held) < end:
            return None
        mask, masked = held[place : place + 4], held[place + 4 : end]
        return Frame(opcode, bytes(byte ^ mask[number % 4] for number, byte in enumerate(masked))), end
