"""The benchmark of every day: start, memory, load of CSV, and latency of two endpoints, in some two minutes."""

from __future__ import annotations

import random
import time
from pathlib import Path

from tests.benchmarks import processes
from tests.benchmarks.latencies import Caller, percentile, spread
from tests.benchmarks.memory import memory_of

UCI = Path(__file__).parents[3] / "shared" / "data" / "online_retail_uci" / "online_retail_2010-12_2011-08.parquet"
ROWS = 1_000_000
CALLS = 400
AS_OF = "2011-08-31T22:59:59Z"


def write_sales(path: Path, rows: int) -> None:
    """A canonical sales file: orders of five lines over two years, from a fixed seed."""
    chance = random.Random(1)  # noqa: S311 - a benchmark's data, not a secret
    with path.open("w", encoding="utf-8") as file:
        file.write("order_id,occurred_at,product_id,customer_id,channel,quantity,unit_price,unit_cost\n")
        for start in range(0, rows, 5):
            second = int(start / rows * 729 * 86400)
            day, rest = divmod(second, 86400)
            moment = time.strftime("%Y-%m-%dT", time.gmtime(1_640_995_200 + day * 86400))
            clock = f"{rest // 3600:02}:{rest % 3600 // 60:02}:{rest % 60:02}Z"
            customer = chance.randrange(20000)
            for _ in range(5):
                product, price = chance.randrange(1500), chance.randrange(100, 5000)
                file.write(
                    f"o{start},{moment}{clock},p{product},c{customer},online,{chance.randrange(1, 4)},"
                    f"{price // 100}.{price % 100:02},{price // 200}.50\n"
                )


def latencies(port: int, token: str, paths: list[str]) -> list[float]:
    """Milliseconds of each path, one after the other on one connection."""
    caller = Caller(port, token)
    taken = []
    for path in paths:
        answer = caller.get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        taken.append(answer.milliseconds)
    caller.close()
    return taken


def told(name: str, taken: list[float]) -> None:
    all_of_them = spread(taken)
    print(f"{name:<44} p50 {all_of_them.p50:7.1f} ms   p99 {all_of_them.p99:7.1f} ms   of {all_of_them.count}")


def moments(template: str, calls: int) -> list[str]:
    """The same question at many moments, so that no answer comes from the cache."""
    clocks = (f"{9 + i % 9:02}:{i % 60:02}:{(i * 7) % 60:02}.{i:06}" for i in range(calls))
    return [template.format(as_of=f"2011-08-31T{clock}Z") for clock in clocks]


def bench_load(folder: Path) -> None:
    sales = folder / "sales.csv"
    write_sales(sales, ROWS)
    loaded = processes.load(folder / "million", "--format", "canonical", str(sales))
    read = sum(table["read"] for table in loaded.report["tables"])
    print(f"{'load of ' + format(read, ',') + ' CSV lines':<44} {loaded.seconds:7.1f} s    promised under 15")
    print(f"{'most memory of that load':<44} {loaded.most.proportional:7.0f} MB")
    again = processes.load(folder / "million", "--format", "canonical", str(sales))
    print(f"{'the same again (all known)':<44} {again.seconds:7.1f} s")


def bench_shop(folder: Path) -> None:
    data_dir = folder / "uci"
    loaded = processes.load(data_dir, "--mapping", "uci_online_retail", str(UCI))
    rows = sum(table["read"] for table in loaded.report["tables"] if table["table"] == "sales")
    print(f"{'load of the UCI shop, ' + format(rows, ',') + ' lines':<44} {loaded.seconds:7.1f} s")
    starts = []
    for _ in range(5):
        with processes.serving(data_dir) as server:
            starts.append(server.seconds)
    print(f"{'start to first answer, median of 5':<44} {percentile(starts, 0.5):7.2f} s    promised under 1.5")
    with processes.serving(data_dir) as server:
        port, process_id = server.port, server.pid
        print(f"{'resident after start':<44} {memory_of(process_id).proportional:7.0f} MB   promised under 150")
        token = processes.token(data_dir)
        for name in ("current", "trends"):
            query = "as_of={as_of}" + ("&window=90d" if name == "trends" else "")
            told(f"/{name} uncached", latencies(port, token, moments(f"/api/revenue/{name}?{query}", CALLS)))
            told(
                f"/{name} cached", latencies(port, token, [f"/api/revenue/{name}?{query.format(as_of=AS_OF)}"] * CALLS)
            )
        print(f"{'resident after these calls':<44} {memory_of(process_id).proportional:7.0f} MB")
