#!/usr/bin/env bash
# (d) `users` and `me` with 10,000 users and 1,000 groups: requests per second and 99th percentile. `me`, which
# every page asks for, with 32 connections; the lists, which only administrators see, with 8.
# Goal: p99 <= 50 ms. On SQLite, and on PostgreSQL too when PRIMEHUB_BENCH_POSTGRES holds the URL of an empty database.
set -euo pipefail
cd "$(dirname "$0")/../.."

port=${PRIMEHUB_BENCH_PORT:-18099}
seconds=${PRIMEHUB_BENCH_SECONDS:-10}

cargo build --quiet --release --package primehub-server --example crowd
work=$(mktemp -d)
server=
stop() { if [ -n "$server" ]; then kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; server=; fi; }
trap 'stop; rm -rf "$work"' EXIT

# measure <database> <connections> <name> <token> <query>
measure() {
  cat > "$work/request.lua" <<LUA
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.headers["authorization"] = "Bearer $4"
wrk.body = [[{"query":"$5"}]]
done = function(summary, latency)
  local seconds = summary.duration / 1e6
  print(string.format("%-11s %-28s %8.0f /s   p50 %6.1f ms   p99 %6.1f ms   errors %d", "$1", "$3", summary.requests / seconds,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status + summary.errors.timeout + summary.errors.read))
end
LUA
  wrk --threads 1 --connections "$2" --duration "${seconds}s" --script "$work/request.lua" "$address" | grep ' /s '
}

# all <name of the database> [URL]
all() {
  : > "$work/ready"
  target/release/examples/crowd "$port" "${@:2}" > "$work/ready" &
  server=$!
  until grep -q graphql "$work/ready"; do
    kill -0 "$server" || { echo "the server did not start" >&2; exit 1; }
    sleep 0.2
  done
  read -r address admin person < "$work/ready"
  check=$(curl --silent --show-error --header "authorization: Bearer $admin" --header 'content-type: application/json' \
    --data '{"query":"{ usersConnection { totalCount } groupsConnection(page: 1) { totalCount } }"}' "$address")
  [ "$check" = '{"data":{"usersConnection":{"totalCount":10000},"groupsConnection":{"totalCount":1000}}}' ] || { echo "unexpected: $check" >&2; exit 1; }
  measure "$1" 32 'me' "$person" '{ me { id username firstName lastName email isAdmin } }'
  measure "$1" 32 'me with groups' "$person" '{ me { id effectiveGroups { id name displayName quotaCpu projectQuotaCpu admins } } }'
  measure "$1" 8 'users, a page' "$admin" '{ usersConnection(first: 10, after: \"500\") { totalCount edges { cursor node { id username email firstName lastName enabled isAdmin } } pageInfo { hasNextPage } } }'
  measure "$1" 8 'users, a search' "$admin" '{ usersConnection(where: {search: \"user0777\"}) { totalCount edges { node { id username email } } } }'
  measure "$1" 8 'users with their groups' "$admin" '{ usersConnection(first: 20) { edges { node { id username groups { name } } } } }'
  measure "$1" 8 'groups, a page with members' "$admin" '{ groupsConnection(page: 7, orderBy: {quotaCpu: \"desc\"}) { totalCount edges { node { id name memberCount admins quotaCpu } } } }'
  stop
}

all SQLite
if [ -n "${PRIMEHUB_BENCH_POSTGRES:-}" ]; then all PostgreSQL "$PRIMEHUB_BENCH_POSTGRES"; fi
