#!/usr/bin/env bash
# The admin's one entry: ./install.sh asks, shows a plan and installs; ./install.sh --help lists the other commands.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=requirements/prepare.sh
. "$root/requirements/prepare.sh"

case "${1:-}" in
  local) prepare local ;;
  *) prepare base ;;
esac
# The script's first line names the Python of the folder in which it was installed.
exec "$root/.venv/bin/python" "$root/.venv/bin/security-notifications" "$@"
