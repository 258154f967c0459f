"""What became of a finding: one line of log each, and what is measured of it."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import NamedTuple

from formatter.finding.severity import Severity
from formatter.memory.records import Kind, Problem, Told


class Status(str, Enum):
    """What became of it."""

    SENT = "sent"
    WAITING = "waiting"
    SILENT = "silent"


class Metric(str, Enum):
    """Names of the metrics; dashboards and alarms of others rely on them. Their only dimension is the severity."""

    TIME_TO_TELL = "TimeToTell"
    TIME_TO_TAKE_ON = "TimeToTakeOn"
    TIME_TO_CLOSE = "TimeToClose"


class Measure(NamedTuple):
    """A time that has been measured, in seconds."""

    metric: Metric
    seconds: float


class Outcome(NamedTuple):
    """What became of a finding or of its problem.

    Attributes:
        finding_id: the finding's own id.
        problem: key of its problem; empty where it was a pure repeat.
        severity: severity that was told, or would have been.
        status: sent, waiting for the sweep, or silent.
        kind: why it is told; None for silence.
        reason: why it is silent or waits, or in which message it was sent.
        message_id: SNS's id of the message; empty unless sent.
        failure: what AWS answered, where a call failed on the way.
        measures: what was measured.
    """

    finding_id: str
    problem: str
    severity: Severity
    status: Status
    kind: Kind | None = None
    reason: str = ""
    message_id: str = ""
    failure: str = ""
    measures: tuple[Measure, ...] = ()


def time_to_tell(row: Problem, since: datetime | None, now: datetime) -> tuple[Measure, ...]:
    """Return how long it took to tell an opening; nothing for anything else.

    Args:
        row: as it was told.
        since: the event's time, or when it began to wait.
        now: when the message went out.
    """
    is_opening = row.pending in (Kind.NEW, Kind.REOPENED, Kind.RAISED)
    if since is None or not is_opening or row.was_open_before:
        return ()
    return (Measure(Metric.TIME_TO_TELL, max((now - since).total_seconds(), 0.0)),)


def time_to_act(before: Problem, after: Problem) -> tuple[Measure, ...]:
    """Return how long it took from telling to taking on and to the end, where that has just come."""
    if before.told is not Told.OPEN or before.told_at is None:
        return ()
    found = []
    if after.taken_on is not None and before.taken_on is None:
        found.append(Measure(Metric.TIME_TO_TAKE_ON, (after.taken_on.at - before.told_at).total_seconds()))
    if after.ending is not None and before.ending is None:
        found.append(Measure(Metric.TIME_TO_CLOSE, (after.ending.at - before.told_at).total_seconds()))
    return tuple(one for one in found if one.seconds >= 0)
