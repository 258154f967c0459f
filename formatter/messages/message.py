"""What the formatter hands to SNS, and why it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from formatter.finding.finding import Finding, State


class Kind(str, Enum):
    """Why a finding is told; the value stands in the subject, except for NEW."""

    NEW = "NEW"
    RAISED = "RAISED"
    REOPENED = "REOPENED"
    RESOLVED = "RESOLVED"
    REMINDER = "REMINDER"
    CUSTOM_ACTION = "SENT BY ANALYST"


def is_over(finding: Finding, kind: Kind) -> bool:
    """Tell whether nothing is left to do: the finding was closed, if only between its event and this email."""
    return kind is Kind.RESOLVED or (finding.state is State.CLOSED and kind is not Kind.CUSTOM_ACTION)


@dataclass(frozen=True)
class Email:
    """A notification within the limits of SNS.

    Attributes:
        subject: 1 to 100 printable ASCII characters.
        body: plain text; together with subject and attributes at most 262,144 bytes in UTF-8.
        attributes: SNS message attributes (all strings) by which other subscribers can filter.
    """

    subject: str
    body: str
    attributes: Mapping[str, str] = field(default_factory=dict)
