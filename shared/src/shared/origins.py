"""Origins of web pages, as browsers send them: `https://shop.example`, and nothing after it."""

from __future__ import annotations

import re

_ORIGIN = re.compile(
    r"(?P<protocol>https?)://"
    r"(?P<host>[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}|\[[0-9a-f:.]{2,45}\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
)
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})
_USUAL_PORT = {"https": "443", "http": "80"}  # a browser leaves it out


def checked_origin(text: str) -> str:
    """An origin as a browser sends it. Raises ValueError for anything else, `*` too.

    http only for this machine: what visitors do must not be sent in the clear.
    """
    found = _ORIGIN.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(f"{text[:200]!r} is no origin; write it as https://shop.example, without a path")
    protocol, host, port = found["protocol"], found["host"], found["port"]
    if protocol == "http" and host not in _THIS_MACHINE:
        raise ValueError(f"{text[:200]!r} must be https: what visitors do must not be sent in the clear")
    return f"{protocol}://{host}" + (f":{port}" if port and port != _USUAL_PORT[protocol] else "")


def split_origins(text: str) -> frozenset[str]:
    """The origins in a list with commas. Raises ValueError as `checked_origin`."""
    return frozenset(checked_origin(one) for one in text.split(",") if one.strip())
