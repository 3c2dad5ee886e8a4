#!/usr/bin/env bash
# Makes ui/dist, which the server carries inside. Does nothing when neither sources nor dependencies changed.
set -euo pipefail
cd "$(dirname "$0")/.."

stamps=${CARGO_TARGET_DIR:-target}/stamps
mkdir -p "$stamps"
if [ ! -d ui/node_modules ] || scripts/newer.sh "$stamps/ui-packages" ui/package-lock.json; then
  (cd ui && npm ci --no-audit --no-fund --loglevel=error)
  touch "$stamps/ui-packages"
fi
sources=(ui/src ui/public ui/scripts ui/index.html ui/package.json ui/package-lock.json ui/codegen.ts ui/vite.config.ts schema.graphql)
if [ ! -f ui/dist/index.html ] || scripts/newer.sh "$stamps/ui" "${sources[@]}"; then
  (cd ui && npm run build)
  touch "$stamps/ui"
fi
