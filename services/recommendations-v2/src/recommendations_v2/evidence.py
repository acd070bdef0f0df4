"""What confidence is read from: the score, the place in the list, and how often product and customer come."""

from __future__ import annotations

import numpy as np

from recommendations_v2.purchases import Floats, Matrix, Whole
from recommendations_v2.scene import Scene
from recommendations_v2.trees import UNIT

_PERSONAL = 5  # the first features: times bought, and faded by four half-lives


def evidence_of(scene: Scene, table: Matrix, score: Whole) -> Floats:
    """(items, n) of a list, best first."""
    count = len(score)
    visits_a_week = 7.0 / max(scene.habits.visit_gap, 0.2)
    return np.column_stack(
        [
            score / UNIT,
            np.arange(count),
            np.log1p(table[:, :_PERSONAL]),
            np.full(count, np.log(visits_a_week)),
            np.full(count, np.log1p(scene.habits.baskets)),
        ]
    )
