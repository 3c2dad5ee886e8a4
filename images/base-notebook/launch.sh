#!/bin/sh
# Starts JupyterLab in whatever image this runs in. As root it first prepares the user and then becomes that user.
# PrimeHub hands it to every image as `sh -c "$(cat launch.sh)"`; the notebook image also has it as start-primehub-notebook.
# What people should know is printed in lines that start with "PRIMEHUB:". Exit code 78: the image has no JupyterLab.
set -u

uid=${NB_UID:-1000}
gid=${NB_GID:-100}
user=${NB_USER:-jovyan}
volume=/home/jovyan
image_home=${HOME:-/}

say() { printf 'PRIMEHUB: %s\n' "$*" >&2; }
is_yes() { case ${1:-} in yes | true | 1) true ;; *) false ;; esac }
is_root() { [ "$(id -u)" = 0 ]; }

# Everything below that touches the home goes through this, so that files belong to the user and not to root.
# `setpriv` is part of util-linux; images that are built on busybox have a `su` that keeps the environment.
become_user() {
  if ! is_root || [ "$uid" = 0 ]; then
    exec "$@"
  elif setpriv --reuid="$uid" --regid="$gid" --clear-groups true 2>/dev/null; then
    is_yes "${GRANT_SUDO:-}" || set -- --no-new-privs --inh-caps=-all --bounding-set=-all "$@"
    exec setpriv --reuid="$uid" --regid="$gid" --clear-groups "$@"
  else
    # shellcheck disable=SC2016 # the user's shell expands these
    exec su -m -s /bin/sh -c 'exec "$0" "$@"' -- "$user" "$@"
  fi
}
as_user() { (become_user "$@"); }

# --- What the image offers.
# The guard is for the image whose start script this is.
if [ "${0##*/}" != start-primehub-notebook ] && [ -x /usr/local/bin/start-primehub-notebook ]; then
  exec /usr/local/bin/start-primehub-notebook
fi
# Some images set their PATH in a login shell only, so that the usual places are searched as well.
command -v jupyter-lab >/dev/null || PATH=$PATH:/opt/conda/bin:/opt/venv/bin:${image_home%/}/.local/bin
export PATH
if lab=$(command -v jupyter-lab); then
  set -- "$lab"
elif hub=$(command -v jupyter-labhub); then
  # labhub itself insists on a JupyterHub; the JupyterLab that it is a part of does not.
  set -- "$(sed -n '1s/^#! *\([^ ]*\).*/\1/p' "$hub")" -m jupyterlab
elif notebook=$(command -v jupyter-notebook); then
  set -- "$notebook"
else
  say "this image has no JupyterLab"
  exit 78
fi
jupyter=$1

# --- The home. The volume is mounted at /home/jovyan whatever the image calls its user; in safe mode it is one below.
if [ -d "$volume" ]; then
  HOME=$volume
elif [ ! -d "$image_home" ] || [ "$image_home" = / ]; then
  HOME=$(mktemp -d)
  ! is_root || chown "$uid:$gid" "$HOME"
  say "nothing is mounted at $volume: files you save are lost when this notebook ends."
fi
export HOME

