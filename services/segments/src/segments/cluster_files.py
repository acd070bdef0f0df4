"""The files that a training of clusters leaves in its folder, by name: engines and the child share them."""

SAMPLE, LAST, MODEL, CENTROIDS = "sample.parquet", "last.json", "model.json", "centroids.parquet"
CHOSEN = "chosen.json"  # what the sample was found to have, where that was asked before: it takes a minute
CENTRES = "centres.json"  # what another engine found: a list for each cluster, scaled; there only where one was asked
