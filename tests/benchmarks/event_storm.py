"""Orders as events, each delivered one to five times, shuffled, into a process that is killed: what is in the ledger?

`python -m tests.benchmarks events --orders 100000 --kills 20` runs it by itself; a small one is part of `make test`.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import orjson

from ingestion.events.testing import Fact, Orders, expected_ledger, told
from tests.benchmarks.storm_victim import SHOP
from tests.benchmarks.whole_state import state_of

ROOT = Path(__file__).parents[2]
_SLACK_SECONDS = 0.8  # a kill comes up to so long after its share of the deliveries: in any step of a merge
_MOST_COPIES = 5


@dataclass(frozen=True)
class Storm:
    """What came of it; `wrong` is empty when the ledger is the oracle's. `seconds` are without those of restarts."""

    orders: int
    facts: int
    deliveries: int
    kills: int
    seconds: float
    restart_seconds: float
    lines: int
    net_amount: Decimal
    wrong: tuple[str, ...]

    def told(self) -> str:
        """For people."""
        return (
            f"{self.orders} orders, {self.facts} facts, {self.deliveries} deliveries, {self.kills} kills:"
            f" {self.lines} ledger lines, net {self.net_amount} in {self.seconds:.1f} s"
            f" and {self.restart_seconds:.1f} s of restarts; wrong: {'; '.join(self.wrong) or 'nothing'}"
        )


def run(folder: Path, orders: int, kills: int, seed: int) -> Storm:
    """One storm; the same seed delivers the same in the same order and kills at the same shares of it."""
    chance = random.Random(seed)  # noqa: S311 - when to kill, not a secret
    facts = Orders(seed, orders).facts
    file, count = folder / "deliveries.jsonl", 0
    with file.open("wb") as lines:
        for kind, data in _delivered(facts, chance):
            event_id = f"{data['entity_id']}/{data['version']}"
            lines.write(orjson.dumps([kind, event_id, data], option=orjson.OPT_APPEND_NEWLINE))
            count += 1
    data_dir = folder / "data"
    moments = sorted(chance.randrange(count) for _ in range(kills))
    seconds, restarts = _through_the_storm(data_dir, file, moments, chance)
    found, net, wrong = _checked(data_dir, facts)
    return Storm(orders, len(facts), count, kills, seconds, restarts, found, net, tuple(wrong))


def _delivered(facts: list[Fact], chance: random.Random) -> list[Fact]:
    copies = [fact for fact in facts for _ in range(chance.randint(1, _MOST_COPIES))]
    chance.shuffle(copies)
    return copies


def _through_the_storm(data_dir: Path, file: Path, moments: list[int], chance: random.Random) -> tuple[float, float]:
    """Deliver all; at each of the moments (deliveries taken) kill the process, and go on with another."""
    taken, working, starting, left = 0, 0.0, 0.0, list(moments)
    while True:
        began = time.monotonic()
        with subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.storm_victim", str(data_dir), str(file), str(taken)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        ) as victim:
            _expect(victim, "ready")
            starting, began = starting + time.monotonic() - began, time.monotonic()
            ended, taken = _until_killed(victim, taken, left, chance)
            working += time.monotonic() - began
        if ended:
            return working, starting


def _until_killed(
    victim: subprocess.Popen[str], taken: int, left: list[int], chance: random.Random
) -> tuple[bool, int]:
    """Whether it came to its end, and how many deliveries it said are durable."""
    for line in victim.stdout or ():
        word, _, number = line.strip().partition(" ")
        if word == "done":
            return True, taken
        taken = int(number)
        if left and taken >= left[0]:
            left.pop(0)
            time.sleep(chance.uniform(0, _SLACK_SECONDS))
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            return False, taken
    raise RuntimeError(f"the process that takes events ended by itself with {victim.wait()}")


def _expect(victim: subprocess.Popen[str], word: str) -> None:
    line = victim.stdout.readline().strip() if victim.stdout else ""
    if line != word:
        raise RuntimeError(f"the process that takes events said {line!r}, not {word!r}")


def _checked(data_dir: Path, facts: list[Fact]) -> tuple[int, Decimal, list[str]]:
    wrong = list(state_of(data_dir).wrong)
    expected = expected_ledger(facts, SHOP.time_zone, SHOP.currency)
    found: Counter[tuple[Any, ...]] = Counter()
    net = Decimal(0)
    with duckdb.connect(str(data_dir / "shop" / "shop.duckdb"), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        cursor = connection.execute("SELECT * FROM sales")
        names = [column[0] for column in cursor.description or ()]
        while rows := cursor.fetchmany(10_000):
            for values in rows:
                row = dict(zip(names, values, strict=True))
                net += row["net_amount"]
                found[told(row)] += 1
        known = connection.execute(
            "SELECT count(*), count(DISTINCT (order_id, fact_id, version)) FROM order_facts"
        ).fetchone()
    if known != (len(facts), len(facts)):
        wrong.append(f"{known} facts are there, {len(facts)} were told")
    for what, lines in (("missing", expected - found), ("too many", found - expected)):
        if lines:
            wrong.append(f"{lines.total()} lines {what}, such as {next(iter(lines))}")
    return found.total(), net, wrong
