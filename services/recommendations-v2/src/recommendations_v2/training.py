"""The ranking, learned from visits of earlier weeks: LightGBM's LambdaRank, kept as text (job: needs LightGBM).

Every household counts the same, however often it comes, as it does in the figures by which lists are judged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations_v2.purchases import Flags, Floats, Matrix, Whole

TREES = 150  # with the learning rate below fixed beforehand; no search was made
LEAVES = 31  # of a tree; the scoring's masks hold 32
_SETTINGS = {
    "objective": "lambdarank",
    "learning_rate": 0.08,
    "min_data_in_leaf": 100,  # candidates; fewer tell of single baskets
    "lambdarank_truncation_level": 20,  # twice the length of a list
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "use_missing": False,  # no feature is ever missing; the scoring relies on it
    "force_row_wise": True,
    "deterministic": True,
    "num_threads": 1,
    "seed": 1,
    "verbose": -1,
}


@dataclass(frozen=True, slots=True)
class Lessons:
    """Visits to learn from: candidates of one visit stand together, `sizes` says how many."""

    features: Matrix
    bought: Flags
    sizes: Whole
    customer: Whole  # by visit

    def weights(self) -> Floats:
        """(candidates,) such that customers weigh the same."""
        _, which, visits = np.unique(self.customer, return_inverse=True, return_counts=True)
        return np.asarray(np.repeat(1.0 / visits[which], self.sizes))

    def columns(self, kept: npt.NDArray[np.int64]) -> Lessons:
        """Of these features alone: for ablation."""
        return Lessons(self.features[:, kept], self.bought, self.sizes, self.customer)


def together(lessons: list[Lessons]) -> Lessons:
    """Several weeks' lessons as one."""
    return Lessons(
        np.concatenate([each.features for each in lessons]),
        np.concatenate([each.bought for each in lessons]),
        np.concatenate([each.sizes for each in lessons]),
        np.concatenate([each.customer for each in lessons]),
    )


def lambda_rank(lessons: Lessons, names: list[str], trees: int = TREES, leaves: int = LEAVES) -> str:
    """The model's text; `names` of the features, in order. Raises OSError on a machine without OpenMP (libgomp)."""
    import lightgbm  # noqa: PLC0415 - its package takes OpenMP from the system, and without it everything else works

    data = lightgbm.Dataset(
        lessons.features,
        lessons.bought.astype(np.int8),
        group=lessons.sizes,
        weight=lessons.weights(),
        feature_name=names,
        params={"verbose": -1, "use_missing": False},
    )
    return str(lightgbm.train(_SETTINGS | {"num_leaves": leaves}, data, trees).model_to_string())
