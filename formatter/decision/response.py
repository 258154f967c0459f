"""When a problem is due, and what is told when nobody acts: reminders, and escalations to the lead addresses too.

All times count from when its owner was told, and pass in hours, whatever a clock on the wall does. What waits for
nothing is told to the minute (`is_told_at_once`); all else that has become due since yesterday comes together at the day's
hour, so that it is one message a day, and none at night.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from formatter.decision.schedule import next_round
from formatter.finding.reader import finding_from
from formatter.finding.severity import Severity
from formatter.memory.records import EscalationLevel, Kind, Problem, Told, replace
from formatter.settings import Preferences

FIRST_REMINDER_OF_CRITICAL = timedelta(hours=2)
"""Other severities are first reminded of at half of their time."""

AGAIN = timedelta(days=7)
"""Between the reminders of what is overdue."""

_APART = timedelta(days=1)
"""Who has just been told that nobody acts need not be reminded half a day later."""

Nag = EscalationLevel | Kind
"""A level of escalation, or `Kind.REMINDER`."""

_FIRST: tuple[Nag, ...] = (EscalationLevel.OVERDUE, EscalationLevel.NOT_TAKEN_ON, Kind.REMINDER)
"""Which of several is told where they have come together."""


def due_at(problem: Problem, preferences: Preferences, told_at: datetime | None = None) -> datetime | None:
    """Return when the problem is to be solved; None where that is never, nobody was told yet, or it is a sample.

    Args:
        problem: the problem, open or ended.
        preferences: everybody's choices.
        told_at: takes the place of when it was told, for a message that is only being written.
    """
    due = _due_unless_sample(problem, preferences, told_at or _told_at(problem))
    return due if due and not _is_sample(problem) else None


def is_overdue(problem: Problem, preferences: Preferences, now: datetime) -> bool:
    """Tell whether an open problem should have been solved by now."""
    due = _due_unless_sample(problem, preferences, _told_at(problem))
    return due is not None and due <= now and _may_be_nagged(problem, preferences)


def what_is_due(problem: Problem, preferences: Preferences, now: datetime) -> Nag | None:
    """Return what its owner, or a lead too, is to be told of the problem now; an escalation takes a reminder's place."""
    moments = _moments(problem, preferences)
    come = (nag for at, nag in moments if at <= now and _told_from(problem, preferences, at, nag) <= now)
    return min(come, key=_FIRST.index, default=None)


def next_nag(problem: Problem, preferences: Preferences) -> tuple[datetime, Nag] | None:
    """Return what is told next about the problem, and when, as it stands now; the moment may lie in the past."""
    moments = _moments(problem, preferences)
    to_come = ((_told_from(problem, preferences, at, nag), nag) for at, nag in moments)
    return min(to_come, key=lambda one: (one[0], _FIRST.index(one[1])), default=None)


def after_nagging(problem: Problem, nag: Nag, now: datetime) -> Problem:
    """Return the problem after that was told."""
    levels = {nag} if isinstance(nag, EscalationLevel) else set()
    return replace(problem, reminded_at=now, escalated=problem.escalated | levels, failures=0, retry_at=None)


def is_told_at_once(problem: Problem, nag: Nag) -> bool:
    """Tell what waits for nothing: that nobody is at it in time, and whatever is critical and nobody is at."""
    is_urgent = problem.severity is Severity.CRITICAL and problem.taken_on is None
    return is_urgent or nag is EscalationLevel.NOT_TAKEN_ON


def _told_from(problem: Problem, preferences: Preferences, at: datetime, nag: Nag) -> datetime:
    """Return when what has come at that moment is told: never before it."""
    return at if is_told_at_once(problem, nag) else next_round(preferences, at)


def _moments(problem: Problem, preferences: Preferences) -> Iterator[tuple[datetime, Nag]]:
    """Yield when each escalation that was not told yet has come, and the first reminder after the last one."""
    if not _may_be_nagged(problem, preferences):
        return
    told_at = _told_at(problem)
    if told_at is None:
        return
    due = _due_unless_sample(problem, preferences, told_at)
    hours = preferences.admin.escalate_hours.get(problem.severity)
    # What was told as overdue is no longer told as not taken on.
    if hours and not problem.taken_on and not problem.escalated:
        yield told_at + timedelta(hours=hours), EscalationLevel.NOT_TAKEN_ON
    if due and EscalationLevel.OVERDUE not in problem.escalated:
        yield due, EscalationLevel.OVERDUE
    if (at := _next_reminder(problem, told_at, due)) is not None:
        yield at, Kind.REMINDER


def _next_reminder(problem: Problem, told_at: datetime, due: datetime | None) -> datetime | None:
    last = max(problem.reminded_at or told_at, told_at)
    if due and last >= due:
        return due + AGAIN * ((last - due) // AGAIN + 1)
    first = _first_reminder(problem, told_at, due)
    apart = _APART if last > told_at else timedelta()
    return first if first and first > last + apart and not problem.taken_on else due


def _first_reminder(problem: Problem, told_at: datetime, due: datetime | None) -> datetime | None:
    if problem.severity is Severity.CRITICAL:
        return told_at + FIRST_REMINDER_OF_CRITICAL
    return told_at + (due - told_at) / 2 if due else None


def _may_be_nagged(problem: Problem, preferences: Preferences) -> bool:
    is_wanted = problem.severity >= preferences.filters.minimum_severity
    return problem.told is Told.OPEN and is_wanted and bool(problem.open_findings) and not _is_sample(problem)


def _due_unless_sample(problem: Problem, preferences: Preferences, told_at: datetime | None) -> datetime | None:
    days = preferences.admin.due_days.get(problem.severity)
    return told_at + timedelta(days=days) if told_at and days else None


def _is_sample(problem: Problem) -> bool:
    """Tell whether nothing really happened, so that nobody has to act."""
    return finding_from(problem.summary).is_sample


def _told_at(problem: Problem) -> datetime | None:
    return problem.severity_told_at or problem.told_at
