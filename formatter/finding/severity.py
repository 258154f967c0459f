"""The severities of Security Hub in their order."""

from __future__ import annotations

from enum import IntEnum


class Severity(IntEnum):
    """A finding's severity; comparable.

    The names are the values of ASFF's `Severity.Label`.
    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html
    """

    INFORMATIONAL = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @classmethod
    def named(cls, text: str, default: Severity) -> Severity:
        """Return the severity of that name in any case, or the default when there is none."""
        return cls.__members__.get(text.strip().upper(), default)
