"""Clusters whose centres BigQuery finds over all customers: judged by the same figures, priced, and never needed."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from services.segments.tests.clusters.conftest import in_process
from services.segments.tests.clusters.test_clusters import PLANTED, everybody, found_in, planted
from sklearn.metrics import adjusted_rand_score

from segments.cluster_bigframes import centres_of
from segments.cluster_engine import Training, engine_of
from segments.cluster_files import CENTRES, SAMPLE
from segments.cluster_scaling import FEATURES
from segments.settings import Settings
from segments.use_cases_clusters import clusters, train_clusters
from shared.child import ChildError
from shared.warehouse import Query
from shared.warehouse.learning import Cost, Place, cost_of

thorough = pytest.mark.skipif("THOROUGH" not in os.environ, reason="an environment of its own: make bench-engines")
ROOT = Path(__file__).parents[4]
GOLDEN = Path(__file__).parent / "golden"


class Models:
    """A warehouse's models, told what reading costs."""

    place = Place("shop", "facts", "EU")

    def __init__(self) -> None:
        self.reads = 50_000_000

    def cost(self, source: Query, parameters: Mapping[str, Any], *, price: str, tables: int, times: int = 1) -> Cost:
        assert set(parameters) == set(source.parameters)
        assert price == "bigquery_train_tib"
        return cost_of(self.reads, Decimal("312.5"), tables=tables, times=times)


class Learned:
    """A warehouse in all but that it has models."""

    def __init__(self, warehouse: Any, models: Models) -> None:
        self._warehouse, self._models = warehouse, models

    def learning(self) -> Models:
        return self._models

    def __getattr__(self, name: str) -> Any:
        return getattr(self._warehouse, name)


class Google:
    """What bigframes would do: k-means over the rows of the SELECT it is given, here by the warehouse of the test."""

    def __init__(self, warehouse: Any) -> None:
        self.warehouse = warehouse
        self.asked: list[Mapping[str, Any]] = []

    def compute(self, target: str, folder: Path, arguments: Mapping[str, Any]) -> Mapping[str, object]:
        if target != "segments.cluster_bigframes:fit":
            return in_process(target, folder, arguments)
        self.asked.append(arguments)
        assert (folder / SAMPLE).exists()
        rows = self.warehouse.query(Query("everybody", arguments["source"], {}))
        from sklearn.cluster import KMeans  # noqa: PLC0415 - stands for Google's

        found = KMeans(arguments["clusters"], n_init=3, random_state=7).fit(
            [[row[f] for f in FEATURES] for row in rows]
        )
        (folder / CENTRES).write_text(json.dumps(found.cluster_centers_.tolist()))
        return {"clusters": arguments["clusters"]}


@pytest.fixture
def models() -> Models:
    return Models()


@pytest.fixture
def learned(shop: Any, models: Models) -> Any:
    """A shop of planted groups in a warehouse that learns."""
    shop.has(everybody(planted()))
    google = Google(shop.warehouse)
    settings = Settings(cluster_engine="bigquery-ml")
    object.__setattr__(shop.desk, "warehouse", Learned(shop.warehouse, models))
    object.__setattr__(shop.desk, "settings", settings)
    shop.google = google
    return shop


def test_centres_of_all_customers_find_the_planted_groups_and_have_the_same_figures(learned: Any) -> None:
    said = train_clusters(learned.desk, learned.google.compute)
    assert said == "4 clusters of 280 customers; engine bigquery-ml, 0.0143 USD"
    found = found_in(learned)
    truth = {each["customer_id"]: group for group, members in planted().items() for each in members}
    names = sorted(truth)
    assert adjusted_rand_score([truth[name] for name in names], [found[name] for name in names]) > 0.95
    training = clusters(learned.desk)["training"]
    assert (training["k"], training["stability"] > 0.95) == (len(PLANTED), True)
    local, google = training["engines"]
    assert (local["engine"], local["is_chosen"], local["reason"]) == ("local", False, None)
    assert (google["engine"], google["is_chosen"], google["usd"]) == ("bigquery-ml", True, "0.0143")
    assert google["agreement"] > 0.95
    assert local["agreement"] is None
    assert google["k"] == local["k"] == len(PLANTED)
    assert training["silhouette"] == google["silhouette"] == pytest.approx(local["silhouette"], abs=0.05)
    assert 0 < local["spread"] == pytest.approx(google["spread"], rel=0.1)
    (asked,) = learned.google.asked
    assert (asked["project"], asked["dataset"], asked["location"]) == ("shop", "facts", "EU")
    assert asked["maximum_bytes_billed"] == 62_500_000
    assert "@" not in asked["source"]


