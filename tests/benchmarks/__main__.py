"""Benchmarks; figures are of this machine in this run, and only their ratios travel.

python -m tests.benchmarks                              start, memory, load, latency: some two minutes
python -m tests.benchmarks scale --millions 1,10,50     growth, beside DuckDB by hand; 15 GB of disk, an hour
python -m tests.benchmarks kills --count 200 --seed 1   kill -9 at random instants, and what the next start finds
python -m tests.benchmarks events --orders 100000       orders as events, repeated and shuffled, under kill -9
python -m tests.benchmarks live --viewers 900 --seconds 600 --kills 10   the live figures under many viewers
python -m tests.benchmarks forecast                     forecasts of two real shops, beside seasonal-naive
python -m tests.benchmarks pace                         what was due of targets, and the chance to reach them
python -m tests.benchmarks lifetime-value               customers' value: published, held out, of a million customers
python -m tests.benchmarks inventory                    alerts and reorders on real demand; --quick: a sample
python -m tests.benchmarks inventory-run                the daily run of 70,000 products and 10 million ledger rows
python -m tests.benchmarks funnel                       the funnel of a large shop, beside one pass over its events
python -m tests.benchmarks segments                     a refresh of a million customers and 50 million ledger rows
python -m tests.benchmarks exports                      exports under failing vendors, kill -9 and changed minds
python -m tests.benchmarks recommendations              three lists of a grocer, beside v1, TIFU-KNN and EASE; --lists
python -m tests.benchmarks recommendations-speed        how fast lists are built, started and answered
python -m tests.benchmarks experiments                  verdicts on 2,000 shops without a difference, and on +20 %
python -m tests.benchmarks feedback                     feedback durable before it is answered, under kill -9
python -m tests.benchmarks ui                           the dashboard: how soon, and every state by axe-core; --part
python -m tests.benchmarks insights                     what is planted in demo shops is found, quiet ones stay quiet
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from contextlib import redirect_stderr
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks import event_storm, funnel, growth_table, kills, live, scale, small_shops


def run_small_shops() -> int:
    """Each figure beside what it was promised to be."""
    with tempfile.TemporaryDirectory() as folder:
        small_shops.bench_load(Path(folder))
        if small_shops.UCI.exists():
            small_shops.bench_shop(Path(folder))
        else:
            print("the UCI shop is not beside the project: start, memory and latency were NOT measured")
    return 0


def run_scale(millions: list[float], *, again: bool) -> int:
    """One table of all sizes; also those that an earlier run measured."""
    for size in millions:
        print(f"{size:g} million rows", flush=True)
        scale.measure(size, lambda line: print(line, flush=True), again=again)
    known = [json.loads(file.read_text(encoding="utf-8")) for file in scale.FOLDER.glob("[0-9]*.json")]
    sizes = sorted((results for results in known if "done" in results), key=lambda results: float(results["millions"]))
    text = growth_table.table(sizes)
    (scale.FOLDER / "growth.md").write_text(text + "\n", encoding="utf-8")
    print(f"\n{text}")
    return 0


def run_kills(count: int, seed: int) -> int:
    """Exits with 1 when a kill left anything but one whole state."""
    folder = scale.FOLDER / f"kills-{os.getpid()}"
    folder.mkdir(parents=True)
    started = time.monotonic()
    with (folder / "suite.log").open("w", encoding="utf-8") as log, redirect_stderr(log):
        outcomes = kills.run(folder, count, seed, lambda outcome: kills.tell(outcome, folder))
    seconds = time.monotonic() - started
    wrong = [outcome for outcome in outcomes if outcome.wrong]
    print(kills.summary(outcomes))
    print(f"{count} kills, seed {seed}, {seconds / count:.1f} s each; wrong: {len(wrong)}")
    (scale.FOLDER / "kills.json").write_text(json.dumps(kills.documents(outcomes), indent=1) + "\n", encoding="utf-8")
    kills.clear(folder, keep=bool(wrong))
    return 1 if wrong else 0


def run_live(viewers: int, seconds: float, killed: int) -> int:
    """Exits with 1 when a promise was broken, or a client's total was wrong after a kill."""
    with tempfile.TemporaryDirectory() as folder:
        heard = live.measure(Path(folder), viewers, seconds)
    print(json.dumps(asdict(heard), indent=1))
    wrong = live.broken(heard)
    with tempfile.TemporaryDirectory() as folder:
        wrong += live.kills(Path(folder), killed)
    print(f"{viewers} viewers for {seconds:g} s, {killed} kills; broken: {wrong or 'nothing'}")
    return 1 if wrong else 0


