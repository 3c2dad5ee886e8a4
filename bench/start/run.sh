#!/usr/bin/env bash
# Measures (b): how long from the click to a JupyterLab that answers, for PrimeHub, JupyterHub and a bare `docker run`, in turns.
# Needs a running PrimeHub: BENCH_URL, and BENCH_TOKEN or BENCH_USER and BENCH_PASSWORD. Optional: BENCH_GROUP,
# BENCH_INSTANCE_TYPE, BENCH_IMAGE, ROUNDS. Without BENCH_URL the peers alone are measured.
set -euo pipefail
cd "$(dirname "$0")"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/primehub/bench
venv=$cache/jupyterhub-venv
mkdir -p "$cache"
work=$(mktemp -d)
hub=

# shellcheck disable=SC2317 # the trap calls it
cleanup() {
  [ -z "$hub" ] || { kill "$hub" 2>/dev/null && wait "$hub" 2>/dev/null; } || true
  docker ps -aq --filter label=io.primehub.bench=start | xargs -r docker rm -f -v >/dev/null
  docker ps -aq --filter name=jupyter-bench | xargs -r docker rm -f >/dev/null
  rm -rf "$work"
}
trap cleanup EXIT

../../scripts/ensure-engine.sh >/dev/null
../../images/build.sh base-notebook
../../images/build.sh ./jupyterhub-notebook
if ! cmp -s requirements.txt "$venv/requirements.txt"; then
  rm -rf "$venv"
  /usr/bin/python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --requirement requirements.txt
  cp requirements.txt "$venv/requirements.txt"
fi
[ -x "$cache/node_modules/.bin/configurable-http-proxy" ] \
  || npm install --silent --no-audit --no-fund --prefix "$cache" configurable-http-proxy@5.3.0

BENCH_BRIDGE=$(ip -4 -o addr show docker0 | awk '{ sub("/.*", "", $4); print $4 }')
BENCH_HUB_TOKEN=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
BENCH_PROXY=$cache/node_modules/.bin/configurable-http-proxy
BENCH_LAUNCH=$PWD/../../images/base-notebook/launch.sh
export BENCH_BRIDGE BENCH_HUB_TOKEN BENCH_PROXY BENCH_LAUNCH

config=$PWD/jupyterhub_config.py
(cd "$work" && exec "$venv/bin/python" -m jupyterhub --config "$config" --JupyterHub.cookie_secret_file="$work/secret" >"$work/log" 2>&1) &
hub=$!
for _ in $(seq 1 300); do
  curl -s -o /dev/null -f http://127.0.0.1:18000/hub/api/ && break
  kill -0 "$hub" 2>/dev/null || break
  sleep 0.1
done
curl -s -o /dev/null -f http://127.0.0.1:18000/hub/api/ || { tail -n 30 "$work/log" >&2; exit 1; }
"$venv/bin/python" measure.py || { tail -n 30 "$work/log" >&2; exit 1; }
