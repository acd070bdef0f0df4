"""Origins of web pages, as browsers send them: `https://shop.example`, and nothing after it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){0,8}|\[[0-9a-f:.]{2,45}\]")
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})
_USUAL_PORT = {"https": "443", "http": "80"}  # a browser leaves it out


def checked_origin(text: str) -> str:
    """An origin as a browser sends it. Raises ValueError for anything else, `*` too.

    http only for this machine: what visitors do must not be sent in the clear.
    """
    wanted = text.strip().lower()
    parts = urlsplit(wanted)
    host, _, port = parts.netloc.rpartition(":") if re.search(r":[0-9]{1,5}$", parts.netloc) else (parts.netloc, "", "")
    if parts.scheme not in _USUAL_PORT or not _HOST.fullmatch(host) or wanted != f"{parts.scheme}://{parts.netloc}":
        raise ValueError(f"{text[:200]!r} is no origin; write it as https://shop.example, without a path")
    if parts.scheme == "http" and host not in _THIS_MACHINE:
        raise ValueError(f"{text[:200]!r} must be https: what visitors do must not be sent in the clear")
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != _USUAL_PORT[parts.scheme] else "")


def split_origins(text: str) -> frozenset[str]:
    """The origins in a list with commas. Raises ValueError as `checked_origin`."""
    return frozenset(checked_origin(one) for one in text.split(",") if one.strip())
