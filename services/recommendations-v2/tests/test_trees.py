"""A forest learned by LightGBM is scored by numpy as LightGBM scores it, and explained to the last millionth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from recommendations_v2 import trees
from recommendations_v2.training import Lessons, lambda_rank
from recommendations_v2.trees import UNIT, Forest, ModelTextError

NAMES = ["often", "lately", "price", "noise"]
MORE_BY_ROUNDING = 2e-5  # of a score: half a millionth for each of thirty trees


def lessons(seed: int = 3) -> Lessons:
    drawn = np.random.default_rng(seed)
    table = np.round(drawn.normal(size=(6_000, 4)), 2).astype(np.float32)  # rounded: many values are thresholds
    wanted = table[:, 0] + 0.5 * (table[:, 1] > 0.3) - 0.2 * table[:, 2] * table[:, 0] + drawn.normal(size=6_000)
    return Lessons(table, wanted > 1.0, np.full(300, 20), np.arange(300) % 90)


@pytest.fixture(scope="module")
def text() -> str:
    return lambda_rank(lessons(), NAMES, 30)


@pytest.fixture(scope="module")
def forest(text: str) -> Forest:
    return trees.read(text)


def test_scores_are_lightgbms(text: str, forest: Forest) -> None:
    lightgbm = pytest.importorskip(
        "lightgbm", reason="LightGBM is in the job's environment: the scores were NOT compared"
    )
    table = lessons(4).features
    said = lightgbm.Booster(model_str=text).predict(table, num_threads=1)
    assert np.abs(forest.scores(table) / UNIT - said).max() < MORE_BY_ROUNDING
    assert np.ptp(said) > 1.0


def test_its_tables_are_the_forest_and_those_of_another_version_are_refused(text: str, forest: Forest) -> None:
    table = lessons(6).features
    again = trees.opened(forest.tables, text)
    assert again.scores(table).tolist() == forest.scores(table).tolist()
    assert again.names == forest.names
    with pytest.raises(ModelTextError, match="another version"):
        trees.opened(replace(forest.tables, form=0), text)


def test_a_value_on_a_threshold_goes_left(text: str, forest: Forest) -> None:
    lightgbm = pytest.importorskip("lightgbm", reason="as above")
    on = np.unique(forest.tables.thresholds)
    table = np.repeat(on[:, None], 4, axis=1).astype(np.float32)
    said = lightgbm.Booster(model_str=text).predict(table, num_threads=1)
    assert np.abs(forest.scores(table) / UNIT - said).max() < MORE_BY_ROUNDING


@settings(max_examples=40, deadline=None)  # each looks at 20 candidates of 30 trees
@given(table=arrays(np.float32, (20, 4), elements=st.floats(-1e6, 1e6, width=32)))
def test_contributions_and_basis_are_the_score_exactly(forest: Forest, table: np.ndarray) -> None:
    assert (forest.contributions(table).sum(axis=1) + forest.basis).tolist() == forest.scores(table).tolist()


def test_what_decides_contributes_most(forest: Forest) -> None:
    moved = np.abs(forest.contributions(lessons(5).features)).mean(axis=0)
    assert moved.argmax() == 0
    assert moved[3] < moved[0] / 5


def test_the_same_lessons_make_the_same_text(text: str) -> None:
    assert lambda_rank(lessons(), NAMES, 30) == text


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("num_cat=0", "num_cat=1", "Categorical"),
        ("decision_type=2", "decision_type=10", "missing values"),
        ("num_leaves=", "num_leaves=3", "at most 32"),
        ("feature_names=", "other=", "no LightGBM text model"),
    ],
)
def test_a_model_that_would_be_scored_wrongly_is_refused(text: str, was: str, becomes: str, said: str) -> None:
    assert was in text
    with pytest.raises(ModelTextError, match=said):
        trees.read(text.replace(was, becomes))
