"""A stack as it is, and what would change in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DELETE_FAILED = "DELETE_FAILED"
UNFINISHED = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", DELETE_FAILED)
"""A stack in such a state holds nothing worth keeping and must go before it can be made again."""

_WHOLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE")


MODIFIED = "MODIFIED"
DELETED = "DELETED"
"""What somebody did by hand to a resource of a stack.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html (ResourceDriftStatus)
"""


@dataclass(frozen=True)
class Change:
    """One line of a plan: what would happen to which resource.

    Attributes:
        action: what would happen.
        resource: to what.
        resource_type: what that is.
        replacement: whether another one would take its place.
        drift: MODIFIED or DELETED where somebody did that to it by hand, and it would be put back; else empty.
        properties: of one that somebody changed by hand, what of it; may be empty.
    """

    action: str
    resource: str
    resource_type: str
    replacement: bool = False
    drift: str = ""
    properties: tuple[str, ...] = ()

    @property
    def putting_back(self) -> str:
        """What would happen to one that somebody changed by hand, as a sentence without its full stop; else empty."""
        thing = f"{self.resource} ({self.resource_type})"
        if self.drift == DELETED:
            return f"Would make {thing} again, which somebody deleted by hand"
        what = f"{', '.join(self.properties)} of " if self.properties else ""
        return f"Would put back {what}{thing}, which somebody changed by hand" if self.drift else ""


@dataclass(frozen=True)
class Drifted:
    """A resource that is no longer as its stack made it.

    Attributes:
        stack: the stack.
        resource: its logical id.
        resource_type: its type.
        drift: MODIFIED or DELETED.
        properties: where it was modified, what of it.
    """

    stack: str
    resource: str
    resource_type: str
    drift: str
    properties: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.drift == DELETED:
            return f"somebody deleted {self.resource} ({self.resource_type}) of stack {self.stack} by hand"
        what = f"{', '.join(self.properties)} of " if self.properties else ""
        return f"somebody changed {what}{self.resource} ({self.resource_type}) of stack {self.stack} by hand"


@dataclass(frozen=True)
class StackState:
    """A stack as it is.

    Attributes:
        name: its name.
        status: CloudFormation's status; empty where there is no stack.
        reason: why it is in that status, in CloudFormation's words; may be empty.
        is_protected: whether it cannot be deleted by mistake.
        outputs: its outputs.
        parameters: the values of its parameters.
        template: the template that made it; known only where it was asked for.
        is_in_review: whether it is empty, and nobody executed the change set that made it; such a one has no status.
    """

    name: str
    status: str = ""
    reason: str = ""
    is_protected: bool = False
    outputs: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    template: Mapping[str, Any] = field(default_factory=dict)
    is_in_review: bool = False

    @property
    def problem(self) -> str:
        """What is wrong with it, as a clause; empty where nothing is, or there is none."""
        if self.is_in_review:
            return f"stack {self.name} is empty: nobody executed the change set that made it"
        if not self.status or self.is_whole:
            return ""
        return f"stack {self.name} is in {self.status}{f': {self.reason}' if self.reason else ''}"

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
