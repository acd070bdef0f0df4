"""What every store promises between processes, some of which are killed, on each store of the fixture `shared_url`."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from shared.store import LeaseHeldError, connect, lease

PATIENCE_SECONDS = 20  # for another process to end; it takes a fraction of one, unless the machine is busy
Wait = Callable[[Callable[[], bool]], bool]
Start = Callable[..., subprocess.Popen[str]]
Kill = Callable[[subprocess.Popen[str]], None]

COUNTER = """
import sys
from shared.store import StoreConflictError, connect
store = connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
done = 0
while done < int(sys.argv[2]):
    stored = store.get("counter")
    try:
        store.put("counter", str(int(stored.value) + 1).encode(), if_version=stored.version)
        done += 1
    except StoreConflictError:
        pass
"""

COUNTER_OF_TEN = """
import sys
from concurrent.futures import ThreadPoolExecutor
from shared.store import StoreConflictError, connect
store = connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
def count(number):
    created, done = 0, 0
    try:
        store.put(f"keys/{number}", b"mine", if_absent=True)
        created = 1
    except StoreConflictError:
        pass
    while done < int(sys.argv[2]):
        stored = store.get("counter")
        try:
            store.put("counter", str(int(stored.value) + 1).encode(), if_version=stored.version)
            done += 1
        except StoreConflictError:
            pass
    return created
with ThreadPoolExecutor(10) as pool:
    print(sum(pool.map(count, range(10))), flush=True)
"""

CREATOR = """
import sys
from shared.store import StoreConflictError, connect
store = connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
won = 0
for number in range(int(sys.argv[2])):
    try:
        store.put(f"keys/{number}", b"mine", if_absent=True)
        won += 1
    except StoreConflictError:
        pass
print(won, flush=True)
"""

TAKER_OF_TURNS = """
import sys
from shared.store import LeaseHeldError, connect, lease
store = connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
done = 0
while done < int(sys.argv[2]):
    try:
        with lease(store, "leases/counter", holder="a process"):
            store.put("counter", str(int(store.get("counter").value) + 1).encode())
            done += 1
    except LeaseHeldError:
        pass
"""

HOLDER = """
import sys, time
from shared.store import connect, lease
with lease(connect(sys.argv[1]), "leases/load", holder="the killed load", seconds=float(sys.argv[2])):
    print("held", flush=True)
    time.sleep(60)
"""


def race(other_process: Start, program: str, url: str, times: int) -> list[str]:
    """Two processes run the program from the same moment on; answers the last line each of them said."""
    racers = [other_process(program, url, str(times)) for _ in range(2)]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    answers = [racer.communicate(timeout=PATIENCE_SECONDS)[0].strip() for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0]
    return answers


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_two_processes_count_without_losing_one(shared_url: str, other_process: Start) -> None:
    store = connect(shared_url)
    store.put("counter", b"0")

    race(other_process, COUNTER, shared_url, 50)

    assert (found := store.get("counter")) is not None
    assert found.value == b"100"


def test_every_key_two_processes_create_is_won_by_one_of_them(shared_url: str, other_process: Start) -> None:
    wins = race(other_process, CREATOR, shared_url, 50)

    assert sum(map(int, wins)) == 50


def test_two_processes_of_ten_threads_each_count_without_losing_one_and_create_every_key_once(
    shared_url: str, other_process: Start
) -> None:
    store = connect(shared_url)
    store.put("counter", b"0")

    created = race(other_process, COUNTER_OF_TEN, shared_url, 3)

    assert (found := store.get("counter")) is not None
    assert found.value == b"60"
    assert sum(map(int, created)) == 10


def test_two_processes_that_take_turns_by_a_lease_lose_nothing_without_conditions(
    shared_url: str, other_process: Start
) -> None:
    store = connect(shared_url)
    store.put("counter", b"0")

    race(other_process, TAKER_OF_TURNS, shared_url, 10)

    assert (found := store.get("counter")) is not None
    assert found.value == b"20"
    assert list(store.list("")) == ["counter"]


def test_a_killed_holder_keeps_others_out_no_longer_than_its_time(
    shared_url: str, eventually: Wait, other_process: Start, killed: Kill
) -> None:
    store = connect(shared_url)
    holder = other_process(HOLDER, shared_url, "1")
    assert first_line(holder) == "held"
    killed(holder)

    with pytest.raises(LeaseHeldError, match="the killed load"), lease(store, "leases/load", holder="the next"):
        pass

    def taken_over() -> bool:
        try:
            with lease(store, "leases/load", holder="the next"):
                return True
        except LeaseHeldError:
            return False

    assert eventually(taken_over)
