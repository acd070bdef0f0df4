"""Storefront keys: bound to origins, kept as digests, revoked in seconds; and a customer's id by the shop's word."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared import store as stores
from shared.auth import ROLES, NotAllowedError, NotSignedInError
from shared.auth.customer_signature import SECRET, SigningSecret, make_secret, signature, verdict
from shared.auth.storefront_keys import (
    MOST_KEYS,
    STORE_KEY,
    KeyRefusedError,
    StorefrontKeys,
    create_key,
    is_storefront_key,
    list_keys,
    revoke_key,
)
from shared.origins import checked_origin, split_origins
from shared.store import Store
from shared.testing import MemorySecrets, MemoryStore

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SHOP = "https://shop.example"


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class CountedStore(MemoryStore):
    def __init__(self) -> None:
        super().__init__()
        self.reads = 0

    def get(self, key: str) -> stores.Stored | None:
        self.reads += 1
        return super().get(key)


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MemoryStore() if request.param == "memory" else stores.connect(f"file://{tmp_path}/store")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_key_lets_in_pages_of_its_origins_as_storefront(store: Store, clock: Clock) -> None:
    secret, key = create_key(store, [SHOP, "https://www.shop.example"], now=lambda: NOW)
    identity = StorefrontKeys(store, clock, lambda: NOW).verify(secret, "https://www.shop.example")

    assert is_storefront_key(secret)
    assert (identity.subject, identity.role) == (f"storefront:{key.key_id}", "storefront")
    assert identity.scopes == ROLES["storefront"] == {"recommendations:read", "feedback:write", "events:write"}
    assert identity.expires_at > NOW


def test_the_store_holds_a_digest_and_not_the_key(store: Store) -> None:
    secret, key = create_key(store, [SHOP])
    stored = store.get(STORE_KEY)

    assert stored is not None
    assert secret.encode() not in stored.value
    assert key.digest.encode() in stored.value
    assert [(one.key_id, one.origins) for one in list_keys(store)] == [(key.key_id, (SHOP,))]


@pytest.mark.parametrize("origin", ["https://other.example", "http://shop.example", "https://shop.example:444", "null"])
def test_a_page_of_another_origin_is_not_let_in(store: Store, clock: Clock, origin: str) -> None:
    secret, _ = create_key(store, [SHOP])
    with pytest.raises(NotAllowedError):
        StorefrontKeys(store, clock).verify(secret, origin)


def test_what_names_no_origin_is_not_let_in(store: Store, clock: Clock) -> None:
    secret, _ = create_key(store, [SHOP])
    with pytest.raises(NotAllowedError):
        StorefrontKeys(store, clock).verify(secret, None)


@pytest.mark.parametrize("made_up", ["", "sf_", "sf_" + "a" * 43, "sf_" + "é" * 43, "Bearer", "x" * 10_000, "sf_\0"])
def test_a_made_up_key_is_refused(store: Store, clock: Clock, made_up: str) -> None:
    create_key(store, [SHOP])
    with pytest.raises(NotSignedInError):
        StorefrontKeys(store, clock).verify(made_up, SHOP)


def test_a_revoked_key_ends_within_five_seconds_and_the_others_go_on(store: Store, clock: Clock) -> None:
    first, key = create_key(store, [SHOP])
    second, _ = create_key(store, [SHOP])
    keys = StorefrontKeys(store, clock)
    keys.verify(first, SHOP)
    revoke_key(store, key.key_id)
    clock.seconds = 5.0

    with pytest.raises(NotSignedInError):
        keys.verify(first, SHOP)
    assert keys.verify(second, SHOP).role == "storefront"
    with pytest.raises(KeyRefusedError):
        revoke_key(store, key.key_id)


def test_a_new_key_counts_within_a_second(store: Store, clock: Clock) -> None:
    old, _ = create_key(store, [SHOP])
    keys = StorefrontKeys(store, clock)
    keys.verify(old, SHOP)
    new, _ = create_key(store, [SHOP])
    clock.seconds = 1.0

    assert keys.verify(new, SHOP).role == "storefront"


def test_made_up_keys_read_the_store_once_a_second_however_many_there_are(clock: Clock) -> None:
    store = CountedStore()
    keys = StorefrontKeys(store, clock)
    for number in range(1000):
        with pytest.raises(NotSignedInError):
            keys.verify(f"sf_{number:043}", SHOP)
    assert store.reads == 1


def test_twenty_who_make_a_key_at_once_all_get_one(store: Store) -> None:
    together, made = threading.Barrier(20), []

    def make() -> None:
        together.wait()
        made.append(create_key(store, [SHOP])[0])

    threads = [threading.Thread(target=make) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    keys = StorefrontKeys(store)
    assert len(list_keys(store)) == len({keys.verify(secret, SHOP).subject for secret in made}) == 20


def test_keys_are_bounded() -> None:
    store = MemoryStore()
    for _ in range(MOST_KEYS):
        create_key(store, [SHOP])
    with pytest.raises(KeyRefusedError, match="100 keys"):
        create_key(store, [SHOP])


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "shop.example",
        "https://shop.example/",
        "https://shop.example/path",
        "https://user:secret@shop.example",
        "https://*.shop.example",
        "http://shop.example",
        "ftp://shop.example",
        "https://",
        "null",
        "",
    ],
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"must be https|is no origin"):
        checked_origin(text)
    with pytest.raises(KeyRefusedError):
        create_key(MemoryStore(), [text])


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://Shop.Example", SHOP),
        ("https://shop.example:443", SHOP),
        ("https://shop.example:8443", "https://shop.example:8443"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:5000", "http://[::1]:5000"),
    ],
)
def test_an_origin_is_written_as_a_browser_sends_it(text: str, origin: str) -> None:
    assert checked_origin(text) == origin


def test_a_list_of_origins_may_be_empty() -> None:
    assert split_origins("") == frozenset()
    assert split_origins(f" {SHOP}, http://localhost:1 ,") == {SHOP, "http://localhost:1"}


EXPIRES = int(NOW.timestamp()) + 3600
SIGNED = signature("the secret", "c-17", EXPIRES)


def test_a_signature_is_what_any_language_makes_of_it() -> None:
    # printf %s c-17.1795255200 | openssl dgst -sha256 -hmac "the secret"
    assert EXPIRES == 1795255200
    assert SIGNED == "3c8d972da8da030be318dcfe168652ecee4424165e5169950b7ed849f6d2a161"


@pytest.mark.parametrize(
    ("customer_id", "expires", "given", "outcome"),
    [
        ("c-17", str(EXPIRES), SIGNED, "kept"),
        ("c-17", str(EXPIRES), SIGNED.upper(), "kept"),
        ("c-18", str(EXPIRES), SIGNED, "wrong_signature"),
        ("c-17", str(EXPIRES + 1), SIGNED, "wrong_signature"),
        ("c-17", str(EXPIRES), "0" * 64, "wrong_signature"),
        ("c-17", str(EXPIRES), "é" * 64, "wrong_signature"),
        ("c-17", str(EXPIRES), SIGNED[:-1], "wrong_signature"),
        ("c", f"17.{EXPIRES}", SIGNED, "wrong_signature"),
        ("c-17", "1e9", SIGNED, "wrong_signature"),
        ("c-17", None, SIGNED, "unsigned"),
        ("c-17", str(EXPIRES), None, "unsigned"),
        ("c-17", str(EXPIRES), "", "unsigned"),
    ],
)
def test_a_customers_id_counts_only_with_the_shops_word(
    customer_id: str, expires: str | None, given: str | None, outcome: str
) -> None:
    assert verdict("the secret", customer_id, expires, given, NOW) == outcome


@pytest.mark.parametrize(
    ("seconds", "outcome"),
    [
        (-61, "expired"),
        (-60, "expired"),
        (-59, "kept"),
        (86_460, "kept"),
        (86_461, "expires_too_late"),
    ],
)
def test_a_signature_lives_a_day_at_most(seconds: int, outcome: str) -> None:
    expires = int((NOW + timedelta(seconds=seconds)).timestamp())
    given = signature("the secret", "c-17", expires)
    assert verdict("the secret", "c-17", str(expires), given, NOW) == outcome


def test_without_a_secret_nobody_is_vouched_for() -> None:
    assert verdict(None, "c-17", str(EXPIRES), SIGNED, NOW) == "no_signing_secret"


def test_a_renewed_secret_counts_within_a_minute(clock: Clock) -> None:
    secrets = MemorySecrets()
    held = SigningSecret(secrets, clock)
    first = make_secret(secrets)
    assert held.get() == first == secrets.get(SECRET)
    second = make_secret(secrets)
    assert held.get() == first
    clock.seconds = 60.0
    assert held.get() == second != first
