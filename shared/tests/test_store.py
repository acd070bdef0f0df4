"""What every store promises about values, conditions and lists, on each store of the fixture `store`."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.store import Store, StoreConflictError, StoreError

Race = Callable[[Callable[[int], object]], list[object]]

# Values


def test_what_is_put_is_got(store: Store) -> None:
    version = store.put("versions/data", b"\x00first\r\n")

    stored = store.get("versions/data")
    assert stored is not None
    assert (stored.value, stored.version) == (b"\x00first\r\n", version)


def test_nothing_stands_under_a_key_nobody_wrote(store: Store) -> None:
    assert store.get("versions/data") is None
    assert store.open("versions/data") is None
    assert list(store.list("")) == []


def test_every_write_changes_the_version_even_with_the_same_value(store: Store) -> None:
    versions = [store.put("pointer", b"same") for _ in range(50)]

    assert len(set(versions)) == len(versions)


def test_a_key_deleted_and_written_again_has_a_new_version(store: Store) -> None:
    before = store.put("pointer", b"same")
    store.delete("pointer")
    after = store.put("pointer", b"same", if_absent=True)

    assert before != after
    with pytest.raises(StoreConflictError):
        store.put("pointer", b"other", if_version=before)


def test_a_key_may_also_begin_other_keys(store: Store) -> None:
    store.put("a", b"1")
    store.put("a/b", b"2")
    store.put("a.value/b", b"3")
    store.delete("a/b")

    assert list(store.list("")) == ["a", "a.value/b"]


def test_upper_and_lower_case_are_two_keys(store: Store) -> None:
    store.put("Load", b"1")
    store.put("load", b"2")

    assert [stored.value for key in ("Load", "load") if (stored := store.get(key))] == [b"1", b"2"]


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "..",
        "a/../../b",
        "a/./b",
        "a//b",
        "a/",
        "a\\b",
        "a\0b",
        "a b",
        "a\n",
        "ä",
        "x" * 81,
        "/".join(["x" * 80] * 7),
        "%2e%2e/b",
    ],
)
def test_a_key_that_could_lead_out_of_the_store_is_refused(store: Store, key: str) -> None:
    with pytest.raises(StoreError, match="is no key"):
        store.put(key, b"")


def test_a_key_of_every_allowed_character_and_length_is_kept(store: Store) -> None:
    keys = ["Aa0._=@:+~-", "x" * 80, "/".join(["~" * 80] * 6), "...", ".hidden", "a.value", "%".replace("%", "=25")]
    for key in keys:
        store.put(key, key.encode())

    assert list(store.list("")) == sorted(keys)
    assert all(stored.value == key.encode() for key in keys if (stored := store.get(key)))


# Conditions


def test_if_absent_writes_once(store: Store) -> None:
    store.put("idempotency/1", b"first", if_absent=True)

    with pytest.raises(StoreConflictError):
        store.put("idempotency/1", b"second", if_absent=True)
    assert (found := store.get("idempotency/1")) is not None
    assert found.value == b"first"


def test_if_version_refuses_a_value_that_somebody_wrote_meanwhile(store: Store) -> None:
    read = store.put("pointer", b"yesterday")
    store.put("pointer", b"today")

    with pytest.raises(StoreConflictError):
        store.put("pointer", b"mine", if_version=read)
    with pytest.raises(StoreConflictError):
        store.delete("pointer", if_version=read)
    assert (found := store.get("pointer")) is not None
    assert found.value == b"today"


def test_if_version_refuses_a_key_that_is_gone(store: Store) -> None:
    read = store.put("pointer", b"yesterday")
    store.delete("pointer", if_version=read)

    with pytest.raises(StoreConflictError):
        store.put("pointer", b"mine", if_version=read)
    assert store.get("pointer") is None


def test_deleting_what_is_absent_is_fine(store: Store) -> None:
    store.delete("nothing/here")
    store.delete("nothing/here", if_version="1")


def test_two_conditions_exclude_one_another(store: Store) -> None:
    with pytest.raises(ValueError, match="exclude"):
        store.put("pointer", b"", if_absent=True, if_version="1")


def test_of_twenty_that_create_a_key_at_once_one_wins(store: Store, at_once: Race) -> None:
    results = at_once(lambda number: store.put("lock", str(number).encode(), if_absent=True))

    winners = [number for number, result in enumerate(results) if isinstance(result, str)]
    assert len(winners) == 1
    assert (found := store.get("lock")) is not None
    assert (found.value, found.version) == (str(winners[0]).encode(), results[winners[0]])


def test_of_twenty_that_replace_a_version_at_once_one_wins(store: Store, at_once: Race) -> None:
    read = store.put("pointer", b"old")

    results = at_once(lambda number: store.put("pointer", str(number).encode(), if_version=read))

    assert sum(isinstance(result, str) for result in results) == 1


def test_of_twenty_that_delete_a_version_and_replace_it_one_wins(store: Store, at_once: Race) -> None:
    read = store.put("pointer", b"old")

    results = at_once(
        lambda number: (
            store.delete("pointer", if_version=read) if number % 2 else store.put("pointer", b"new", if_version=read)
        )
    )

    replaced = sum(isinstance(result, str) for result in results)
    stored = store.get("pointer")
    assert (replaced, stored and stored.value) in [(1, b"new"), (0, None)]


def count_up(store: Store, times: int) -> None:
    done = 0
    while done < times:
        stored = store.get("counter")
        assert stored is not None
        try:
            store.put("counter", str(int(stored.value) + 1).encode(), if_version=stored.version)
            done += 1
        except StoreConflictError:
            continue


def test_twenty_threads_count_without_losing_one(store: Store, at_once: Race) -> None:
    store.put("counter", b"0")

    at_once(lambda _: count_up(store, 3))

    assert (found := store.get("counter")) is not None
    assert found.value == b"60"


# Lists and artefacts


def test_list_answers_the_keys_that_begin_so_in_order(store: Store) -> None:
    for key in ("runs/b", "runs/a/1", "runs/a-1", "runs.old/a", "rune", "other"):
        store.put(key, b"")

    assert list(store.list("runs/")) == ["runs/a-1", "runs/a/1", "runs/b"]
    assert list(store.list("runs/a")) == ["runs/a-1", "runs/a/1"]
    assert list(store.list("run")) == ["rune", "runs.old/a", "runs/a-1", "runs/a/1", "runs/b"]
    assert list(store.list("../")) == []
    assert list(store.list("/")) == []


def test_a_list_holds_while_keys_come_and_go(store: Store) -> None:
    store.put("kept/key", b"")
    stop = threading.Event()

    def come_and_go() -> None:
        while not stop.is_set():
            store.put("passing/deep/key", b"")
            store.delete("passing/deep/key")

    with ThreadPoolExecutor(1) as pool:
        coming_and_going = pool.submit(come_and_go)
        lists = [list(store.list("")) for _ in range(200)]
        stop.set()
        coming_and_going.result()

    assert all("kept/key" in keys and set(keys) <= {"kept/key", "passing/deep/key"} for keys in lists)


def test_an_artefact_is_kept_and_read_from_any_place(store: Store, tmp_path: Path) -> None:
    content = os.urandom(3_000_000)
    source = tmp_path / "model.bin"
    source.write_bytes(content)
    store.put_file("models/forecast.bin", source)

    file = store.open("models/forecast.bin")
    assert file is not None
    with file:
        file.seek(-1_000, os.SEEK_END)
        assert file.read() == content[-1_000:]
        file.seek(10)
        assert file.read(10) == content[10:20]


def test_an_open_artefact_stays_as_it_was_while_another_takes_its_place(store: Store) -> None:
    store.put("models/forecast.bin", b"yesterday's")
    file = store.open("models/forecast.bin")
    assert file is not None
    with file:
        store.put("models/forecast.bin", b"today's")
        store.delete("models/forecast.bin")
        assert file.read() == b"yesterday's"


def test_a_value_is_never_seen_half_written(store: Store) -> None:
    size = 300_000
    store.put("big", b"0" * size)
    stop = threading.Event()

    def keep_writing() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            store.put("big", str(number % 10).encode() * size)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(keep_writing)
        seen = [stored.value for _ in range(200) if (stored := store.get("big"))]
        stop.set()
        writing.result()

    assert len(seen) == 200
    assert all(len(value) == size and value == value[:1] * size for value in seen)
