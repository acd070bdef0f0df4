"""A key that the service makes for itself is one, however many processes find none at once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from recommendations_v2.made_keys import made_key
from recommendations_v2.served_record import ServedRecords
from shared.testing import MemorySecrets, MemoryStore

PROCESSES = 4


class SlowSecrets(MemorySecrets):
    """Whoever asks first is told that there is none before anybody has put one; each put takes a while."""

    def __init__(self) -> None:
        super().__init__()
        self.all_here = threading.Barrier(PROCESSES)
        self.asked = threading.local()
        self.puts = 0

    def get(self, name: str) -> str | None:
        found = super().get(name)
        if not hasattr(self.asked, "before"):
            self.asked.before = True
            self.all_here.wait(10)
        return found

    def put(self, name: str, value: str) -> None:
        self.puts += 1
        time.sleep(0.05)
        super().put(name, value)


def test_of_processes_that_start_together_one_makes_the_key_and_all_have_it() -> None:
    secrets, store = SlowSecrets(), MemoryStore()
    with ThreadPoolExecutor(PROCESSES) as pool:
        keys = list(pool.map(lambda _: made_key(secrets, store, "some-key"), range(PROCESSES)))
    assert (len(set(keys)), len(keys[0]), secrets.puts) == (1, 64, 1)


def test_what_one_process_hides_another_one_reads() -> None:
    secrets, store = SlowSecrets(), MemoryStore()
    with ThreadPoolExecutor(PROCESSES) as pool:
        processes = [ServedRecords(secrets, store) for _ in range(PROCESSES)]
        hidden = list(pool.map(lambda each: each.hide(b"anna"), processes))
    assert {process.shown(each) for process in processes for each in hidden} == {b"anna"}
