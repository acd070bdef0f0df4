"""What GrowthBook's statistics say of some cases: JSON in, JSON out, run in their environment."""

from __future__ import annotations

import json
import sys
from typing import Any

from gbstats.bayesian.tests import EffectBayesianABTest, EffectBayesianConfig, GaussianPrior
from gbstats.frequentist.tests import FrequentistConfig, SequentialConfig, SequentialTwoSidedTTest, TwoSidedTTest
from gbstats.models.statistics import RatioStatistic, RegressionAdjustedStatistic, SampleMeanStatistic, compute_theta
from gbstats.utils import check_srm


def mean(told: dict[str, Any]) -> SampleMeanStatistic:
    """A measure by subject."""
    return SampleMeanStatistic(n=told["subjects"], sum=told["total"], sum_squares=told["squares"])


def adjusted(told: dict[str, Any], theta: float) -> RegressionAdjustedStatistic:
    """The same with what was done before."""
    before = SampleMeanStatistic(n=told["subjects"], sum=told["before"], sum_squares=told["before_squares"])
    return RegressionAdjustedStatistic(
        n=told["subjects"],
        post_statistic=mean(told),
        pre_statistic=before,
        post_pre_sum_of_products=told["products"],
        theta=theta,
    )


def ratio(told: dict[str, Any]) -> RatioStatistic:
    """A ratio of two measures."""
    above = {"subjects": told["subjects"], "total": told["numerator"], "squares": told["numerator_squares"]}
    below = {"subjects": told["subjects"], "total": told["denominator"], "squares": told["denominator_squares"]}
    return RatioStatistic(
        n=told["subjects"], m_statistic=mean(above), d_statistic=mean(below), m_d_sum_of_products=told["products"]
    )


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """Everything of one case, for the absolute difference."""
    if case["kind"] == "ratio":
        a, b = ratio(case["control"]), ratio(case["other"])
    elif case["kind"] == "cuped":
        theta = compute_theta(adjusted(case["control"], 0), adjusted(case["other"], 0))
        a, b = adjusted(case["control"], theta), adjusted(case["other"], theta)
    else:
        a, b = mean(case["control"]), mean(case["other"])
    once = TwoSidedTTest(a, b, FrequentistConfig(difference_type="absolute", alpha=case["alpha"])).compute_result()
    sequential = SequentialConfig(
        difference_type="absolute", alpha=case["alpha"], sequential_tuning_parameter=case["tuned_for"]
    )
    always = SequentialTwoSidedTTest(a, b, sequential).compute_result()
    flat = EffectBayesianConfig(difference_type="absolute", prior_effect=GaussianPrior(proper=False))
    return {
        "estimate": once.expected,
        "once": list(once.ci),
        "once_p": once.p_value,
        "always": list(always.ci),
        "always_p": always.p_value,
        "best": EffectBayesianABTest(a, b, flat).compute_result().chance_to_win,
        "sample_ratio_p": check_srm([a.n, b.n], [0.5, 0.5]),
    }


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
