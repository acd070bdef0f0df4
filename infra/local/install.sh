#!/usr/bin/env bash
# Sets up .venv in the current folder: the best Python, locked packages with verified hashes, our own packages editable.
set -euo pipefail
say() { printf '\033[2m%s\033[0m\n' "$*" >&2; }

if [ ! -x .venv/bin/python ]; then
  python=$(sh infra/local/find_python.sh)
  say "making .venv with $("$python" --version)"
  "$python" -m venv .venv
fi
if ! .venv/bin/uv --version >/dev/null 2>&1; then
  say "installing uv"
  .venv/bin/python -m pip install -q --require-hashes -r infra/local/uv.txt
fi
say "installing the locked packages (about 15 s the first time)"
.venv/bin/uv pip sync -q --require-hashes --compile-bytecode requirements.txt
packages=()
for package in "$@"; do packages+=(-e "$package"); done
.venv/bin/uv pip install -q --no-deps --no-build-isolation "${packages[@]}"
