"""Print what makes a shell complete commands and options, of the installed program and of ./install.sh.

zsh and fish know a program that is typed with a path by its last part.
"""

from __future__ import annotations

from collections.abc import Mapping

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from installer.program import PROGRAM, SCRIPT, shown, typed

_FUNCTION = "_installsh_completion"


class _ZshOfScript(ZshComplete):
    """Completes a program that is no command of the search path, which click's script looks for."""

    source_template = "\n".join(line for line in ZshComplete.source_template.splitlines() if "$+commands" not in line)


_SHELLS: Mapping[str, tuple[type[ShellComplete], type[ShellComplete], str]] = {
    "bash": (BashComplete, BashComplete, ""),
    "zsh": (ZshComplete, _ZshOfScript, f"compdef {_FUNCTION} install.sh"),
    "fish": (FishComplete, FishComplete, f'complete --no-files --command install.sh --arguments "({_FUNCTION})"'),
}
"""By shell, what completes the program, what completes the script, and what connects the latter."""


_HELP = """Print what makes SHELL complete commands and options.

For bash: eval "$(./install.sh completion bash)", also in ~/.bashrc. For zsh likewise, after compinit; for fish: ./install.sh
completion fish | source.
"""


@click.command(help=shown(_HELP))
@click.argument("shell", type=click.Choice(tuple(_SHELLS)))
def command(shell: str) -> None:
    """Print the scripts; the script's own only where there is one."""
    from installer.console import say
    from installer.main import COMPLETE_VARIABLE, main

    of_program, of_script, connected = _SHELLS[shell]
    say(of_program(main, {}, PROGRAM, COMPLETE_VARIABLE).source())
    if typed() == SCRIPT:
        say(of_script(main, {}, SCRIPT, COMPLETE_VARIABLE).source(), connected)
