#!/usr/bin/env bash
# Debian packages that some tests need: installed when missing and we are root, else named. Their tests skip without them.
set -uo pipefail

missing=()
command -v chromium >/dev/null 2>&1 || missing+=(chromium) # the page in a real browser
command -v redis-server >/dev/null 2>&1 || missing+=(redis-server) # the cache on a real Redis
ldconfig -p 2>/dev/null | grep -q libgomp || missing+=(libgomp1) # OpenMP, which LightGBM's package takes from the system
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing Debian packages for the tests: ${missing[*]} (a minute or two, once)" >&2
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
    exit 0
  fi
fi
echo "NOT INSTALLED: ${missing[*]}. Tests that need them are skipped; on Debian: apt-get install ${missing[*]}" >&2
