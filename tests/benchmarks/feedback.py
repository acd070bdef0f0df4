"""Feedback on recommendations: how many a second are durable before they are answered; and kill -9 loses none.

Callers ask again as soon as they are answered, as many at once as shops' servers do; then all processes of the suite
are killed, and every feedback that was answered with 2xx has to be in the store or the warehouse. Beside it: the same
store, one write for each feedback.
"""

from __future__ import annotations

import json
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from recommendations_v2.feedback_inbox import PUBLISHED, TAKEN, read
from recommendations_v2.served_record import Served, ServedRecords
from shared.secrets import connect as connect_secrets
from shared.store import connect as connect_store
from shared.warehouse import Query
from shared.warehouse import connect as connect_warehouse
from tests.benchmarks.latencies import percentile
from tests.benchmarks.processes import serving, settle, token

PROMISED = 2_000  # feedbacks a second, durable
_CALLERS = 32  # at once: pages of which each sends what it gathered, and a shop's servers
_TOGETHER = 25  # feedbacks of one request: what a page of three lists gathers
_SECONDS = 10.0
_ALONE_SECONDS = 2.0
_PATH = "/api/recommendations/v2/feedback"
_PRODUCTS = tuple(f"product-{number}" for number in range(10))


@dataclass
class Sent:
    """What one caller sent: ids that were answered with 2xx, and what each request took."""

    names: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def measure(tell: Callable[[str], None]) -> list[str]:
    """What is broken of the promises, in words."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serving(folder) as server:
            settle(folder, server.port)
            lists = _lists(folder)
            sent, seconds = _storm(server.port, token(folder, "service"), lists)
            os.killpg(server.pid, signal.SIGKILL)
            time.sleep(0.2)  # until the system has taken its locks away
        kept = _kept(folder)
        alone = _one_by_one(folder)
    accepted = sum(len(each.names) for each in sent)
    refused = [why for each in sent for why in each.refused]
    took = [each for one in sent for each in one.milliseconds]
    rate = accepted / seconds
    lost = accepted - len(kept)
    tell(
        f"feedback: {rate:,.0f} a second durable over HTTP ({_CALLERS} callers, {_TOGETHER} together, {seconds:.1f} s);"
    )
    tell(f"  a request took p50 {percentile(took, 0.5):.1f} ms, p99 {percentile(took, 0.99):.1f} ms")
    tell(f"  one write for each: {alone:,.0f} a second; load of the machine {os.getloadavg()[0]:.1f}")
    tell(f"  after kill -9: {accepted:,} were answered, {len(kept):,} are there, {lost} lost, {len(refused)} refused")
    broken = []
    if rate < PROMISED:
        broken.append(f"feedback: {rate:,.0f} a second, not {PROMISED:,}")
    if lost > 0 or refused:
        broken.append(f"feedback: {lost} lost, {len(refused)} refused: {refused[:1]}")
    return broken


def _lists(folder: Path) -> list[str]:
    """Ids of lists, made with the key that the service has."""
    records = ServedRecords(connect_secrets(f"file://{folder}/secrets"), connect_store(f"file://{folder}/store"))
    return [
        records.issue(
            Served(
                served_at=datetime.now(UTC),
                subject=f"visitor:{number}",
                surface="home",
                product_ids=_PRODUCTS,
                experiment_id=None,
                arm="standing",
                variant="v2",
                model="",
            )
        )
        for number in range(500)
    ]


def _storm(port: int, signed: str, lists: Sequence[str]) -> tuple[list[Sent], float]:
    sent = [Sent() for _ in range(_CALLERS)]
    end = time.perf_counter() + _SECONDS
    threads = [
        threading.Thread(target=_call, args=(port, signed, lists, end, number, each))
        for number, each in enumerate(sent)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sent, time.perf_counter() - began


def _call(port: int, signed: str, lists: Sequence[str], end: float, caller: int, sent: Sent) -> None:
    headers = {"Authorization": f"Bearer {signed}", "Content-Type": "application/json"}
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        turn = 0
        while time.perf_counter() < end:
            turn += 1
            names = [f"{caller}-{turn}-{place}-00000000" for place in range(_TOGETHER)]
            events = [_feedback(lists[(turn + place) % len(lists)], name, place) for place, name in enumerate(names)]
            began = time.perf_counter()
            with suppress(OSError, HTTPException):
                connection.request("POST", _PATH, json.dumps({"events": events}), headers)
                answer = connection.getresponse()
                body = answer.read()
                sent.milliseconds.append((time.perf_counter() - began) * 1000)
                if answer.status == 200 and json.loads(body)["accepted"] == _TOGETHER:
                    sent.names += names
                else:
                    sent.refused.append(body.decode()[:300])


def _feedback(recommendation_id: str, name: str, place: int) -> dict[str, Any]:
    what = ("seen", "clicked", "added", "dismissed")[place % 4]
    return {
        "id": name,
        "event": what,
        "recommendation_id": recommendation_id,
        "product_id": _PRODUCTS[place % len(_PRODUCTS)],
        "position": place + 1,
    }


def _kept(folder: Path) -> set[str]:
    """The identities of all feedback that is durable somewhere."""
    store = connect_store(f"file://{folder}/shop/store")
    kept = {str(row["feedback_id"]) for prefix in (TAKEN, PUBLISHED) for row in read(store, list(store.list(prefix)))}
    with closing(connect_warehouse(f"duckdb://{folder}/shop/shop.duckdb")) as warehouse:
        landed = warehouse.query(Query("landed", "SELECT feedback_id FROM recommendation_feedback", {}))
    return kept | {str(row["feedback_id"]) for row in landed}


def _one_by_one(folder: Path) -> float:
    """Feedbacks a second when each is a write of its own, by as many threads as there are callers."""
    store = connect_store(f"file://{folder}/alone")
    counts = [0] * _CALLERS
    end = time.perf_counter() + _ALONE_SECONDS

    def write(caller: int) -> None:
        while time.perf_counter() < end:
            store.put(f"{caller}/{counts[caller]}", b"x" * 600)
            counts[caller] += 1

    threads = [threading.Thread(target=write, args=(caller,)) for caller in range(_CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / _ALONE_SECONDS
