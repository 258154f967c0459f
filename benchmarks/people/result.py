"""What happened to findings in truth, and what was sent and measured of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from formatter.delivery.outcome import Metric
from formatter.finding.severity import Severity

_DAY = timedelta(days=1)


@dataclass
class Life:
    """What happened to one finding from its opening to its end, in truth.

    Attributes:
        severity: how severe it is, or was in the end.
        severe_since: since when.
        told: when a message first named it.
        taken_on: when somebody took it on.
        closed: when it ended.
    """

    severity: Severity
    severe_since: datetime
    told: datetime | None = None
    taken_on: datetime | None = None
    closed: datetime | None = None

    @property
    def is_untouched(self) -> bool:
        """Whether nobody took it on within a day of being told, while it stood that long."""
        acted = self.taken_on or self.closed
        return acted is None or acted - self.severe_since > _DAY


@dataclass
class Result:
    """What it came to.

    Attributes:
        lives: of every finding that was severe enough to be told.
        owners: messages to owners, by kind.
        leads: messages to leads, by kind.
        measured: what the formatter measured, in seconds, by metric.
    """

    lives: list[Life] = field(default_factory=list)
    owners: Counter[str] = field(default_factory=Counter)
    leads: Counter[str] = field(default_factory=Counter)
    measured: dict[Metric, list[float]] = field(default_factory=lambda: {metric: [] for metric in Metric})

    def add(self, other: Result) -> None:
        """Add what another account came to."""
        self.lives += other.lives
        self.owners += other.owners
        self.leads += other.leads
        for metric, seconds in other.measured.items():
            self.measured[metric] += seconds

    @property
    def untouched(self) -> float:
        """Share of CRITICAL findings that nobody took on within a day."""
        critical = [one for one in self.lives if one.severity is Severity.CRITICAL]
        return sum(one.is_untouched for one in critical) / len(critical)

    def hours(self, end: Callable[[Life], datetime | None]) -> list[float]:
        """Return hours from told to an end, of those that have it."""
        return [
            (ended - one.told).total_seconds() / 3600
            for one in self.lives
            if one.told is not None and (ended := end(one)) is not None and ended >= one.told
        ]
