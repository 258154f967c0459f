"""The words among which the admin chooses, where templates depend on the choice."""

from __future__ import annotations

from enum import Enum


class Formatting(str, Enum):
    """Who turns a finding into an email."""

    LAMBDA = "lambda"
    EVENTBRIDGE = "eventbridge"


class Launch(str, Enum):
    """With whose permissions the product's stack is made."""

    ROLE = "role"
    CALLER = "caller"


class FindingSource(str, Enum):
    """Which events carry the findings."""

    CSPM = "cspm"
    """Security Hub CSPM: "Security Hub Findings - Imported", ASFF."""
    SECURITY_HUB = "security-hub"
    """The newer Security Hub: "Findings Imported V2", OCSF."""
    BOTH = "both"


SEVERITIES = ("Critical", "High", "Medium", "Low")
"""As the form shows them."""
