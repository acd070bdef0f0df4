"""Live figures under many viewers: what they hear, how late, what it costs, and what an end or a kill leaves of it.

One suite, one process of viewers and one that asks for figures at a steady rate, all on the same machine. Meanwhile
targets change every few seconds and sales are loaded now and then, so that there is something to tell.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from local.data_folder import DataFolder
from local.plugs import issuer
from tests.benchmarks.latencies import percentile
from tests.benchmarks.live_viewers import Viewer, Watch, connect, from_another_process, listen
from tests.benchmarks.memory import memory_of
from tests.benchmarks.offered_load import Offer
from tests.benchmarks.offered_load import from_another_process as offered
from tests.benchmarks.processes import LONDON, Server, load, serving

PRICE = Decimal("12.50")
ASKED = ("/api/revenue/current", "/api/revenue/trends?window=90d", "/api/revenue/products/top?window=7d")
_RATE = 50.0  # figures asked for each second beside the viewers
_TARGET_SECONDS = 3.0  # between two changes of a target
_LOAD_SECONDS = 60.0  # between two loads: each takes a second of a core
_COMING_SECONDS = 0.03  # for one viewer to get in, on a busy machine
_HANG_SECONDS = 20.0
PROMISED = {"late_p99_ms": 250.0, "memory_mb": 150.0, "get_p99_ms": 200.0, "end_seconds": 8.0}


@dataclass(frozen=True)
class Heard:
    """What became of a run."""

    viewers: int
    deltas: int
    wrong: list[str]  # messages that a client could not use, or documents that differ from /current
    late_p50_ms: float
    late_p99_ms: float
    late_most_ms: float
    memory_mb: float
    get_p50_ms: float
    get_p99_ms: float
    get_unexpected: int
    end_seconds: float
    closed: dict[str, int]  # how many connections ended with which code


class House:
    """A data folder, and whoever changes what is in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.sold = 0

    def token(self, role: str, subject: str) -> str:
        """A token for one user of many; good for a quarter of an hour."""
        return issuer(DataFolder(self.data), {}).issue(role, subject)

    def sell(self) -> None:
        """Load one more sale of today."""
        self.sold += 1
        files = self.folder / f"sale-{self.sold}"
        files.mkdir()
        at = (datetime.now(UTC) - timedelta(seconds=2)).isoformat()
        text = f"order_id,occurred_at,product_id,quantity,unit_price\no{self.sold},{at},mug,1,{PRICE}\n"
        (files / "sales.csv").write_text(text, encoding="utf-8")
        load(self.data, "--format", "canonical", str(files))

    def set_target(self, port: int, amount: int) -> None:
        """Another target for today."""
        today = datetime.now(UTC).date().isoformat()
        item = {"scope": "shop", "period_start": today, "period_end": today}
        body = json.dumps({"items": [item | {"net_amount": {"amount": str(amount), "currency": "GBP"}}]})
        signed = {"Authorization": f"Bearer {self.token('owner', 'who sets targets')}"}
        connection = HTTPConnection("127.0.0.1", port, timeout=_HANG_SECONDS)
        try:
            connection.request("PUT", "/api/revenue/targets", body, {**signed, "Content-Type": "application/json"})
            connection.getresponse().read()
        finally:
            connection.close()

    def current(self, port: int, as_of: str) -> Any:
        """What /api/revenue/current says of a moment, to a viewer."""
        connection = HTTPConnection("127.0.0.1", port, timeout=_HANG_SECONDS)
        try:
            signed = {"Authorization": f"Bearer {self.token('viewer', 'who compares')}"}
            connection.request("GET", f"/api/revenue/current?as_of={as_of.replace('+', '%2B')}", headers=signed)
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


@contextmanager
def changing(house: House, port: int) -> Iterator[None]:
    """Targets and sales that go on while the block runs."""
    done = threading.Event()

    def change() -> None:
        number, loaded_at = 0, time.monotonic()
        while not done.wait(_TARGET_SECONDS):
            number += 1
            house.set_target(port, 1000 + number)
            if time.monotonic() - loaded_at > _LOAD_SECONDS:
                house.sell()
                loaded_at = time.monotonic()

    changer = threading.Thread(target=change)
    changer.start()
    try:
        yield
    finally:
        done.set()
        changer.join()


