#!/usr/bin/env bash
# Sets up GrowthBook's statistics in .build/statistics-oracle, locked packages with verified hashes: they pin a NumPy of
# years ago, which is overridden there and would hold back everything here.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=.build/statistics-oracle
lock=services/recommendations-v2/tests/experiments/oracle.txt

ready() { [ -e "$folder/installed" ] && [ "$folder/installed" -nt "$lock" ] && [ "$folder/installed" -nt "$0" ]; }

ready && exit 0
mkdir -p "$(dirname "$folder")"
exec 9>"$folder.lock" # tests run several at a time
flock 9
ready && exit 0

echo "setting up GrowthBook's statistics in $folder (some seconds, 300 MB, once)" >&2
rm -rf "$folder"
"$(sh infra/local/find_python.sh)" -m venv --without-pip "$folder"
# The lock holds what the override resolved to: what gbstats itself asks for is not asked again.
.venv/bin/uv pip install -q --no-deps -p "$folder/bin/python" --require-hashes -r "$lock"
touch "$folder/installed"
