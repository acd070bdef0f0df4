#!/usr/bin/env bash
# The dashboard: `build` makes frontend/dist from the lock, hashes verified; `check` holds types, lint and tests; `run
# COMMAND...` runs something of its packages. From the repository root. Node is the machine's where it is new enough, else
# the one that the package registry of Python has: nothing but Python has to be there.
set -euo pipefail
say() { printf '\033[2m%s\033[0m\n' "$*" >&2; }

new_enough() { # 20.19 and 22.12 are what vite asks for
  command -v npm >/dev/null 2>&1 && "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number);
    process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' >/dev/null 2>&1
}

if ! new_enough node; then
  if [ ! -x .build/node/bin/node ] || [ infra/local/node.txt -nt .build/node/installed ]; then
    say "installing Node from the package registry (once)"
    mkdir -p .build
    .venv/bin/python -m venv --without-pip .build/node
    .venv/bin/uv pip install -q --python .build/node/bin/python --require-hashes -r infra/local/node.txt
    touch .build/node/installed
  fi
  PATH="$PWD/.build/node/bin:$PATH"
fi

cd frontend
if [ ! -e node_modules/installed ] || [ package-lock.json -nt node_modules/installed ]; then
  say "installing the dashboard's locked packages (about half a minute the first time)"
  npm ci --silent --no-progress
  touch node_modules/installed
fi
PATH="$PWD/node_modules/.bin:$PATH"

case ${1:-} in
  build)
    say "building the dashboard"
    vite build --logLevel warn
    touch dist/built
    ;;
  check)
    node scripts/types.mjs --check
    tsc -p .
    eslint . --max-warnings 0
    [ -e dist/manifest.json ] || vite build --logLevel warn
    vitest run --reporter=dot
    ;;
  run)
    shift
    "$@"
    ;;
  *)
    echo "usage: infra/local/frontend.sh build|check|run COMMAND..." >&2
    exit 2
    ;;
esac
