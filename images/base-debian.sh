#!/usr/bin/env bash
# Which Debian do our images stand on? Prints the tag of a base image, made first where it is missing:
# the public one where a registry answers within five seconds, else a root file system from debootstrap.
set -euo pipefail

release=bookworm
tag=primehub/base-debian:$release
public=${BASE_IMAGE:-debian:$release-slim}

say() { printf '%s\n' "$*" >&2; }

registry_answers() { timeout 5 "$cli" manifest inspect "$public" >/dev/null 2>&1; }

# The lines of this machine's own package sources that concern this release, as "uri suite component".
host_sources() {
  command -v apt-get >/dev/null || return 0
  # shellcheck disable=SC2016 # apt expands these, not the shell
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null \
    | grep -E "^https?://[^ ]+/debian(-security)?/? $release(-updates|-security)? main$" | sort -u || true
}

from_debootstrap() {
  if [ "$(id -u)" != 0 ]; then
    say "No image registry answers, and only root can make a base image with debootstrap. Run this once as root, or pull $public and tag it $tag."
    exit 1
  fi
  "$(dirname "$0")/../scripts/apt-install.sh" debootstrap debian-archive-keyring
  local root sources mirror
  root=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder of this run, not of a later one
  trap "rm -rf '$root'" EXIT
  sources=$(host_sources)
  mirror=$(printf '%s\n' "$sources" | grep -m1 " $release main" | cut -d' ' -f1 || true)
  say "No image registry answers: making a base image with debootstrap (about a minute)."
  debootstrap --variant=minbase --include=ca-certificates "$release" "$root" ${mirror:+"$mirror"} >"$root.log" 2>&1 \
    || { tail -n 20 "$root.log" >&2; exit 1; }
  rm -f "$root.log"
  if [ -n "$sources" ]; then
    printf '%s\n' "$sources" | sed 's/^/deb /' >"$root/etc/apt/sources.list"
  fi
  slim "$root"
  tar -C "$root" --exclude=./var/lib/apt/lists/* --exclude=./var/cache/apt/* --exclude=./var/log/*.log -c . \
    | "$cli" import --change 'CMD ["bash"]' --change 'LABEL io.primehub.image=base-debian' - "$tag" >/dev/null
}

# What Debian's own slim image leaves out as well: manuals, translations, and daemons that start on installation.
slim() {
  local root=$1
  find "$root/usr/share/doc" -type f ! -name copyright -delete
  rm -rf "$root"/usr/share/{man,info,locale}/*
  printf 'path-exclude /usr/share/%s/*\n' man info locale doc >"$root/etc/dpkg/dpkg.cfg.d/primehub"
  printf 'path-include /usr/share/doc/*/copyright\n' >>"$root/etc/dpkg/dpkg.cfg.d/primehub"
  printf 'APT::Install-Recommends "false";\nAcquire::Languages "none";\n' >"$root/etc/apt/apt.conf.d/90primehub"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
}

cli=$("$(dirname "$0")/engine-cli.sh")
if ! "$cli" image inspect "$tag" >/dev/null 2>&1; then
  if registry_answers; then
    "$cli" pull "$public" >&2
    "$cli" tag "$public" "$tag"
  else
    from_debootstrap
  fi
fi
printf '%s\n' "$tag"
