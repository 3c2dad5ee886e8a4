#!/usr/bin/env bash
# Which program talks to the container engine here: docker or podman? Prints its name.
set -euo pipefail

for program in docker podman; do
  if command -v "$program" >/dev/null && "$program" version >/dev/null 2>&1; then
    printf '%s\n' "$program"
    exit 0
  fi
done
echo "Neither docker nor podman reaches a container engine. scripts/ensure-engine.sh says what to do." >&2
exit 1
