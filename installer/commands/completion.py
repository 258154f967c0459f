"""Print what makes a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_FOR_THE_SCRIPT = {
    "bash": "complete -o nosort -F _security_notifications_completion ./install.sh",
    "zsh": "compdef _security_notifications_completion ./install.sh",
    "fish": "",
}
"""What completes ./install.sh too, beside the installed program."""


@click.command()
@click.argument("shell", type=click.Choice(tuple(_FOR_THE_SCRIPT)))
def command(shell: str) -> None:
    """Print what makes SHELL complete commands and options.

    For bash: eval "$(./install.sh completion bash)", also in ~/.bashrc. For zsh likewise; for fish: ./install.sh completion
    fish | source.
    """
    from installer.console import say
    from installer.main import COMPLETE_VARIABLE, PROGRAM, main

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"click knows no completion for {shell}.")
    say(kind(main, {}, PROGRAM, COMPLETE_VARIABLE).source(), _FOR_THE_SCRIPT[shell])
