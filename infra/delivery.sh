#!/usr/bin/env bash
# Delivers one service. cloudbuild.yaml calls it; from the repository root:
#   infra/delivery.sh tag SERVICE       the tag of its images: a digest of what goes into them
#   infra/delivery.sh build SERVICE     build and push both targets, unless they are in the registry (IMAGES)
#   infra/delivery.sh deploy SERVICE    let the service (in REGION) run the image, unless it does
set -euo pipefail

# The month is part of the tag: the base image's security patches get in at least that often.
tag() {
  {
    date -u +%Y-%m
    find .dockerignore infra/local/uv.txt shared/pyproject.toml shared/src \
      "services/$1"/{Dockerfile,main.py,pyproject.toml,serve.txt,job.txt,src} \
      -type f -not -path '*/__pycache__/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
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
  for target in serve job; do
    image=$(image "$1" "$target" "$tag")
    if docker manifest inspect "$image" >/dev/null 2>&1; then
      echo "$image is there already"
      continue
    fi
    docker build --file "services/$1/Dockerfile" --target "$target" --tag "$image" .
    docker push "$image"
  done
}

deploy() {
  run_image "shopsight-$1" "$(image "$1" serve "$(tag "$1")")"
  # What was asked for by run-requested.v1 is done with the image of the jobs (infra/terraform/functions.tf).
  if [[ $1 =~ ^(inventory-alerts|segments|recommendations-v2)$ ]]; then
    run_image "shopsight-$1-run" "$(image "$1" job "$(tag "$1")")"
  fi
  # And what the clock starts (infra/terraform/jobs.tf): the next execution takes the new image.
  local jobs job
  jobs=$(gcloud run jobs list --region "${REGION:?}" --filter "metadata.labels.shopsight-service=$1" --format 'value(metadata.name)')
  for job in $jobs; do
    gcloud run jobs update "$job" --region "$REGION" --image "$(image "$1" job "$(tag "$1")")" --quiet
  done
}

run_image() { # NAME IMAGE
  local running
  running=$(gcloud run services describe "$1" --region "${REGION:?}" --format 'value(spec.template.spec.containers[0].image)')
  if [ "$running" = "$2" ]; then
    echo "$1 runs $2 already"
  else
    gcloud run services update "$1" --region "$REGION" --image "$2" --quiet
  fi
}

if [ $# -ne 2 ] || ! [[ $1 =~ ^(tag|build|deploy)$ ]] || [ ! -f "services/$2/Dockerfile" ]; then
  sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
"$1" "$2"
