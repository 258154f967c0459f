# Finds a Python and installs the locked packages into .venv; sourced by install.sh and tests/run.sh.
# Nothing is installed a second time: .venv keeps a copy of each lock file that it satisfies.

# Where containers keep Python from writing bytecode, each of many starts would compile all that it imports anew.
unset PYTHONDONTWRITEBYTECODE

fail() {
  printf '%s\n' "$*" >&2
  exit 2
}

is_suitable() {
  "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1
}

# Prints the first suitable Python: the function's own first, and the system's python3 last, which may be too old (AWS CloudShell).
find_python() {
  local candidate
  for candidate in python3.14 python3.13 python3.12 python3.11 python3.10 python3; do
    if is_suitable "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  fail "Python 3.10 or newer with its venv module is needed and none was found: install it with" \
    "'sudo dnf install -y python3.13' (AWS CloudShell, Amazon Linux) or 'sudo apt-get install -y python3-venv' (Debian, Ubuntu)."
}

# install_quietly LOG ARGUMENT... installs with uv, which takes a fraction of pip's time, or with pip where uv cannot be had;
# says in one sentence what went wrong. Nothing is built: whatever a package would run while it is built, it runs as you.
install_quietly() {
  local log="$1"
  shift
  if [ -n "${uv:-}" ]; then
    "$uv" pip install --quiet --no-config --python "$root/.venv/bin/python" "$@" >"$log" 2>&1 && return
  else
    "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@" >"$log" 2>&1 && return
  fi
  local reason
  reason=$(grep -iE 'error|No space left|hash|mismatch' "$log" | tail -n 1) || true
  fail "The packages could not be installed into $root/.venv: ${reason:-see $log}. Mend that and run the same command again."
}

# find_uv LOG sets uv: the machine's own, else the one of the lock, installed into .venv; empty where neither can be had.
find_uv() {
  uv=$(command -v uv) && return
  uv="$root/.venv/bin/uv"
  [ -x "$uv" ] || "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
    --only-binary :all: --requirement "$root/requirements/uv.lock" >"$1" 2>&1 || true
  [ -x "$uv" ] || uv=""
}

# is_usable says whether packages can be installed into .venv as it is.
is_usable() {
  is_suitable "$root/.venv/bin/python" &&
    { command -v uv >/dev/null || "$root/.venv/bin/python" -m pip --version >/dev/null 2>&1; }
}

# make_environment PYTHON LOG makes .venv; uv's own has no pip in it and takes a tenth of the time.
make_environment() {
  if command -v uv >/dev/null; then
    uv venv --quiet --no-config --clear --python "$1" "$root/.venv" >"$2" 2>&1
  else
    "$1" -m venv --clear "$root/.venv" >"$2" 2>&1
  fi
}

# The home folder outlives the Python that was installed beside it (AWS CloudShell keeps only that), and may be moved: .venv then
# holds all files and still cannot start this checkout.
starts() {
  "$root/.venv/bin/python" -I -c '
import importlib.util, os, sys
found = importlib.util.find_spec("installer")
sys.exit(not (found and found.origin and os.path.samefile(os.path.dirname(found.origin), sys.argv[1])))
' "$root/installer" >/dev/null 2>&1
}

# is_ready NAME says whether .venv satisfies requirements/NAME.lock.
is_ready() {
  cmp -s "$root/requirements/$1.lock" "$root/.venv/satisfied/$1.lock" &&
    cmp -s "$root/pyproject.toml" "$root/.venv/satisfied/pyproject.toml" && starts
}

# prepare NAME makes .venv satisfy requirements/NAME.lock; sets nothing, prints only when there is work to do.
prepare() {
  local name="$1" lock="$root/requirements/$1.lock"
  is_ready "$name" && return
  # A second start beside this one waits here instead of installing into the same folder.
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$root/.install.lock" || fail "$root cannot be written to: install needs a folder of your own."
    flock 9
    is_ready "$name" && exec 9>&- && return
  fi
  local python log uv
  python=$(find_python) || exit 2
  log=$(mktemp "${TMPDIR:-/tmp}/security-notifications-install.XXXXXX") || fail "No temporary file can be made in ${TMPDIR:-/tmp}: is the disk full?"
  printf 'Installing the locked packages into .venv (once) ...\n' >&2
  is_usable || make_environment "$python" "$log" ||
    fail "The virtual environment $root/.venv could not be made: $(tail -n 1 "$log")"
  find_uv "$log"
  install_quietly "$log" --require-hashes --only-binary :all: --requirement "$lock"
  install_quietly "$log" --no-deps --no-build-isolation --editable "$root"
  mkdir -p "$root/.venv/satisfied"
  cp "$root/pyproject.toml" "$lock" "$root/.venv/satisfied/"
  # Each larger lock holds the smaller ones.
  [ "$name" != dev ] || cp "$root/requirements/local.lock" "$root/requirements/base.lock" "$root/.venv/satisfied/"
  [ "$name" != local ] || cp "$root/requirements/base.lock" "$root/.venv/satisfied/"
  rm -f "$log"
  if command -v flock >/dev/null 2>&1; then exec 9>&-; fi
}
