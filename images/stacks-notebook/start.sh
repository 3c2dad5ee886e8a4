#!/bin/bash
# Behaves like the start script of the Jupyter Docker Stacks where it matters to us: hooks are sourced, then root becomes NB_USER by sudo.
set -e
[ -n "${JUPYTER_DOCKER_STACKS_QUIET:-}" ] || echo "Entered start.sh with args: $*"
for hook in /usr/local/bin/before-notebook.d/*.sh; do
  # shellcheck disable=SC1090 # whatever the image holds
  source "$hook"
done
if [ "$(id -u)" = 0 ]; then
  [ "${GRANT_SUDO:-}" != yes ] || echo "$NB_USER ALL=(ALL) NOPASSWD:ALL" >>/etc/sudoers.d/added-by-start-script
  exec sudo --preserve-env --set-home --user "$NB_USER" PATH="$PATH" "$@"
fi
exec "$@"
