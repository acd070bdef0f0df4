"""The suppression list: who is on it cannot be read, and is recognised however an identity is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.suppression import EMAIL, ID, PHONE, Suppression, put_on_list, read_list
from shared.contracts.problems import ProblemError
from shared.secrets import Secrets
from shared.secrets import connect as connect_secrets
from shared.store import Store
from shared.store import connect as connect_store

ANNA = [(ID, "c-17"), (EMAIL, "Anna@Example.test"), (PHONE, "+44 20 7946 0958")]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return connect_store(f"file://{tmp_path}/store")


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    return connect_secrets(f"file://{tmp_path}/secrets")


@pytest.fixture
def listed(store: Store, secrets: Secrets) -> Suppression:
    return put_on_list(store, secrets, ANNA)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ID, "c-17"),
        (ID, " c-17 "),
        (EMAIL, "anna@example.TEST"),
        (PHONE, "0044 (20) 79460958"),
        (PHONE, "+442079460958"),
    ],
)
def test_an_identity_is_recognised_however_it_is_written(listed: Suppression, kind: str, value: str) -> None:
    assert listed.covers(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ID, "C-17"),
        (ID, "c-171"),
        (ID, ""),
        (EMAIL, "ben@example.test"),
        (PHONE, "+44 20 7946 0959"),
        (PHONE, "c-17"),
        (ID, "Anna@Example.test"),
        (EMAIL, "c-17"),
    ],
)
def test_another_identity_or_another_kind_is_not(listed: Suppression, kind: str, value: str) -> None:
    assert not listed.covers(kind, value)


def test_what_stands_for_no_number_keeps_nobody_out(store: Store, secrets: Secrets) -> None:
    listed = put_on_list(
        store, secrets, [(ID, "c-1"), (EMAIL, "none"), (PHONE, "0"), (PHONE, "-"), (PHONE, "00000000")]
    )
    assert len(listed.digests) == 1


@pytest.mark.parametrize(
    "text",
    [
        "1001,c-17,2024-05-01,mug",
        "1001;anna@EXAMPLE.test;x",
        'ship to "c-17"',
        "'+44 20 7946 0958",
        "call (0044) 20 7946 0958 today",
        "a | b | c-17",
    ],
)
def test_a_text_that_holds_an_identity_speaks_of_the_customer(listed: Suppression, text: str) -> None:
    assert listed.speaks_of(text)


def test_a_text_that_holds_none_does_not(listed: Suppression) -> None:
    assert not listed.speaks_of("1001,c-18,2024-05-01,mug,17,ben@example.test,020 7946 0959")


def test_the_store_holds_digests_and_nothing_of_the_person(listed: Suppression, store: Store, tmp_path: Path) -> None:
    assert len(listed.digests) == 3
    keys = list(store.list(""))
    assert all(key.startswith("suppression/") and len(key) == len("suppression/") + 64 for key in keys)
    assert b"".join(path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file()) == b""


def test_the_same_person_has_other_digests_under_another_key(listed: Suppression, tmp_path: Path) -> None:
    elsewhere = connect_store(f"file://{tmp_path}/elsewhere"), connect_secrets(f"file://{tmp_path}/other-secrets")
    assert not put_on_list(*elsewhere, ANNA).digests & listed.digests


def test_an_empty_list_needs_no_key(store: Store, secrets: Secrets) -> None:
    assert not read_list(store, secrets)
    assert secrets.get("suppression-key") is None


def test_a_list_without_its_key_is_refused_not_forgotten(listed: Suppression, store: Store, tmp_path: Path) -> None:
    assert listed
    empty = connect_secrets(f"file://{tmp_path}/empty")
    with pytest.raises(ProblemError, match="503 suppression-key-missing"):
        read_list(store, empty)
    with pytest.raises(ProblemError, match="503 suppression-key-missing"):
        put_on_list(store, empty, ANNA)
    assert empty.get("suppression-key") is None
