"""How a subscription stands, counted row by row over several sweeps, and kept between them as a small document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from formatter.decision.response import is_overdue
from formatter.delivery.figures import Figures
from formatter.finding.severity import Severity
from formatter.memory.records import Problem, Told
from formatter.messages.digest import Totals
from formatter.messages.weekly import Week
from formatter.settings import Preferences

_WEEK = timedelta(days=7)
_SLOWEST = 5
_TENTHS = 10
"""Times to close are counted by tenths of a day."""

_DAY_SECONDS = 86_400


@dataclass
class Count:
    """What was counted so far.

    Attributes:
        as_of: when counting began, seconds since 1970.
        open: open problems by name of severity.
        new: opened in the last seven days.
        closed: closed in the last seven days.
        overdue: open problems past their due date.
        taken_on: open problems that somebody is at.
        longest: the problems that are open longest: since when, and their keys; at most five.
        tenths: how many were closed within so many tenths of a day, by that number.
        figures: what the admin's report adds up over all accounts.
    """

    as_of: float
    open: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    overdue: int = 0
    taken_on: int = 0
    longest: list[tuple[float, str]] = field(default_factory=list)
    tenths: Counter[str] = field(default_factory=Counter)
    figures: Figures = field(default_factory=Figures)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Count:
        """Return what `document` wrote."""
        counters = {name: Counter(document[name]) for name in ("open", "new", "closed", "tenths")}
        longest = [(since, key) for since, key in document["longest"]]
        return cls(
            document["as_of"],
            overdue=document["overdue"],
            taken_on=document["taken_on"],
            longest=longest,
            figures=Figures.read(document["figures"]),
            **counters,
        )

    def document(self) -> dict[str, Any]:
        """Return it as a document for a note."""
        return {**vars(self), "figures": self.figures.document()}

    def add(self, problem: Problem, preferences: Preferences) -> None:
        """Count one problem; what its owner was never told is not counted."""
        self.figures.add(problem, preferences, self.moment)
        if problem.told is Told.OPEN and problem.told_at is not None and not problem.is_suppressed:
            self._add_open(problem, preferences)
        if problem.told is Told.CLOSED and problem.ending is not None:
            self._add_closed(problem)

    @property
    def moment(self) -> datetime:
        """When counting began."""
        return datetime.fromtimestamp(self.as_of, timezone.utc)

    def totals(self) -> Totals:
        """Return the numbers for a digest."""
        return Totals(
            as_of=self.moment,
            open=_by_severity(self.open),
            overdue=self.overdue,
            taken_on=self.taken_on,
            new=self.new.total(),
            closed=self.closed.total(),
            oldest=datetime.fromtimestamp(self.longest[0][0], timezone.utc) if self.longest else None,
        )

    def week(self, slowest: Sequence[Problem]) -> Week:
        """Return the numbers for the weekly report.

        Args:
            slowest: the rows of `longest`, as far as they are still open.
        """
        return Week(
            as_of=self.moment,
            open=_by_severity(self.open),
            new=_by_severity(self.new),
            closed=_by_severity(self.closed),
            overdue=self.overdue,
            taken_on=self.taken_on,
            oldest=slowest[0] if slowest else None,
            slowest=tuple(slowest),
            half_closed_days=self._half_closed_days(),
        )

    def _add_open(self, problem: Problem, preferences: Preferences) -> None:
        name = problem.severity.name
        self.open[name] += 1
        self.overdue += is_overdue(problem, preferences, self.moment)
        self.taken_on += problem.taken_on is not None
        if problem.told_at is not None and problem.told_at > self.moment - _WEEK:
            self.new[name] += 1
        since = problem.open_since or problem.told_at or self.moment
        place = (since.timestamp(), problem.key)
        if len(self.longest) < _SLOWEST or place < tuple(self.longest[-1]):
            self.longest = sorted([*self.longest, place])[:_SLOWEST]

    def _add_closed(self, problem: Problem) -> None:
        if problem.ending is None:
            return
        if problem.ending.at > self.moment - _WEEK:
            self.closed[problem.severity.name] += 1
            self.new[problem.severity.name] += problem.told_at is not None and problem.told_at > self.moment - _WEEK
        if problem.told_at is not None:
            seconds = max((problem.ending.at - problem.told_at).total_seconds(), 0.0)
            self.tenths[str(int(seconds * _TENTHS // _DAY_SECONDS) + 1)] += 1

    def _half_closed_days(self) -> float | None:
        """Return within how many days half were closed; those that are open count as not closed."""
        half = (self.tenths.total() + self.open.total()) / 2
        closed = 0
        for tenths in sorted(map(int, self.tenths)):
            closed += self.tenths[str(tenths)]
            if closed >= half:
                return tenths / _TENTHS
        return None


def _by_severity(counter: Mapping[str, int]) -> dict[Severity, int]:
    return {Severity[name]: number for name, number in counter.items()}
