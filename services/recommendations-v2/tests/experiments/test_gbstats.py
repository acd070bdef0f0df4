"""The arithmetic of experiments says what GrowthBook's says, on shops made by chance."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recommendations_v2.statistics_arms import Mean, RatioSums, Sums, adjusted, plain, ratio, theta, usual
from recommendations_v2.statistics_difference import absolute
from recommendations_v2.statistics_health import best, sample_ratio_p

ROOT = Path(__file__).parents[4]
ORACLE = ROOT / ".build" / "statistics-oracle" / "bin" / "python"
thorough = pytest.mark.skipif("THOROUGH" not in os.environ, reason="packages of its own: make bench-experiments")
KINDS = ("plain", "cuped", "ratio")


def made(kind: str, chance: np.random.Generator) -> dict[str, Any]:
    """Two arms whose people buy with a long tail, and more where they had bought before."""
    arms = []
    for people, lift in ((int(chance.integers(200, 9_000)), 1.0), (int(chance.integers(200, 9_000)), 1.15)):
        before = chance.gamma(0.3, 40, people)
        after = (before * 0.6 + chance.gamma(0.4, 30, people)) * lift
        orders = chance.poisson(1.3, people)
        if kind == "ratio":
            parts = (after * orders, (after * orders) ** 2, orders, orders**2, after * orders * orders)
            arms.append(asdict(RatioSums(people, *(float(part.sum()) for part in parts))))
        else:
            sums = (after, after**2, before, before**2, after * before)
            arms.append(asdict(Sums(people, *(float(part.sum()) for part in sums))))
    told = {"alpha": float(chance.choice([0.01, 0.04, 0.05])), "tuned_for": float(chance.integers(1_000, 60_000))}
    return {"kind": kind, "control": arms[0], "other": arms[1], **told}


def arms_of(case: dict[str, Any]) -> tuple[Mean, Mean]:
    if case["kind"] == "ratio":
        pair = ratio(RatioSums(**case["control"])), ratio(RatioSums(**case["other"]))
        assert pair[0] is not None
        assert pair[1] is not None
        return pair[0], pair[1]
    sums = Sums(**case["control"]), Sums(**case["other"])
    if case["kind"] == "plain":
        return plain(sums[0]), plain(sums[1])
    slope, before = theta(sums), usual(sums)
    return adjusted(sums[0], slope, before), adjusted(sums[1], slope, before)


@pytest.fixture(scope="module")
def cases() -> list[dict[str, Any]]:
    chance = np.random.default_rng(9)
    return [made(kind, chance) for kind in KINDS for _ in range(40)]


@pytest.fixture(scope="module")
def told(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What GrowthBook's says. Where its packages cannot be fetched, that is said and nothing is compared."""
    setup = subprocess.run(
        ["bash", "infra/local/statistics_oracle.sh"],  # noqa: S607 - bash is where it is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if setup.returncode:
        pytest.skip(f"NOT COMPARED with gbstats, whose environment cannot be made: {setup.stderr.strip()[-500:]}")
    script = Path(__file__).with_name("gbstats_answers.py")
    done = subprocess.run([ORACLE, script], input=json.dumps(cases), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


@thorough
@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_is_growthbooks(kind: str, cases: list[dict[str, Any]], told: list[dict[str, Any]]) -> None:
    for case, theirs in zip(cases, told, strict=True):
        if case["kind"] != kind:
            continue
        control, other = arms_of(case)
        found = absolute(control, other)
        once, always = found.once(case["alpha"]), found.always(case["alpha"], case["tuned_for"])

        ours = {
            "estimate": found.estimate,
            "once": [once.low, once.high],
            "once_p": found.once_p(),
            "always": [always.low, always.high],
            "always_p": found.always_p(case["alpha"], case["tuned_for"]),
            "best": best([control, other])[1],
            "sample_ratio_p": sample_ratio_p([control.subjects, other.subjects], [0.5, 0.5]),
        }

        for name, figure in ours.items():
            assert figure == pytest.approx(theirs[name], rel=1e-6, abs=1e-9), (name, case)
