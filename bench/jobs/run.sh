#!/usr/bin/env bash
# The list of jobs with 100,000 of them in the database: 99th percentile of a page, 2 connections: on two
# cores more of them only wait for a processor. Goal: p99 <= 50 ms.
# On SQLite, and on PostgreSQL too when PRIMEHUB_BENCH_POSTGRES holds the URL of an empty database.
set -euo pipefail
cd "$(dirname "$0")/../.."

port=${PRIMEHUB_BENCH_PORT:-18098}
seconds=${PRIMEHUB_BENCH_SECONDS:-10}
connections=2

cargo build --quiet --release --package primehub-server --example many_jobs
work=$(mktemp -d)
server=
stop() { if [ -n "$server" ]; then kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; server=; fi; }
trap 'stop; rm -rf "$work"' EXIT

# measure <database> <name> <arguments of the list>
measure() {
  local node='id displayName phase message createTime startTime finishTime userName schedule instanceType { id cpuLimit memoryLimit }'
  cat > "$work/request.lua" <<LUA
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.headers["authorization"] = "Bearer $token"
wrk.body = [[{"query":"{ phJobsConnection($3) { totalCount pageInfo { totalPage } edges { node { $node } } } }"}]]
done = function(summary, latency)
  local seconds = summary.duration / 1e6
  print(string.format("%-11s %-24s %8.0f /s   p50 %6.1f ms   p99 %6.1f ms   errors %d", "$1", "$2", summary.requests / seconds,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status + summary.errors.timeout + summary.errors.read))
end
LUA
  wrk --threads 1 --connections "$connections" --duration "${seconds}s" --script "$work/request.lua" "$address" | grep ' /s '
}

# all <name of the database> [URL]
all() {
  : > "$work/ready"
  target/release/examples/many_jobs "$port" "${@:2}" > "$work/ready" &
  server=$!
  until grep -q graphql "$work/ready"; do
    kill -0 "$server" || { echo "the server did not start" >&2; exit 1; }
    sleep 0.2
  done
  read -r address token group < "$work/ready"
  local lab="groupId_in: [\\\"$group\\\"]"
  check=$(curl --silent --show-error --header "authorization: Bearer $token" --header 'content-type: application/json' \
    --data "{\"query\":\"{ phJobsConnection(where: {$lab}, page: 1) { totalCount } }\"}" "$address")
  [ "$check" = '{"data":{"phJobsConnection":{"totalCount":90000}}}' ] || { echo "unexpected: $check" >&2; exit 1; }
  measure "$1" 'first page' "where: {$lab}, page: 1"
  measure "$1" 'last page' "where: {$lab}, page: 9000"
  measure "$1" 'by name' "where: {$lab}, page: 40, orderBy: {displayName: \\\"asc\\\"}"
  measure "$1" 'by duration' "where: {$lab}, page: 40, orderBy: {duration: \\\"desc\\\"}"
  measure "$1" 'search by name' "where: {$lab, search: \\\"model 77 \\\"}, page: 1"
  measure "$1" 'search by id' "where: {$lab, search: \\\"-077777\\\"}, page: 1"
  measure "$1" 'one'"'"'s own' "where: {$lab, mine: true}, page: 1"
  measure "$1" 'failed ones' "where: {$lab, phase_in: [\\\"Failed\\\"]}, page: 1"
  stop
}

all SQLite
if [ -n "${PRIMEHUB_BENCH_POSTGRES:-}" ]; then all PostgreSQL "$PRIMEHUB_BENCH_POSTGRES"; fi
