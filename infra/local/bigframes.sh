#!/usr/bin/env bash
# Sets up bigframes in .build/bigframes, locked packages with verified hashes: what the jobs of segments have where clusters
# are trained in BigQuery. It holds back packages of the workshop, so it has an environment of its own.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=.build/bigframes
lock=services/segments/bigquery_ml.txt

ready() { [ -e "$folder/installed" ] && [ "$folder/installed" -nt "$lock" ] && [ "$folder/installed" -nt "$0" ]; }

ready && exit 0
mkdir -p "$(dirname "$folder")"
exec 9>"$folder.lock" # tests run several at a time
flock 9
ready && exit 0

echo "setting up bigframes in $folder (a minute, 900 MB, once)" >&2
rm -rf "$folder"
"$(sh infra/local/find_python.sh)" -m venv --without-pip "$folder"
.venv/bin/uv pip sync -q -p "$folder/bin/python" --require-hashes "$lock"
touch "$folder/installed"
