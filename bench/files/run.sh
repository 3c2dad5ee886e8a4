#!/bin/sh
# How fast do large files go in and out beside nginx, what memory does that take, and how long does a folder of 50,000 entries take?
# Both serve the same file from the same disk to curl over loopback, in turns.
#
# Usage: bench/files/run.sh [ROUNDS] [MEGABYTES]
# Needs nginx, curl and python3. BASE_PORT is the first of two ports on 127.0.0.1.
set -eu
rounds=${1:-5}
size=$((${2:-1000} * 1000000))
here=$(cd "$(dirname "$0")" && pwd)
base=${BASE_PORT:-28180}
port=$base nginx=$((base + 1))

work=$(mktemp -d)
started=""
stop() {
    for process in $started; do kill "$process" 2>/dev/null && wait "$process" 2>/dev/null || true; done
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM

(cd "$here/../.." && cargo build --release --quiet --package primehub-server)
server=${CARGO_TARGET_DIR:-$here/../../target}/release/primehub-server

mkdir -p "$work/nginx" "$work/nginx-body"
sed -e "s#@WORK@#$work#g; s#@PORT@#$nginx#" "$here/nginx.conf" >"$work/nginx.conf"
nginx -c "$work/nginx.conf" -g "daemon off; pid $work/nginx.pid;" &
started="$started $!"
PRIMEHUB_DATA="$work/data" PRIMEHUB_SERVER__LISTEN="127.0.0.1:$port" PRIMEHUB_ENGINE__KIND=fake "$server" serve >"$work/out" 2>"$work/err" &
process=$!
started="$started $process"
url="http://127.0.0.1:$port"
tries=0
until grep -q 'token=' "$work/out" 2>/dev/null; do
    tries=$((tries + 1))
    if [ $tries -gt 300 ]; then cat "$work/err" >&2; exit 1; fi
    sleep 0.1
done

# The administrator as the page makes it, a token, and a group.
once=$(sed -n 's/.*#token=\([^ ]*\).*/\1/p' "$work/out")
curl -sf -c "$work/cookies" -H "Origin: http://localhost:$port" -H 'Content-Type: application/json' \
    -d "{\"token\": \"$once\", \"username\": \"root\", \"password\": \"correct horse battery\"}" "http://localhost:$port/api/auth/setup" >"$work/me"
me=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["user"]["id"])' "$work/me")
token=$(curl -sf -b "$work/cookies" -H "Origin: http://localhost:$port" -H 'Content-Type: application/json' \
    -d '{"query": "mutation { createApiToken(name: \"bench\") { plainText } }"}' "http://localhost:$port/api/graphql" \
    | python3 -c 'import json, sys; print(json.load(sys.stdin)["data"]["createApiToken"]["plainText"])')
auth="Authorization: Bearer $token"
ask() { curl -sf -H "$auth" -H 'Content-Type: application/json' -d "$1" "$url/api/graphql"; }
ask "{\"query\": \"mutation { createGroup(data: {name: \\\"bench\\\", users: {connect: [{id: \\\"$me\\\"}]}}) { id } }\"}" >/dev/null
ask '{"query": "mutation { createFolder(groupName: \"bench\", path: \"/many\") { path } }"}' >/dev/null
folder=$work/data/files/groups/bench

head -c "$size" /dev/urandom >"$work/source"
cp "$work/source" "$work/nginx/file"
cp "$work/source" "$folder/file"
memory() { awk -v key="$1:" '$1 == key {print int($2 / 1024)}' "/proc/$process/status"; }
before=$(memory VmRSS)

# Bytes per second, as curl counts them.
speed() {
    name=$1
    shift
    rate=$(curl -sf -o "$work/answer" -w '%{speed_download} %{speed_upload}' "$@" | awk '{print ($1 > $2) ? $1 : $2}')
    awk -v name="$name" -v rate="$rate" 'BEGIN {printf "  %-22s %6.0f MB/s\n", name, rate / 1e6; print name, rate >> "'"$work/all"'"}'
}
# What was written before must not burden the next, hence `sync`.
for round in $(seq "$rounds"); do
    echo "round $round"
    ln -sf /dev/null "$work/answer"
    speed nginx-download "http://127.0.0.1:$nginx/file"
    speed primehub-download -H "$auth" "$url/api/files/groups/bench/file"
    sync
    speed nginx-upload -H 'Expect:' -T "$work/source" "http://127.0.0.1:$nginx/up"
    sync
    speed primehub-upload -H 'Expect:' -H "$auth" -X POST -T "$work/source" "$url/api/files/groups/bench/up"
    cmp -s "$work/source" "$folder/up" || { echo "the uploaded file differs" >&2; exit 1; }
done
awk '{split($1, part, "-"); sum[part[1], part[2]] += $2; count[part[2]] = NR} END {
    for (way in count) printf "%s: primehub is %.2f x nginx, %.0f MB/s\n", way, sum["primehub", way] / sum["nginx", way], sum["primehub", way] / '"$rounds"' / 1e6
}' "$work/all"
echo "memory of the server: $before MiB before, at most $(memory VmHWM) MiB"

python3 -c 'import sys
for number in range(50000): open(f"{sys.argv[1]}/entry-{number:05}.csv", "w").close()' "$folder/many"
list() {
    ask "{\"query\": \"{ folder(groupName: \\\"bench\\\", path: \\\"/many\\\", pageSize: 100, page: 250, $2) { totalCount totalBytes nodes { name size lastModified } } }\"}" >"$work/list"
    best=$(for _ in 1 2 3 4 5; do
        curl -sf -o /dev/null -w '%{time_total}\n' -H "$auth" -H 'Content-Type: application/json' \
            -d "{\"query\": \"{ folder(groupName: \\\"bench\\\", path: \\\"/many\\\", pageSize: 100, page: 250, $2) { totalCount totalBytes nodes { name size lastModified } } }\"}" "$url/api/graphql"
    done | sort -n | sed -n 3p)
    grep -q '"totalCount":50000' "$work/list" || { cat "$work/list" >&2; exit 1; }
    awk -v name="$1" -v seconds="$best" 'BEGIN {printf "50,000 entries, a page of 100 by %-8s %4.0f ms (median of 5)\n", name, seconds * 1000}'
}
list name 'orderBy: {name: \"asc\"}'
list size 'orderBy: {size: \"desc\"}'
