#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own: a fresh cluster on a free port, gone afterwards.
# Its address is in PRIMEHUB_TEST_POSTGRES; the user may create databases.
set -euo pipefail

[ $# -gt 0 ] || { echo "Usage: scripts/with-postgres.sh COMMAND..." >&2; exit 2; }
programs=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$programs" ] || programs=$(dirname "$(command -v initdb || echo /nonexistent/initdb)")
[ -x "$programs/initdb" ] || { echo "Install PostgreSQL (Debian's package is called postgresql)." >&2; exit 1; }

folder=$(mktemp -d)
# PostgreSQL refuses to run as root.
as_owner=()
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  as_owner=(runuser -u postgres --)
fi

# shellcheck disable=SC2317 # the trap calls it
cleanup() {
  "${as_owner[@]}" "$programs/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap cleanup EXIT

"${as_owner[@]}" "$programs/initdb" -D "$folder/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null

# A port that was free a moment ago may be taken now, so that several are tried.
for _ in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 20000))
  # Nothing here has to survive a power cut.
  options="-c port=$port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=400 -c fsync=off -c full_page_writes=off"
  if "${as_owner[@]}" "$programs/pg_ctl" -D "$folder/data" -o "$options" -l "$folder/log" -w -t 60 start >/dev/null 2>&1; then
    export PRIMEHUB_TEST_POSTGRES=postgres://postgres@127.0.0.1:$port/postgres
    "$@"
    exit
  fi
done
cat "$folder/log" >&2
exit 1
