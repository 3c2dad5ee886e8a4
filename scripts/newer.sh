#!/usr/bin/env bash
# Has anything below these paths changed since the stamp was written? newer.sh STAMP PATH... says yes by its exit code.
# Folders count too, so that a deleted file is a change. What builds write themselves is left out.
set -euo pipefail

stamp=$1
shift
[ -e "$stamp" ] || exit 0
changed=$(find "$@" \( -name node_modules -o -name generated -o -name target -o -name .vite \) -prune -o -newer "$stamp" -print -quit)
[ -n "$changed" ]
