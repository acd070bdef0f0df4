"""The suppression list: whom the shop erased, as keyed digests, so that no load brings anyone back.

A digest is HMAC-SHA256 over the kind and the value, under a key that is kept among the secrets. Without the key nobody
can find out who is on the list, not even by trying every telephone number there is.
"""

from __future__ import annotations

import hmac
import re
import secrets as randomness
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from shared.contracts.problems import ProblemError
from shared.secrets import Secrets
from shared.store import Store

ID, EMAIL, PHONE = "id", "email", "phone"

_KEY_NAME = "suppression-key"
_KEY_BYTES = 32  # 256 bits, the strength of the digest
_PREFIX = "suppression/"
_FEWEST_DIGITS = 6  # of a telephone number; a shorter one ("0", "-", an extension) stands for no number at all
_SEPARATORS = re.compile(r"[\s,;|\"'<>()]+")
_MOST_PIECES = 6  # of one identity within a text: "(0) 20 79 46 09 58"

Identity = tuple[str, str]  # kind and value


@dataclass(frozen=True, slots=True)
class Suppression:
    """The list as it was when it was read. Empty: nobody was erased, and nothing needs checking."""

    key: bytes = b""
    digests: frozenset[bytes] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.digests)

    def covers(self, kind: str, value: str) -> bool:
        """Whether this id, e-mail address or telephone number is an erased customer's."""
        known = normalised(kind, value)
        return known is not None and _digest(self.key, kind, known) in self.digests

    def speaks_of(self, text: str) -> bool:
        """Whether an identity of an erased customer stands somewhere in a text, between spaces, commas or quotes."""
        between = list(_SEPARATORS.finditer(text))
        begins = [0, *(found.end() for found in between)]
        ends = [*(found.start() for found in between), len(text)]
        return any(
            self._is_one(text[begin:end])
            for place, begin in enumerate(begins)
            for end in ends[place : place + _MOST_PIECES]
            if begin < end
        )

    def _is_one(self, text: str) -> bool:
        return any(self.covers(kind, text) for kind in (ID, EMAIL, PHONE))


NOBODY = Suppression()


def normalised(kind: str, value: str) -> str | None:
    """An identity as it is digested, the same however it is written; None for what identifies nobody.

    An id is exact but for surrounding spaces. An e-mail address has no case. A telephone number is its digits without
    leading zeros, so that 0044 and +44 are one.
    """
    text = unicodedata.normalize("NFC", value.strip())
    if kind == EMAIL:
        return text.casefold() if "@" in text else None
    if kind == PHONE:
        digits = "".join(str(int(letter)) for letter in text if letter.isdecimal()).lstrip("0")
        return digits if len(digits) >= _FEWEST_DIGITS else None
    return text or None


def read_list(store: Store, secrets: Secrets) -> Suppression:
    """The list to check a load against. Raises ProblemError when there is one and its key is gone."""
    digests = frozenset(bytes.fromhex(key.removeprefix(_PREFIX)) for key in store.list(_PREFIX))
    return Suppression(_key(secrets), digests) if digests else NOBODY


def put_on_list(store: Store, secrets: Secrets, identities: Iterable[Identity]) -> Suppression:
    """Write digests of identities, durably; answers the list with them. What is there already is fine.

    Only one caller at a time: the first one makes the key. Raises ProblemError as `read_list`.
    """
    if not read_list(store, secrets) and secrets.get(_KEY_NAME) is None:
        secrets.put(_KEY_NAME, randomness.token_hex(_KEY_BYTES))
    key = _key(secrets)
    for kind, value in identities:
        known = normalised(kind, value)
        if known is not None:
            store.put(_PREFIX + _digest(key, kind, known).hex(), b"")
    return read_list(store, secrets)


def _digest(key: bytes, kind: str, value: str) -> bytes:
    return hmac.digest(key, f"{kind}\0{value}".encode(errors="surrogatepass"), "sha256")


def _key(secrets: Secrets) -> bytes:
    written = secrets.get(_KEY_NAME)
    if written is None:
        # A new key would make the list forget everybody on it, in silence.
        detail = f"Put the secret {_KEY_NAME} back: without it nobody can tell whom a load would bring back"
        raise ProblemError(503, "suppression-key-missing", "The key of the suppression list is gone", detail)
    return bytes.fromhex(written)
