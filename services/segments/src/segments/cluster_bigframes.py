"""K-means in BigQuery by bigframes, in a child process of a job: the only file that imports it, and only when asked.

bigframes takes two seconds and 218 MB to import, brings pandas, and is in no environment but that of
`services/segments/bigquery_ml.txt`. Where it is missing the child fails, and the training goes on without it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from segments.cluster_files import CENTRES
from segments.cluster_scaling import FEATURES

_ROUNDS = 50  # of k-means: those of a shop settle in a dozen, and each reads all customers, which is not billed again
_SETTLED = 0.001  # relative progress below which it stops; a hundredth, the default, leaves centres a few percent off


def fit(folder: Path, arguments: Mapping[str, Any]) -> dict[str, object]:
    """Cluster the rows of the SELECT `source`, and write the centres as JSON into CENTRES.

    Arguments: `project`, `dataset` and `location` of the tables, `source` (columns FEATURES, scaled), `clusters`, and
    `maximum_bytes_billed`, beyond which BigQuery refuses a statement. Answers how many centres there are.
    """
    import bigframes.pandas as bpd  # noqa: PLC0415 - see the module's first lines

    bpd.options.bigquery.project = arguments["project"]
    bpd.options.bigquery.location = arguments["location"]
    bpd.options.compute.maximum_bytes_billed = int(arguments["maximum_bytes_billed"])
    bpd.options.compute.extra_query_labels = {"service": "segments", "query": "train_clusters"}
    project, dataset = arguments["project"], arguments["dataset"]
    place = {"projectId": project, "datasetId": dataset}
    customers = bpd.read_gbq_query(arguments["source"], configuration={"query": {"defaultDataset": place}})
    model = estimator(int(arguments["clusters"])).fit(customers[list(FEATURES)])
    kept = model.to_gbq(f"{project}.{dataset}.customer_clusters", replace=True)
    told = kept.cluster_centers_.to_pandas()
    centres = centres_of(zip(told["centroid_id"], told["feature"], told["numerical_value"], strict=True))
    (folder / CENTRES).write_text(json.dumps(centres), encoding="utf-8")
    return {"clusters": len(centres)}


def estimator(clusters: int) -> Any:  # noqa: ANN401 - a class of a library that is not there
    """The k-means that is asked for: euclidean, begun by k-means++."""
    from bigframes.ml.cluster import KMeans  # noqa: PLC0415 - see the module's first lines

    return KMeans(n_clusters=clusters, init="kmeans++", distance_type="euclidean", max_iter=_ROUNDS, tol=_SETTLED)


def centres_of(rows: Any) -> list[list[float]]:  # noqa: ANN401 - columns of a library that is not there
    """Centres in the order of their numbers, each with a number for every feature in the order of FEATURES.

    `rows` are (centre, feature, value). Raises KeyError where a centre lacks a feature.
    """
    by_centre: dict[int, dict[str, float]] = {}
    for centre, feature, value in rows:
        by_centre.setdefault(int(centre), {})[str(feature)] = float(value)
    return [[found[name] for name in FEATURES] for _, found in sorted(by_centre.items())]
