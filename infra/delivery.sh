#!/usr/bin/env bash
# Delivers one service, or the dashboard. cloudbuild.yaml calls it; from the repository root:
#   infra/delivery.sh tag SERVICE        the tag of its images: a digest of what goes into them
#   infra/delivery.sh build SERVICE      build and push its images, unless they are in the registry (IMAGES)
#   infra/delivery.sh scan SERVICE       write what is in its images (SBOM), and refuse those with a critical weakness
#   infra/delivery.sh queries WAREHOUSE  have BigQuery check every statement without running it
#   infra/delivery.sh deploy SERVICE     let the service (in REGION) run the image: a tenth of the traffic first
#   infra/delivery.sh promote SERVICE    give all traffic to what was deployed last
#   infra/delivery.sh rollback SERVICE   give all traffic, and the jobs, back to what ran before; `all`: of whatever the last
#                                        delivery brought, and of nothing else
# CLUSTER_ENGINE=bigquery-ml, where Terraform's `engines` say so: the jobs of segments are the image with bigframes.
set -euo pipefail

CANARY_PERCENT=10                      # enough to meet what tests did not, few enough to be forgiven
CANARY_SECONDS=${CANARY_SECONDS:-300}  # five reports of a browser that looks each minute, and each job of a minute
LOOK_SECONDS=${LOOK_SECONDS:-20}       # between two looks at the errors; a log line is there within ten
EVERY=(ingestion revenue inventory-alerts segments recommendations-v2 dashboard)
WITH_RUNS=(ingestion inventory-alerts segments recommendations-v2) # run-requested.v1 is done by the image of their jobs (functions.tf)
DELIVERY=${BUILD_ID:-by-hand-$(date -u +%Y%m%dt%H%M%S)} # a label of every revision: what came together goes back together
PLACEHOLDER=us-docker.pkg.dev/cloudrun/container/ # what Terraform begins with: nothing to go back to

among() { # WORD WORDS... : whether the first is one of the others
  local word=$1 each
  shift
  for each in "$@"; do [ "$each" = "$word" ] && return 0; done
  return 1
}

dockerfile() {
  if [ "$1" = dashboard ]; then echo frontend/Dockerfile; else echo "services/$1/Dockerfile"; fi
}

job_target() { # SERVICE : which target of its Dockerfile its jobs run
  if [ "$1" = segments ] && [ "${CLUSTER_ENGINE:-local}" = bigquery-ml ]; then echo job-bigquery-ml; else echo job; fi
}

targets() {
  if [ "$1" = dashboard ]; then echo serve; else echo "serve $(job_target "$1")"; fi
}

inputs() {
  echo .dockerignore infra/local/uv.txt
  if [ "$1" = dashboard ]; then
    echo infra/local/src/local/{__init__,dashboard_routes}.py
    echo frontend/{Dockerfile,main.py,serve.txt,package.json,package-lock.json,.npmrc,index.html,vite.config.ts,tsconfig.json,public,src}
  else
    echo requirements.txt shared/pyproject.toml shared/src
    echo "services/$1"/{Dockerfile,main.py,pyproject.toml,serve.txt,job.txt,src}
    if [ "$1" = segments ]; then echo services/segments/bigquery_ml.txt; fi
  fi
}

# The month is part of the tag: the base image's security patches get in at least that often.
tag() {
  {
    date -u +%Y-%m
    # shellcheck disable=SC2046 # one word per path is what is wanted
    find $(inputs "$1") -type f -not -path '*/__pycache__/*' -not -path '*/.*_cache/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
  } | sha256sum | cut -c1-16
}

image() { # SERVICE TARGET TAG
  case $2 in
    serve) echo "${IMAGES:?}/$1:$3" ;;
    *) echo "${IMAGES:?}/$1-$2:$3" ;;
  esac
}

build() {
  local tag target image
  tag=$(tag "$1")
  for target in $(targets "$1"); do
    image=$(image "$1" "$target" "$tag")
    if docker manifest inspect "$image" >/dev/null 2>&1; then
      echo "$image is there already"
      continue
    fi
    docker build --file "$(dockerfile "$1")" --target "$target" --tag "$image" .
    docker push "$image"
  done
}

