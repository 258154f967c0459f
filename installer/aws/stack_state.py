"""A stack as it is, and what would change in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

UNFINISHED = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")
"""A stack in such a state holds nothing worth keeping and must go before it can be made again."""

_WHOLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE")


@dataclass(frozen=True)
class Change:
    """One line of a plan: what would happen to which resource."""

    action: str
    resource: str
    resource_type: str
    replacement: bool = False


@dataclass(frozen=True)
class StackState:
    """A stack as it is.

    Attributes:
        name: its name.
        status: CloudFormation's status; empty where there is no stack.
        reason: why it is in that status, in CloudFormation's words; may be empty.
        is_protected: whether it cannot be deleted by mistake.
        outputs: its outputs.
        template: the template that made it.
    """

    name: str
    status: str = ""
    reason: str = ""
    is_protected: bool = False
    outputs: Mapping[str, str] = field(default_factory=dict)
    template: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether all that its template names was made."""
        return self.status in _WHOLE

    @property
    def is_unfinished(self) -> bool:
        """Whether it holds nothing worth keeping, from a try that failed."""
        return self.status in UNFINISHED

    @property
    def is_at_work(self) -> bool:
        """Whether CloudFormation is at work on it."""
        return self.status.endswith("_IN_PROGRESS")
