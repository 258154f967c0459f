"""The one error that a person sees as a sentence instead of a traceback."""

from __future__ import annotations

import click

from installer.exit_codes import ExitCode
from installer.program import shown


class UserError(click.ClickException):
    """Something the person can put right; the message says what was wrong and what would be right.

    Click prints the message to standard error and ends with the exit code.
    """

    exit_code = ExitCode.REFUSED.value

    def format_message(self) -> str:
        """Return the message, safe for a terminal: it may hold what AWS or a file said."""
        return shown(self.message)
