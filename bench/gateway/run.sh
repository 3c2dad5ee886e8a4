#!/bin/sh
# How fast is the gateway beside nginx and configurable-http-proxy, and what do idle and abandoned
# WebSockets cost it? All proxies stand before the same nginx; they are measured in turns.
#
# Usage: bench/gateway/run.sh [ROUNDS] [SECONDS]
# Needs nginx, wrk and npm. CACHE says where configurable-http-proxy is installed, BASE_PORT is the
# first of five ports on 127.0.0.1.
set -eu
rounds=${1:-3}
seconds=${2:-8}
here=$(cd "$(dirname "$0")" && pwd)
cache=${CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/primehub-bench}
base=${BASE_PORT:-28080}
backend=$base nginx=$((base + 1)) chp=$((base + 2)) api=$((base + 3)) gateway=$((base + 4))

work=$(mktemp -d)
started=""
stop() {
    for process in $started; do kill "$process" 2>/dev/null || true; done
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM

start() {
    "$@" >>"$work/log" 2>&1 &
    last=$!
    started="$started $last"
}

await() {
    tries=0
    until curl -s -o /dev/null -H "$host" -H "$cookie" "http://127.0.0.1:$1/"; do
        tries=$((tries + 1))
        if [ $tries -gt 100 ]; then cat "$work/log" >&2; exit 1; fi
        sleep 0.1
    done
}

host="Host: nb.localhost"
cookie="Cookie: _xsrf=2|4cbd3f9c|2c0fd6e0a3; primehub-workload=bench"
agent="User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"

(cd "$here/../.." && cargo build --release -p primehub-gateway --example bench_gateway --example bench_sockets)
examples=${CARGO_TARGET_DIR:-$here/../../target}/release/examples
if [ ! -x "$cache/node_modules/.bin/configurable-http-proxy" ]; then
    mkdir -p "$cache"
    npm install --silent --prefix "$cache" configurable-http-proxy@5
fi

for name in backend proxy; do
    sed -e "s#@WORK@#$work#g; s#@BACKEND@#$backend#g; s#@PORT@#$nginx#" "$here/nginx-$name.conf" >"$work/nginx-$name.conf"
    start nginx -c "$work/nginx-$name.conf" -g "daemon off; pid $work/$name.pid;"
done
nginx_process=$last
start "$cache/node_modules/.bin/configurable-http-proxy" --ip 127.0.0.1 --port $chp \
    --api-ip 127.0.0.1 --api-port $api --default-target "http://127.0.0.1:$backend" --log-level error
chp_process=$last
start "$examples/bench_gateway" "127.0.0.1:$gateway" "127.0.0.1:$backend" 2
gateway_process=$last
for port in $backend $nginx $chp $gateway; do await $port; done

# Processor time, in hundredths of a second, that a process and its children have used so far.
spent() {
    sum=0
    for process in $1 $(pgrep -P "$1" || true); do
        sum=$((sum + $(cut -d ')' -f 2- "/proc/$process/stat" | awk '{print $12 + $13}')))
    done
    echo $sum
}

# The rate depends on what else the machine does; the processor time of a request hardly does.
measure() {
    before=$(spent "$3")
    wrk -c32 -t2 -d"${seconds}s" -H "$host" -H "$cookie" -H "$agent" --latency "http://127.0.0.1:$1/" >"$work/wrk"
    after=$(spent "$3")
    awk -v name="$2" -v spent=$((after - before)) '
        /requests in/ {number=$1} /Requests\/sec/ {rate=$2} /99%/ {p99=$2} /Non-2xx/ {bad=" ERRORS " $NF}
        END {printf "%-24s %8.0f req/s %8.1f us of processor each   p99 %s%s\n", name, rate, spent * 10000 / number, p99, bad}
    ' "$work/wrk" | tee -a "$work/all"
}

for round in $(seq "$rounds"); do
    echo "round $round"
    measure $nginx nginx "$nginx_process"
    measure $gateway primehub-gateway "$gateway_process"
    measure $chp configurable-http-proxy "$chp_process"
done
awk '{rate[$1] += $2; cost[$1] += $4} END {
    ours = "primehub-gateway"; chp = "configurable-http-proxy"
    printf "all rounds: primehub-gateway does %.2f x the requests of nginx and %.1f x those of %s,\n", rate[ours] / rate["nginx"], rate[ours] / rate[chp], chp
    printf "and per unit of processor time %.2f x and %.1f x\n", cost["nginx"] / cost[ours], cost[chp] / cost[ours]
}' "$work/all"

echo "1,000 idle and 200 abandoned WebSockets, a ping every 2 s"
"$examples/bench_sockets" "$examples/bench_gateway" "127.0.0.1:$((base + 5))"
