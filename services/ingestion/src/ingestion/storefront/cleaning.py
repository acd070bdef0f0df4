"""What is taken out of what a browser sends before anybody keeps it: personal data that pages carry by accident."""

from __future__ import annotations

import re
from urllib.parse import unquote

from shared.personal_data import scrubbed

LONGEST_PATH = 2000  # characters; the contract's most

_EMAIL = re.compile(r"[^\s/?&=@]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.IGNORECASE)
_ORIGIN = re.compile(r"^(?:[a-z][a-z0-9+.-]{0,20}:)?//[^/?#]*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_BARCODE = re.compile(r"\d{8}|\d{12,14}")  # EAN and UPC: digits alone that are a product, and nobody's number
_REMOVED = "[removed]"


def clean_path(page: str) -> str | None:
    """The path of a page: without host, query string and fragment, and without e-mail addresses in it."""
    path = re.split(r"[?#;]", _ORIGIN.sub("", page.strip()), maxsplit=1)[0]
    readable = _CONTROL.sub("", unquote(path)) if "@" in unquote(path) else _CONTROL.sub("", path)
    return _EMAIL.sub(_REMOVED, readable)[:LONGEST_PATH] or None


def clean_text(text: str) -> str | None:
    """A search or the name of a campaign: without e-mail addresses, telephone numbers and credentials."""
    plain = " ".join(_CONTROL.sub(" ", text).split())
    if _BARCODE.fullmatch(plain):
        return plain
    return _EMAIL.sub(_REMOVED, scrubbed(plain)) or None


def holds_email(text: str) -> bool:
    """Whether an e-mail address stands in what should be an identifier."""
    return _EMAIL.search(text) is not None
