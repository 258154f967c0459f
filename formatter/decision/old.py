"""Whether a finding is told, and as what: a pure function of what was told, the finding and the owner's choices.

| it told | the finding now is              | it does                                            |
|---------|---------------------------------|----------------------------------------------------|
| nothing | open, at or above the minimum   | NEW                                                |
| nothing | closed, suppressed, or notified | silence                                            |
| open    | open, same severity or lower    | silence                                            |
| open    | open, higher severity           | RAISED                                             |
| open    | notified                        | silence                                            |
| open    | suppressed                      | silence; what waits is dropped, and nobody is reminded |
| open    | closed                          | RESOLVED if wanted; remembered as closed in any case |
| closed  | open again                      | REOPENED                                           |
| closed  | suppressed, or notified         | silence                                            |
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from formatter.finding.finding import Finding, State
from formatter.finding.severity import Severity
from formatter.memory.old_memory import Remembered, Told
from formatter.memory.records import Kind
from formatter.settings import Preferences

_UNTOLD = (Kind.NEW, Kind.REOPENED, Kind.CUSTOM_ACTION)
"""While one of these waits, the reader knows nothing yet: whatever follows is part of the same email."""


@dataclass(frozen=True)
class Decision:
    """What to do with a finding.

    Attributes:
        kind: why it is told; None for silence.
        reason: why there is silence, for the log; empty when it is told.
        after: what to remember.
    """

    kind: Kind | None
    reason: str
    after: Remembered


def decide(before: Remembered, finding: Finding, preferences: Preferences, custom_action: str = "") -> Decision:
    """Decide on one finding.

    Args:
        before: what is remembered of it.
        finding: the finding as it is now.
        preferences: the owner's choices.
        custom_action: name of the custom action by which somebody sent it; such a finding is always told.
    """
    if custom_action:
        return _tell(Kind.CUSTOM_ACTION, before, finding)
    if _is_older(finding, before):
        return _silence("older than what was told", before)
    if finding.state is State.NOTIFIED:
        return _silence("notified", before)
    if finding.state is State.SUPPRESSED:
        return _suppress(before, finding)
    if before.told is Told.OPEN:
        return _decide_on_told(before, finding, preferences)
    return _decide_on_untold(before, finding, preferences)


def left_to_tell(told: Told, severity: Severity, row: Remembered, preferences: Preferences) -> Kind | None:
    """Return what is still to be told of a finding whose row changed while an email about it was on its way.

    Args:
        told: whether that email told it as open or closed.
        severity: severity it was told with.
        row: what is remembered now.
        preferences: the owner's choices.
    """
    if row.pending in (None, Kind.CUSTOM_ACTION):
        return row.pending
    if row.told is Told.CLOSED:
        return Kind.RESOLVED if told is Told.OPEN and preferences.notify_when_resolved else None
    if told is Told.CLOSED:
        return Kind.REOPENED
    return Kind.RAISED if row.severity > severity else None


def _decide_on_untold(before: Remembered, finding: Finding, preferences: Preferences) -> Decision:
    if finding.state is State.CLOSED:
        return _silence("closed and never told open" if before.told is Told.NOTHING else "closed before", before)
    if finding.stated_severity is not None and finding.severity < preferences.filters.minimum_severity:
        return _silence("below the minimum severity", before)
    return _tell(Kind.NEW if before.told is Told.NOTHING else Kind.REOPENED, before, finding)


def _decide_on_told(before: Remembered, finding: Finding, preferences: Preferences) -> Decision:
    if finding.state is State.CLOSED:
        # The severity stays the one that was told: a control that passes calls itself INFORMATIONAL.
        closed = replace(before, told=Told.CLOSED, updated_at=finding.updated_at or before.updated_at)
        if not preferences.notify_when_resolved:
            return Decision(None, "resolved, and resolved notices are not wanted", closed)
        return Decision(Kind.RESOLVED, "", replace(closed, pending=_merged(before.pending, Kind.RESOLVED)))
    if finding.severity > before.severity:
        return _tell(Kind.RAISED, before, finding)
    return _silence("told before", before)


def _suppress(before: Remembered, finding: Finding) -> Decision:
    """Forget that it is open: it is as if it were closed, or as if it had never come where nobody was told yet."""
    if before.told is not Told.OPEN:
        return _silence("suppressed", before)
    after = replace(
        before,
        told=Told.NOTHING if before.pending is Kind.NEW else Told.CLOSED,
        updated_at=finding.updated_at or before.updated_at,
        # What somebody sent on purpose is told whatever its status.
        pending=before.pending if before.pending is Kind.CUSTOM_ACTION else None,
    )
    return Decision(None, "suppressed", after)


def _tell(kind: Kind, before: Remembered, finding: Finding) -> Decision:
    is_open = finding.state in (State.OPEN, State.NOTIFIED)
    after = replace(
        before,
        told=Told.OPEN if is_open else Told.CLOSED,
        severity=finding.severity,
        updated_at=finding.updated_at or before.updated_at,
        pending=_merged(before.pending, kind),
    )
    return Decision(kind, "", after)


def _merged(waiting: Kind | None, kind: Kind) -> Kind:
    return waiting if waiting in _UNTOLD and kind is not Kind.CUSTOM_ACTION else kind


def _is_older(finding: Finding, before: Remembered) -> bool:
    """Events arrive in any order; an older one never overrides a newer one."""
    updated_at = finding.updated_at
    return updated_at is not None and before.updated_at is not None and updated_at < before.updated_at


def _silence(reason: str, before: Remembered) -> Decision:
    return Decision(None, reason, before)
