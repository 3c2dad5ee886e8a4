#!/usr/bin/env bash
# Which container engine does this machine have? Prints the socket of one that answers; installs and starts
# Docker Engine first where there is none and this is a Debian machine on which we are root.
# An engine is never stopped or reconfigured here. Safe to repeat, and safe when two run at once.
set -euo pipefail

cache=${XDG_CACHE_HOME:-$HOME/.cache}/primehub
log=$cache/dockerd.log
socket=/var/run/docker.sock

say() { printf '%s\n' "$*" >&2; }

candidates() {
  case ${DOCKER_HOST:-} in
    unix://*) printf '%s\n' "${DOCKER_HOST#unix://}" ;;
  esac
  printf '%s\n' "$socket"
  if [ -n "${XDG_RUNTIME_DIR:-}" ]; then
    printf '%s\n' "$XDG_RUNTIME_DIR/docker.sock" "$XDG_RUNTIME_DIR/podman/podman.sock"
  fi
  printf '%s\n' /run/podman/podman.sock
}

answers() {
  [ -S "$1" ] && [ "$(curl -s -m 3 --unix-socket "$1" http://localhost/_ping 2>/dev/null)" = OK ]
}

find_socket() {
  local candidate
  for candidate in $(candidates); do
    if answers "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

can_install() { [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ] && command -v apt-get >/dev/null; }

install_docker() {
  command -v dockerd >/dev/null && command -v iptables >/dev/null && return
  say "Installing docker.io, because no container engine answers on this machine."
  local packages=(docker.io iptables)
  # Newer Debians have the command line program in a package of its own.
  ! apt-cache show docker-cli >/dev/null 2>&1 || packages+=(docker-cli)
  "$(dirname "$0")/apt-install.sh" "${packages[@]}"
}

start_docker() {
  if [ -d /run/systemd/system ]; then
    systemctl enable --now docker >&2
    return
  fi
  # Live restore keeps containers running while the engine itself is restarted. The lock's descriptor is closed,
  # so that the engine, which outlives this script, does not hold it.
  setsid nohup dockerd --live-restore >>"$log" 2>&1 </dev/null 9>&- &
}

wait_until_it_answers() {
  local waited
  for waited in $(seq 1 60); do
    answers "$socket" && return 0
    sleep 1
  done
  say "Docker Engine does not answer after $waited s. The last lines of its log, $log:"
  tail -n 15 "$log" >&2 2>/dev/null || true
  return 1
}

if ! command -v curl >/dev/null; then
  can_install || { say "Install curl: it is needed to talk to the container engine."; exit 1; }
  "$(dirname "$0")/apt-install.sh" curl
fi

find_socket && exit 0
if ! can_install; then
  say "Install Docker Engine (https://docs.docker.com/engine/install/) or start Podman's socket (systemctl --user start podman.socket), so that a container engine answers."
  exit 1
fi

mkdir -p "$cache"
exec 9>"$cache/engine.lock"
flock 9
# Another run may have started it while this one waited for the lock.
find_socket && exit 0
install_docker
# Installing the package starts the engine by itself where systemd runs.
answers "$socket" || start_docker
wait_until_it_answers
printf '%s\n' "$socket"