# Google's own tools: the SBOM (SPDX) lies in a bucket beside the registry and is found by the image's digest.
scan() {
  local tag target image scan critical
  tag=$(tag "$1")
  for target in $(targets "$1"); do
    image=$(image "$1" "$target" "$tag")
    scan=$(gcloud artifacts docker images scan "$image" --remote --format 'value(response.scan)')
    critical=$(gcloud artifacts docker images list-vulnerabilities "$scan" \
      --filter 'vulnerability.effectiveSeverity=CRITICAL AND vulnerability.fixAvailable=true' --format 'value(vulnerability.shortDescription)')
    if [ -n "$critical" ]; then
      echo "$image is not delivered: what mends these is there: $critical" >&2
      return 1
    fi
    gcloud artifacts sbom export --uri "$image" --quiet
  done
}

queries() {
  .venv/bin/shopsight deploy --queries "$1"
}

deploy() {
  local tag
  tag=$(tag "$1")
  if [ "$1" = ingestion ]; then
    merge_first "$tag"
  fi
  run_canary "shopsight-$1" "$(image "$1" serve "$tag")"
  if among "$1" "${WITH_RUNS[@]}"; then
    run_image "shopsight-$1-run" "$(image "$1" "$(job_target "$1")" "$tag")"
  fi
  if [ "$1" != ingestion ]; then
    update_jobs "$1" "$tag"
  fi
}

# A version that defines rollups otherwise has its merge make them anew (shared/decisions/0068): this is waited for, before any
# traffic moves and before the other services are delivered. Where nothing is to be made it is over in seconds. `wait`: the
# clock's own merge may be at work, still of the version before. Whatever fails from here on, the jobs are what serves again.
merge_first() { # TAG
  local before
  before=$(image_of "$(serving_revision shopsight-ingestion)")
  # shellcheck disable=SC2064 # which image is known now
  trap "[ \$? -eq 0 ] || jobs_back ingestion '$before'" EXIT
  update_jobs ingestion "$1"
  if ! gcloud run jobs execute shopsight-ingestion-merge --region "$REGION" --args merge,wait --wait --quiet; then
    echo "shopsight-ingestion: its merge failed, no traffic was moved" >&2
    return 1
  fi
}

jobs_back() { # SERVICE IMAGE
  if [[ $2 != "$PLACEHOLDER"* ]]; then
    update_jobs "$1" "${2##*:}"
    echo "shopsight-$1: its jobs run the version of $2 again" >&2
    merge_anew
  fi
}

# The version that came back may define rollups otherwise, and merges nothing until they are its own: its job makes them.
merge_anew() {
  gcloud run jobs execute shopsight-ingestion-merge --region "$REGION" --async --quiet
}

# What the clock starts (infra/terraform/jobs.tf): the next execution takes the image.
update_jobs() { # SERVICE TAG
  local jobs job
  [ "$1" = dashboard ] && return
  jobs=$(gcloud run jobs list --region "${REGION:?}" --filter "metadata.labels.shopsight-service=$1" --format 'value(metadata.name)')
  for job in $jobs; do
    gcloud run jobs update "$job" --region "$REGION" --image "$(image "$1" "$(job_target "$1")" "$2")" --quiet
  done
}

running_image() { # NAME
  gcloud run services describe "$1" --region "${REGION:?}" --format 'value(spec.template.spec.containers[0].image)'
}

serving_revision() { # NAME : the one with most of the traffic
  gcloud run services describe "$1" --region "${REGION:?}" --format json |
    python3 -c 'import json, sys; print(max(json.load(sys.stdin)["status"]["traffic"], key=lambda each: each.get("percent", 0))["revisionName"])'
}

# Takes the image at once: nobody waits for an answer, and what fails is pushed again to whatever runs then.
run_image() { # NAME IMAGE
  if [ "$(running_image "$1")" = "$2" ]; then
    echo "$1 runs $2 already"
  else
    gcloud run services update "$1" --region "$REGION" --image "$2" --quiet
  fi
}

