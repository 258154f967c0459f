"""A problem's place in the agenda: when something may be done about it, and in which class."""

from __future__ import annotations

from datetime import datetime

from formatter.decision.response import next_nag
from formatter.decision.schedule import GRACE, next_digest
from formatter.finding.severity import Severity
from formatter.memory.records import Appointment, EscalationLevel, Kind, Problem, Urgency
from formatter.settings import Delivery, Preferences

_ALWAYS_URGENT = (Kind.CUSTOM_ACTION, Kind.ESCALATED)


def urgency_of(problem: Problem) -> Urgency:
    """Return the class in which what waits is told; what was open already is told in digests, however severe."""
    if problem.pending in _ALWAYS_URGENT:
        return Urgency.URGENT
    is_urgent = problem.severity is Severity.CRITICAL and not is_of_first_days(problem)
    return Urgency.URGENT if is_urgent else Urgency.REST


def is_of_first_days(problem: Problem) -> bool:
    """Tell whether what waits was open already when the subscription began: part of WELCOME or a digest, never single."""
    return problem.was_open_before and problem.pending is Kind.NEW


def is_immediate(problem: Problem, preferences: Preferences) -> bool:
    """Tell whether what waits goes out at once: always where it is urgent, else where the owner chose so."""
    if is_of_first_days(problem):
        return False
    return urgency_of(problem) is Urgency.URGENT or preferences.delivery is Delivery.IMMEDIATE


def appointment(problem: Problem, preferences: Preferences, now: datetime) -> Appointment | None:
    """Return when something may be done about a problem; None where nothing is to be done.

    What waits comes first: nobody is reminded of what they were not told yet.
    """
    if problem.pending is not None:
        return Appointment(urgency_of(problem), _told_at(problem, preferences, problem.pending_since or now))
    if problem.successor_until is not None:
        return Appointment(Urgency.REST, problem.successor_until)
    if (nag := next_nag(problem, preferences)) is None:
        return None
    at, what = nag
    is_urgent = isinstance(what, EscalationLevel) or problem.severity is Severity.CRITICAL
    return Appointment(Urgency.URGENT if is_urgent else Urgency.REST, _not_before(problem.retry_at, at))


def _told_at(problem: Problem, preferences: Preferences, since: datetime) -> datetime:
    if is_of_first_days(problem):
        at = since
    elif is_immediate(problem, preferences):
        at = since + GRACE
    else:
        at = next_digest(preferences, since)
    return _not_before(problem.retry_at, at)


def _not_before(retry_at: datetime | None, at: datetime) -> datetime:
    return max(at, retry_at) if retry_at else at