if is_root && [ "$uid" != 0 ]; then
  # One line for this number, so that the shell's prompt, ssh and sudo find a name and the right home.
  others=$(grep -v -e "^$user:" -e "^[^:]*:[^:]*:$uid:" /etc/passwd)
  printf '%s\n' "$others" "$user:x:$uid:$gid::$HOME:$(command -v bash || echo /bin/sh)" 2>/dev/null >/etc/passwd \
    || say "the user $user could not be entered into /etc/passwd."
  if is_yes "${GRANT_SUDO:-}" && [ -d /etc/sudoers.d ]; then
    printf '%s ALL=(ALL) NOPASSWD: ALL\nDefaults:%s secure_path="%s"\n' "#$uid" "#$uid" "$PATH" >/etc/sudoers.d/primehub
    chmod 440 /etc/sudoers.d/primehub
  else
    rm -f /etc/sudoers.d/primehub
  fi
  for folder in "$HOME" "$HOME/user" $(printf '%s' "${CHOWN_EXTRA:-}" | tr , ' '); do
    [ ! -d "$folder" ] || [ "$(stat -c %u "$folder")" = "$uid" ] || chown "$uid:$gid" "$folder" \
      || say "the owner of $folder could not be changed to $uid."
  done
  # Debian and Ubuntu make homes private, but Jupyter may be installed in the one of the image's own user.
  case $jupyter in
    "${image_home%/}"/*) [ "$image_home" = / ] || chmod a+x "$image_home" ;;
  esac
fi
case $jupyter in
  "${image_home%/}"/.local/*) export PYTHONUSERBASE="${image_home%/}/.local" ;;
esac
if ! as_user test -x "$jupyter"; then
  say "$jupyter exists, but the user with the number $(as_user id -u) may not run it; the image has to allow that."
  exit 126
fi

# --- A home that cannot be written must not keep people from reaching and repairing it.
# Files of one run live outside the home: several notebooks of a person share it, and it may be full.
scratch=
for folder in /tmp /dev/shm; do
  # shellcheck disable=SC2016
  if as_user sh -c 'mkdir -p "$1" && chmod 700 "$1" && echo probe >"$1/probe"' sh "$folder/jupyter-$uid" 2>/dev/null; then
    scratch=$folder/jupyter-$uid
    break
  fi
done
[ -n "$scratch" ] || say "neither /tmp nor /dev/shm can be written: the machine's disk is probably full."
export JUPYTER_RUNTIME_DIR="${JUPYTER_RUNTIME_DIR:-$scratch/runtime}"
# `cp`, because not every shell's own echo says what is wrong.
# shellcheck disable=SC2016 # the user's shell expands these
if problem=$(as_user sh -c 'cp /etc/passwd "$1" && rm "$1"' sh "$HOME/.primehub-probe.$$" 2>&1); then
  [ -L "$HOME/.bashrc" ] || [ -e "$HOME/.bashrc" ] || [ ! -f /etc/skel/.bashrc ] || as_user cp /etc/skel/.bashrc "$HOME/" || true
else
  as_user rm -f "$HOME/.primehub-probe.$$" 2>/dev/null
  case $problem in
    *[Nn]"o space"* | *[Qq]uota*) say "the disk of your home folder $HOME is full. Delete files there: until then nothing can be saved." ;;
    *) say "your home folder $HOME cannot be written ($problem). JupyterLab starts, but nothing can be saved there." ;;
  esac
  export JUPYTER_CONFIG_DIR="$scratch/config" JUPYTER_DATA_DIR="$scratch/data" IPYTHONDIR="$scratch/ipython" \
    JUPYTERLAB_WORKSPACES_DIR="$scratch/workspaces" JUPYTERLAB_SETTINGS_DIR="$scratch/settings"
fi

# --- Folders people find in their home. What they put there themselves is never replaced.
link() {
  [ -d "$2" ] || return 0
  [ "$(readlink "$HOME/$1" 2>/dev/null)" != "$2" ] || return 0
  if [ -e "$HOME/$1" ]; then
    say "$HOME/$1 exists already, so it does not lead to $2."
  else
    as_user ln -sfn "$2" "$HOME/$1" || say "$HOME/$1 could not be made to lead to $2."
  fi
}
group_path=$(printf '%s' "${GROUP_NAME:-}" | tr 'A-Z_' 'a-z-')
if [ "${PRIMEHUB_HOME_SYMLINK:-yes}" != no ]; then
  for folder in /project/*/; do
    folder=${folder%/}
    link "${folder##*/}" "$folder"
  done
fi
link phfs /phfs
link datasets /datasets

