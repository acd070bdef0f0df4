"""Of items said to be bought with p, a share p is; and what is said never falls as the score rises."""

from __future__ import annotations

import numpy as np

from recommendations_v2.calibration import calibrated, error, rising


def shown(seed: int, count: int = 8_000) -> tuple[np.ndarray, np.ndarray]:
    """Score and visits a week; the chance grows with both, and not as a logistic does."""
    drawn = np.random.default_rng(seed)
    evidence = np.column_stack([drawn.normal(size=count), drawn.exponential(size=count)])
    chance = np.clip(0.1 + 0.25 * (evidence[:, 0] > 0.5) + 0.1 * evidence[:, 1], 0, 0.9)
    return evidence, drawn.random(count) < chance


def test_others_items_are_bought_as_often_as_said() -> None:
    learned = calibrated(*shown(1))
    evidence, bought = shown(2)
    said = learned.confidence(evidence)
    assert error(said, bought) < 0.02
    assert error(np.full(len(bought), bought.mean()), bought, 1) < 1e-12  # the mean is always right on the whole...
    assert np.ptp(said) > 0.3  # ... and says nothing


def test_steps_never_fall() -> None:
    drawn = np.random.default_rng(3)
    edges, share = rising(drawn.random(2_000), (drawn.random(2_000) < 0.3).astype(float))
    assert (np.diff(edges) > 0).all()
    assert (np.diff(share) > 0).all()


def test_error_is_the_distance_of_said_from_seen() -> None:
    assert abs(error(np.full(100, 0.5), np.arange(100) < 30, 1) - 0.2) < 1e-12
