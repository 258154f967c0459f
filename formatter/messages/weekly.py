"""The weekly report to owners and leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from formatter.decision.response import due_at
from formatter.finding.severity import Severity
from formatter.memory.records import Kind, Problem
from formatter.messages import sections
from formatter.messages.chat import inert, notification
from formatter.messages.data import INDENT, quoted, shown
from formatter.messages.digest import by_severity
from formatter.messages.groups import Entry
from formatter.messages.headline import LONGEST_NAME, name, short, whole_what
from formatter.messages.lead import account
from formatter.messages.links import console_url
from formatter.messages.message import Audience, Message
from formatter.messages.portal import shortcut
from formatter.messages.sections import section
from formatter.messages.subject import severity_and
from formatter.messages.times import age, length, local_time, overdue_for
from formatter.messages.words import counted
from formatter.settings import Preferences

_LONGEST_WHAT = 100


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


def compose_weekly(week: Week, preferences: Preferences, now: datetime) -> Message:
    """Return the weekly report."""
    line = _subject(week, preferences)
    numbers = tuple(_numbers(week))
    slowest = section("OPEN LONGEST", (line for one in week.slowest for line in _slow(one, preferences, now)))
    whose = shown(preferences.workload) or "your subscription"
    as_of = f"The week of {whose} in security findings.\n{INDENT}As of {local_time(week.as_of, preferences.time_zone)}"
    parts = (as_of, section("NUMBERS", (INDENT + one for one in numbers)), slowest, sections.why(preferences))
    severity = _highest(week) or Severity.INFORMATIONAL
    facts = {"audience": Audience.ALL.value, "kind": Kind.WEEKLY.value, "severity": severity.name}
    chat = notification(line, map(inert, numbers), Kind.WEEKLY, now, keywords=(Kind.WEEKLY.value,))
    return Message(line, "\n\n".join(part for part in parts if part), facts, chat)


def _subject(week: Week, preferences: Preferences) -> str:
    workload = f"{shown(preferences.workload)}: " if preferences.workload else ""
    numbers = f"{sum(week.open.values()):,} open, {week.overdue:,} overdue, {sum(week.closed.values()):,} closed"
    severity = _highest(week)
    if severity is None:
        return f"{Kind.WEEKLY.value} {workload}nothing open, {sum(week.closed.values()):,} closed"[:99]
    return severity_and(severity, Kind.WEEKLY.value, f"{workload}{numbers}")


def _highest(week: Week) -> Severity | None:
    return max((severity for severity, number in week.open.items() if number), default=None)


def _numbers(week: Week) -> Iterator[str]:
    if not (sum(week.new.values()) or sum(week.closed.values())):
        yield "Nothing passed your filters this week."
    yield f"Open: {by_severity(week.open) or 'nothing'}"
    yield f"New this week: {by_severity(week.new) or 'nothing'}"
    yield f"Closed this week: {by_severity(week.closed) or 'nothing'}"
    yield f"Overdue: {week.overdue:,}"
    yield f"Taken on: {week.taken_on:,}"
    yield f"Half were closed within: {_days(week)}"


def _days(week: Week) -> str:
    """Return the days; a dash while fewer than half were closed."""
    days = week.half_closed_days
    if days is None:
        return "- (fewer than half were closed)" if any(week.open.values()) else "-"
    return counted(ceil(days), "day") if days >= 1 else "a day"


def _at_it(problem: Problem) -> str:
    """Return who is at it: words of a note, quoted."""
    if problem.taken_on is None:
        return "nobody is at it"
    return "taken on" + (f" by {quoted(short(problem.taken_on.by, LONGEST_NAME))}" if problem.taken_on.by else "")


def _slow(problem: Problem, preferences: Preferences, now: datetime) -> Iterator[str]:
    entry = Entry(problem, Kind.WEEKLY)
    finding = entry.finding
    called = entry.called, short(name(finding), LONGEST_NAME)
    yield f"{INDENT}{finding.severity.name} {' '.join(called)}: {short(whole_what(finding, entry.called), _LONGEST_WHAT)}"
    late = overdue_for(due_at(problem, preferences), now)
    state = (
        f"open for {age(entry.since, now) or 'a moment'}" if entry.since else "",
        "" if late is None else f"overdue for {length(late) or 'a moment'}",
        _at_it(problem),
    )
    yield f"{INDENT}{INDENT}Account: {account(finding)}"
    yield f"{INDENT}{INDENT}{', '.join(part for part in state if part)}"
    yield f"{INDENT}{INDENT}{shortcut(finding, preferences, console_url(finding))}"
