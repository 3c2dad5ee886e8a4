#!/usr/bin/env bash
# Installs the named Debian packages that are missing. Tries again when the mirror or another apt gets in the way.
set -euo pipefail

missing=()
for package in "$@"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
options=(-qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
for attempt in 1 2 3; do
  if apt-get update "${options[@]}" >"$log" 2>&1 \
    && apt-get install -y --no-install-recommends "${options[@]}" "${missing[@]}" >>"$log" 2>&1; then
    exit 0
  fi
  echo "apt-get could not install ${missing[*]} (attempt $attempt of 3)" >&2
  sleep $((attempt * 5))
done
tail -n 20 "$log" >&2
exit 1
