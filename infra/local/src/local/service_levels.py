"""Writes docs/service-levels.md, of `infra/terraform/service_levels.yaml`: `python -m local.service_levels [--check]`.

The same file makes the objectives and alert policies (infra/terraform/monitoring.tf), so page and alerts say the same.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[4]  # infra/local/src/local/service_levels.py, in the repository only
LEVELS = ROOT / "infra" / "terraform" / "service_levels.yaml"
PAGE = ROOT / "docs" / "service-levels.md"
COMMAND = "python -m local.service_levels"

_HEAD = """# What is promised, and who is told when it is not kept

Written by `{command}` of `infra/terraform/service_levels.yaml`, which also makes the objectives and alert
policies in Cloud Monitoring: change the figures there. None of it was ever measured on Google Cloud: what a promise
stands on is in its reason.

## Objectives

Over {days} days, by the requests that Cloud Run counts. What a caller did wrong (4xx) is in neither count.

| service | promise | goal | that is | because |
|---|---|---|---|---|
"""
_BURNS = """
## How fast a budget may be spent

The budget is what the goal leaves over. An alert needs both windows: the long one says that it matters, the short one
that it goes on. What to do: [budget-spent](runbooks/budget-spent.md).

| alert | over | in both of | severity | that is |
|---|---|---|---|---|
"""
_ALERTS = """
## What no request shows

| alert | severity | when | because |
|---|---|---|---|
"""
_SECONDS = {60: "minute", 3600: "hour", 86400: "day"}


def page(levels: Mapping[str, Any]) -> str:
    """The page, as text."""
    days = int(levels["window_days"])
    return (
        _HEAD.format(command=COMMAND, days=days)
        + "".join(_objectives(levels["objectives"], days))
        + _BURNS
        + "".join(_burns(levels["burn_rates"]))
        + _ALERTS
        + "".join(_alerts(levels["alerts"]))
    )


def _objectives(objectives: Mapping[str, Any], days: int) -> Iterator[str]:
    for stated in objectives.values():
        goal = f"{stated['goal'] * 100:g} %"
        if "within_ms" in stated:
            slow = round((1 - stated["goal"]) * 1000)
            that = f"of 1,000 answers {slow:,} may take longer than {stated['within_ms']:,} ms"
        else:
            that = f"{_span((1 - stated['goal']) * days * 86400)} of nothing but failures, or as many spread"
        yield f"| {stated['service']} | {stated['title']} | {goal} | {that} | {stated['because']} |\n"


def _burns(rates: Mapping[str, Any]) -> Iterator[str]:
    for name, stated in rates.items():
        windows = " and ".join(_span(float(str(stated[each]).rstrip("s"))) for each in ("long", "short"))
        yield f"| {name} | {stated['rate']:g} times the rate | {windows} | {stated['severity']} | {stated['says']} |\n"


def _alerts(alerts: Mapping[str, Any]) -> Iterator[str]:
    for name, stated in alerts.items():
        yield f"| [{name}](runbooks/{name}.md) | {stated['severity']} | {stated['says']} | {stated['because']} |\n"


def _span(seconds: float) -> str:
    """A length of time in its two largest units: `3 hours 22 minutes`."""
    left, words = round(seconds / 60) * 60, []
    for size, unit in sorted(_SECONDS.items(), reverse=True):
        count, left = divmod(left, size)
        if count:
            words.append(f"{count} {unit}{'s' if count > 1 else ''}")
    return " ".join(words[:2])


def main(arguments: Sequence[str]) -> int:
    """Write the page, or with --check say that it is not as the file makes it; answers the exit code."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when the page is not as told")
    check = parser.parse_args(arguments).check
    wanted = page(yaml.safe_load(LEVELS.read_text(encoding="utf-8")))
    there = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    if check and re.sub(r"\s+$", "\n", there) != wanted:
        sys.stderr.write(f"{PAGE.relative_to(ROOT)} is not as {LEVELS.relative_to(ROOT)} makes it: {COMMAND}\n")
        return 1
    if not check:
        PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
