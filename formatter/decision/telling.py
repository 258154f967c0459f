"""What is left to tell of a problem: the difference between what was told and what is."""

from __future__ import annotations

from datetime import datetime, timedelta

from formatter.decision.agenda import appointment
from formatter.decision.problem_state import begin_round
from formatter.memory.records import ENDINGS, OPENINGS, Kind, Problem, Told, replace
from formatter.settings import Preferences

FAILURES_UNTIL_PLAINEST = 3
"""So often a message may fail before it is told in the plainest form."""

_LONGEST_RETRY = 6
"""Doublings of one hour: beyond two days and a half, nothing would be gained."""


def pending_kind(problem: Problem, preferences: Preferences) -> Kind | None:
    """Return what its owner is to be told of the problem, if anything."""
    if problem.custom_action:
        return Kind.CUSTOM_ACTION
    if problem.told is Told.OPEN or _may_be_told_and_is_over(problem):
        return _left_of_told(problem, preferences)
    is_wanted = problem.open_findings and problem.severity >= preferences.filters.minimum_severity
    if not is_wanted or problem.taken_on:
        return None
    return Kind.NEW if problem.told is Told.NOTHING else Kind.REOPENED


def _may_be_told_and_is_over(problem: Problem) -> bool:
    """Tell what is over of which nobody noted whether its last message went out: its end is told, in doubt."""
    return problem.is_closed and problem.on_its_way is not None


def _left_of_told(problem: Problem, preferences: Preferences) -> Kind | None:
    if problem.is_closed and problem.ending and preferences.notify_when_resolved:
        return Kind.RESOLVED if problem.ending.is_proven else Kind.NO_LONGER_REPORTED
    is_raised = problem.open_findings and problem.told_severity is not None and problem.severity > problem.told_severity
    return Kind.RAISED if is_raised else None


def with_pending(
    problem: Problem, preferences: Preferences, now: datetime, event_at: datetime | None = None
) -> Problem:
    """Return the problem with what is left to tell of it, and its place in the agenda.

    Args:
        problem: the problem as it stands.
        preferences: everybody's choices.
        now: the time.
        event_at: the time of the event that brought the change, where one did.
    """
    if problem.is_closed and problem.told is Told.OPEN and not preferences.notify_when_resolved:
        problem = replace(problem, told=Told.CLOSED)
    pending = pending_kind(problem, preferences)
    is_raised = pending is Kind.RAISED
    if is_raised or problem.pending is Kind.RAISED:
        problem = replace(problem, raised_from=problem.told_severity if is_raised else None)
    if problem.pending is None and pending is not None:
        # What held up a reminder holds up no news.
        problem = replace(problem, pending_since=now, pending_event_at=event_at, failures=0, retry_at=None)
    if problem.pending is not None and pending is None:
        problem = _nothing_waits(problem)
    return with_appointment(replace(problem, pending=pending), preferences, now)


def after_telling(told: Problem, row: Problem, preferences: Preferences, now: datetime) -> Problem:
    """Return the row after what waited was told; what changed while the message was on its way goes on waiting.

    Args:
        told: the row as the message told it.
        row: the row as it is now, with the same version where nothing changed meanwhile.
        preferences: the owner's choices.
        now: when the message went out.
    """
    after = replace(_nothing_waits(row), on_its_way=None)
    if told.pending is Kind.CUSTOM_ACTION and told.sent_on_purpose == row.sent_on_purpose:
        after = replace(after, custom_action="")
    if _tells_open(told):
        after = _told_open(after, told, now)
    elif _tells_closed(told):
        after = replace(after, told=Told.CLOSED)
        after = begin_round(after, now) if row.is_open and row.told is Told.OPEN else after
    # What is left is told from the finding that came meanwhile.
    after = with_pending(after, preferences, now, row.pending_event_at)
    return replace(after, finding=row.finding) if after.pending else after


def _told_open(row: Problem, told: Problem, now: datetime) -> Problem:
    is_known = row.told is Told.OPEN and row.told_at is not None
    is_raised = not is_known or row.told_severity is None or told.severity > row.told_severity
    return replace(
        row,
        told=Told.OPEN,
        told_at=row.told_at if is_known else now,
        told_after=row.told_after if is_known else _told_after(told, now),
        told_severity=told.severity,
        severity_told_at=now if is_raised else row.severity_told_at,
    )


def _told_after(told: Problem, now: datetime) -> float | None:
    """Return after how many seconds an opening was told, as it is measured too; None of what was open before."""
    since = told.pending_event_at or told.pending_since
    return None if since is None or told.was_open_before else max((now - since).total_seconds(), 0.0)


def after_failing(row: Problem, preferences: Preferences, now: datetime) -> Problem:
    """Return the row after its message could not be written or was refused: it waits an hour, then twice as long each time."""
    wait = timedelta(hours=2 ** min(row.failures, _LONGEST_RETRY))
    return with_appointment(replace(row, failures=row.failures + 1, retry_at=now + wait), preferences, now)


def with_appointment(row: Problem, preferences: Preferences, now: datetime) -> Problem:
    """Return the row with its place in the agenda."""
    return replace(row, appointment=appointment(row, preferences, now))


def _tells_open(told: Problem) -> bool:
    return told.pending in OPENINGS or (told.pending is Kind.CUSTOM_ACTION and bool(told.open_findings))


def _tells_closed(told: Problem) -> bool:
    is_known = told.told is Told.OPEN
    return told.pending in ENDINGS or (told.pending is Kind.CUSTOM_ACTION and told.is_closed and is_known)


def _nothing_waits(problem: Problem) -> Problem:
    return replace(
        problem, pending=None, pending_since=None, pending_event_at=None, failures=0, retry_at=None, finding=None
    )