# A revision without traffic, which has to become ready; then a tenth of the traffic, and its errors are looked at; then all.
run_canary() { # NAME IMAGE
  local running before candidate errors until
  running=$(running_image "$1")
  if [ "$running" = "$2" ]; then
    echo "$1 runs $2 already"
    return
  fi
  if [[ $running == "$PLACEHOLDER"* ]]; then
    gcloud run services update "$1" --region "$REGION" --image "$2" --update-labels "shopsight-delivery=$DELIVERY" --quiet
    return
  fi
  before=$(serving_revision "$1")
  gcloud run services update "$1" --region "$REGION" --image "$2" --update-labels "shopsight-delivery=$DELIVERY" --no-traffic --tag candidate --quiet
  candidate=$(gcloud run services describe "$1" --region "$REGION" --format 'value(status.latestReadyRevisionName)')
  if [ "$candidate" = "$before" ]; then
    echo "$1: the new revision did not become ready; all traffic stays with $before" >&2
    return 1
  fi
  gcloud run services update-traffic "$1" --region "$REGION" --to-revisions "$candidate=$CANARY_PERCENT,$before=$((100 - CANARY_PERCENT))" --quiet
  until=$((SECONDS + CANARY_SECONDS))
  while :; do
    errors=$(gcloud logging read "resource.type=cloud_run_revision AND resource.labels.revision_name=$candidate AND httpRequest.status>=500" \
      --freshness "$((CANARY_SECONDS + 60))s" --limit 3 --format 'value(httpRequest.requestUrl)')
    if [ -n "$errors" ]; then
      gcloud run services update-traffic "$1" --region "$REGION" --to-revisions "$before=100" --quiet
      echo "$1: $candidate answered with errors, all traffic is back at $before: $errors" >&2
      return 1
    fi
    [ "$SECONDS" -ge "$until" ] && break
    sleep "$LOOK_SECONDS"
  done
  gcloud run services update-traffic "$1" --region "$REGION" --to-latest --update-tags "before=$before" --quiet
}

promote() {
  gcloud run services update-traffic "shopsight-$1" --region "${REGION:?}" --to-latest --quiet
}

rollback() {
  if [ "$1" = all ]; then
    rollback_all
    return
  fi
  local serving before tag
  serving=$(serving_revision "shopsight-$1")
  before=$(tagged_before "shopsight-$1")
  if [ -z "$before" ] || [ "$before" = "$serving" ]; then
    before=$(revision_before "shopsight-$1" "$serving")
  fi
  if [ -z "$before" ]; then
    echo "shopsight-$1: there is no ready revision before $serving" >&2
    return 1
  fi
  gcloud run services update-traffic "shopsight-$1" --region "$REGION" --to-revisions "$before=100" --quiet
  tag=$(image_of "$before")
  tag=${tag##*:}
  if among "$1" "${WITH_RUNS[@]}"; then
    run_image "shopsight-$1-run" "$(image "$1" "$(job_target "$1")" "$tag")"
  fi
  update_jobs "$1" "$tag"
  if [ "$1" = ingestion ]; then
    merge_anew
  fi
  echo "shopsight-$1: all traffic is with $before, no more with $serving; the next delivery brings the newest again"
}

# A delivery leaves alone what did not change, and so does its way back. One that cannot go back does not keep the others.
rollback_all() {
  local service told last failed=
  told=$(for service in "${EVERY[@]}"; do
    gcloud run revisions describe "$(serving_revision "shopsight-$service")" --region "${REGION:?}" \
      --format 'value(metadata.creationTimestamp,metadata.labels.shopsight-delivery)' | awk -v name="$service" '{print $1, $2 ? $2 : "none", name}'
  done)
  last=$(sort <<<"$told" | awk 'END {print $2}')
  echo "the last delivery was $last"
  for service in $(awk -v last="$last" '$2 == last {print $3}' <<<"$told"); do
    bash "$0" rollback "$service" || failed="$failed $service"
  done
  if [ -n "$failed" ]; then
    echo "not rolled back:$failed" >&2
    return 1
  fi
}

tagged_before() { # NAME : what served before the last delivery, which is not always the revision before: a canary may have failed
  gcloud run services describe "$1" --region "${REGION:?}" --format json |
    python3 -c 'import json, sys; print(next((each["revisionName"] for each in json.load(sys.stdin)["status"]["traffic"] if each.get("tag") == "before"), ""))'
}

image_of() { # REVISION
  gcloud run revisions describe "$1" --region "${REGION:?}" --format 'value(spec.containers[0].image)'
}

revision_before() { # NAME REVISION : the newest ready one that is older
  gcloud run revisions list --service "$1" --region "${REGION:?}" --sort-by '~metadata.creationTimestamp' \
    --filter 'status.conditions.type=Ready AND status.conditions.status=True' --format 'value(metadata.name)' |
    awk -v serving="$2" 'past {print; exit} $1 == serving {past = 1}'
}

known() { # VERB WORD
  case $1 in
    queries) [[ $2 == bigquery://* ]] ;;
    rollback) [ "$2" = all ] || among "$2" "${EVERY[@]}" ;;
    tag | build | scan | deploy | promote) among "$2" "${EVERY[@]}" ;;
    *) return 1 ;;
  esac
}

if [ $# -ne 2 ] || ! known "$1" "$2"; then
  sed -n '2,12s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
"$1" "$2"
