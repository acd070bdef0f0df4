"""Whom a target may hold and we have not heard of it: the addresses of a batch, sealed, until its answer is recorded.

A target's own id of a person comes with its answer, and the shop forgets an address before anybody hears that its
customer was erased. So what goes out is noted before it is sent, and let go of when what came of it is written.
Whoever is erased meanwhile stays in the note without a name, until the target was asked whether it holds them
(`export_hearing`). Sealed is with the secret `segments-key`: without it nobody can read an address, nor try one.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from segments.desk import Desk
from segments.export_key import KEY_NAME, digest, shop_key
from segments.export_place import place_of
from segments.export_target import Change
from shared.erased_digests import Erased
from shared.secrets import SecretsError
from shared.store import StoreConflictError

UNHEARD = "segments/unheard/"  # in the store, by export: one note for each batch that was sent and not answered yet


@dataclass(frozen=True, slots=True)
class Unheard:
    """A note: the audience or account that was sent to, and addresses, by customer or of nobody any more."""

    place: str
    people: Mapping[str, str] = field(repr=False)
    nameless: Sequence[str] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Note:
    """Where a note stands, as it was written."""

    place: str
    version: str


def note_unheard(desk: Desk, export_id: str, target: str, changes: Sequence[Change]) -> Note | None:
    """Note whom a batch is about to reach, durably. None where it is noted, or the target's own ids say who is meant.

    The same batch again is the same note: one that is not taken for a week does not fill the store.
    """
    people = {change.person.customer_id: change.person.email for change in changes if change.person.email}
    if not people:
        return None
    name = digest(shop_key(desk), orjson.dumps(people, option=orjson.OPT_SORT_KEYS).decode())
    place = f"{UNHEARD}{export_id}/{name}"
    content = _written(desk, place, Unheard(place_of(desk, target) or "", people))
    try:
        return Note(place, desk.store.put(place, content, if_absent=True))
    except StoreConflictError:  # of a try before, perhaps without the names of who was erased since
        return None


def let_go(desk: Desk, notes: Sequence[Note]) -> None:
    """Let go of notes when what came of their batches is written. One in which somebody was erased since stays."""
    for note in notes:
        with suppress(StoreConflictError):
            desk.store.delete(note.place, if_version=note.version)


def note_again(desk: Desk, place: str, unheard: Unheard, version: str) -> None:
    """Say less in a note than it said in this version of it. Raises StoreConflictError where it is another by now."""
    desk.store.put(place, _written(desk, place, unheard), if_version=version)


def read_unheard(desk: Desk, place: str) -> tuple[Unheard, str] | None:
    """A note and its version; None where it is gone. Raises SecretsError where the key is another."""
    held = desk.store.get(place)
    if held is None:
        return None
    content = orjson.loads(unseal(desk, place, held.value))
    return Unheard(content["place"], content["people"], content["nameless"]), held.version


def take_names(desk: Desk, erased: Erased) -> None:
    """Of erased customers the notes say from now on only what the target is to be asked. Raises SecretsError."""
    for place in list(desk.store.list(UNHEARD)):
        while (found := read_unheard(desk, place)) is not None:
            unheard, version = found
            gone = [customer_id for customer_id in unheard.people if erased.covers(customer_id)]
            if not gone:
                break
            left = {each: address for each, address in unheard.people.items() if each not in gone}
            nameless = sorted({*unheard.nameless, *(unheard.people[each] for each in gone)})
            content = _written(desk, place, replace(unheard, people=left, nameless=nameless))
            try:
                desk.store.put(place, content, if_version=version)
            except StoreConflictError:
                continue  # let go of, or another erasure came: look again
            break


def seal(desk: Desk, place: str, content: bytes) -> bytes:
    """Content that nobody reads without the shop's key, for one place in the store."""
    return _cipher(desk).encrypt(content, [place.encode()])


def unseal(desk: Desk, place: str, sealed: bytes) -> bytes:
    """What was sealed for this place. Raises SecretsError where the key is another."""
    try:
        return _cipher(desk).decrypt(sealed, [place.encode()])
    except InvalidTag:
        raise SecretsError(
            f"put the secret {KEY_NAME} back: without it nobody can tell whom exports were about to reach"
        ) from None


def _cipher(desk: Desk) -> AESSIV:
    # AES-SIV (RFC 5297) needs no random number, so the same note is the same bytes; 512 bits are its longest key.
    return AESSIV(hmac.digest(shop_key(desk).encode(), b"whom exports reach", "sha512"))


def _written(desk: Desk, place: str, unheard: Unheard) -> bytes:
    content = {"place": unheard.place, "people": dict(unheard.people), "nameless": list(unheard.nameless)}
    return seal(desk, place, orjson.dumps(content))