export PRIMEHUB_USER="${JUPYTERHUB_USER:-$user}" PRIMEHUB_GROUP="${GROUP_NAME:-}"
export PRIMEHUB_GROUP_VOLUME_PATH="${PRIMEHUB_GROUP_VOLUME_PATH:-${group_path:+/project/$group_path}}"
export PRIMEHUB_PHFS_PATH="${PRIMEHUB_PHFS_PATH:-/phfs}"
export USER="$user" LOGNAME="$user" SHELL="${SHELL:-$(command -v bash || echo /bin/sh)}"
export PATH="$HOME/.local/bin:$PATH"

# --- Jupyter itself, reached through the gateway only: any host name, but requests of its own origin, and the token that is
# in JUPYTER_TOKEN. What is given here wins over configuration files in the home.
set -- "$@" --no-browser --ip=0.0.0.0 --port=8888
[ "$uid" != 0 ] || set -- "$@" --allow-root
base_url=${PRIMEHUB_BASE_URL:-/}
for server in ServerApp NotebookApp; do
  # A classic notebook older than version 7 knows the second name only; the others know the first only.
  [ "$server" = ServerApp ] || [ "${jupyter##*/}" = jupyter-notebook ] || continue
  set -- "$@" "--$server.base_url=$base_url" "--$server.allow_remote_access=True" "--$server.trust_xheaders=True" "--$server.port_retries=0"
done
[ "${jupyter##*/}" = jupyter-notebook ] || set -- "$@" "--ServerApp.root_dir=$HOME" "--ServerApp.preferred_dir=$HOME"
cd "$HOME" || cd /

# Runs as the user: takes over what the group's and the person's profile export, then becomes Jupyter. Each profile runs in
# a shell of its own with a time limit, so that whatever it does, the notebook starts.
# shellcheck disable=SC2016 # the user's shell expands these
read_profile='. "$1" >&2 || echo "PRIMEHUB: $1 ended with status $?." >&2; export -p; echo "umask $(umask)"'
# shellcheck disable=SC2016
enter='
read_profile=$1
shift
limit=
if command -v timeout >/dev/null; then limit="timeout 60"; fi
for profile in "$PRIMEHUB_GROUP_VOLUME_PATH/.primehub/profile" "$PRIMEHUB_GROUP_VOLUME_PATH/.primehub/$PRIMEHUB_USER.profile"; do
  if [ -n "$PRIMEHUB_SKIP_PROFILES" ] || [ ! -f "$profile" ]; then continue; fi
  settings=$($limit "$0" -c "$read_profile" "$0" "$profile" </dev/null)
  status=$?
  if [ $status = 0 ] && [ -n "$settings" ]; then
    eval "$settings"
  else
    echo "PRIMEHUB: $profile is left out: it ended the shell (status $status) or took longer than 60 s." >&2
  fi
done
unset PRIMEHUB_SKIP_PROFILES
exec "$@"'
if is_yes "${PRIMEHUB_SAFE_MODE_ENABLED:-}"; then
  export PRIMEHUB_SKIP_PROFILES=yes
  say "safe mode: your home is the folder $HOME/user, and settings in it and in profiles are not used."
else
  export PRIMEHUB_SKIP_PROFILES=
fi
shell=$(command -v bash || command -v sh)
set -- "$shell" -c "$enter" "$shell" "$read_profile" "$@"

# Images of the docker-stacks family prepare Conda and more in a start script, which also becomes the user. Newer ones have it as
# their entrypoint, and then it has run already.
case $(head -c 80 /proc/1/cmdline | tr '\0' ' ') in
  *"start.sh sh -c"*) prepared=yes ;;
  *) prepared= ;;
esac
if [ -z "$prepared" ] && [ -x /usr/local/bin/start.sh ] && { [ -e /usr/local/bin/start-notebook.sh ] || [ -e /usr/local/bin/start-notebook.py ]; }; then
  # Otherwise it would print the text of this script.
  export NB_UID="$uid" NB_GID="$gid" NB_USER="$user" JUPYTER_DOCKER_STACKS_QUIET=yes
  exec /usr/local/bin/start.sh "$@"
fi
become_user "$@"
