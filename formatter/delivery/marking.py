"""Mark findings as told, and put right what changed while their email was on its way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from formatter.decision.old import left_to_tell
from formatter.finding.severity import Severity
from formatter.memory.old_memory import ConflictError, Memory, Remembered, Told
from formatter.memory.records import Kind
from formatter.settings import Preferences

_ATTEMPTS = 5
"""A finding that goes on changing is told once more by the sweep, in doubt."""


@dataclass(frozen=True)
class Telling:
    """What an email tells of one finding.

    Attributes:
        finding_id: the finding.
        version: version of the row it was told from.
        told: whether it is told as open or closed.
        severity: severity it is told with.
    """

    finding_id: str
    version: int
    told: Told
    severity: Severity


def mark_as_told(memory: Memory, tellings: Iterable[Telling], preferences: Preferences, now: datetime) -> None:
    """Take what was told off the waiting list; of what changed meanwhile, only the change goes on waiting.

    Raises:
        MemoryUnreachableError: some may still wait, and the sweep tells them once more.
    """
    told = {one.finding_id: one for one in tellings}
    changed = memory.mark_told([(one.finding_id, one.version) for one in told.values()], now)
    for finding_id in changed:
        _put_right(memory, told[finding_id], preferences, now)


def _put_right(memory: Memory, telling: Telling, preferences: Preferences, now: datetime) -> None:
    for _ in range(_ATTEMPTS):
        row = memory.recall(telling.finding_id)
        left = left_to_tell(telling.told, telling.severity, row, preferences)
        if left is row.pending or _written(memory, telling.finding_id, row, left, now):
            return


def _written(memory: Memory, finding_id: str, row: Remembered, left: Kind | None, now: datetime) -> bool:
    """Write what is left to tell; False when the row changed once more."""
    if left is None:
        return not memory.mark_told([(finding_id, row.version)], now)
    try:
        memory.leave_waiting(finding_id, row, left, now)
    except ConflictError:
        return False
    return True