def run_events(orders: int, kills_of_events: int, seed: int) -> int:
    """Exits with 1 when the ledger is not the oracle's."""
    folder = scale.FOLDER / f"events-{os.getpid()}"
    folder.mkdir(parents=True)
    storm = event_storm.run(folder, orders, kills_of_events, seed)
    print(storm.told())
    (scale.FOLDER / "events.json").write_text(json.dumps(asdict(storm), indent=1, default=str) + "\n", encoding="utf-8")
    if not storm.wrong:
        shutil.rmtree(folder)
    return 1 if storm.wrong else 0


def run_forecast() -> int:
    """Exits with 1 when a promise was broken."""
    # Arrow and numpy, which the other benchmarks must not have in their process: they measure memory.
    from tests.benchmarks import forecasts  # noqa: PLC0415 - see above

    wrong = [broken for each in forecasts.measure(print) for broken in each.broken]
    print(f"broken: {wrong or 'nothing'}")
    return 1 if wrong else 0


def run_pace() -> int:
    """Exits with 1 when a promise was broken."""
    from tests.benchmarks import paces  # noqa: PLC0415 - as in run_forecast

    wrong = paces.measure(lambda line: print(line, flush=True))
    print(f"broken: {'; '.join(wrong) or 'nothing'}")
    return 1 if wrong else 0


def run_lifetime_value() -> int:
    """Exits with 1 when a promise was broken."""
    from tests.benchmarks import lifetime_value  # noqa: PLC0415 - as in run_forecast

    wrong = lifetime_value.measure(lambda line: print(line, flush=True))
    print(f"broken: {'; '.join(wrong) or 'nothing'}")
    return 1 if wrong else 0


def run_inventory(*, quick: bool) -> int:
    """Exits with 1 when a promise of the inventory engine is broken."""
    from tests.benchmarks import inventory  # noqa: PLC0415 - as in run_forecast

    return inventory.run(quick=quick, tell=lambda line: print(line, flush=True))


def run_segments() -> int:
    """Exits with 1 when a promise was broken."""
    from tests.benchmarks import segments  # noqa: PLC0415 - as in run_forecast

    wrong = segments.measure(lambda line: print(line, flush=True))
    print(f"broken: {'; '.join(wrong) or 'nothing'}")
    return 1 if wrong else 0


def run_exports() -> int:
    """Exits with 1 when somebody was sent who must not be, or twice, or not at all."""
    from tests.benchmarks import exports  # noqa: PLC0415 - the vendors' clients take seconds that other benchmarks spare

    wrong = exports.run(lambda line: print(line, flush=True))
    for line in wrong:
        print(f"BROKEN: {line}")
    return 1 if wrong else 0


def run_inventory_run() -> int:
    """Exits with 1 when a promise was broken."""
    from tests.benchmarks import inventory_run  # noqa: PLC0415 - as in run_forecast

    wrong = inventory_run.measure(lambda line: print(line, flush=True))
    print(f"broken: {'; '.join(wrong) or 'nothing'}")
    return 1 if wrong else 0


def run_funnel() -> int:
    """Exits with 1 when a promise was broken."""
    wrong = funnel.measure(lambda line: print(line, flush=True))
    print(f"broken: {'; '.join(wrong) or 'nothing'}")
    return 1 if wrong else 0


def run_insights() -> int:
    """Exits with 1 when a promise was broken."""
    from tests.benchmarks import insights  # noqa: PLC0415 - as in run_forecast

    wrong = insights.report(lambda line: print(line, flush=True))
    print(f"broken: {wrong or 'nothing'}")
    return 1 if wrong else 0


def run_experiments() -> int:
    """Exits with 1 when a promise was broken."""
    from tests.benchmarks import experiments  # noqa: PLC0415 - as in run_forecast

    wrong = experiments.measure(lambda line: print(line, flush=True))
    print(f"broken: {'; '.join(wrong) or 'nothing'}")
    return 1 if wrong else 0


def run_recommendations(lists: list[str]) -> int:
    """Exits with 1 when a promise was broken."""
    from tests.benchmarks import recommendations  # noqa: PLC0415 - as in run_forecast

    wrong = recommendations.measure(lambda line: print(line, flush=True), lists)
    print(f"broken: {'; '.join(wrong) or 'nothing'}")
    return 1 if wrong else 0


