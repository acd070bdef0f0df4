"""The chart of a digest: what it shows and says in words here; drawn by `chart_child` in a process of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from inventory_alerts.digest import Digest
from inventory_alerts.wording import Wording
from shared.child import Argument, ChildError
from shared.telemetry import logger

FEWEST_BARS = 2  # one bar compares nothing with nothing

Compute = Callable[[str, Path, Mapping[str, Argument]], Mapping[str, object]]
"""`shared.child.compute`."""


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """Bars, the longest first: what each is called, its length in the shop's currency, and that in words."""

    title: str
    bars: tuple[tuple[str, float, str], ...]
    alt: str


def plan_chart(digest: Digest, wording: Wording) -> ChartPlan | None:
    """The money at stake of the lines that know it; None where fewer than two do."""
    known = sorted(
        (line for line in digest.lines if line.stake),
        key=lambda line: (-(line.stake or 0), line.name, line.place or ""),
    )
    if len(known) < FEWEST_BARS:
        return None
    bars = []
    for line in known:
        name = f"{line.name} ({line.place})" if line.place else line.name
        stake = line.stake or 0
        bars.append((name, float(stake), wording.about(line.stake) if line.stake else ""))
    said = "; ".join(f"{name} {amount}" for name, _, amount in bars)
    return ChartPlan("At stake, by product", tuple(bars), f"Bar chart of what is at stake, by product: {said}.")


def draw(plan: ChartPlan, compute: Compute) -> bytes | None:
    """The chart as a PNG; None where it could not be drawn, for a digest does not wait for its picture."""
    with TemporaryDirectory(prefix="shopsight-chart-") as name:
        folder = Path(name)
        document = {"title": plan.title, "bars": [list(bar) for bar in plan.bars]}
        (folder / "chart.json").write_text(json.dumps(document), encoding="utf-8")
        try:
            compute("inventory_alerts.chart_child:run", folder, {})
            return (folder / "chart.png").read_bytes()
        except (ChildError, OSError):
            logger().warning("the digest goes without its chart", exc_info=True)
            return None
