"""A shell that has loaded the script completes commands and options, of the program and of ./install.sh."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from installer.main import main

ROOT = Path(__file__).parents[3]
BASH = """
source "$1"
words=($2)
COMP_WORDS=("${words[@]}") COMP_CWORD=$((${#words[@]} - 1))
function=$(complete -p "${words[0]}" | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
"$function" "${words[0]}"
echo "${COMPREPLY[@]}"
"""
ZSH = """
zmodload zsh/zpty
zpty -b terminal zsh -f -i
zpty -w terminal "autoload -Uz compinit; compinit -u -D; source $1; echo LOA''DED"
zpty -r -m terminal shown '*LOADED*'
zpty -w -n terminal "$2"$'\\t'
zpty -r -m terminal shown "*$3*"
print -r -- "$shown"
"""
"""A terminal of its own, since zsh completes only where somebody types; it waits until the answer is on it."""

FISH = """
source $argv[1]
complete -C "$argv[2]"
"""
SHELLS = {"bash": ("-c", BASH, "bash"), "zsh": ("-f", "-c", ZSH, "zsh"), "fish": ("-c", FISH)}
CASES = (("up", "update-subscriptions"), ("install --ta", "--take-away"))


@pytest.mark.parametrize("program", ["security-notifications", "./install.sh"])
@pytest.mark.parametrize(("typed", "completed"), CASES)
@pytest.mark.parametrize("shell", SHELLS)
def test_what_is_typed_is_completed(tmp_path: Path, shell: str, program: str, typed: str, completed: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} on this machine")
    script = tmp_path / "completion"
    script.write_text(CliRunner().invoke(main, ["completion", shell]).output)
    environment = {**os.environ, "HOME": str(tmp_path), "TERM": "dumb"}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    answer = subprocess.run(
        [shell, *SHELLS[shell], str(script), f"{program} {typed}", completed],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert completed in answer.stdout, (answer.stdout, answer.stderr)
