#!/usr/bin/env bash
# Runs every benchmark, one after the other. bench/README.md says what each measures.
set -euo pipefail
cd "$(dirname "$0")"

for benchmark in */run.sh; do
  printf '\n== %s ==\n' "${benchmark%/run.sh}"
  "./$benchmark"
done
