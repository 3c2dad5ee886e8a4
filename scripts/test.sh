#!/usr/bin/env bash
# Runs the tests: all of them, or the runners that are named. Prints one line a runner, and the whole output of those that failed.
# `make test` calls it after scripts/ensure-test-machine.sh. Logs of all runners are kept in target/test-logs.
set -euo pipefail
cd "$(dirname "$0")/.."

all=(format ui-build lint build unit api-sqlite api-postgres gateway engine images chaos ui browser sdk)
logs=$PWD/target/test-logs
cache=${XDG_CACHE_HOME:-$HOME/.cache}/primehub
mkdir -p "$logs"

# Where tests run again and again on fresh clones, compiled dependencies are kept outside of them.
if [ -n "${CI:-}" ] || [ -d "$cache/target" ]; then
  mkdir -p "$cache/target"
  export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$cache/target}" npm_config_cache="${npm_config_cache:-$cache/npm}"
fi
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
export NO_COLOR=1 CARGO_TERM_COLOR=never PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
# The server that browser and SDK tests start.
export PRIMEHUB_TEST_SERVER="$target/debug/primehub-server"

# Runners are chained with && because the shell does not stop at failures inside a condition.
format() { cargo fmt --all --check; }
ui-build() { scripts/build-ui.sh; }
lint() {
  scripts/build-ui.sh \
    && cargo clippy --workspace --all-targets -- -D warnings \
    && cargo xtask tidy \
    && (cd ui && npm run lint) \
    && { ! cargo deny --version >/dev/null 2>&1 || cargo deny --offline check bans licenses sources; }
}
build() { cargo test --workspace --no-run && cargo build --package primehub-server && cargo xtask schema --check; }
unit() { cargo test --workspace --lib --bins; }
# Always the whole workspace, because one package alone would select other features and compile the dependencies anew.
api-sqlite() { env -u PRIMEHUB_TEST_POSTGRES cargo test --workspace --test api; }
api-postgres() { scripts/with-postgres.sh cargo test --workspace --test api; }
gateway() { cargo test --workspace --test gateway; }
engine() { scripts/ensure-engine.sh && PRIMEHUB_TEST_DOCKER=1 cargo test --workspace --test contract --test fake_engine; }
images() { scripts/ensure-engine.sh && images/test.sh; }
chaos() { scripts/ensure-engine.sh && PRIMEHUB_TEST_DOCKER=1 cargo test --workspace --test chaos; }
ui() { scripts/build-ui.sh && (cd ui && npm test); }
browser() {
  images/build.sh base-notebook && images/build.sh no-jupyter \
    && cd e2e && npm ci --no-audit --no-fund --loglevel=error && npx playwright test && npx playwright test --config tus.config.ts
}
sdk() {
  local venv=$cache/sdk-venv
  { [ -x "$venv/bin/pytest" ] && cmp -s scripts/sdk-requirements.txt "$venv/requirements.txt"; } || {
    rm -rf "$venv" && /usr/bin/python3 -m venv "$venv" \
      && "$venv/bin/pip" install --quiet --requirement scripts/sdk-requirements.txt \
      && cp scripts/sdk-requirements.txt "$venv/requirements.txt"
  } && PATH="$venv/bin:$PATH" "$venv/bin/pytest" -q e2e/sdk
}

# How many tests passed, added up over the summaries of cargo, vitest, Playwright and pytest.
passed_in() { awk '!/Test Files/ && match($0, /[0-9]+ passed/) { sum += substr($0, RSTART); seen = 1 } END { if (seen) print sum " passed" }' "$1"; }

run() {
  local name=$1 log=$logs/$1.log started=$SECONDS verdict=ok counted
  # In a subshell, because some runners change the folder.
  if ("$name") >"$log" 2>&1; then
    counted=$(passed_in "$log")
    # A runner of tests that ran none has not shown anything.
    case $name in
      format | ui-build | lint | build) ;;
      *) case $counted in '' | '0 passed') verdict=FAILED counted='no test ran' ;; esac ;;
    esac
  else
    verdict=FAILED counted=$(passed_in "$log")
  fi
  lines+=("$(printf '%-6s %-14s %-14s %4d s' "$verdict" "$name" "$counted" $((SECONDS - started)))")
  printf '%s\n' "${lines[-1]}"
  [ "$verdict" = ok ] || failed+=("$name")
}

[ $# -gt 0 ] || set -- "${all[@]}"
lines=()
failed=()
for name in "$@"; do
  [[ " ${all[*]} " == *" $name "* ]] || { echo "There is no runner $name; there are: ${all[*]}" >&2; exit 2; }
  run "$name"
done
if [ ${#failed[@]} -gt 0 ]; then
  for name in "${failed[@]}"; do
    printf '\n---- %s ----\n' "$name"
    cat "$logs/$name.log"
  done
  echo
  printf '%s\n' "${lines[@]}"
  exit 1
fi
