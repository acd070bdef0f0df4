#!/usr/bin/env bash
# Sets up the BigQuery emulator in .build/emulator: a Python of 3.13 or later, locked packages with verified hashes, and
# the extensions of its engine, which come as packages because it would fetch them from the network otherwise.
# Exit status 3: no such Python here, so whatever needs the emulator cannot run.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=.build/emulator
lock=tests/queries/emulator.txt

ready() { [ -e "$folder/installed" ] && [ "$folder/installed" -nt "$lock" ] && [ "$folder/installed" -nt "$0" ]; }

ready && exit 0
mkdir -p "$(dirname "$folder")"
exec 9>"$folder.lock" # tests run several at a time, and each of them may be the first that needs it
flock 9
ready && exit 0

python=$(sh infra/local/find_python.sh)
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then
  echo "NOT RUN: the BigQuery emulator needs Python 3.13 or later; the best one found is $("$python" --version)" >&2
  exit 3
fi
echo "setting up the BigQuery emulator in $folder (half a minute, 600 MB, once)" >&2
rm -rf "$folder"
"$python" -m venv --without-pip "$folder"
.venv/bin/uv pip sync -q -p "$folder/bin/python" --require-hashes --compile-bytecode "$lock"
mkdir -p "$folder/home" # extensions are kept under HOME: one of its own, so that nobody's is changed
HOME="$PWD/$folder/home" "$folder/bin/python" tests/queries/emulator_extensions.py
touch "$folder/installed"
