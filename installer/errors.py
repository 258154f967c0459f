"""The one error that a person sees as a sentence instead of a traceback."""

from __future__ import annotations

import click


class UserError(click.ClickException):
    """Something the person can put right; the message says what was wrong and what would be right.

    Click prints the message to standard error and ends with the exit code.
    """

    exit_code = 2