def measure(folder: Path, viewers: int, seconds: float) -> Heard:
    """Let so many look for so long, then end the suite while they do."""
    house = House(folder)
    coming = viewers * _COMING_SECONDS + 3
    with serving(house.data, {**LONDON, "LIVE_VIEWERS": str(viewers)}) as server:
        for _ in range(2):
            house.sell()
        tokens = [house.token("viewer", f"viewer-{number}") for number in range(viewers)]
        idle = memory_of(server.pid)
        watching = from_another_process(Watch(server.port, tokens, coming + seconds + _HANG_SECONDS))
        time.sleep(coming)
        asked = [[path, house.token("owner", "who asks"), ""] for path in ASKED]
        with changing(house, server.port):
            answered = offered(Offer(server.port, asked, _RATE, seconds))
        used = memory_of(server.pid)
        time.sleep(2 * _TARGET_SECONDS)  # for one more tick after the last change
        last = house.current(server.port, _tick())
        took = end(server)
    told = [Viewer(**each) for each in json.loads(watching.communicate(timeout=3 * _HANG_SECONDS)[0])]
    late = [1000 * each for viewer in told for each in viewer.late]
    gets = answered["by_status"].get("200", {"p50": float("inf"), "p99": float("inf")})
    return Heard(
        viewers=len(told),
        deltas=sum(viewer.deltas for viewer in told),
        wrong=[each for viewer in told for each in [*viewer.wrong, *differing(viewer, last)]],
        late_p50_ms=round(percentile(late, 0.5), 1),
        late_p99_ms=round(percentile(late, 0.99), 1),
        late_most_ms=round(max(late), 1),
        memory_mb=round(used.resident - idle.resident, 1),
        get_p50_ms=gets["p50"],
        get_p99_ms=gets["p99"],
        get_unexpected=answered["unexpected"],
        end_seconds=round(took, 2),
        closed={str(code): sum(viewer.closed == code for viewer in told) for code in {v.closed for v in told}},
    )


def _tick() -> str:
    return datetime.fromtimestamp(time.time() // 5 * 5, UTC).isoformat()


def differing(viewer: Viewer, last: Any) -> list[str]:
    """How what a viewer holds differs from what /current said at the end."""
    if viewer.snapshots != 1:
        return [f"{viewer.snapshots} snapshots on one connection"]
    parts = ("target", "data_until")
    wrong = [
        f"{name}: {viewer.document[name]} for {last[name]}" for name in parts if viewer.document[name] != last[name]
    ]
    if viewer.document["today"]["net_sales"] != last["today"]["net_sales"]:
        wrong.append(f"net sales {viewer.document['today']['net_sales']} for {last['today']['net_sales']}")
    return wrong


def end(server: Server) -> float:
    """Tell the suite to end; answers the seconds until its process was gone. Raises TimeoutError."""
    began = time.monotonic()
    os.kill(server.pid, signal.SIGTERM)
    while not _is_gone(server.pid):
        if time.monotonic() - began > _HANG_SECONDS:
            raise TimeoutError("the suite did not end")
        time.sleep(0.02)
    return time.monotonic() - began


def _is_gone(process_id: int) -> bool:
    try:
        return " Z " in Path(f"/proc/{process_id}/stat").read_text(encoding="ascii")
    except OSError:
        return True


def kills(folder: Path, times: int) -> list[str]:
    """Kill the suite again and again while one client looks; answers where its total was not right afterwards."""
    house, viewer, wrong = House(folder), Viewer(), []
    for number in range(times + 1):
        with serving(house.data, LONDON) as server:
            house.sell()
            asyncio.run(_look(viewer, house, server.port, number))
            said, sold = viewer.document["today"]["net_sales"]["amount"], house.sold * PRICE
            if Decimal(said) != sold or viewer.wrong:
                wrong.append(f"after {number} kills: {said} for {sold}; {viewer.wrong}")
            os.killpg(server.pid, signal.SIGKILL)
    return wrong


async def _look(viewer: Viewer, house: House, port: int, number: int) -> None:
    """Connect with what was heard last, and listen until the total is right or time is over."""
    connection = await connect(port, house.token("viewer", f"client-{number}"), viewer.seq)
    held, deadline = bytearray(), time.monotonic() + _HANG_SECONDS
    while time.monotonic() < deadline:
        await asyncio.sleep(0.2)
        arrived, connection.arrived = connection.arrived, []
        listen(viewer, arrived, held)
        net = (viewer.document.get("today") or {}).get("net_sales")
        if net is not None and Decimal(net["amount"]) == house.sold * PRICE:
            break
    if connection.transport is not None:
        connection.transport.abort()


def broken(heard: Heard) -> list[str]:
    """The promises that a run did not keep."""
    found = [
        f"{name}: {getattr(heard, name)} over {most}" for name, most in PROMISED.items() if getattr(heard, name) > most
    ]
    if heard.wrong:
        found.append(f"{len(heard.wrong)} messages or documents were wrong: {heard.wrong[:3]}")
    if heard.get_unexpected:
        found.append(f"{heard.get_unexpected} GETs were not answered as they should")
    if heard.closed != {"1001": heard.viewers}:
        found.append(f"connections ended otherwise than with 1001: {heard.closed}")
    return found
