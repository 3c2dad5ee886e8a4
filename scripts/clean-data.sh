#!/usr/bin/env bash
# Removes an installation that `make run` made: its data, and the containers, networks and images that carry our label.
set -euo pipefail
cd "$(dirname "$0")/.."

data=$(realpath -m "${DATA:-data}")
if [ ! -e "$data" ]; then
  echo "There is no installation in $data."
elif [ ! -f "$data/installation-id" ]; then
  echo "$data does not look like the data of PrimeHub (it has no installation-id), so nothing is removed." >&2
  exit 1
elif [ -n "$(find /proc/[0-9]*/fd -lname "$data/*" -print -quit 2>/dev/null)" ]; then
  echo "A server is running with its data in $data. Stop it first." >&2
  exit 1
fi

if cli=$(images/engine-cli.sh 2>/dev/null); then
  if [ -f "$data/installation-id" ]; then
    label=label=io.primehub.installation=$(cat "$data/installation-id")
    "$cli" ps --all --quiet --filter "$label" | xargs -r "$cli" rm --force >/dev/null
    "$cli" network ls --quiet --filter "$label" | xargs -r "$cli" network rm >/dev/null
  fi
  # By name, because one image has several; an image that another installation runs stays.
  "$cli" images --filter label=io.primehub.image --filter dangling=false --format '{{.Repository}}:{{.Tag}}' | xargs -r "$cli" rmi >/dev/null \
    || echo "Some images are in use by other containers and stay." >&2
else
  echo "No container engine answers, so containers, networks and images were not looked at." >&2
fi
[ -e "$data" ] || { echo "Removed the images that carry our label."; exit 0; }
rm -rf "$data"
echo "Removed $data and what carried its label."
