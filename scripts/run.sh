#!/usr/bin/env bash
# Starts PrimeHub from the sources: what is missing or out of date is made first, then the server takes over this terminal.
set -euo pipefail
cd "$(dirname "$0")/.."

for program in cargo npm; do
  command -v "$program" >/dev/null || { echo "Install Rust (https://rustup.rs) and Node.js 20 or newer: $program was not found." >&2; exit 1; }
done

# The engine and the notebook image are made ready while the compiler works; both take minutes the first time.
log=${CARGO_TARGET_DIR:-target}/make-run-engine.log
mkdir -p "$(dirname "$log")"
(scripts/ensure-engine.sh && images/build.sh base-notebook >&2) >"$log.socket" 2>"$log" &
engine=$!
scripts/build-ui.sh
server=$(scripts/build-server.sh)
if ! wait "$engine"; then
  cat "$log" >&2
  exit 1
fi

export PRIMEHUB_DATA=${DATA:-data}
PRIMEHUB_ENGINE__SOCKET=$(head -n 1 "$log.socket")
export PRIMEHUB_ENGINE__SOCKET
unset DATA
exec "$server" serve