def run_recommendations_speed() -> int:
    """Exits with 1 when a promise was broken."""
    from tests.benchmarks import recommendations_speed  # noqa: PLC0415 - as in run_forecast

    wrong = recommendations_speed.measure(lambda line: print(line, flush=True))
    print(f"broken: {'; '.join(wrong) or 'nothing'}")
    return 1 if wrong else 0


def run_ui(part: str | None) -> int:
    """Exits with 1 when a promise was broken."""
    from tests.benchmarks import ui  # noqa: PLC0415 - the suite's own parts, which other benchmarks must not have

    wrong = ui.measure(lambda line: print(line, flush=True), ui.PARTS if part is None else (part,))
    print(f"broken: {'; '.join(wrong) or 'nothing'}")
    return 1 if wrong else 0


def run_feedback() -> int:
    """Exits with 1 when a promise was broken."""
    from tests.benchmarks import feedback  # noqa: PLC0415 - as in run_forecast

    wrong = feedback.measure(lambda line: print(line, flush=True))
    print(f"broken: {'; '.join(wrong) or 'nothing'}")
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    growth = commands.add_parser("scale", help="growth over several sizes of ledger")
    growth.add_argument("--millions", default="1,10,50", help="ledger rows, in millions, with commas")
    growth.add_argument("--again", action="store_true", help="measure anew what was measured before")
    killing = commands.add_parser("kills", help="kill changes at random instants")
    killing.add_argument("--count", type=int, default=200)
    killing.add_argument("--seed", type=int, default=1)
    storming = commands.add_parser("events", help="orders as events, repeated and shuffled, under kill -9")
    storming.add_argument("--orders", type=int, default=100_000)
    storming.add_argument("--kills", type=int, default=20)
    storming.add_argument("--seed", type=int, default=1)
    watching = commands.add_parser("live", help="live figures under many viewers")
    watching.add_argument("--viewers", type=int, default=900)
    watching.add_argument("--seconds", type=float, default=600)
    watching.add_argument("--kills", type=int, default=10)
    commands.add_parser("forecast", help="forecasts of two real shops, beside seasonal-naive")
    commands.add_parser("pace", help="targets of two real shops: what was due of them, and the chance to reach them")
    commands.add_parser("lifetime-value", help="customers' value: published figures, hold-outs, a million customers")
    stocking = commands.add_parser("inventory", help="alerts and reorders on real demand, beside the naive rules")
    stocking.add_argument("--quick", action="store_true", help="a sample, for development")
    commands.add_parser("inventory-run", help="the daily run of 70,000 products and 10 million ledger rows")
    commands.add_parser("funnel", help="the funnel of a large shop, beside one pass over its events")
    commands.add_parser("segments", help="a refresh of a million customers, beside plain pandas")
    commands.add_parser("exports", help="exports under failing vendors, kill -9 and a million changed minds")
    listing = commands.add_parser("recommendations", help="three lists of a real grocer, beside v1, TIFU-KNN and EASE")
    listing.add_argument("--lists", default="", help="home, cart or discovery, with commas between: these alone")
    commands.add_parser("recommendations-speed", help="how fast recommendations are built, started and answered")
    commands.add_parser("experiments", help="verdicts on shops without a difference, and with a planted one")
    commands.add_parser("feedback", help="feedback on recommendations, durable before it is answered")
    looking = commands.add_parser("ui", help="the dashboard: how soon it is there, and every state by axe-core")
    looking.add_argument("--part", choices=("fast", "axe"), help="one half alone")
    commands.add_parser("insights", help="what is planted in demo shops is found, and quiet ones stay quiet")
    given = parser.parse_args()
    if given.command == "scale":
        return run_scale([float(size) for size in given.millions.split(",")], again=given.again)
    if given.command == "kills":
        return run_kills(given.count, given.seed)
    if given.command == "events":
        return run_events(given.orders, given.kills, given.seed)
    if given.command == "live":
        return run_live(given.viewers, given.seconds, given.kills)
    by_name = {
        "exports": run_exports,
        "feedback": run_feedback,
        "segments": run_segments,
        "forecast": run_forecast,
        "funnel": run_funnel,
        "inventory-run": run_inventory_run,
        "insights": run_insights,
        "inventory": lambda: run_inventory(quick=given.quick),
        "lifetime-value": run_lifetime_value,
        "pace": run_pace,
        "recommendations": lambda: run_recommendations([each for each in given.lists.split(",") if each]),
        "recommendations-speed": run_recommendations_speed,
        "experiments": run_experiments,
        "ui": lambda: run_ui(given.part),
    }
    if given.command in by_name:
        return by_name[given.command]()
    return run_small_shops()


if __name__ == "__main__":
    sys.exit(main())
