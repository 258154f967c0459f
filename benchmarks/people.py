"""Two months with people who do not always react: with and without reminders and escalations, by the same chances.

An owner reacts to each message about a finding with a fixed chance, a lead with another, nobody at night. Whoever reacts takes
the finding on at once and mends it after one to three days.

`python -m benchmarks.people` ends with 1 when at an owner's chance of 0.3 more than half as many CRITICAL findings as before
are untouched after a day, there are 1.2 times as many messages, or a measured time is off by one percent.
"""

from __future__ import annotations

import heapq
import statistics
import sys
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import partial
from itertools import count
from random import Random
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from benchmarks.bars import Bar, report
from benchmarks.world.subscription import document
from formatter.delivery.outcome import Metric, Outcome
from formatter.delivery.security_hub import FindingsPage
from formatter.delivery.subscription import Subscription
from formatter.delivery.surroundings import Surroundings
from formatter.filters import Filters
from formatter.finding.finding import Finding
from formatter.finding.reader import finding_from
from formatter.finding.severity import Severity
from formatter.memory.in_memory import InMemoryMemory
from formatter.messages.message import Message
from formatter.settings import AdminChoices, Preferences
from installer.replay.surroundings import EmptyQueue, NotingTopic, SimulatedClock

_BEGINS = datetime(2026, 9, 1, tzinfo=timezone.utc)
_DAYS = 60
_A_DAY = 6
_SEVERITIES = (("CRITICAL", 1), ("HIGH", 3), ("MEDIUM", 4), ("LOW", 2))
_OWNER, _LEAD = 0.3, 0.6
_CHANCES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
_SWEEP = timedelta(minutes=5)
_DAY = timedelta(days=1)
_NIGHT = (22, 7)
_ADMIN = AdminChoices(weekly_report=None)


@dataclass
class Life:
    """What happened to one finding, in truth."""

    severity: str
    opened: datetime
    told: datetime | None = None
    taken_on: datetime | None = None
    closed: datetime | None = None


@dataclass
class Result:
    """What two months came to.

    Attributes:
        lives: of every finding.
        messages: how many were sent.
        measured: what the formatter measured, in seconds, by metric.
    """

    lives: list[Life]
    messages: int
    measured: dict[Metric, list[float]] = field(default_factory=dict)

    @property
    def untouched(self) -> float:
        """Share of CRITICAL findings that nobody took on within a day."""
        critical = [one for one in self.lives if one.severity == "CRITICAL"]
        late = [one for one in critical if one.taken_on is None or one.taken_on - one.opened > _DAY]
        return len(late) / len(critical)

    def times(self, end: Callable[[Life], datetime | None]) -> list[float]:
        """Return hours from told to an end, of those that have it."""
        return [
            (ended - one.told).total_seconds() / 3600
            for one in self.lives
            if one.told is not None and (ended := end(one))
        ]


class _People:
    """Two months of one subscription."""

    def __init__(self, owner: float, *, reminds: bool, seed: int) -> None:
        self._traffic, self._chance = Random(seed), Random(seed + 1)  # chance, no secret
        self._owner = owner
        self._reminds = reminds
        self._clock = SimulatedClock(_BEGINS)
        self._topic = NotingTopic(self._clock, ("owner@example.com",), _BEGINS)
        self._lives: dict[str, Life] = {}
        self._documents: dict[str, dict[str, object]] = {}
        self._tasks: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._messages = 0
        self._measured: dict[Metric, list[float]] = {metric: [] for metric in Metric}
        preferences = Preferences(
            filters=Filters(minimum_severity=Severity.LOW),
            email_addresses=("owner@example.com",),
            lead_addresses=("lead@example.com",),
            admin=_ADMIN,
        )
        self._subscription = Subscription(
            Surroundings(
                InMemoryMemory(), self._topic, _Hub(self), EmptyQueue(), preferences, self._clock.now, self._clock.pause
            )
        )

    def live(self) -> Result:
        """Return what the months came to."""
        self._plan_traffic()
        self._at(_BEGINS, self._sweep)
        end = _BEGINS + timedelta(days=_DAYS + 30)
        while self._tasks and self._tasks[0][0] <= end:
            at, _, task = heapq.heappop(self._tasks)
            self._clock.move_to(at)
            task()
        return Result(list(self._lives.values()), self._messages, self._measured)

    def documents(self, ids: Iterable[str]) -> list[dict[str, object]]:
        """Return findings as Security Hub holds them."""
        return [self._documents[one] for one in ids if one in self._documents]

    def _plan_traffic(self) -> None:
        names = [name for name, weight in _SEVERITIES for _ in range(weight)]
        for number in range(_DAYS * _A_DAY):
            at = _BEGINS + timedelta(seconds=self._traffic.uniform(3600, _DAYS * 86_400))
            severity = self._traffic.choice(names)
            self._at(at, partial(self._open, number, severity, at))

    def _at(self, moment: datetime, task: Callable[[], None]) -> None:
        heapq.heappush(self._tasks, (moment, next(self._order), task))

    def _open(self, number: int, severity: str, at: datetime) -> None:
        finding = document(number, severity, at)
        self._lives[str(finding["Id"])] = Life(severity, at)
        self._send(finding)

    def _send(self, finding: dict[str, object]) -> None:
        identity = str(finding["Id"])
        self._documents[identity] = finding
        now = self._clock.now()
        event = {"id": f"{identity} {now}", "time": now.isoformat(), "detail": {"findings": [finding]}}
        delivered = self._subscription.receive(event)
        if delivered.failures:
            raise delivered.failures[0]
        self._heard(delivered.outcomes)

    def _sweep(self) -> None:
        self._at(self._clock.now() + _SWEEP, self._sweep)
        # Without reminders is told once: the same delivery, to which nothing is ever due.
        with nullcontext() if self._reminds else patch("formatter.delivery.response.what_is_due", return_value=None):
            swept = self._subscription.sweep()
        if swept is not None:
            self._heard((*swept.told, *swept.delivered))

    def _heard(self, outcomes: Iterable[Outcome]) -> None:
        by_message: dict[str, list[str]] = {}
        for one in outcomes:
            for measure in one.measures:
                self._measured[measure.metric].append(measure.seconds)
            if one.message_id:
                by_message.setdefault(one.message_id, []).append(one.finding_id)
        for sent in self._topic.taken():
            self._messages += 1
            for identity in by_message.get(sent.message_id, ()):
                self._read(identity, sent.message, sent.at)

    def _read(self, identity: str, message: Message, at: datetime) -> None:
        life = self._lives[identity]
        life.told = life.told or at
        chances = [self._owner] + ([_LEAD] if message.attributes["audience"] == "all" else [])
        if life.taken_on is None and any([self._chance.random() < chance for chance in chances]):  # noqa: C419  # each draws
            self._at(_awake(at), lambda: self._take_on(identity))

    def _take_on(self, identity: str) -> None:
        life = self._lives[identity]
        if life.taken_on is not None:
            return
        life.taken_on = self._clock.now()
        self._send(self._documents[identity] | {"Workflow": {"Status": "NOTIFIED"}})
        mended = self._clock.now() + timedelta(days=self._chance.uniform(1, 3))
        self._at(mended, lambda: self._mend(identity))

    def _mend(self, identity: str) -> None:
        self._lives[identity].closed = self._clock.now()
        self._send(
            self._documents[identity]
            | {
                "UpdatedAt": self._clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
                "Workflow": {"Status": "RESOLVED"},
                "Compliance": {"Status": "PASSED", "SecurityControlId": "S3.8"},
                "Severity": {"Label": "INFORMATIONAL"},
            }
        )


