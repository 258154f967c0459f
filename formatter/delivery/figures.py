"""What a subscription's admin wants to know, by severity: what is open, and how long telling, taking on and closing took.

Times are counted in classes that are ten percent apart, so that the figures of many accounts can be added and their halves are
still right to five percent; no finding, no resource and no person is in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import log
from typing import Any

from formatter.decision.response import is_overdue
from formatter.memory.records import Problem, Told
from formatter.settings import Preferences

PERIOD = timedelta(days=30)
"""Times are of what was told, taken on or closed so long before the count."""

_STEP = 1.1


@dataclass
class Spread:
    """How long something took, how often: by class of time."""

    classes: Counter[str] = field(default_factory=Counter)

    def add(self, seconds: float) -> None:
        """Count one time."""
        self.classes[str(round(log(max(seconds, 1.0), _STEP)))] += 1

    def within(self, share: float) -> float | None:
        """Return the seconds within which so large a share was done; None where nothing was."""
        wanted, seen = self.classes.total() * share, 0
        for one in sorted(map(int, self.classes)):
            seen += self.classes[str(one)]
            if seen >= wanted:
                return float(_STEP**one)
        return None


@dataclass
class OfSeverity:
    """The figures of one severity.

    Attributes:
        open: open problems that were told.
        overdue: how many of them are past their due date.
        taken_on: how many of them somebody is at.
        oldest: since when the oldest of them is open, seconds since 1970; None where none is.
        time_to_tell: from the event to the message.
        time_to_take_on: from the message to somebody saying so.
        time_to_close: from the message to the end.
    """

    open: int = 0
    overdue: int = 0
    taken_on: int = 0
    oldest: float | None = None
    time_to_tell: Spread = field(default_factory=Spread)
    time_to_take_on: Spread = field(default_factory=Spread)
    time_to_close: Spread = field(default_factory=Spread)

    def merge(self, other: OfSeverity) -> None:
        """Add the figures of another subscription."""
        self.open += other.open
        self.overdue += other.overdue
        self.taken_on += other.taken_on
        self.oldest = min((one for one in (self.oldest, other.oldest) if one is not None), default=None)
        for name in SPREADS:
            getattr(self, name).classes.update(getattr(other, name).classes)

    def document(self) -> dict[str, Any]:
        """Return it for a note."""
        return {name: value.classes if name in SPREADS else value for name, value in vars(self).items()}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> OfSeverity:
        """Return what `document` wrote."""
        values: dict[str, Any] = {
            name: Spread(Counter(one)) if name in SPREADS else one for name, one in document.items()
        }
        return cls(**values)


SPREADS = ("time_to_tell", "time_to_take_on", "time_to_close")


class Figures:
    """The figures of a subscription, or of several.

    Attributes:
        by_severity: figures by name of severity, of those that there are.
    """

    def __init__(self, by_severity: Mapping[str, OfSeverity] | None = None) -> None:
        self.by_severity = dict(by_severity or {})

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Figures:
        """Return what `document` wrote."""
        return cls({name: OfSeverity.read(one) for name, one in document.items()})

    def document(self) -> dict[str, Any]:
        """Return them for a note."""
        return {name: one.document() for name, one in self.by_severity.items()}

    def merge(self, other: Figures) -> None:
        """Add those of another subscription."""
        for name, figures in other.by_severity.items():
            self.by_severity.setdefault(name, OfSeverity()).merge(figures)

    def add(self, problem: Problem, preferences: Preferences, now: datetime) -> None:
        """Count one problem; one that nobody was told of is not counted.

        Args:
            problem: its row.
            preferences: everybody's choices.
            now: when counting began.
        """
        told_at = problem.told_at
        if told_at is None or problem.told is Told.NOTHING:
            return
        found = self.by_severity.setdefault(problem.severity.name, OfSeverity())
        if problem.told is Told.OPEN and problem.open_findings:
            found.open += 1
            found.overdue += is_overdue(problem, preferences, now)
            found.taken_on += problem.taken_on is not None
            since = (problem.open_since or told_at).timestamp()
            found.oldest = since if found.oldest is None else min(found.oldest, since)
        if problem.told_after is not None and told_at > now - PERIOD:
            found.time_to_tell.add(problem.told_after)
        if problem.taken_on is not None and problem.taken_on.at > now - PERIOD:
            _add(found.time_to_take_on, told_at, problem.taken_on.at)
        if problem.ending is not None and problem.ending.at > now - PERIOD:
            _add(found.time_to_close, told_at, problem.ending.at)


def _add(spread: Spread, told_at: datetime, at: datetime) -> None:
    """Count what came after it was told, as the metrics do."""
    if at >= told_at:
        spread.add((at - told_at).total_seconds())
