#!/usr/bin/env bash
# (g) The queue: 15,000 waiting jobs of 30 groups in 6 quota classes, of sizes 1, 5 and 20 in the ratio 7:2:1, let through with the
# database's time counted; stops with an error when a quota is exceeded after any pass. Goal: >= 1,000 decisions/s.
# On SQLite, and on PostgreSQL too when PRIMEHUB_BENCH_POSTGRES holds the URL of an empty database.
set -euo pipefail
cd "$(dirname "$0")/../.."

cargo build --quiet --release --package primehub-server --example queue
target/release/examples/queue SQLite
if [ -n "${PRIMEHUB_BENCH_POSTGRES:-}" ]; then target/release/examples/queue PostgreSQL "$PRIMEHUB_BENCH_POSTGRES"; fi
