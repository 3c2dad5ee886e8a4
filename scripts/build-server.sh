#!/usr/bin/env bash
# Makes the release binary of the server and prints its path. Does not even ask cargo when no source changed.
set -euo pipefail
cd "$(dirname "$0")/.."

binary=${CARGO_TARGET_DIR:-target}/release/primehub-server
if scripts/newer.sh "$binary" crates Cargo.toml Cargo.lock ui/dist; then
  cargo build --release --package primehub-server >&2
  touch "$binary"
fi
printf '%s\n' "$binary"
