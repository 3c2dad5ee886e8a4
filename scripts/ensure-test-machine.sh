#!/usr/bin/env bash
# Makes sure that this machine has what `make test` needs. Installs by apt where it may, otherwise names what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

# A program that tells whether the packages are there, and the packages.
needs=(
  cc:build-essential
  git:git
  curl:curl
  "chromium:chromium fonts-liberation"
  initdb:postgresql
  busybox:busybox-static
)
# Debian keeps some of these outside the PATH.
PATH=$PATH:/usr/sbin:$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
missing=()
for need in "${needs[@]}"; do
  read -ra packages <<<"${need#*:}"
  command -v "${need%%:*}" >/dev/null || missing+=("${packages[@]}")
done
/usr/bin/python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)

if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Install these packages, or what they are called here: ${missing[*]}" >&2
    exit 1
  fi
  echo "Installing ${missing[*]}."
  scripts/apt-install.sh "${missing[@]}"
fi

for program in cargo npm; do
  command -v "$program" >/dev/null || { echo "Install Rust (https://rustup.rs) and Node.js 20 or newer: $program was not found." >&2; exit 1; }
done
if ! cargo fmt --version >/dev/null 2>&1 || ! cargo clippy --version >/dev/null 2>&1; then
  rustup component add rustfmt clippy
fi
scripts/ensure-engine.sh >/dev/null
