#!/usr/bin/env bash
# (h) A task in a real container prints 100 MB as fast as it can: memory of the server before, at most and after, and whether every
# line was kept. Beside it `docker run` of the same command.
set -euo pipefail
cd "$(dirname "$0")/../.."

image=${PRIMEHUB_BENCH_IMAGE:-primehub/base-notebook}
scripts/ensure-engine.sh >/dev/null
cargo build --quiet --release --package primehub-server --example logs
work=$(mktemp -d)
cleanup() {
  if [ -f "$work/installation-id" ]; then
    docker network ls --quiet --filter "label=io.primehub.installation=$(cat "$work/installation-id")" | xargs -r docker network rm >/dev/null
  fi
  rm -rf "$work"
}
trap cleanup EXIT

began=$(date +%s%N)
docker run --rm --network none --entrypoint sh "$image" -c 'seq -f %099.0f 1000000' >/dev/null
printf 'docker run alone: %d ms\n' $((($(date +%s%N) - began) / 1000000))
target/release/examples/logs "$image" "$work"
