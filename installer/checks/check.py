"""One line of what the doctor found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from installer.documents import CheckDocument


class Result(str, Enum):
    """How a check ended."""

    PASS = "pass"  # noqa: S105  # no password
    FAIL = "fail"
    NOTE = "note"
    """Something to know that is no fault."""
    UNKNOWN = "unknown"
    """It could not be looked at, so that nobody knows."""


@dataclass(frozen=True)
class Check:
    """One line of the doctor's table.

    Attributes:
        name: what was looked at.
        result: how it ended.
        found: what was found.
        mend: command or step that mends it; empty where nothing needs mending.
    """

    name: str
    result: Result
    found: str
    mend: str = ""

    def document(self) -> CheckDocument:
        """Return it as JSON knows it."""
        return {"name": self.name, "result": self.result.value, "found": self.found, "mend": self.mend}