class _Hub:
    """Security Hub as the people left it."""

    def __init__(self, people: _People) -> None:
        self._people = people

    def page(self, query: object, token: str) -> FindingsPage:  # noqa: ARG002  # nothing was open before
        """Return nothing: no finding is older than the subscription."""
        return FindingsPage(())

    def findings(self, ids: Iterable[str], accounts: Iterable[str]) -> tuple[Finding, ...]:  # noqa: ARG002  # it has one
        """Return the findings with these ids."""
        return tuple(finding_from(one) for one in self._people.documents(ids))


def main() -> None:
    """Print what reminders and escalations change, for several chances of an owner."""
    table = Table(
        "Owner's chance", "", "CRITICAL untouched after a day", "Hours to take on: half, 90 %", "To close: half, 90 %",
        "Messages", title=f"{_DAYS * _A_DAY} findings in {_DAYS} days",
    )  # fmt: skip
    results = {
        chance: tuple(_People(chance, reminds=reminds, seed=7).live() for reminds in (False, True))
        for chance in _CHANCES
    }
    for chance, pair in results.items():
        for name, one in zip(("told once", "with reminders"), pair, strict=True):
            times = (_halves(one.times(lambda life: life.taken_on)), _halves(one.times(lambda life: life.closed)))
            table.add_row(str(chance), name, f"{one.untouched:.0%}", *times, str(one.messages))
    Console().print(table)
    sys.exit(report(f"At an owner's chance of {_OWNER}", [], _bars(*results[_OWNER])))


def _bars(before: Result, after: Result) -> list[Bar]:
    return [
        Bar("untouched after a day, beside before", round(after.untouched / before.untouched, 2), 0.5),
        Bar("messages, beside before", round(after.messages / before.messages, 2), 1.2),
        Bar("error of the time to take on", _error(after, Metric.TIME_TO_TAKE_ON, lambda life: life.taken_on), 0.01),
        Bar("error of the time to close", _error(after, Metric.TIME_TO_CLOSE, lambda life: life.closed), 0.01),
    ]


def _error(result: Result, metric: Metric, end: Callable[[Life], datetime | None]) -> float:
    """Return by how much the median that was measured differs from the truth."""
    truth = statistics.median(result.times(end)) * 3600
    return round(abs(statistics.median(result.measured[metric]) - truth) / truth, 4)


def _halves(hours: list[float]) -> str:
    ordered = sorted(hours)
    return f"{ordered[len(ordered) // 2]:.1f}, {ordered[len(ordered) * 9 // 10]:.1f}" if ordered else "-"


def _awake(at: datetime) -> datetime:
    """Return when somebody reads it: at once, or in the morning."""
    evening, morning = _NIGHT
    if morning <= at.hour < evening:
        return at
    next_day = at + _DAY if at.hour >= evening else at
    return next_day.replace(hour=morning, minute=0, second=0, microsecond=0)


if __name__ == "__main__":
    main()
