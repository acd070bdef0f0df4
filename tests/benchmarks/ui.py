"""The dashboard in a real browser: how soon, and what everybody can use; each half by itself too.

`fast`: every view is loaded on a phone and on a desktop, with a four times slower processor behind slow 4G and, the
baseline of the same run, without. `axe`: every view in every state, theme and width is looked at by axe-core. The shop
is the demo after a morning: every job of the clock was done, so that no view is measured empty.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

from local.dashboard_routes import built_dashboard
from local.testing import Up, started
from local.testing_browser import CHROMIUM

ROOT = Path(__file__).parents[2]
_DIST = ROOT / "frontend" / "dist"
_SCRIPT = ROOT / "infra/local/frontend.sh"
_DEMO_SECONDS = 900.0  # making one takes half a minute on a quiet machine
_MEASURE_SECONDS = 3600  # each half takes a quarter of an hour
_POLL_SECONDS = 1.0
PARTS = ("fast", "axe")  # what measures time comes first, while nothing else ran
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

_LOOKS_A_LINE = 54  # half a state: nine views, three widths, two themes
Tell = Callable[[str], None]
T = TypeVar("T")


def measure(tell: Tell, parts: Sequence[str] = PARTS) -> list[str]:
    """Answers what is broken of what is promised, by one half or both."""
    if CHROMIUM is None or built_dashboard(str(_DIST)) is None:
        return ["nothing was measured: it needs a browser (apt-get install chromium) and make frontend"]
    broken = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        told = {"DASHBOARD_DIR": str(_DIST)}
        up = stack.enter_context(started(folder / "shop", environment=told, empty=False, log=folder / "shop.log"))
        _timed("the demo and its morning", tell, lambda: _prepare(up, tell))
        if "fast" in parts:
            heads = _heads(tell)
            loads = _timed("fast", tell, lambda: _run("fast", folder, up, up, heads))
            broken += _loaded(loads["measured"])
        if "axe" in parts:
            empty = stack.enter_context(started(folder / "empty", environment=told, log=folder / "empty.log"))
            looks = _timed("axe", tell, lambda: _run("accessible", folder, up, empty, _looking(tell)))
            broken += _looked_at(looks, tell)
    return broken


def _timed(what: str, tell: Tell, work: Callable[[], T]) -> T:
    """Does it, and says how long it took and how busy the machine was."""
    began, load = time.monotonic(), os.getloadavg()[0]
    done = work()
    minutes = (time.monotonic() - began) / 60
    tell(f"{what}: {minutes:.1f} minutes; load of the machine {load:.1f} before, {os.getloadavg()[0]:.1f} after")
    return done


def _prepare(up: Up, tell: Tell) -> None:
    """A shop with something in every view: what the clock does from Sunday night to a morning is done."""
    _, headers, _ = up.ask("POST", "/api/auth/session", body={"code": up.new_code("admin")})
    who = {"Cookie": str(headers["Set-Cookie"]).partition(";")[0], "Origin": up.origin}
    deadline = time.monotonic() + _DEMO_SECONDS
    while up.ask("GET", "/api/revenue/current", headers=who)[1]["X-Shopsight-Data"] != "demo":
        if time.monotonic() > deadline:
            raise AssertionError(f"there is no demo after {_DEMO_SECONDS:.0f} s")
        time.sleep(0.5)
    jobs = json.loads(up.ask("GET", "/api/jobs", headers=who)[2])["items"]
    waiting = [job for job in jobs if not _did(up, who, job["service"], job["job"])]
    # As the clock does a minute later: some job goes by what another one made.
    left = [job["job"] for job in waiting if not _did(up, who, job["service"], job["job"])]
    tell(f"{len(jobs) - len(left)} jobs done; with nothing to work with yet: {', '.join(left) or 'none'}")


def _did(up: Up, who: dict[str, str], service: str, job: str) -> bool:
    """Whether a job had something to work with. Raises AssertionError where it failed."""
    told = {**who, "Accept": "application/x-ndjson"}  # lines on the way: a job may take longer than a silent answer may
    status, _, said = up.ask("POST", f"/api/jobs/{service}/{job}/run", headers=told)
    report = json.loads(said.splitlines()[-1]).get("report", {})
    if status != HTTPStatus.OK or report.get("outcome") not in {"done", "not_yet"}:
        raise AssertionError(f"{service}/{job}: {status} {said.decode()}")
    return bool(report["outcome"] == "done")


def _run(name: str, folder: Path, up: Up, empty: Up, told: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """What `frontend/journeys/<name>.measure.ts` wrote, told as it comes. Raises AssertionError with its words."""
    report, words = folder / f"{name}.json", folder / f"{name}.log"
    # Each state and each device signs in anew, and a link signs in once.
    links = {role: [f"{up.origin}/#code={up.new_code(role)}" for _ in range(8)] for role in ("owner", "viewer")}
    links |= {"empty": [f"{empty.origin}/#code={empty.new_code()}"]}
    environment = {
        **os.environ,
        "SUITE_ORIGIN": up.origin,
        "EMPTY_ORIGIN": empty.origin,
        "SUITE_LINKS": json.dumps(links),
        "REPORT": str(report),
        "CHROMIUM": str(CHROMIUM),
    }
    command = ["/bin/bash", str(_SCRIPT), "run", "vitest", "run", "--config", "vitest.measure.config.ts", name]
    with words.open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    deadline = time.monotonic() + _MEASURE_SECONDS
    try:
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
            told(_read(report))
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)  # its browser too
    if process.wait():
        raise AssertionError(words.read_text(encoding="utf-8"))
    measured = _read(report)
    told(measured)
    return measured


def _read(report: Path) -> dict[str, Any]:
    """What is in a report by now: it may not be there yet, or be written just now."""
    try:
        measured: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return measured


def _looking(tell: Tell) -> Callable[[dict[str, Any]], None]:
    """Says now and then how far the looks are."""
    last = 0

    def told(report: dict[str, Any]) -> None:
        nonlocal last
        if report.get("looks", 0) >= last + _LOOKS_A_LINE:
            last = report["looks"]
            tell(f"  {last} looks, {len(report['found'])} with something wrong")

    return told


def _looked_at(looks: Mapping[str, Any], tell: Tell) -> list[str]:
    found = looks["found"]
    tell(f"axe-core: {looks['looks']} looks (views x states x themes x widths), {len(found)} with something wrong")
    for each in found:
        tell(f"  {each['view']} {each['state']} {each['theme']} {each['width']}: {each['what']}")
    return [f"{len(found)} looks found something that somebody cannot use"] if found else []


_NAMES = (
    *("view", "device", "TTFB ms", "FCP slow ms", "LCP slow ms", "LCP ms", "usable slow ms", "usable ms"),
    *("INP slow ms", "touches", "shift", "depth", "JS kB", "all kB", "load", "loop ms"),
)


def _heads(tell: Tell) -> Callable[[dict[str, Any]], None]:
    """Says the head of a table, and each of its rows when it is there."""
    tell(f"| {' | '.join(_NAMES)} |")
    tell("|" + "---|" * len(_NAMES))
    told_already = 0

    def told(report: dict[str, Any]) -> None:
        nonlocal told_already
        for each in report.get("measured", [])[told_already:]:
            told_already += 1
            tell(_row(each))

    return told


def _row(each: Mapping[str, Any]) -> str:
    slow, plain, hand, figures = each["slow"], each["plain"], each["hand"], _figures(each)
    times = (plain["ttfb"], slow["fcp"], slow["lcp"], plain["lcp"], slow["usable"], plain["usable"], hand["longest"])
    cells = [each["view"], each["device"], *(f"{time_:.0f}" for time_ in times), str(hand["touches"])]
    cells += [f"{figures['shift']:.3f}", str(figures["depth"]), f"{figures['scripts_kb']:.0f}"]
    # Of a fixed piece of work: beside the other rows' it tells how fast the machine was just then.
    cells += [f"{slow['bytes'] / 1000:.0f}", f"{each['load']:.1f}", f"{each['loop']:.0f}"]
    return f"| {' | '.join(cells)} |"


def _figures(each: Mapping[str, Any]) -> dict[str, float]:
    """What one view on one device has of what is promised."""
    slow, plain = each["slow"], each["plain"]
    return {
        "lcp_ms": slow["lcp"],
        "inp_ms": each["hand"]["longest"],
        "shift": max(slow["shift"], plain["shift"]),
        "usable_ms": plain["usable"],
        "depth": len(each["rows"]) - 1,  # the page itself is the row of depth 0
        "scripts_kb": max(slow["scripts"], plain["scripts"]) / 1000,
    }


def _loaded(measured: list[dict[str, Any]]) -> list[str]:
    """What is broken, each with what did it."""
    broken = []
    for each in measured:
        late = [path for row in each["rows"][PROMISED_ROWS:] for path in row]
        why = {"lcp_ms": each["slow"]["painted"], "depth": ", ".join(late), "inp_ms": each["hand"]["touched"]}
        broken += [
            f"{each['view']} on a {each['device']}: {name} {figure:.4g}, promised {PROMISED[name]:g}"
            + (f" ({why[name]})" if name in why else "")
            for name, figure in _figures(each).items()
            if figure > PROMISED[name]
        ]
    return broken
