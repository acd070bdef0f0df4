"""The dashboard in a real browser: what everybody can use, and how soon.

Every view in every state, theme and width is looked at by axe-core. Every view is loaded on a phone and on a desktop,
with a four times slower processor behind slow 4G and, the baseline of the same run, without.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from local.dashboard_routes import built_dashboard
from local.testing import Up, started
from local.testing_browser import CHROMIUM

ROOT = Path(__file__).parents[2]
_DIST = ROOT / "frontend" / "dist"
_SCRIPT = ROOT / "infra/local/frontend.sh"
_DEMO_SECONDS = 900.0  # making one takes half a minute on a quiet machine
_JOBS_SECONDS = 600.0  # alerts, segments and lists of the demo take some seconds each
_MEASURE_SECONDS = 3600  # the looks take some ten minutes, the loads as many
_RUNS = (
    ("/api/segments/refresh", None, "/api/segments/runs/"),
    ("/api/inventory/alerts/run", None, "/api/inventory/runs/"),
    ("/api/recommendations/v2/runs", {"name": "build"}, "/api/recommendations/v2/runs/"),
)
PROMISED: Mapping[str, float] = {
    "violations": 0,  # of WCAG 2.2 AA that axe-core can tell, and views that scroll sideways
    "lcp_ms": 2_500,  # at a four times slower processor, behind slow 4G
    "inp_ms": 200,  # at a four times slower processor
    "shift": 0.1,
    "usable_ms": 2_000,  # as it is
    "depth": 2,  # answers that had to come one after another before the last request could be sent, the page among them
    "scripts_kb": 250,  # JavaScript of a first load, compressed, without the charts
}
PROMISED_ROWS = 3  # of requests: the page, what it names, what that asks for

Tell = Callable[[str], None]


def measure(tell: Tell) -> list[str]:
    """Answers what is broken of what is promised."""
    if CHROMIUM is None or built_dashboard(str(_DIST)) is None:
        return ["nothing was measured: it needs a browser (apt-get install chromium) and make frontend"]
    tell(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        told = {"DASHBOARD_DIR": str(_DIST)}
        up = stack.enter_context(started(folder / "shop", environment=told, empty=False, log=folder / "shop.log"))
        empty = stack.enter_context(started(folder / "empty", environment=told, log=folder / "empty.log"))
        _prepare(up)
        looks = _run("accessible", folder, up, empty)
        broken = _looked_at(looks, tell)
        loads = _run("fast", folder, up, empty)
        broken += _loaded(loads["measured"], tell)
    tell(f"load of the machine after: {os.getloadavg()[0]:.1f}")
    return broken


def _prepare(up: Up) -> None:
    """A shop with something in every view: what the clock does each morning is done."""
    who = up.signed_in()
    deadline = time.monotonic() + _DEMO_SECONDS
    while up.ask("GET", "/api/revenue/current", headers=who)[1]["X-Shopsight-Data"] != "demo":
        if time.monotonic() > deadline:
            raise AssertionError(f"there is no demo after {_DEMO_SECONDS:.0f} s")
        time.sleep(0.5)
    ours = {**who, "Origin": up.origin}
    for path, body, runs in _RUNS:
        _, _, said = up.ask("POST", path, body=body, headers=ours)
        _wait(up, runs + json.loads(said)["run_id"], who)


def _wait(up: Up, path: str, who: dict[str, str]) -> None:
    deadline = time.monotonic() + _JOBS_SECONDS
    while (state := json.loads(up.ask("GET", path, headers=who)[2])["state"]) not in {"done", "failed"}:
        if time.monotonic() > deadline:
            raise AssertionError(f"{path} is {state} after {_JOBS_SECONDS:.0f} s")
        time.sleep(0.5)
    if state == "failed":
        raise AssertionError(f"{path} failed")


def _run(name: str, folder: Path, up: Up, empty: Up) -> dict[str, Any]:
    """What `frontend/journeys/<name>.measure.ts` wrote. Raises AssertionError with its words where it failed."""
    report = folder / f"{name}.json"
    # Each state and each device signs in anew, and a link signs in once.
    links = {role: [f"{up.origin}/#code={up.new_code(role)}" for _ in range(8)] for role in ("owner", "viewer")}
    links |= {"empty": [f"{empty.origin}/#code={empty.new_code()}"]}
    done = subprocess.run(
        ["/bin/bash", str(_SCRIPT), "run", "vitest", "run", "--config", "vitest.measure.config.ts", name],
        cwd=ROOT,
        env={
            **os.environ,
            "SUITE_ORIGIN": up.origin,
            "EMPTY_ORIGIN": empty.origin,
            "SUITE_LINKS": json.dumps(links),
            "REPORT": str(report),
            "CHROMIUM": str(CHROMIUM),
        },
        capture_output=True,
        text=True,
        timeout=_MEASURE_SECONDS,
        check=False,
    )
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)
    measured: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return measured


def _looked_at(looks: Mapping[str, Any], tell: Tell) -> list[str]:
    found = looks["found"]
    tell(f"axe-core: {looks['looks']} looks (views x states x themes x widths), {len(found)} with something wrong")
    for each in found:
        tell(f"  {each['view']} {each['state']} {each['theme']} {each['width']}: {each['what']}")
    return [f"{len(found)} looks found something that somebody cannot use"] if found else []


def _loaded(measured: list[dict[str, Any]], tell: Tell) -> list[str]:
    names = ["view", "device", "TTFB ms", "FCP slow ms", "LCP slow ms", "LCP ms", "usable slow ms", "usable ms"]
    names += ["INP slow ms", "touches", "shift", "depth", "JS kB", "all kB", "load"]
    tell(f"| {' | '.join(names)} |")
    tell("|" + "---|" * len(names))
    broken = []
    for each in measured:
        slow, plain, hand, rows = each["slow"], each["plain"], each["hand"], each["rows"]
        figures = {
            "lcp_ms": slow["lcp"],
            "inp_ms": hand["longest"],
            "shift": max(slow["shift"], plain["shift"]),
            "usable_ms": plain["usable"],
            "depth": len(rows) - 1,  # the page itself is the row of depth 0
            "scripts_kb": max(slow["scripts"], plain["scripts"]) / 1000,
        }
        cells = [each["view"], each["device"]]
        times = (plain["ttfb"], slow["fcp"], slow["lcp"], plain["lcp"], slow["usable"], plain["usable"])
        cells += [f"{time_:.0f}" for time_ in (*times, hand["longest"])]
        cells += [str(hand["touches"]), f"{figures['shift']:.3f}", str(figures["depth"])]
        cells += [f"{figures['scripts_kb']:.0f}", f"{slow['bytes'] / 1000:.0f}", f"{each['load']:.1f}"]
        tell(f"| {' | '.join(cells)} |")
        late = [path for row in rows[PROMISED_ROWS:] for path in row]
        why = {"lcp_ms": slow["painted"], "depth": ", ".join(late), "inp_ms": hand["touched"]}
        broken += [
            f"{each['view']} on a {each['device']}: {name} {figure:.4g}, promised {PROMISED[name]:g}"
            + (f" ({why[name]})" if name in why else "")
            for name, figure in figures.items()
            if figure > PROMISED[name]
        ]
    return broken
