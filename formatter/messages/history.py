"""What is remembered of a problem, in words: since when, until when, who is at it, how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from formatter.decision.response import due_at
from formatter.finding.finding import Finding
from formatter.memory.records import Kind, Problem
from formatter.messages.data import quoted, shown, unlinked
from formatter.messages.facts.look import Fact
from formatter.messages.limits import shortened
from formatter.messages.message import OVER
from formatter.messages.times import age, length, local_time, short_time, time_and_age
from formatter.messages.words import counted
from formatter.settings import Preferences

_TELL_ANEW = (Kind.NEW, Kind.RAISED, Kind.REOPENED)
"""From these messages on it is due."""

_LONGEST_NAME = 80
_LONGEST_REASON = 300
_OLD = timedelta(days=1)
"""What is open for longer is not told without saying so."""


@dataclass(frozen=True)
class History:
    """A problem's history as one message tells it.

    Attributes:
        problem: what is remembered.
        open_since: when it began, by the finding's own times; None where nothing says.
        due: until when it should be solved; None for never.
        now: time of the message.
        zone: name of the owner's time zone.
    """

    problem: Problem
    open_since: datetime | None
    due: datetime | None
    now: datetime
    zone: str

    def since(self, kind: Kind) -> str:
        """Return since when it is open and for how long; of an old one that is told as new, that it is the first time."""
        if self.open_since is None:
            return ""
        old = age(self.open_since, self.now)
        is_first = kind is Kind.NEW and self.now - self.open_since >= _OLD
        first = "; you are told for the first time" if is_first else ""
        return short_time(self.open_since, self.zone) + (f", for {old}" if old else "") + first

    def until(self) -> str:
        """Return until when it should be solved; an empty text for never."""
        if self.due is None:
            return ""
        late, left = length(self.now - self.due), length(self.due - self.now)
        state = f"OVERDUE for {late}" if late else f"in {left}" if left else "now"
        return f"{short_time(self.due, self.zone)}, {state}"

    def taken_on(self) -> str:
        """Return who is at it and since when; empty where nobody is."""
        taken = self.problem.taken_on
        if taken is None:
            return ""
        who = f"by {quoted(shortened(taken.by, _LONGEST_NAME))}, " if taken.by else ""
        return f"{who}{short_time(taken.at, self.zone)}"

    def ending(self) -> str:
        """Return how we know that it ended, or why there is no proof; empty where nothing says."""
        ending = self.problem.ending
        return unlinked(shown(shortened(ending.reason, _LONGEST_REASON))) if ending else ""

    def took(self, kind: Kind) -> str:
        """Return how long it was open and whether that was in time.

        Empty where it is not known: nobody noted when that ended which was closed before it was told.
        """
        if kind not in OVER:
            return ""
        ended = self.problem.ending.at if self.problem.ending else self.now
        if self.open_since is None or ended < self.open_since:
            return ""
        is_asked = self.due is not None and self.problem.told_at is not None
        target = "" if not is_asked else f" ({self._late(ended)} late)" if self._late(ended) else " (in time)"
        open_for = length(ended - self.open_since)
        return open_for + target if open_for else ""

    def _late(self, ended: datetime) -> str:
        return length(ended - self.due) or "1 minute" if self.due and ended > self.due else ""

    def facts(self, kind: Kind) -> Iterator[Fact]:
        """Yield the lines of the history."""
        problem = self.problem
        if self.open_since:
            yield ("Open since", self._ago(self.open_since))
        if problem.was_open_before:
            yield ("Open before", "it was open already when this subscription began")
        if problem.told_at and kind is not Kind.NEW:
            yield ("First told", self._ago(problem.told_at))
        if problem.reopened:
            yield ("Reopened", counted(problem.reopened, "time"))
        if problem.raised_from is not None:
            yield ("Raised", f"from {problem.raised_from.name} to {problem.severity.name}")
        if problem.reminded_at:
            yield ("Last reminded", self._ago(problem.reminded_at))
        if problem.escalated:
            yield ("Escalated", ", ".join(sorted(level.value for level in problem.escalated)))
        if problem.taken_on:
            yield ("Taken on", self.taken_on())
        if problem.ending and kind in OVER:
            yield ("Ended", self._ago(problem.ending.at))
        yield ("This message", local_time(self.now, self.zone))

    def _ago(self, moment: datetime) -> str:
        return time_and_age(moment, self.now, self.zone)


def history_of(problem: Problem, finding: Finding, kind: Kind, preferences: Preferences, now: datetime) -> History:
    """Return the history; what is told for the first time now is due from now on."""
    since = problem.open_since or finding.first_observed_at or finding.created_at
    return History(problem, since, due_of(problem, kind, preferences, now), now, preferences.time_zone)


def due_of(problem: Problem, kind: Kind, preferences: Preferences, now: datetime) -> datetime | None:
    """Return when a problem is due that is told now; what is told for the first time, or as worse, is due from now on."""
    told_now = now if kind in _TELL_ANEW or problem.told_at is None else None
    return due_at(problem, preferences, told_now)
