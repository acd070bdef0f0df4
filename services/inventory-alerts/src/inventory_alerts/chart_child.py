"""Draws the digest's chart: runs in a child process, for altair and its renderer are heavy. No browser, no network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import altair as alt

# As on the dashboard (frontend/src/page.css); light, for mail programs do not say which mode they show.
BAR, INK, PAPER = "#0b6bcb", "#1c2430", "#ffffff"
WIDTH = 360  # of the bars, in points; with the names about as wide as a mail
SCALE = 2.0  # pixels to a point: sharp on every screen of today


def run(folder: Path, _: Mapping[str, object]) -> dict[str, object]:
    """Read `chart.json` (title; bars: name, length, what stands beside it), write `chart.png`."""
    plan = json.loads((folder / "chart.json").read_text(encoding="utf-8"))
    rows = [
        {"place": place, "name": name, "length": length, "said": said}
        for place, (name, length, said) in enumerate(plan["bars"])
    ]
    names = {str(row["place"]): str(row["name"]) for row in rows}
    # By place, not by name: two products may have the same, and a name may be what an expression would read.
    labels = f"{json.dumps(names)}[datum.value]"
    axis = alt.Axis(labelExpr=labels, labelLimit=220, title=None, domain=False, ticks=False, labelPadding=8)
    bars = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("place:O", axis=axis),
        x=alt.X("length:Q", axis=None, scale=alt.Scale(zero=True)),
    )
    drawn = bars.mark_bar(color=BAR, height=18) + bars.mark_text(align="left", dx=6, color=INK).encode(text="said:N")
    chart = (
        drawn.properties(width=WIDTH, height={"step": 28}, background=PAPER, title=plan["title"], padding=12)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=13, labelColor=INK)
        .configure_text(fontSize=13)
        .configure_title(fontSize=14, anchor="start", color=INK)
    )
    chart.save(str(folder / "chart.png"), scale_factor=SCALE)
    return {"bars": len(rows)}
