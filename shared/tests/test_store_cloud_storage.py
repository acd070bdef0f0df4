"""What the store on Cloud Storage makes of answers that are late, lost, wrong or refused, over the wire."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Protocol

import pytest

from shared.store import StoreConflictError, StoreError, lease
from shared.store.cloud_storage import CloudStorageStore

OFTEN = 100  # more attempts than fit into the time of a test


class StandIn(Protocol):
    url: str

    def meets(self, bucket: str, *faults: tuple[str, str]) -> None: ...
    def asked_of(self, bucket: str) -> list[str]: ...
    def broken_rules(self) -> list[str]: ...


@pytest.fixture
def store(bucket: str) -> CloudStorageStore:
    return CloudStorageStore(bucket)


# Attempts that fail

PASSING = ["503", "429", "hang up"]


@pytest.mark.parametrize("what", PASSING)
def test_a_fault_that_passes_is_not_noticed(
    store: CloudStorageStore, cloud_storage: StandIn, bucket: str, what: str
) -> None:
    for method in ("download", "get", "insert", "list", "delete"):
        version = store.put("pointer", b"old")
        cloud_storage.meets(bucket, (method, what))

        store.put("other", b"new")
        version = store.put("pointer", b"new", if_version=version)
        stored = store.get("pointer")
        assert stored is not None
        assert (stored.value, stored.version) == (b"new", version)
        assert list(store.list("")) == ["other", "pointer"]
        store.delete("other")
        store.delete("pointer", if_version=version)
        assert list(store.list("")) == []
        assert cloud_storage.asked_of(bucket)


@pytest.mark.parametrize("what", ["hang up", "503", "429"])
def test_a_conditional_write_is_no_conflict_with_itself(
    store: CloudStorageStore, cloud_storage: StandIn, bucket: str, what: str
) -> None:
    cloud_storage.meets(bucket, ("insert", what))
    created = store.put("idempotency/1", b"first", if_absent=True)
    assert cloud_storage.asked_of(bucket)[:2] == ["insert conditionally"] * 2

    cloud_storage.meets(bucket, ("insert", what))
    replaced = store.put("idempotency/1", b"second", if_version=created)
    assert cloud_storage.asked_of(bucket)[:2] == ["insert conditionally"] * 2

    stored = store.get("idempotency/1")
    assert stored is not None
    assert (stored.value, stored.version) == (b"second", replaced)


def test_a_write_whose_answer_comes_too_late_is_no_conflict_with_itself(cloud_storage: StandIn, bucket: str) -> None:
    store = CloudStorageStore(bucket, answer_seconds=0.3)
    cloud_storage.meets(bucket, ("insert", "hang"))

    version = store.put("idempotency/1", b"first", if_absent=True)

    stored = store.get("idempotency/1")
    assert stored is not None
    assert (stored.value, stored.version) == (b"first", version)
    with pytest.raises(StoreConflictError, match="exists already"):
        store.put("idempotency/1", b"first", if_absent=True)


def test_the_same_value_from_somebody_else_is_a_conflict(
    store: CloudStorageStore, cloud_storage: StandIn, bucket: str
) -> None:
    store.put("idempotency/1", b"first")
    cloud_storage.meets(bucket, ("insert", "503"))

    with pytest.raises(StoreConflictError):
        store.put("idempotency/1", b"first", if_absent=True)


def test_a_write_that_was_lost_and_overwritten_is_a_conflict(
    store: CloudStorageStore, cloud_storage: StandIn, bucket: str
) -> None:
    read = store.put("pointer", b"old")
    cloud_storage.meets(bucket, ("insert", "overwritten pointer theirs"))

    with pytest.raises(StoreConflictError, match="has been written since"):
        store.put("pointer", b"mine", if_version=read)
    assert (found := store.get("pointer")) is not None
    assert found.value == b"theirs"


def test_no_write_and_no_delete_goes_out_without_a_condition(
    store: CloudStorageStore, cloud_storage: StandIn, bucket: str, tmp_path: Path
) -> None:
    (tmp_path / "artefact").write_bytes(b"x" * 9_000_000)  # more than is sent at once
    cloud_storage.meets(bucket)
    for _ in range(2):
        store.put("pointer", b"value")
        store.put_file("artefact", tmp_path / "artefact")
    store.delete("pointer")

    asked = cloud_storage.asked_of(bucket)
    assert [method for method in asked if method in {"insert", "delete"}] == []
    assert asked.count("insert conditionally") == 4


def test_an_unconditional_write_goes_on_top_of_one_that_came_between(
    store: CloudStorageStore, cloud_storage: StandIn, bucket: str
) -> None:
    store.put("pointer", b"old")
    cloud_storage.meets(bucket, ("get", "overwritten pointer theirs"), ("insert", "412"))

    version = store.put("pointer", b"mine")

    stored = store.get("pointer")
    assert stored is not None
    assert (stored.value, stored.version) == (b"mine", version)


def test_an_unconditional_delete_outlasts_a_write_that_came_between(
    store: CloudStorageStore, cloud_storage: StandIn, bucket: str
) -> None:
    store.put("pointer", b"old")
    cloud_storage.meets(bucket, ("delete", "412"))

    store.delete("pointer")

    assert store.get("pointer") is None


def test_a_lease_outlives_a_renewal_whose_answer_is_lost(
    store: CloudStorageStore, cloud_storage: StandIn, bucket: str
) -> None:
    with lease(store, "leases/load", holder="load 7", seconds=1.5) as held:
        cloud_storage.meets(bucket, ("insert", "hang up"))
        time.sleep(1.6)
        held.check()

    assert list(store.list("")) == []


# Refusals and time-outs


def test_a_fault_that_stays_ends_in_an_error_that_is_no_conflict(cloud_storage: StandIn, bucket: str) -> None:
    store = CloudStorageStore(bucket, retry_seconds=0.5)
    cloud_storage.meets(bucket, *[("insert", "429")] * OFTEN)

    with pytest.raises(StoreError, match=r"writing pointer failed.*429") as refused:
        store.put("pointer", b"value", if_absent=True)
    assert not isinstance(refused.value, StoreConflictError)
    assert store.get("pointer") is None


def test_a_server_that_never_answers_costs_no_more_than_the_times_allow(cloud_storage: StandIn, bucket: str) -> None:
    store = CloudStorageStore(bucket, answer_seconds=0.2, retry_seconds=0.5)
    store.put("pointer", b"value")
    cloud_storage.meets(bucket, *[("download", "hang")] * OFTEN)

    started = time.monotonic()
    with pytest.raises(StoreError, match="reading pointer failed"):
        store.get("pointer")
    assert time.monotonic() - started < 2.5


def test_what_is_forbidden_is_not_tried_again(store: CloudStorageStore, cloud_storage: StandIn, bucket: str) -> None:
    cloud_storage.meets(bucket, ("insert", "403"))

    with pytest.raises(StoreError, match=r"does not have storage\.objects\.create access"):
        store.put("pointer", b"value", if_absent=True)
    assert cloud_storage.asked_of(bucket) == ["insert conditionally"]


def test_a_bucket_that_is_not_there_is_no_empty_one(cloud_storage: StandIn) -> None:
    assert cloud_storage.url
    store = CloudStorageStore("missing-bucket")

    for ask in (
        lambda: store.get("a"),
        lambda: store.open("a"),
        lambda: list(store.list("")),
        lambda: store.put("a", b""),
    ):
        with pytest.raises(StoreError, match="bucket does not exist"):
            ask()


@pytest.mark.parametrize("version", ["0", "", "-1", "1.5", "somebody's", "9" * 30])
def test_a_version_cloud_storage_never_gave_is_a_conflict(store: CloudStorageStore, version: str) -> None:
    with pytest.raises(StoreConflictError):
        store.put("pointer", b"value", if_version=version)
    store.put("pointer", b"value")
    with pytest.raises(StoreConflictError):
        store.delete("pointer", if_version=version)


# Values that break off


def test_a_value_overwritten_while_its_answer_broke_off_is_the_new_one(
    store: CloudStorageStore, cloud_storage: StandIn, bucket: str
) -> None:
    store.put("pointer", b"old" * 100_000)
    cloud_storage.meets(bucket, ("download", "overwritten pointer theirs"))
    assert (stored := store.get("pointer")) is not None
    assert stored.value == b"theirs"

    cloud_storage.meets(bucket, ("download", "overwritten pointer newest"))
    file = store.open("pointer")
    assert file is not None
    with file:
        assert file.read() == b"newest"


def test_a_value_garbled_on_its_way_back_is_an_error(
    store: CloudStorageStore, cloud_storage: StandIn, bucket: str
) -> None:
    store.put("pointer", b"intact")
    cloud_storage.meets(bucket, ("download", "garbled"))

    with pytest.raises(StoreError, match="reading pointer failed"):
        store.get("pointer")


@pytest.mark.parametrize(("size", "method"), [(6, "insert"), (9_000_000, "resume")])
def test_a_value_garbled_on_its_way_there_is_not_kept(
    store: CloudStorageStore, cloud_storage: StandIn, bucket: str, size: int, method: str
) -> None:
    store.put("pointer", b"old")
    cloud_storage.meets(bucket, (method, "garbled"))

    with pytest.raises(StoreError, match="writing pointer failed"):
        store.put("pointer", b"intact".ljust(size))
    assert (stored := store.get("pointer")) is not None
    assert stored.value == b"old"
