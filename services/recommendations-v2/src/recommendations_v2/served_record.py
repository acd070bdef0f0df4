"""What a list was, carried by its own `recommendation_id`: sealed, so nothing is written when a list is served.

Whoever posts feedback sends the id back, and any instance reads from it whose list it was, in which arm, and what stood
where, without asking anybody. AES-SIV (RFC 5297) hides what is inside and proves that it is ours; it needs no random
number, so two lists alike in all of it have one id.
"""

from __future__ import annotations

import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from recommendations_v2.made_keys import made_key
from shared.secrets import Secrets, SecretsError
from shared.store import Store, StoreError

KEY = "recommendation-id-key"  # its name among the secrets
LONGEST_ID = 2_500  # characters: a customer's id of 300 letters that take four bytes each, and a list of 100

_FORM = 1  # of what is sealed; another one gets another number
_HIDDEN = [b"name"]  # sealed together with names, so that none of them can pass for an id
_MARK_BYTES = 3  # of a product's digest: of a list of 100, one stranger in 160,000 is taken for a member
_MOST_OPENED = 10_000  # ids whose content is kept: a page posts several things of one list


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One list as it was served."""

    served_at: datetime
    subject: str | None  # as `state_keys` names people; None: anonymous
    surface: str
    product_ids: tuple[str, ...]  # in the order shown
    experiment_id: str | None
    arm: str
    variant: str
    model: str  # version of what ranked; empty before the first build


@dataclass(frozen=True, slots=True)
class Opened:
    """What an id says of its list."""

    list_id: str  # 32 digits that name the list in tables
    served_at: datetime
    subject: str | None
    surface: str
    experiment_id: str | None
    arm: str
    variant: str
    model: str
    marks: tuple[bytes, ...]

    def position(self, product_id: str) -> int | None:
        """Where a product stood in the list, from 1; None for one that did not."""
        mark = _mark(product_id)
        return self.marks.index(mark) + 1 if mark in self.marks else None


class ServedRecords:
    """Seals and opens ids with a key among the secrets. Safe to use from any thread."""

    def __init__(self, secrets: Secrets, store: Store) -> None:
        self._secrets, self._store = secrets, store  # the store holds the lease under which the key is made
        self._lock = threading.Lock()
        self._cipher: AESSIV | None = None
        self._opened: OrderedDict[str, Opened] = OrderedDict()

    def issue(self, served: Served) -> str:
        """The list's `recommendation_id`: letters, digits, - and _. Raises SecretsError until the key was read once."""
        said = orjson.dumps(
            [
                _FORM,
                round(served.served_at.timestamp() * 1000),
                served.subject,
                served.surface,
                served.experiment_id,
                served.arm,
                served.variant,
                served.model,
            ]
        )
        sealed = self._sealing().encrypt(said + b"\0" + b"".join(map(_mark, served.product_ids)), None)
        return urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def hide(self, name: bytes) -> bytes:
        """A name as it may stand where others read, the same each time. Raises SecretsError as `issue`."""
        return urlsafe_b64encode(self._sealing().encrypt(name, _HIDDEN))

    def shown(self, hidden: bytes) -> bytes | None:
        """The name that was hidden; None for what is not ours. Raises SecretsError as `issue`."""
        try:
            return self._sealing().decrypt(urlsafe_b64decode(hidden), _HIDDEN)
        except (ValueError, InvalidTag):
            return None

    def open(self, recommendation_id: str) -> Opened | None:
        """What an id says; None for one that is not ours. Raises SecretsError as `issue`."""
        with self._lock:
            known = self._opened.get(recommendation_id)
        if known is None:
            known = self._read(recommendation_id)
            if known is not None:
                with self._lock:
                    self._opened[recommendation_id] = known
                    if len(self._opened) > _MOST_OPENED:
                        self._opened.popitem(last=False)
        return known

    def _read(self, recommendation_id: str) -> Opened | None:
        if len(recommendation_id) > LONGEST_ID:
            return None
        cipher = self._sealing()
        try:
            sealed = urlsafe_b64decode(recommendation_id + "=" * (-len(recommendation_id) % 4))
            said, _, marks = cipher.decrypt(sealed, None).partition(b"\0")
        except (ValueError, InvalidTag):
            return None
        form, at, *rest = orjson.loads(said)
        if form != _FORM:
            return None
        subject, surface, experiment_id, arm, variant, model = rest
        return Opened(
            sha256(sealed).hexdigest()[:32],
            datetime.fromtimestamp(at / 1000, UTC),
            subject,
            surface,
            experiment_id,
            arm,
            variant,
            model,
            tuple(marks[start : start + _MARK_BYTES] for start in range(0, len(marks), _MARK_BYTES)),
        )

    def _sealing(self) -> AESSIV:
        cipher = self._cipher
        if cipher is None:
            with self._lock:
                cipher = self._cipher = self._cipher or AESSIV(bytes.fromhex(self._key()))
        return cipher

    def _key(self) -> str:
        """Two keys of 128 bits: one to hide, one to prove."""
        try:
            return made_key(self._secrets, self._store, KEY)
        except StoreError as error:
            raise SecretsError(f"the secret {KEY} cannot be made while the store does not answer: {error}") from error


def _mark(product_id: str) -> bytes:
    return sha256(product_id.encode(errors="surrogatepass")).digest()[:_MARK_BYTES]
