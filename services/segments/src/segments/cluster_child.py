"""Trains clusters in a child process: features as Parquet in; centres as Parquet and the model as JSON out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from segments.cluster_files import CENTRES, CENTROIDS, CHOSEN, LAST, MODEL, SAMPLE
from segments.cluster_matching import Named, first_names, kept_names
from segments.cluster_model import ClusterModel, ModelChoice, ModelCluster, ModelEngine, read_model
from segments.cluster_profile import features, sentence
from segments.cluster_scaling import FEATURES, PARTS, Floats, Scaling, scaling_of
from segments.cluster_training import Choice, Labels, Trained, agreement, apart, nearest, spread, train

_SPEND, _FREQUENCY = FEATURES.index("spend"), FEATURES.index("frequency")


@dataclass(frozen=True, slots=True)
class _Seen:
    """Customers as they are and scaled (customers x features), and what was found of them."""

    raw: Floats
    scaled: Floats
    trained: Trained
    named: Named


def run(folder: Path, arguments: Mapping[str, Any]) -> dict[str, object]:
    """Read the sample and the training before from LAST, if there is one; write MODEL and CENTROIDS.

    Arguments: `version` and `trained_at` of this training, `customers` there are in all, `currency`, and of another
    engine that was asked `usd` and `reason`. Answers how many clusters there are, and how well they agree with the
    training before. Where another engine has left CENTRES, the clusters are those; both are judged on the same sample.
    """
    raw = _sample(folder)
    scaling = scaling_of(raw)
    scaled = scaling.scaled(raw)
    own = trained = _chosen(folder) or train(scaled)
    if (folder / CENTRES).exists():
        trained = _given(trained, scaled, np.array(json.loads((folder / CENTRES).read_text()), dtype=np.float64))
    last = read_model((folder / LAST).read_bytes()) if (folder / LAST).exists() else None
    comparable = last if last is not None and last.features == FEATURES else None
    if comparable is None:
        brought = raw[:, _SPEND] * raw[:, _FREQUENCY]
        spend = [float(brought[trained.labels == place].mean()) for place in range(len(trained.centres))]
        named = first_names(spend, 1 if last is None else last.next_number)
    else:
        before = _scaling(comparable).logarithms(_centres(comparable))
        labels = [each.label for each in comparable.clusters]
        named = kept_names(trained.centres, scaling, before, labels, comparable.next_number)
    seen = _Seen(raw, scaled, trained, named)
    clusters = [_cluster(place, seen, str(arguments["currency"])) for place in range(len(named.labels))]
    model = ClusterModel(
        version=str(arguments["version"]),
        trained_at=str(arguments["trained_at"]),
        customers=int(arguments["customers"]),
        trained_on=len(raw),
        features=FEATURES,
        scaling={part: tuple(getattr(scaling, part).tolist()) for part in PARTS},
        clusters=tuple(sorted(clusters, key=lambda each: int(each.label))),
        next_number=named.next_number,
        chosen=_choice(trained.chosen),
        tried=tuple(_choice(each) for each in trained.tried),
        is_stable=trained.is_stable,
        agreement=None if comparable is None else agreement(trained.labels, _labels_before(comparable, raw)),
        engines=_engines(scaled, own, None if trained is own else trained, arguments),
    )
    (folder / MODEL).write_bytes(model.document())
    _write_centroids(folder / CENTROIDS, model)
    return {"clusters": len(clusters), "agreement": model.agreement, "new": sum(named.is_new)}


def choose(folder: Path, _: Mapping[str, Any]) -> dict[str, object]:
    """How many clusters there are in the sample, and how features are scaled: `low`, `high`, `mean` and `sd`."""
    raw = _sample(folder)
    scaling = scaling_of(raw)
    trained = train(scaling.scaled(raw))
    arrays = {"centres": trained.centres.tolist(), "labels": trained.labels.tolist()}
    (folder / CHOSEN).write_text(json.dumps({**asdict(trained), **arrays}), encoding="utf-8")
    return {"clusters": trained.chosen.clusters, **{part: getattr(scaling, part).tolist() for part in PARTS}}


def _chosen(folder: Path) -> Trained | None:
    """What `choose` found in the same sample; None where it was not asked."""
    if not (folder / CHOSEN).exists():
        return None
    stated = json.loads((folder / CHOSEN).read_text(encoding="utf-8"))
    return Trained(
        centres=np.array(stated["centres"], dtype=np.float64),
        labels=np.array(stated["labels"], dtype=np.int32),
        chosen=Choice(**stated["chosen"]),
        tried=tuple(Choice(**each) for each in stated["tried"]),
        is_stable=stated["is_stable"],
    )


def _sample(folder: Path) -> Floats:
    table = pq.read_table(folder / SAMPLE).sort_by("customer_id")  # whatever the order of the file
    return np.column_stack([table[name].to_numpy() for name in FEATURES]).astype(np.float64)


def _given(trained: Trained, scaled: Floats, centres: Floats) -> Trained:
    """The clusters of another engine's centres, without those that nobody of the sample is near to."""
    labels = nearest(scaled, centres)
    kept = np.unique(labels)
    return replace(trained, centres=centres[kept], labels=np.searchsorted(kept, labels).astype(np.int32))


