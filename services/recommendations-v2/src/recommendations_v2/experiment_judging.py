"""From what arms did to a verdict: arms compared, judged, and what is left until more can be said. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from recommendations_v2.experiment_answers import Result
from recommendations_v2.experiment_decisions import (
    ALPHA,
    GUARD_ALPHA,
    LEAST_BUYERS,
    OTHER_ALPHA,
    Seen,
    alpha_of,
    decide,
)
from recommendations_v2.experiment_figures import METRICS, ArmFigures, Metric, compared, means
from recommendations_v2.experiments import RUNNING, Experiment
from recommendations_v2.statistics_difference import absolute
from recommendations_v2.statistics_health import sample_ratio_p
from recommendations_v2.statistics_power import Left, left, needed_always, needed_once, needed_seen, tuned

_ONCE_ALPHA = 0.05  # for who looks once: the field's custom
_HIGHEST_RATE = 0.5  # beyond it who does not buy is who counts


def judged(
    one: Experiment,
    arms: Sequence[ArmFigures],
    days: int,
    matured_until: datetime | None,
    joined: Sequence[int],
    *,
    may_see_margin: bool,
) -> Result:
    """The comparisons, the verdict, and what is left until there is one."""
    control, others = arms[0], arms[1:]
    alphas: dict[Metric, float] = {"conversion": ALPHA, "margin_per_visitor": GUARD_ALPHA}
    rate = control.buyers / control.matured if control.matured and control.buyers else None
    planned = needed_always(min(rate, _HIGHEST_RATE), one.expected_lift, ALPHA) if rate else None
    tuned_for = one.tuned_for or tuned(planned or 0)
    found = [
        compared(control, other, metric, alpha_of(alphas.get(metric, OTHER_ALPHA), len(arms)), tuned_for)
        for other in others
        for metric in METRICS
    ]
    needed, missing = _needed(one, arms, planned, tuned_for, joined)
    counted = [arm.people for arm in arms]
    seen = Seen(
        experiment=one,
        days=days,
        arms=arms,
        sample_ratio_p=sample_ratio_p(counted, [arm.weight for arm in one.arms]) if any(counted) else None,
        primary=[each for each in found if each.metric == "conversion"],
        guard=[each for each in found if each.metric == "margin_per_visitor"],
        needed=needed,
        left=missing,
    )
    once = needed_once(min(rate, _HIGHEST_RATE), one.expected_lift, _ONCE_ALPHA) if rate else None
    return Result(
        seen=seen,
        verdict=decide(seen),
        compared=found,
        matured_until=matured_until,
        needed_once=once,
        may_see_margin=may_see_margin,
    )


def _needed(
    one: Experiment, arms: Sequence[ArmFigures], planned: int | None, tuned_for: float, joined: Sequence[int]
) -> tuple[int | None, Left | None]:
    """People of an arm that find the expected lift, and what is missing: by the errors seen so far, else as planned."""
    if one.state != RUNNING:
        return planned, None
    needed = planned
    pair = means(arms[0], arms[1], "conversion")
    if pair is not None and pair[0].mean > 0 and min(arm.buyers for arm in arms) >= LEAST_BUYERS:
        difference = absolute(*pair)
        wanted = one.expected_lift * pair[0].mean
        alpha = alpha_of(ALPHA, len(arms))
        both = needed_seen(difference.subjects, difference.error, wanted, alpha, tuned_for) if difference.error else 0
        needed = both // 2 + 1
    if needed is None:
        return None, None
    matured, people = sum(arm.matured for arm in arms), sum(arm.people for arm in arms)
    return needed, left(needed * len(arms), matured, people, joined, one.window_days)
