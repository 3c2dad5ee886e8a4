#!/bin/sh
# Runs the command of a job, which is the first argument, in whatever image this runs in. As root it first prepares the user and then
# becomes that user. What people should know is printed in lines that start with "PRIMEHUB:".
set -u

uid=${NB_UID:-1000}
gid=${NB_GID:-100}
user=${NB_USER:-jovyan}
work=/home/jovyan
command=$1

say() { printf 'PRIMEHUB: %s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

# --- Folders that commands find in the working directory. What is there already is never replaced.
link() {
  [ -d "$2" ] && [ ! -e "$work/$1" ] && has ln && ln -s "$2" "$work/$1"
}
if [ "${PRIMEHUB_HOME_SYMLINK:-yes}" != no ]; then
  for folder in /project/*/; do
    folder=${folder%/}
    link "${folder##*/}" "$folder"
  done
fi
link phfs /phfs
link datasets /datasets

# --- The user: files that a job makes belong to the same number as those of notebooks.
image_home=${HOME:-/}
export HOME=$work USER="$user" LOGNAME="$user"
become=
if has id && [ "$(id -u)" = 0 ] && [ "$uid" != 0 ]; then
  if has grep; then
    others=$(grep -v -e "^$user:" -e "^[^:]*:[^:]*:$uid:" /etc/passwd 2>/dev/null)
    printf '%s\n' "$others" "$user:x:$uid:$gid::$work:/bin/sh" 2>/dev/null >/etc/passwd || say "the user $user could not be entered into /etc/passwd."
  fi
  if [ "${GRANT_SUDO:-}" = yes ] && [ -d /etc/sudoers.d ]; then
    printf '#%s ALL=(ALL) NOPASSWD: ALL\nDefaults:#%s secure_path="%s"\n' "$uid" "$uid" "$PATH" >/etc/sudoers.d/primehub
    chmod 440 /etc/sudoers.d/primehub
  fi
  # Programs may be installed in the home of the image's own user, which Debian and Ubuntu make private.
  case $PATH: in
    *"$image_home"/*) [ "$image_home" = / ] || ! has chmod || chmod a+x "$image_home" ;;
  esac
  if has setpriv && setpriv --reuid="$uid" --regid="$gid" --clear-groups true 2>/dev/null; then
    become=setpriv
  elif has su && su -m -s /bin/sh -c true -- "$user" 2>/dev/null; then
    become=su
  else
    say "this image can not change the user, so the command runs as root."
    umask 002
  fi
fi

cd "$work" || exit 71

# Runs as the user: reads what the group's and the person's profile export, then becomes the command's own shell.
# shellcheck disable=SC2016 # the user's shell expands these
enter='
for profile in "$PRIMEHUB_GROUP_VOLUME_PATH/.primehub/profile" "$PRIMEHUB_GROUP_VOLUME_PATH/.primehub/$PRIMEHUB_USER.profile"; do
  if [ -z "$PRIMEHUB_GROUP_VOLUME_PATH" ] || [ ! -f "$profile" ]; then continue; fi
  if settings=$(sh -c ". \"\$1\" >&2; export -p" sh "$profile" </dev/null); then
    eval "$settings"
  else
    echo "PRIMEHUB: $profile is left out: it ended the shell." >&2
  fi
done
exec sh -c "$1"'
case $become in
  setpriv) exec setpriv --reuid="$uid" --regid="$gid" --clear-groups sh -c "$enter" sh "$command" ;;
  su) exec su -m -s /bin/sh -c 'exec sh -c "$0" sh "$1"' -- "$user" "$enter" "$command" ;;
  *) exec sh -c "$enter" sh "$command" ;;
esac
