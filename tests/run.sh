#!/usr/bin/env bash
# Installs what the tests need and runs them all; arguments go to pytest (tests/run.sh tests/formatter -k subject).
# tests/run.sh --fast leaves out what starts the embedded AWS, a browser or another program: the inner loop.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=requirements/prepare.sh
. "$root/requirements/prepare.sh"

prepare dev
# The browser tests need a Chromium, best the one without windows: a new tab takes a sixth of the time. Without one (and without
# the right to install it) they are skipped and say so.
if ! command -v chromium-headless-shell >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  printf 'Installing Chromium for the browser tests ...\n' >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell; } \
    >/dev/null 2>&1 || command -v chromium >/dev/null ||
    printf 'Chromium could not be installed; the browser tests will be skipped.\n' >&2
fi
# The second IAM simulator and Control Tower's rules come by npm; where they cannot be installed their tests are skipped and
# say so.
if command -v npm >/dev/null && ! cmp -s "$root/tests/package-lock.json" "$root/tests/node_modules/.lock"; then
  npm ci --prefix "$root/tests" --silent --no-audit --no-fund >/dev/null 2>&1 &&
    cp "$root/tests/package-lock.json" "$root/tests/node_modules/.lock" ||
    printf 'The second IAM simulator and the rules of Control Tower could not be installed; their tests will be skipped.\n' >&2
fi
cd "$root"
# tests/conftest.py says how many workers there are and which files come first.
exec .venv/bin/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder "$@"
