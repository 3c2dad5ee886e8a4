#!/usr/bin/env bash
# Do containers of our notebook image, and of images that know nothing of us, start the way people are promised?
# Each check starts containers with the environment and mounts that the server gives them. Prints one line a check.
# shellcheck disable=SC2016 # what is in single quotes is for shells and Pythons in containers
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cli=$("$here/engine-cli.sh")
launch=$(cat "$here/base-notebook/launch.sh")
run=$$
work=$(mktemp -d)
passed=0
failed=0
token=only-for-this-test

cleanup() {
  local containers
  containers=$("$cli" ps -aq --filter "label=io.primehub.image-test=$run")
  # shellcheck disable=SC2086 # a list of ids
  [ -z "$containers" ] || "$cli" rm -f $containers >/dev/null
  umount "$work/full" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

ok() { passed=$((passed + 1)); printf '  ok      %s\n' "$1"; }
not_ok() { failed=$((failed + 1)); printf '  FAILED  %s: %s\n' "$1" "$2"; }
expect() { # sentence, wanted, seen
  if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "wanted \"$2\", saw \"$3\""; fi
}
expect_match() { # sentence, pattern, text
  if grep -q -e "$2" <<<"$3"; then ok "$1"; else not_ok "$1" "no \"$2\" in: $3"; fi
}

# The folders of one person and one group, as the server keeps them.
folders() {
  mkdir -p "$work/$1"/{home,group/.primehub,phfs,datasets}
  chown -R 1000:100 "$work/$1" 2>/dev/null || true
}

# start NAME IMAGE FOLDERS OPTIONS...: a container with the command that the server injects.
start() {
  local name=$1 image=$2 data=$work/$3 home=/home/jovyan
  shift 3
  [[ " $* " != *SAFE_MODE_ENABLED=true* ]] || home=/home/jovyan/user
  "$cli" run -d --name "primehub-image-test-$run-$name" --label "io.primehub.image-test=$run" \
    -e JUPYTER_TOKEN=$token -e NB_UID=1000 -e NB_GID=100 -e NB_USER=jovyan -e JUPYTERHUB_USER=ada \
    -e GROUP_NAME=Data_Science -e TZ=Asia/Taipei \
    -v "$data/home:$home" -v "$data/group:/project/data-science" -v "$data/phfs:/phfs" -v "$data/datasets:/datasets" \
    "$@" "$image" sh -c "$launch" >/dev/null
}
sudo_on=(--user 0:0 -e GRANT_SUDO=yes --cap-drop NET_RAW --cap-drop MKNOD)
sudo_off=(--user 1000:100 -e GRANT_SUDO=no --cap-drop ALL --security-opt no-new-privileges)

inside() { # NAME COMMAND...: in the container, as the user that the server uses for its web terminal
  local name=$1
  shift
  "$cli" exec -i --user 1000:100 "primehub-image-test-$run-$name" "$@" 2>&1 || true
}
logs() { "$cli" logs "primehub-image-test-$run-$1" 2>&1; }
address() { "$cli" inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "primehub-image-test-$run-$1"; }

# Waits until JupyterLab answers, or the container has ended.
ready() {
  local name=$1 base=${2:-/} try
  for try in $(seq 1 300); do
    if [ "$(curl -s -m 2 -o /dev/null -w '%{http_code}' -H "Host: abc.localhost:8080" -H "Authorization: token $token" \
      "http://$(address "$name"):8888${base}api/status")" = 200 ]; then
      return 0
    fi
    [ "$("$cli" inspect -f '{{.State.Running}}' "primehub-image-test-$run-$name")" = true ] || break
    sleep 0.1
  done
  not_ok "$name answers" "no answer after $try tries; its log: $(logs "$name" | tail -n 20)"
  return 1
}
cell() { # NAME CODE
  inside "$1" python3 - $token "${3:-/}" "$2" <"$here/run-cell.py"
}
exit_code() { "$cli" wait "primehub-image-test-$run-$1"; }

with_sudo() {
  folders sudo
  echo 'export COLOUR=from-group; MODEL="two words"; export MODEL; umask 002' >"$work/sudo/group/.primehub/profile"
  echo 'export COLOUR=$COLOUR-and-ada; if true' >"$work/sudo/group/.primehub/ada.profile"
  mkdir "$work/sudo/extra"
  start sudo primehub/base-notebook sudo "${sudo_on[@]}" -e PRIMEHUB_BASE_URL=/w/one/ -e CHOWN_EXTRA=/extra -v "$work/sudo/extra:/extra"
  ready sudo /w/one/ || return
  expect "a cell runs as jovyan" "1000 100 jovyan 2" \
    "$(cell sudo 'import os, getpass, numpy; print(os.getuid(), os.getgid(), getpass.getuser(), numpy.add(1, 1))' /w/one/)"
  expect "pandas, matplotlib and scikit-learn can be imported" fine \
    "$(cell sudo 'import pandas, matplotlib.pyplot, sklearn.linear_model; print("fine")' /w/one/)"
  expect "sudo needs no password" 0 "$(inside sudo sudo -n id -u)"
  expect "the folders are linked into the home" "/project/data-science /phfs /datasets" \
    "$(inside sudo sh -c 'cd /home/jovyan && echo $(readlink data-science phfs datasets)')"
  expect "links belong to the user" 1000 "$(stat -c %u "$work/sudo/home/phfs")"
  expect "CHOWN_EXTRA changes an owner" 1000:100 "$(stat -c %u:%g "$work/sudo/extra")"
  expect "the group's profile counts, the umask too" "from-group|two words|0o2" \
    "$(cell sudo 'import os; u = os.umask(0); print(os.environ["COLOUR"], os.environ["MODEL"], oct(u), sep="|")' /w/one/)"
  expect_match "a broken profile is reported and the notebook starts" "ada.profile" "$(logs sudo)"
  expect "names are exported" "ada Data_Science /project/data-science /phfs" \
    "$(cell sudo 'import os; print(*(os.environ["PRIMEHUB_" + n] for n in ("USER", "GROUP", "GROUP_VOLUME_PATH", "PHFS_PATH")))' /w/one/)"
  expect "the time zone is the given one" +0800 "$(cell sudo 'import time; print(time.strftime("%z"))' /w/one/)"
  expect "packages that a person installs land in the home" /home/jovyan/.local/lib/python3.11/site-packages \
    "$(cell sudo 'import site; print(site.getusersitepackages() if site.ENABLE_USER_SITE else "switched off")' /w/one/)"
  expect_match "a strange host name is served" 200 "$(curl -s -o /dev/null -w '%{http_code}' -H 'Host: x.apps.example.org' -H "Authorization: token $token" "http://$(address sudo):8888/w/one/lab")"
  expect "nobody gets in without the token" 403 "$(curl -s -o /dev/null -w '%{http_code}' "http://$(address sudo):8888/w/one/api/kernels")"
  if logs sudo | grep -q $token; then not_ok "the token is not in the log" "it is"; else ok "the token is not in the log"; fi
  expect "terminals can be opened" 200 "$(curl -s -o /dev/null -w '%{http_code}' -X POST -H "Authorization: token $token" "http://$(address sudo):8888/w/one/api/terminals")"
  "$cli" stop -t 20 "primehub-image-test-$run-sudo" >/dev/null
  expect_match "it ends by itself when it is asked to" "^\(0\|143\)$" "$(exit_code sudo)"
}

without_sudo() {
  folders plain
  start plain primehub/base-notebook plain "${sudo_off[@]}"
  ready plain || return
  expect "a cell runs without any privilege" "1000 42" "$(cell plain 'import os; print(os.getuid(), 6 * 7)')"
  expect "no capability is left" 0000000000000000 "$(cell plain 'print([l.split()[1] for l in open("/proc/self/status") if l.startswith("CapBnd")][0])')"
  expect_match "sudo is refused" "no new privileges" "$(inside plain sudo -n id -u)"
  expect "the folders are linked into the home here too" "/project/data-science" "$(inside plain readlink /home/jovyan/data-science)"
}

root_without_sudo() {
  folders rootless
  start rootless primehub/base-notebook rootless --user 0:0 -e GRANT_SUDO=no
  ready rootless || return
  expect "started as root but without sudo, nothing can be gained" "1000 0000000000000000 1" \
    "$(cell rootless 'import os; s = dict(l.split(":", 1) for l in open("/proc/self/status")); print(os.getuid(), s["CapBnd"].strip(), s["NoNewPrivs"].strip())')"
}

safe_mode() {
  folders safe
  echo 'export COLOUR=from-group' >"$work/safe/group/.primehub/profile"
  echo 'c.ServerApp.ip = "broken' >"$work/safe/home/jupyter_server_config.py"
  start safe primehub/base-notebook safe "${sudo_on[@]}" -e PRIMEHUB_SAFE_MODE_ENABLED=true
  ready safe || return
  expect "in safe mode the home is one below and profiles do not count" "/home/jovyan None True" \
    "$(cell safe 'import os; print(os.environ["HOME"], os.environ.get("COLOUR"), os.path.exists("/home/jovyan/user/jupyter_server_config.py"))')"
  expect "in safe mode the folders are linked" /project/data-science "$(inside safe readlink /home/jovyan/data-science)"
}

other_uid() {
  folders uid
  chown 4321:100 "$work/uid/home"
  start uid primehub/base-notebook uid "${sudo_on[@]}" -e NB_UID=4321 -e NB_USER=grace
  ready uid || return
  expect "another uid and name are taken over" "4321 grace /home/jovyan" \
    "$(cell uid 'import os, pwd; p = pwd.getpwuid(os.getuid()); print(p.pw_uid, p.pw_name, p.pw_dir)')"
}

unwritable_homes() {
  folders readonly
  start readonly primehub/base-notebook readonly "${sudo_off[@]}" -v "$work/readonly/phfs:/home/jovyan/x:ro" --read-only --tmpfs /tmp
  ready readonly && ok "a read-only root file system does no harm"
  folders locked
  chown 0:0 "$work/locked/home"
  chmod 755 "$work/locked/home"
  start locked primehub/base-notebook locked "${sudo_off[@]}"
  if ready locked; then
    expect_match "a home that cannot be written is named" "cannot be written" "$(logs locked)"
    expect "and a cell runs all the same" 42 "$(cell locked 'print(6 * 7)')"
  fi
  folders full
  mkdir "$work/full"/small
  if mount -t tmpfs -o size=64k none "$work/full/home" 2>/dev/null; then
    chown 1000:100 "$work/full/home"
    head -c 200000 /dev/zero >"$work/full/home/big" 2>/dev/null || true
    start full primehub/base-notebook full "${sudo_on[@]}"
    if ready full; then
      expect_match "a full disk is named" "disk of your home folder /home/jovyan is full" "$(logs full)"
      expect "and a cell runs all the same on a full disk" 42 "$(cell full 'print(6 * 7)')"
    fi
    "$cli" rm -f "primehub-image-test-$run-full" >/dev/null
    umount "$work/full/home"
  fi
}

people_own_files() {
  folders own
  mkdir "$work/own/home/phfs"
  start own primehub/base-notebook own "${sudo_on[@]}"
  ready own || return
  expect_match "a folder of one's own is not replaced by a link" "phfs exists already" "$(logs own)"
}

other_images() {
  start none primehub/no-jupyter plain "${sudo_on[@]}"
  expect "an image without JupyterLab ends with code 78" 78 "$(exit_code none)"
  expect_match "and says why" "^PRIMEHUB: this image has no JupyterLab$" "$(logs none)"
  folders foreign
  start foreign primehub/foreign-notebook foreign "${sudo_on[@]}"
  ! ready foreign || expect "an image with another user and home runs as ours, with our home" "1000 jovyan /home/jovyan" "$(of_jupyter foreign)"
}

without_setpriv() {
  folders busybox
  start busybox primehub/base-notebook busybox "${sudo_on[@]}" -v /bin/false:/usr/bin/setpriv:ro
  ! ready busybox || expect "an image without setpriv becomes the user by su" "1000 jovyan /home/jovyan" "$(of_jupyter busybox)"
}

docker_stacks() {
  local entrypoint
  for entrypoint in own older; do
    folders "stacks-$entrypoint"
    local options=("${sudo_on[@]}" -e JUPYTER_DOCKER_STACKS_QUIET=1)
    [ $entrypoint = own ] || options+=(--entrypoint "")
    start "stacks-$entrypoint" primehub/stacks-notebook "stacks-$entrypoint" "${options[@]}"
    ready "stacks-$entrypoint" || continue
    expect "an image of the docker-stacks kind runs as ours ($entrypoint entrypoint)" "1000 jovyan /home/jovyan" "$(of_jupyter "stacks-$entrypoint")"
    expect "its hooks ran once ($entrypoint entrypoint)" 1 "$(cell "stacks-$entrypoint" 'import os; print(os.environ["HOOKED"])')"
    expect "sudo works in it ($entrypoint entrypoint)" 0 "$(inside "stacks-$entrypoint" sudo -n id -u)"
    expect "the folders are linked in it ($entrypoint entrypoint)" /project/data-science "$(inside "stacks-$entrypoint" readlink /home/jovyan/data-science)"
  done
  folders stacks-plain
  start stacks-plain primehub/stacks-notebook stacks-plain "${sudo_off[@]}"
  ! ready stacks-plain || expect "an image of the docker-stacks kind runs without privileges" "1000 jovyan /home/jovyan" "$(of_jupyter stacks-plain)"
}

# Number, name and home of the user as which Jupyter runs there. Its own kernel may be out of reach in a strange image.
of_jupyter() {
  inside "$1" sh -c 'p=$(pgrep -n -f "[j]upyter-lab --no-browser"); set -- $(stat -c %u /proc/$p); tr "\0" "\n" </proc/$p/environ >/tmp/seen
    echo $1 $(sed -n s/^USER=//p /tmp/seen) $(sed -n s/^HOME=//p /tmp/seen)'
}

for image in base-notebook no-jupyter foreign-notebook stacks-notebook; do "$here/build.sh" "$image"; done
checks=("$@")
[ $# -gt 0 ] || checks=(with_sudo without_sudo root_without_sudo safe_mode other_uid unwritable_homes people_own_files other_images without_setpriv docker_stacks)
for check in "${checks[@]}"; do "$check" || true; done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
