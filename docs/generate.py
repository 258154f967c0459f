"""The parts of the documentation that are made by running the product."""

from __future__ import annotations

from click.testing import CliRunner

from installer.main import COMMANDS, main

NO_VALUE = {"Ref": "AWS::NoValue"}


def commands() -> str:
    """Return the help of every command."""
    parts = ["# Commands", "", "Made by running each command with `--help`.", ""]
    for name in ("", *COMMANDS):
        arguments = [name, "--help"] if name else ["--help"]
        help_text = CliRunner().invoke(main, arguments, prog_name="./install.sh", terminal_width=100).output
        parts += [f"## ./install.sh {name}".rstrip(), "", "```text", help_text.rstrip(), "```", ""]
    return "\n".join(parts)
