"""What the person types to start us, so that the commands that we print can be copied."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from installer.safe_text import safe

PROGRAM = "security-notifications"
"""The command's name where it is installed as a program, by pipx or uv tool."""

SCRIPT = "./install.sh"
"""What starts it in a checkout, also by the installed program's name; all sentences say it so."""


@cache
def typed() -> str:
    """Return how the person starts it."""
    return SCRIPT if (Path(__file__).parents[1] / "install.sh").is_file() else PROGRAM


def shown(text: str) -> str:
    """Return text as it is shown: safe for a terminal, and with commands that begin as the person's own."""
    return safe(text).replace(SCRIPT, typed())
