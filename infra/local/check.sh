#!/usr/bin/env bash
# The checks of `make check` (all), of a commit (fast) and those beyond it (slow), from the repository root. Goes on
# after a failure, so that one run names everything there is to mend; exits 1 when something failed.
set -uo pipefail
cd "$(dirname "$0")/../.."
bin=.venv/bin
failed=()
not_run=()
output=$(mktemp)
trap 'rm -f "$output"' EXIT

step() { # NAME COMMAND... : runs it, prints its name and seconds, and its words only when it failed
  local name=$1 started=$EPOCHREALTIME status
  shift
  "$@" >"$output" 2>&1
  status=$?
  printf '%-44s %5.1f s  %s\n' "$name" "$(awk "BEGIN {print $EPOCHREALTIME - $started}")" "$([ $status -eq 0 ] && echo ok || echo FAILED)"
  if [ $status -ne 0 ]; then
    failed+=("$name")
    sed 's/^/    /' "$output"
  fi
}

skip() { # NAME REASON : a check that cannot run here must not look like one that passed
  printf '\n!!! NOT RUN: %s\n!!! %s\n\n' "$1" "$2"
  not_run+=("$1")
}

# Every distribution by its name, so that no folder is the base of a module; our packages from their sources, where they
# are typed, not from the environment, where a package without a marker counts as untyped.
types() {
  MYPYPATH=$(printf '%s:' shared/src services/*/src infra/local/src) $bin/mypy --strict "$@"
}

# Each main.py by itself: two in one run are a "Duplicate module".
types_of_main() {
  MYPYPATH=$(printf "$PWD/%s:" shared/src services/*/src) $bin/mypy --strict --config-file pyproject.toml "$1/main.py"
}

types_of_dashboard() { # its image holds one module of this package
  MYPYPATH="$PWD/infra/local/src:$PWD/shared/src" $bin/mypy --strict --follow-imports silent --config-file pyproject.toml frontend/main.py
}

packages() {
  local folder
  for folder in shared/src/* services/*/src/* infra/local/src/*; do
    [ -f "$folder/__init__.py" ] && printf -- '-p %s ' "$(basename "$folder")"
  done
}

terraform_checks() {
  local stand_in=../shared/tools/terraform-offline/terraform-offline run
  if ! command -v terraform >/dev/null; then
    skip "terraform fmt, validate, test" "There is no terraform on this machine; infra/terraform was not looked at by it."
    return
  fi
  step "terraform fmt" terraform -chdir=infra/terraform fmt -check -diff -recursive
  if [ -x "$stand_in" ]; then
    run=$stand_in
  elif timeout 120 terraform -chdir=infra/terraform init -backend=false -input=false -no-color >"$output" 2>&1; then
    run=terraform # 120 s: the provider is 100 MB
  else
    skip "terraform validate, test" "Neither the stand-in provider ($stand_in) nor the provider registry is within reach: $(grep -m 1 Error "$output")"
    return
  fi
  step "terraform validate" "$run" -chdir=infra/terraform validate -no-color
  step "terraform test" "$run" -chdir=infra/terraform test -no-color
}

# Needs no Terraform, but some seconds and an environment of its own, which comes from the package registry.
terraform_policies() {
  if bash infra/local/policies.sh set-up >"$output" 2>&1; then
    step "terraform policies (checkov)" bash infra/local/policies.sh
  else
    skip "terraform policies (checkov)" "$(tail -n 1 "$output")"
  fi
}

fast() {
  step "ruff check" $bin/ruff check --quiet .
  step "ruff format" $bin/ruff format --check --quiet .
  step "imports between the layers" $bin/lint-imports --no-cache
  step "models as openapi/ makes them" $bin/python -m shared.contracts.generate --check
  step "event schemas as openapi/ makes them" $bin/python -m shared.contracts.event_schemas --check
  step "service levels as their file says" $bin/python -m local.service_levels --check
  step "locks: hashes, no hosts" $bin/python -m pytest -q --noconftest -p no:cacheprovider tests/architecture/test_files.py -k "lock or registry"
}

slow() {
  local service
  # shellcheck disable=SC2046 # one word per package is what is wanted
  step "types of the packages" types $(packages)
  for service in services/*/; do
    step "types of ${service}main.py" types_of_main "${service%/}"
  done
  step "types of frontend/main.py" types_of_dashboard
  step "infrastructure covers every service" $bin/python -m pytest -q --noconftest -p no:cacheprovider tests/architecture/test_infrastructure.py
  step "dashboard: types, lint, tests" bash infra/local/frontend.sh check
  terraform_checks
  terraform_policies
}

case ${1:-} in
  fast) fast ;;
  slow) slow ;;
  all) fast && slow ;;
  *)
    echo "usage: infra/local/check.sh all|fast|slow" >&2
    exit 2
    ;;
esac
for name in "${not_run[@]}"; do echo "NOT RUN: $name"; done
for name in "${failed[@]}"; do echo "FAILED: $name"; done
[ ${#failed[@]} -eq 0 ]
