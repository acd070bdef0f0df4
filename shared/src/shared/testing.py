"""Stand-ins for tests: the plugs that keep state, in memory, and a guard with the headers that get past it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from shared.auth.routes import Guard
from shared.auth.sessions import Sessions
from shared.auth.tokens import Verifier, local_issuer
from shared.contracts.events import Event
from shared.event_bus.push_identity import LocalPush, PushVerifier
from shared.store import StoreConflictError, Stored, check_condition, check_key

_HASHES = ("md5", "sha1", "sha224", "sha256", "sha512", "blake2b", "sha3_256")


class MemoryStore:
    """A store that lives as long as the test; any thread may use it, and compare-and-set is atomic."""

    def __init__(self) -> None:
        self._entries: dict[str, Stored] = {}
        self._versions = 0
        self._lock = Lock()

    def get(self, key: str) -> Stored | None:
        return self._entries.get(key)

    def put(self, key: str, value: bytes, *, if_absent: bool = False, if_version: str | None = None) -> str:
        check_key(key)
        check_condition(if_absent=if_absent, if_version=if_version)
        with self._lock:
            held = self._entries.get(key)
            if (if_absent and held) or (if_version is not None and (held is None or held.version != if_version)):
                raise StoreConflictError(f"{key} has changed")
            self._versions += 1
            self._entries[key] = Stored(value, str(self._versions))
            return str(self._versions)

    def put_file(self, key: str, path: Path) -> None:
        self.put(key, path.read_bytes())

    def open(self, key: str) -> BinaryIO | None:
        held = self.get(key)
        return io.BytesIO(held.value) if held else None

    def list(self, prefix: str) -> Iterator[str]:
        with self._lock:
            return iter(sorted(key for key in self._entries if key.startswith(prefix)))

    def delete(self, key: str, *, if_version: str | None = None) -> None:
        with self._lock:
            held = self._entries.get(key)
            if held and if_version is not None and held.version != if_version:
                raise StoreConflictError(f"{key} has changed")
            self._entries.pop(key, None)


class MemorySecrets:
    """Secrets that live as long as the test."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._values.get(name)

    def put(self, name: str, value: str) -> None:
        self._values[name] = value


class MemoryBus:
    """A bus that keeps what is published and delivers nothing; any thread may use it."""

    def __init__(self) -> None:
        self.published: list[Event] = []

    def publish(self, events: Sequence[Event]) -> None:
        self.published.extend(events)

    def close(self) -> None:
        """Nothing is held open."""


def local_push() -> tuple[PushVerifier, Callable[[], dict[str, str]]]:
    """The push identity of one machine, and a function that answers the request headers of its bus."""
    push = LocalPush(local_issuer(MemorySecrets(), MemoryStore()))
    return push.verifier(), lambda: {"Authorization": f"Bearer {push.token()}"}


def local_guard(store: MemoryStore) -> tuple[Guard, Callable[[str], dict[str, str]]]:
    """The guard of one machine, and a function from role to the request headers of somebody who has it."""
    issuer = local_issuer(MemorySecrets(), store)
    guard = Guard(Verifier(issuer.public_keys(), issuer.versions), Sessions(store, issuer.versions))
    return guard, lambda role: {"Authorization": f"Bearer {issuer.issue(role, subject=f'test:{role}')}"}


def hashes_of(text: str) -> list[bytes]:
    """What takes no key to make of a text: hashes, as bytes and written out, each cut short to six bytes."""
    made = [hashlib.new(name, text.encode(), usedforsecurity=False).digest() for name in _HASHES]
    made.append(hashlib.blake2b(text.encode(), digest_size=8).digest())
    return [form for each in made for form in (each[:6], each[:6].hex().encode())]


def plain_hashes(store: MemoryStore, text: str) -> list[str]:
    """Keys of a store in which, or under which, a text stands, or one of its hashes."""
    traces, held = [text.encode(), *hashes_of(text)], {key: store.get(key) for key in store.list("")}
    return [key for key, it in held.items() if it and any(trace in key.encode() + it.value for trace in traces)]
