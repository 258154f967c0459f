"""The weekly report to owners and leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from formatter.finding.severity import Severity
from formatter.memory.records import Kind, Problem
from formatter.messages.message import Audience, Message
from formatter.settings import Preferences


@dataclass(frozen=True)
class Week:
    """The numbers of one week.

    Attributes:
        as_of: when they were counted.
        open: open problems by severity.
        new: opened this week, by severity.
        closed: closed this week, by severity.
        overdue: open problems past their due date.
        taken_on: open problems that somebody is at.
        oldest: the problem that is open longest; None where none is open.
        slowest: at most five open problems that are open longest, the oldest first.
        half_closed_days: within so many days half were closed, open ones counted; None while fewer than half are.
        told: how many messages went out this week.
    """

    as_of: datetime
    open: Mapping[Severity, int] = field(default_factory=dict)
    new: Mapping[Severity, int] = field(default_factory=dict)
    closed: Mapping[Severity, int] = field(default_factory=dict)
    overdue: int = 0
    taken_on: int = 0
    oldest: Problem | None = None
    slowest: tuple[Problem, ...] = ()
    half_closed_days: float | None = None
    told: int = 0


def compose_weekly(week: Week, preferences: Preferences, now: datetime) -> Message:  # noqa: ARG001  # filled soon
    """Return the weekly report."""
    open_now, closed = sum(week.open.values()), sum(week.closed.values())
    facts = {"audience": Audience.ALL.value, "kind": Kind.WEEKLY.value}
    return Message(f"WEEKLY {open_now} open, {closed} closed", f"{open_now} open, {closed} closed this week.", facts)
