#!/usr/bin/env bash
# Looks at infra/terraform with checkov, in an environment of its own (.build/policies): it holds other packages down.
# Waivers have their reasons beside them, or in infra/terraform/policies.yaml. `set-up` only makes the environment; exit status
# 3: it cannot be made here.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=.build/policies
lock=infra/terraform/policies.txt

ready() { [ -e "$folder/installed" ] && [ "$folder/installed" -nt "$lock" ] && [ "$folder/installed" -nt "$0" ]; }

if ! ready; then
  mkdir -p "$(dirname "$folder")"
  exec 9>"$folder.lock" # two checks at once share it
  flock 9
  if ! ready; then
    echo "setting up checkov in $folder (half a minute, 300 MB, once)" >&2
    rm -rf "$folder"
    "$(sh infra/local/find_python.sh)" -m venv --without-pip "$folder"
    if ! .venv/bin/uv pip sync -q -p "$folder/bin/python" --require-hashes --compile-bytecode "$lock"; then
      echo "NOT RUN: checkov could not be installed: the package registry is out of reach, and nothing of it is kept here" >&2
      exit 3
    fi
    touch "$folder/installed"
  fi
fi

[ "${1:-}" = set-up ] && exit 0
# Nothing is fetched or sent: the policies are those that came with it.
exec "$folder/bin/python" -m checkov.main --config-file infra/terraform/policies.yaml
