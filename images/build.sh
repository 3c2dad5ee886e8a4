#!/usr/bin/env bash
# Builds one of the images that ship: images/build.sh NAME gives primehub/NAME:<version> and :latest.
# A path to a folder with a Dockerfile works as well; the image is named after the folder.
# Does nothing when an image of the same recipe exists. BASE_IMAGE=... names another public Debian image to start from,
# CA_BUNDLE=... a file of certificate authorities that is to stay in the image.
set -euo pipefail

name=${1:?"Usage: images/build.sh NAME, for example base-notebook"}
here=$(cd "$(dirname "$0")" && pwd)
recipe=$here/$name
if [[ $name == */* ]]; then
  recipe=$(realpath "$name")
  name=$(basename "$recipe")
fi
[ -f "$recipe/Dockerfile" ] || { echo "There is no image recipe $recipe." >&2; exit 1; }
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/../Cargo.toml" | head -n 1)
image=primehub/$name

# Everything that the image is made from; the files that only help to reach a package index are not part of it.
recipe_hash() {
  {
    printf '%s\n' "$version" "${BASE_IMAGE:-}"
    [ -z "${CA_BUNDLE:-}" ] || cat "$CA_BUNDLE"
    sed -n 's/^FROM \(primehub[^ ]*\).*/\1/p' "$recipe/Dockerfile" | xargs -r "$cli" image inspect --format '{{ .Id }}'
    cd "$recipe" && find . -type f ! -path './build/*' -print0 | sort -z | xargs -0 sha256sum
  } | sha256sum | cut -c1-16
}

version_of() { sed -n "s/^$1==//p" "$recipe/requirements.txt"; }

# How this machine reaches its Python package index, from pip's own variables and files.
pip_settings() {
  local files=(/etc/pip.conf "$HOME/.pip/pip.conf" "${XDG_CONFIG_HOME:-$HOME/.config}/pip/pip.conf") key variable value
  echo '[global]'
  for key in index-url extra-index-url trusted-host timeout; do
    variable=PIP_$(printf '%s' "$key" | tr 'a-z-' 'A-Z_')
    value=${!variable:-$(cat "${files[@]}" "${PIP_CONFIG_FILE:-/dev/null}" 2>/dev/null | sed -n "s/^$key *= *//p" | tail -n 1)}
    [ -z "$value" ] || printf '%s = %s\n' "$key" "$value"
  done
}

ca_bundle() {
  local file
  for file in "${CA_BUNDLE:-}" "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do
    if [ -n "$file" ] && [ -f "$file" ]; then
      printf '%s\n' "$file"
      return
    fi
  done
}

build() {
  local base context bundle arguments
  # Called as a condition, where the shell does not stop at a failure by itself.
  base=$("$here/base-debian.sh") || return 1
  context=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder of this run
  trap "rm -rf '$context'" EXIT
  cp -R "$recipe/." "$context/"
  mkdir -p "$context/build"
  bundle=$(ca_bundle)
  [ -z "$bundle" ] || cp "$bundle" "$context/build/ca-certificates.crt"
  [ -z "${CA_BUNDLE:-}" ] || cp "$CA_BUNDLE" "$context/build/organisation.crt"
  pip_settings >"$context/build/pip.conf"
  arguments=(--build-arg "BASE=$base" --label "io.primehub.image=$name" --label "io.primehub.recipe=$hash"
    --label "org.opencontainers.image.title=PrimeHub $name" --label "org.opencontainers.image.version=$version"
    --label "org.opencontainers.image.licenses=Apache-2.0" --tag "$image:$version" --tag "$image:latest")
  if [ -f "$recipe/requirements.txt" ]; then
    local package
    for package in jupyterlab numpy pandas matplotlib scikit-learn; do
      arguments+=(--label "io.primehub.$package=$(version_of "$package")")
    done
  fi
  # Proxies are predefined build arguments, which do not stay in the image.
  local proxy
  for proxy in http_proxy https_proxy no_proxy; do
    [ -z "${!proxy:-}" ] || arguments+=(--build-arg "$proxy")
  done
  # Engines without BuildKit are common (Debian's is one), so that recipes keep to what the classic builder knows.
  DOCKER_BUILDKIT=0 "$cli" build "${arguments[@]}" "$context" 2>&1 || return 1
  # The stage of the packages, and what an earlier recipe left without a name.
  "$cli" image prune --force --filter label=io.primehub.stage=build >/dev/null
  "$cli" image prune --force --filter "label=io.primehub.image=$name" >/dev/null
}

cli=$("$here/engine-cli.sh")
hash=$(recipe_hash)
existing() { "$cli" image inspect --format '{{ index .Config.Labels "io.primehub.recipe" }}' "$image:$version" 2>/dev/null || true; }

[ "$(existing)" != "$hash" ] || { echo "$image:$version is up to date."; exit 0; }
cache=${XDG_CACHE_HOME:-$HOME/.cache}/primehub
mkdir -p "$cache"
exec 9>"$cache/image-$name.lock"
flock 9
[ "$(existing)" != "$hash" ] || { echo "$image:$version is up to date."; exit 0; }
echo "Building $image:$version (log: $cache/image-$name.log)."
if ! build >"$cache/image-$name.log"; then
  tail -n 40 "$cache/image-$name.log" >&2
  echo "The image $image could not be built; the whole log is $cache/image-$name.log." >&2
  exit 1
fi
echo "Built $image:$version."