def _engines(
    scaled: Floats, own: Trained, given: Trained | None, arguments: Mapping[str, Any]
) -> tuple[ModelEngine, ...]:
    """Both engines by the same figures of the same customers, and why one has none."""
    local = _judged(ModelEngine("local", is_chosen=given is None), scaled, own)
    usd, reason = arguments.get("usd"), arguments.get("reason")
    other = ModelEngine("bigquery-ml", is_chosen=given is not None, usd=usd, reason=reason)
    if given is None:
        return local, replace(other, reason=reason or "not_chosen")
    return local, replace(_judged(other, scaled, given), agreement=round(agreement(given.labels, own.labels), 4))


def _judged(engine: ModelEngine, scaled: Floats, found: Trained) -> ModelEngine:
    return replace(
        engine,
        clusters=len(found.centres),
        silhouette=round(apart(scaled, found.labels), 4),
        spread=round(spread(scaled, found.centres, found.labels), 4),
    )


def _labels_before(last: ClusterModel, raw: Floats) -> Labels:
    """Where the training before would put today's customers."""
    return nearest(_scaling(last).scaled(raw), _centres(last))


def _centres(model: ClusterModel) -> Floats:
    return np.array([each.centre for each in model.clusters])


def _scaling(model: ClusterModel) -> Scaling:
    return Scaling(**{part: np.array(model.scaling[part]) for part in PARTS})


def _choice(tried: Choice) -> ModelChoice:
    return ModelChoice(tried.clusters, round(tried.stability, 4), round(tried.silhouette, 4))


def _cluster(place: int, seen: _Seen, currency: str) -> ModelCluster:
    own, centre = seen.trained.labels == place, seen.trained.centres[place]
    found = features(seen.raw[own], seen.raw, centre)
    return ModelCluster(
        label=seen.named.labels[place],
        is_new=seen.named.is_new[place],
        centre=tuple(centre.tolist()),
        share=float(own.mean()),
        distance=float(((seen.scaled[own] - centre) ** 2).sum(axis=1).mean()),
        profile=sentence(found, currency),
        features=found,
    )


def _write_centroids(path: Path, model: ClusterModel) -> None:
    """The rows of cluster_centroids, but for their generation."""
    rows = [(part, "", model.scaling[part]) for part in PARTS]
    rows += [("centre", each.label, each.centre) for each in model.clusters]
    columns: dict[str, list[Any]] = {
        "part": [part for part, _, _ in rows],
        "label": [label for _, label, _ in rows],
    }
    columns |= {name: [float(numbers[place]) for *_, numbers in rows] for place, name in enumerate(FEATURES)}
    pq.write_table(pa.table(columns), path)
