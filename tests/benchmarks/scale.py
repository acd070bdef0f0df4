"""Measures one shop of N million ledger rows: loading, questions beside DuckDB by hand, cached answers, one more day.

Results are kept in `.build/bench/<N>.json` after every part, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import csv
import json
import operator
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks import processes
from tests.benchmarks.by_hand import measured, opened
from tests.benchmarks.generated_shop import MILLION, write_shop
from tests.benchmarks.latencies import FEWEST, Caller, enough, spread
from tests.benchmarks.memory import memory_of
from tests.benchmarks.moments import Moment, moments
from tests.benchmarks.offered_load import Offer, from_another_process
from tests.benchmarks.processes import Server
from tests.benchmarks.questions import QUESTIONS, Question

FOLDER = Path(__file__).parents[2] / ".build" / "bench"
MOMENTS = FEWEST + 20  # of questions that are quick
WARM = 3  # first calls of a kind: translating its statements once is no property of the size
TOUCHED = 5  # days touched one after the other: the first reads what nobody asked for before
LATE = "2023-12-31T22:30:00Z"  # after every moment that is asked about: what was answered stays true
RATE, LOAD_SECONDS = 500.0, 20.0  # requests a second, and how long they are offered
# The statements that keep the rollups, by their names in ingestion's sql/; the rest of a load is not theirs.
_ROLLUPS = re.compile(
    r"daily_|weekly_|monthly_|touched_(days|weeks|months|customers)|sales_lines|product_costs|recosted_(products|days)"
    r"|lines_of_days|first_days|lost_(customers|months)|changed_months"
)
_QUERY_SECONDS = re.compile(
    r'^shopsight_warehouse_query_duration_seconds_sum\{.*?query="([^"]+)".*?\} (\S+)', re.MULTILINE
)


@dataclass
class Run:
    """One size on its way: its folder, its results so far, and where it tells of them."""

    millions: float
    told: Callable[[str], None]
    results: dict[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return FOLDER / f"{self.millions:g}.json"

    @property
    def work(self) -> Path:
        return FOLDER / f"shop-of-{self.millions:g}-million"

    @property
    def data_dir(self) -> Path:
        return self.work / "data"

    def keep(self, **parts: Any) -> None:
        """Write down what was measured, at once."""
        self.results |= parts
        self.file.parent.mkdir(parents=True, exist_ok=True)
        part = self.file.with_suffix(".part")
        part.write_text(json.dumps(self.results, indent=1) + "\n", encoding="utf-8")
        part.replace(self.file)


def measure(millions: float, told: Callable[[str], None], *, again: bool) -> dict[str, Any]:
    """Everything about one size; what an earlier run measured is taken from its file, unless `again`."""
    run = Run(millions, told)
    if again:
        shutil.rmtree(run.work, ignore_errors=True)
        run.file.unlink(missing_ok=True)
    if run.file.exists():
        run.results = json.loads(run.file.read_text(encoding="utf-8"))
    if "done" in run.results:
        told(f"{millions:g} million rows: measured before, in {run.file.name}")
        return run.results
    if not (run.data_dir / "shop").exists() or "load" not in run.results:
        run.results = {}
        _load(run)
    if "touched_day" not in run.results:
        with processes.serving(run.data_dir) as server:
            _ask(run, server)
            _offer(run, server)
            memory = memory_of(server.pid)
            run.keep(memory={"pss_mb": memory.proportional, "rss_mb": memory.resident})
            told(f"  memory of the running suite: {memory.proportional:.0f} MB (resident {memory.resident:.0f})")
            _touch_a_day(run, server)
    _ask_by_hand(run)
    run.keep(done=time.strftime("%Y-%m-%d"))
    shutil.rmtree(run.work)
    return run.results


def _load(run: Run) -> None:
    shutil.rmtree(run.work, ignore_errors=True)
    files = write_shop(run.work / "files", int(run.millions * MILLION))
    loaded = processes.load(run.data_dir, "--format", "canonical", *map(str, files))
    rows = next(table["loaded"] for table in loaded.report["tables"] if table["table"] == "sales")
    rejected = sum(table["rejected"] for table in loaded.report["tables"])
    if rejected:
        raise RuntimeError(f"{rejected} rows of the generated shop were rejected: {loaded.report}")
    shutil.rmtree(run.work / "files")
    run.keep(
        millions=run.millions,
        load={
            "rows": rows,
            "seconds": loaded.seconds,
            "rows_per_second": rows / loaded.seconds,
            "peak_pss_mb": loaded.most.proportional,
            "peak_rss_mb": loaded.most.resident,
            "warehouse_mb": (run.data_dir / "shop" / "shop.duckdb").stat().st_size / MILLION,
        },
    )
    run.told(
        f"  load: {rows:,} rows in {loaded.seconds:.1f} s ({rows / loaded.seconds:,.0f} a second),"
        f" at most {loaded.most.proportional:.0f} MB"
    )


def _ask(run: Run, server: Server) -> None:
    """Every question over HTTP, each moment once, so that no answer comes from the cache."""
    run.keep(start_seconds=server.seconds, jobs_seconds=processes.settle(run.data_dir, server.port))
    caller = Caller(server.port, processes.token(run.data_dir))
    asked = moments(MOMENTS + WARM)
    answers = dict(run.results.get("questions", {}))
    for question in QUESTIONS:
        if "server" in answers.get(question.name, {}):
            continue
        answers[question.name] = _asked(server, caller, question, asked)
        run.keep(questions=answers)
        found = answers[question.name]
        run.told(f"  {question.name:<34} " + (_told(found) if "server" in found else found["missing"]))
    caller.close()


def _told(found: dict[str, Any]) -> str:
    return f"p50 {found['server']['p50']:.1f} ms, of which the warehouse {found['query']['p50']:.1f}"


def _asked(server: Server, caller: Caller, question: Question, asked: list[Moment]) -> dict[str, Any]:
    taken: list[float] = []
    queried: list[float] = []
    said = ""
    for place, each in enumerate([*asked[MOMENTS:], *asked[:MOMENTS]]):
        before = sum(_query_seconds(server).values())
        answer = caller.get(question.at(each))
        if answer.status != 200:
            return {"missing": f"answered {answer.status}"}
        if place == WARM:
            said = str(question.said(json.loads(answer.body)))
        if place >= WARM:
            taken.append(answer.milliseconds)
            queried.append((sum(_query_seconds(server).values()) - before) * 1000)
        if enough(taken):
            break
    return {
        "server": spread(taken).document(),
        "query": spread(queried).document(),
        "said": said,
        "most_ms": question.most_ms,
        "most_query_ms": question.most_query_ms,
    }


def _offer(run: Run, server: Server) -> None:
    """Cached answers of what a dashboard shows at a steady rate, half of the callers holding the answer already."""
    if "offered" in run.results:
        return
    token = processes.token(run.data_dir)
    caller = Caller(server.port, token)
    moment = moments(1)[0]
    requests = []
    for question in QUESTIONS:
        if question.most_ms is None:
            continue
        path = question.at(moment)
        answer = caller.get(path)
        if answer.status == 200:
            requests += [[path, token, ""], [path, token, answer.etag]]
    caller.close()
    offered = from_another_process(Offer(server.port, requests, RATE, LOAD_SECONDS))
    run.keep(offered=offered)
    run.told(f"  cached, {RATE:.0f} requests a second: {offered['by_status']}")


def _touch_a_day(run: Run, server: Server) -> None:
    """Load a few lines of one day into the running suite, some times."""
    touched = sorted(
        (_touched(run, server, time_) for time_ in range(TOUCHED)), key=operator.itemgetter("rollup_seconds")
    )
    each = ", ".join(f"{day['rollup_seconds']:.2f}" for day in touched)
    middle = touched[TOUCHED // 2]
    run.keep(touched_day=middle)
    run.told(f"  rollups of one touched day: {middle['rollup_seconds']:.2f} s, the middle of {each}")


def _touched(run: Run, server: Server, time_: int) -> dict[str, Any]:
    """Seconds of one load of five orders, and those that the warehouse took for rollups."""
    late = run.work / "sales.csv"
    with late.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["order_id", "occurred_at", "product_id", "customer_id", "channel", "quantity", "unit_price"])
        for number in range(5):
            writer.writerow([f"late{time_}-{number}", LATE, f"p{number}", f"c{number}", "online", 1, "9.99"])
    before = _query_seconds(server)
    loaded = processes.load(run.data_dir, "--format", "canonical", str(late))
    after = _query_seconds(server)
    spent = {name: after[name] - before.get(name, 0) for name in after if after[name] > before.get(name, 0)}
    slowest = dict(sorted(spent.items(), key=lambda entry: -entry[1])[:12])
    rollups = sum(seconds for name, seconds in spent.items() if _ROLLUPS.search(name))
    return {"rollup_seconds": rollups, "load_seconds": loaded.seconds, "slowest_statements": slowest}


def _query_seconds(server: Server) -> dict[str, float]:
    """Seconds the warehouse took so far, by statement."""
    text = processes.get(server.port, "/metrics")[1].decode()
    return {name: float(value) for name, value in _QUERY_SECONDS.findall(text)}


def _ask_by_hand(run: Run) -> None:
    asked = moments(MOMENTS + WARM)
    answers = run.results["questions"]
    with opened(run.data_dir / "shop" / "shop.duckdb") as connection:
        for question in QUESTIONS:
            answer = answers[question.name]
            if "server" not in answer or "by_hand" in answer:
                continue
            made = measured(connection, question, asked[:MOMENTS], WARM)
            answer |= {"by_hand": made.taken.document(), "way": made.way, "found": str(made.found)}
            run.keep(questions=answers)
            run.told(f"  {question.name:<34} by hand p50 {made.taken.p50:.1f} ms ({made.way})")
