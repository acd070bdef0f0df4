"""What the store on Cloud Storage does with artefacts and its place in a bucket; and that the stand-in is strict."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest

from shared.store import StoreConflictError, StoreError, connect
from shared.store.cloud_storage import CloudStorageStore


class StandIn(Protocol):
    url: str

    def meets(self, bucket: str, *faults: tuple[str, str]) -> None: ...
    def asked_of(self, bucket: str) -> list[str]: ...
    def broken_rules(self) -> list[str]: ...


@pytest.fixture
def store(bucket: str) -> CloudStorageStore:
    return CloudStorageStore(bucket)


# Artefacts


@pytest.fixture
def artefact(tmp_path: Path) -> Path:
    path = tmp_path / "model.bin"
    path.write_bytes(os.urandom(20_000_000))  # three parts of 8 MiB
    return path


def read(store: CloudStorageStore, key: str) -> bytes:
    file = store.open(key)
    assert file is not None
    with file:
        return file.read()


def test_an_artefact_goes_up_in_parts_and_a_part_that_is_lost_goes_up_again(
    store: CloudStorageStore, cloud_storage: StandIn, bucket: str, artefact: Path
) -> None:
    cloud_storage.meets(bucket, ("resume", "hang up"), ("resume", "503"), ("resume", "hang up"), ("insert", "503"))

    store.put_file("models/forecast.bin", artefact)

    asked = cloud_storage.asked_of(bucket)
    assert read(store, "models/forecast.bin") == artefact.read_bytes()
    assert asked.count("resume") == 3 + 3


def test_an_artefact_whose_last_answer_is_lost_is_sent_once(
    store: CloudStorageStore, cloud_storage: StandIn, bucket: str, artefact: Path
) -> None:
    store.put("models/forecast.bin", b"yesterday's")
    cloud_storage.meets(bucket, ("resume", ""), ("resume", ""), ("resume", "hang up"))

    store.put_file("models/forecast.bin", artefact)

    assert cloud_storage.asked_of(bucket) == ["get", "insert conditionally", *["resume"] * 4]
    assert read(store, "models/forecast.bin") == artefact.read_bytes()


def test_an_artefact_goes_on_top_of_one_that_came_between(
    store: CloudStorageStore, cloud_storage: StandIn, bucket: str, artefact: Path
) -> None:
    cloud_storage.meets(bucket, ("resume", ""), ("resume", "overwritten models/forecast.bin theirs"), ("resume", ""))

    store.put_file("models/forecast.bin", artefact)

    assert cloud_storage.asked_of(bucket).count("insert conditionally") == 2
    assert read(store, "models/forecast.bin") == artefact.read_bytes()


def test_a_value_longer_than_one_part_keeps_its_condition(store: CloudStorageStore) -> None:
    version = store.put("models/small", b"1" * 9_000_000, if_absent=True)

    with pytest.raises(StoreConflictError):
        store.put("models/small", b"2" * 9_000_000, if_absent=True)
    assert (stored := store.get("models/small")) is not None
    assert (stored.value[:1], stored.version) == (b"1", version)


# The bucket


def test_two_shops_in_one_bucket_do_not_see_one_another(cloud_storage: StandIn, bucket: str) -> None:
    assert cloud_storage.url
    one, other = connect(f"gs://{bucket}/one/"), connect(f"gs://{bucket}/one-more")
    one.put("pointer", b"one")
    other.put("pointer", b"other")

    assert list(one.list("")) == list(other.list("p")) == ["pointer"]
    one.delete("pointer")
    assert other.get("pointer") is not None
    assert list(connect(f"gs://{bucket}").list("")) == ["one-more/pointer"]


def test_a_folder_made_in_the_console_is_no_key(store: CloudStorageStore, bucket: str, cloud_storage: StandIn) -> None:
    assert cloud_storage.url
    store._bucket.blob("runs/").upload_from_string(b"")
    store.put("runs/1", b"")

    assert list(connect(f"gs://{bucket}").list("runs/")) == ["runs/1"]


@pytest.mark.parametrize(
    "url", ["gs://Bucket", "gs://b", "gs://user@bucket", "gs://bucket/../other", "gs://bucket/a b"]
)
def test_what_is_no_place_in_a_bucket_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match=r"use gs://|is no key"):
        connect(url)


def test_a_store_on_one_machine_does_not_pay_for_the_client(tmp_path: Path) -> None:
    program = (
        "import sys; there = set(sys.modules);"  # a library of functions makes the empty namespace google.cloud
        "from shared.store import connect; connect(sys.argv[1]);"
        "sys.exit(any(name.startswith('google.cloud') for name in set(sys.modules) - there))"
    )
    assert subprocess.run([sys.executable, "-c", program, tmp_path.as_uri()], check=False).returncode == 0


# The stand-in


@pytest.mark.parametrize(
    ("verb", "path", "what"),
    [
        ("GET", "/storage/v1/b/a-bucket/o?prefix=a&page_size=5", "no parameter page_size"),
        ("DELETE", "/storage/v1/b/a-bucket/o/key?ifGenerationMatch=latest", "ifGenerationMatch is no int64"),
        ("GET", "/download/storage/v1/b/a-bucket/o/key", "without alt=media"),
        ("GET", "/storage/v1/b/a-bucket", "no such path"),
    ],
)
def test_a_request_the_real_one_would_not_know_is_noticed(
    careless_stand_in: StandIn, verb: str, path: str, what: str
) -> None:
    connection = http.client.HTTPConnection(urlsplit(careless_stand_in.url).netloc, timeout=5)
    connection.request(verb, path)
    connection.getresponse().read()
    connection.close()

    (broken,) = careless_stand_in.broken_rules()
    assert what in broken
