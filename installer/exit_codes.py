"""What the exit code of a command says; the same for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes."""

    DONE = 0
    WRONG = 1
    REFUSED = 2
    CHANGES = 3
    STOPPED = 130


MEANINGS: Mapping[ExitCode, str] = {
    ExitCode.DONE: "Done, or nothing to do, or everything is as it must be.",
    ExitCode.WRONG: (
        "Something is not as it must be, or could not be looked at: a failed or unknown check of `doctor`, an account that "
        "`coverage` or `report` could not see or `enroll` could not serve, an email that did not come, a step of `verify` "
        "that found AWS otherwise. Also: you answered no."
    ),
    ExitCode.REFUSED: "Refused or failed; a sentence on standard error says why. The same command goes on with what was begun.",
    ExitCode.CHANGES: "`plan`, or a command with `--dry-run`, has found changes to make, and made none.",
    ExitCode.STOPPED: "Stopped by Ctrl-C.",
}
