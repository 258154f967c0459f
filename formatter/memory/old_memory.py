"""What the formatter remembers of a finding, and what any memory must be able to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from formatter.finding.finding import Finding
from formatter.finding.severity import Severity
from formatter.memory.records import Kind


class Told(str, Enum):
    """How the finding stood when its owner was last told (or was to be told); suppressed counts as closed."""

    NOTHING = "nothing"
    OPEN = "open"
    CLOSED = "closed"


class MemoryUnreachableError(Exception):
    """The table did not answer, or not in time."""


class ConflictError(Exception):
    """Somebody else changed the row between reading and writing."""


@dataclass(frozen=True)
class Remembered:
    """One finding as the subscription remembers it.

    Attributes:
        told: how it stood when it was told.
        severity: severity that was told last.
        updated_at: the finding's own time of update at that moment.
        pending: what is still to be sent, if anything.
        version: number of changes of the row; 0 where there is no row.
        expires_at: when DynamoDB may drop the row, seconds since 1970.
    """

    told: Told = Told.NOTHING
    severity: Severity = Severity.INFORMATIONAL
    updated_at: datetime | None = None
    pending: Kind | None = None
    version: int = 0
    expires_at: int = 0


NOTHING_REMEMBERED = Remembered()


@dataclass(frozen=True)
class Waiting:
    """A finding that is still to be told.

    Attributes:
        finding_id: key of its row.
        kind: why it is told.
        severity: severity to tell it with (a closed control finding says INFORMATIONAL of itself).
        since: when it began to wait.
        summary: what a digest line needs.
        version: version of the row it was read from.
    """

    finding_id: str
    kind: Kind
    severity: Severity
    since: datetime
    summary: Mapping[str, Any]
    version: int


@dataclass(frozen=True)
class StillOpen:
    """A finding that was told and is open as far as we know."""

    finding_id: str
    severity: Severity
    told_at: datetime
    summary: Mapping[str, Any]


class Memory(Protocol):
    """The memory of one subscription. Every method may raise MemoryUnreachableError."""

    def recall(self, finding_id: str) -> Remembered:
        """Return what is remembered of the finding."""

    def record(self, finding: Finding, before: Remembered, after: Remembered, now: datetime) -> None:
        """Replace `before` by `after`; raises ConflictError when `before` no longer stands."""

    def keep(self, finding_id: str, now: datetime) -> None:
        """Let the row live on, since its finding was seen again."""

    def mark_told(self, told: Iterable[tuple[str, int]], now: datetime) -> list[str]:
        """Take the findings (id and version) off the waiting list; returns the ids of those that changed meanwhile."""

    def leave_waiting(self, finding_id: str, before: Remembered, kind: Kind, now: datetime) -> None:
        """Have a finding that was told wait for what is left; raises ConflictError when `before` no longer stands."""

    def take_single(self, now: datetime) -> bool:
        """Take one of this minute's single emails; False when none is left."""

    def waiting(self) -> Iterator[Waiting]:
        """Yield what is still to be told, oldest first."""

    def waiting_finding(self, finding_id: str) -> Finding | None:
        """Return the whole finding that waits under this id, if it was kept whole."""

    def still_open(self, now: datetime) -> Iterator[StillOpen]:
        """Yield what was told and is open, and was seen within the last months."""

    def lease(self, name: str, until: datetime, now: datetime) -> bool:
        """Take a lease that nobody else holds; False when somebody does."""

    def note(self, name: str) -> Mapping[str, Any]:
        """Return a note of the subscription's own; empty when there is none."""

    def write_note(self, name: str, note: Mapping[str, Any], now: datetime) -> None:
        """Keep a note of the subscription's own."""