def test_where_bigquery_fails_its_place_beside_the_local_clusters_says_why(learned: Any, models: Models) -> None:
    models.reads = 10**12
    train_clusters(learned.desk, learned.google.compute)
    local, google = clusters(learned.desk)["training"]["engines"]

    assert (local["is_chosen"], local["k"], google["is_chosen"], google["k"]) == (True, len(PLANTED), False, None)
    assert "BigQuery ML failed" in google["reason"]


@dataclass
class Child:
    """The children of a training, without any arithmetic: what they were asked, and bigframes that may be missing."""

    asked: list[str] = field(default_factory=list)
    fails: bool = False

    def compute(self, target: str, folder: Path, _: Mapping[str, Any]) -> Mapping[str, object]:
        self.asked.append(target.partition(":")[2])
        if target.endswith(":choose"):
            return {"clusters": 4, **{name: [1.0] * len(FEATURES) for name in ("low", "high", "mean", "sd")}}
        if target.endswith(":fit"):
            (folder / CENTRES).write_text("[]")
            if self.fails:
                raise ChildError("no module named bigframes")
        return {"clusters": 4, "new": 4, "agreement": None, "given": (folder / CENTRES).exists()}


def trained_with(child: Child, models: Models, shop: Any, tmp_path: Path) -> Mapping[str, object]:
    engine = engine_of("bigquery-ml", child.compute, Decimal(1))
    return engine.train(Training(Learned(shop.warehouse, models), "g1", tmp_path, {}))  # type: ignore[arg-type]  # see Learned


def test_a_training_that_fails_there_takes_the_sample_and_says_so(shop: Any, models: Models, tmp_path: Path) -> None:
    child = Child(fails=True)
    told = trained_with(child, models, shop, tmp_path)
    assert child.asked == ["choose", "fit", "run"]
    assert (told["engine"], told["given"]) == ("local", False)
    assert told["reason"] == "BigQuery ML failed, no module named bigframes"


def test_a_training_that_would_cost_too_much_is_not_begun(shop: Any, models: Models, tmp_path: Path) -> None:
    models.reads = 10**12
    child = Child()
    told = trained_with(child, models, shop, tmp_path)
    assert child.asked == ["choose", "run"]
    assert "would cost 284.2171 USD" in str(told["reason"])  # a million million bytes at 312.5 USD a TiB


def test_centres_come_in_the_order_of_features_whatever_the_order_of_rows() -> None:
    rows = [(2, name, float(place)) for place, name in reversed(list(enumerate(FEATURES)))]
    rows += [(1, name, -1.0) for name in FEATURES]
    assert centres_of(rows) == [[-1.0] * 6, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]]
    with pytest.raises(KeyError):
        centres_of(rows[:3])


SENT = """
import json, sys
from google.cloud import bigquery
from bigframes.ml.sql import ModelCreationSqlGenerator, ModelManipulationSqlGenerator
from segments.cluster_bigframes import estimator
reference = bigquery.ModelReference.from_string("shop.facts.customer_clusters")
source = "SELECT recency, tenure, frequency, spend, discount, refund FROM scaled"
options = estimator(4)._bqml_options
print(ModelCreationSqlGenerator().create_model(source_sql=source, model_ref=reference, options=options))
print(ModelManipulationSqlGenerator(reference).ml_centroids())
"""


@pytest.fixture(scope="module")
def bigframes() -> Path:
    """The Python of an environment with bigframes; where it cannot be had that is said, and on CI it is a failure."""
    made = subprocess.run(["bash", "infra/local/bigframes.sh"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607 - bash is where it is
    if made.returncode and os.environ.get("CI") != "true":
        pytest.skip(f"NOT RUN, bigframes cannot be set up: {made.stderr.strip()[-300:]}")
    assert made.returncode == 0, made.stderr
    return ROOT / ".build" / "bigframes" / "bin" / "python"


@thorough
def test_what_bigframes_sends_is_what_was_agreed_upon(bigframes: Path) -> None:
    """Written anew by hand only: a change of what Google is asked, and bills, is to be seen in a review."""
    folders = os.pathsep.join(str(ROOT / each) for each in ("shared/src", "services/segments/src"))
    sent = subprocess.run(
        [bigframes, "-c", SENT], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": folders}
    ).stdout
    assert sent == (GOLDEN / "customer_clusters.txt").read_text(encoding="utf-8")


def test_the_agreed_statement_is_euclidean_and_begun_by_kmeans_plus_plus() -> None:
    text = (GOLDEN / "customer_clusters.txt").read_text(encoding="utf-8").lower()
    for option in (
        "model_type='kmeans'",
        "num_clusters=4",
        "kmeans_init_method='kmeans++'",
        "distance_type='euclidean'",
    ):
        assert option in text.replace(" ", "")
