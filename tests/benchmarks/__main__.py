"""`make bench`: start, memory, load speed, and latency of the endpoints, each beside what it was promised to be.

Figures are of this machine in this run; only their ratios travel.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

from tests.benchmarks import processes

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
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {token}"}
    taken = []
    for path in paths:
        started = time.perf_counter()
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        taken.append((time.perf_counter() - started) * 1000)
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}")
    connection.close()
    return taken


def told(name: str, taken: list[float]) -> None:
    ordered = sorted(taken)
    p99 = ordered[int(len(ordered) * 0.99) - 1]
    print(f"{name:<44} p50 {statistics.median(ordered):7.1f} ms   p99 {p99:7.1f} ms   of {len(ordered)}")


def moments(template: str, calls: int) -> list[str]:
    """The same question at many moments, so that no answer comes from the cache."""
    clocks = (f"{9 + i % 9:02}:{i % 60:02}:{(i * 7) % 60:02}.{i:06}" for i in range(calls))
    return [template.format(as_of=f"2011-08-31T{clock}Z") for clock in clocks]


def bench_load(folder: Path) -> None:
    sales = folder / "sales.csv"
    write_sales(sales, ROWS)
    seconds, report = processes.load(folder / "million", "--format", "canonical", str(sales))
    read = sum(table["read"] for table in report["tables"])  # type: ignore[attr-defined]  # the command's own JSON
    print(f"{'load of ' + format(read, ',') + ' CSV lines':<44} {seconds:7.1f} s    promised under 15")
    seconds, _ = processes.load(folder / "million", "--format", "canonical", str(sales))
    print(f"{'the same again (all known)':<44} {seconds:7.1f} s")


def bench_shop(folder: Path) -> None:
    data_dir = folder / "uci"
    seconds, report = processes.load(data_dir, "--mapping", "uci_online_retail", str(UCI))
    rows = sum(table["read"] for table in report["tables"] if table["table"] == "sales")  # type: ignore[attr-defined]  # as above
    print(f"{'load of the UCI shop, ' + format(rows, ',') + ' lines':<44} {seconds:7.1f} s")
    starts = []
    for _ in range(5):
        with processes.running(data_dir) as (_, _, seconds):
            starts.append(seconds)
    print(f"{'start to first answer, median of 5':<44} {statistics.median(starts):7.2f} s    promised under 1.5")
    with processes.running(data_dir) as (port, process_id, _):
        print(f"{'resident after start':<44} {processes.resident_megabytes(process_id):7.0f} MB   promised under 150")
        token = processes.token(data_dir)
        for name in ("current", "trends"):
            query = "as_of={as_of}" + ("&window=90d" if name == "trends" else "")
            told(f"/{name} uncached", latencies(port, token, moments(f"/api/revenue/{name}?{query}", CALLS)))
            told(
                f"/{name} cached", latencies(port, token, [f"/api/revenue/{name}?{query.format(as_of=AS_OF)}"] * CALLS)
            )
        print(f"{'resident after these calls':<44} {processes.resident_megabytes(process_id):7.0f} MB")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench_load(Path(folder))
        if UCI.exists():
            bench_shop(Path(folder))
        else:
            print("the UCI shop is not beside the project: start, memory and latency were NOT measured")


if __name__ == "__main__":
    main()
