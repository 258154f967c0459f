"""All orders of all events of a short history, each event once or twice, with all that can be told at once or later.

Orders that lead to the same rows with the same events left are walked on from there only once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from typing import NamedTuple

from formatter.finding.clock import clock
from formatter.finding.identity import finding_key
from formatter.finding.problem import problem_key
from formatter.finding.reader import Received
from formatter.memory.records import Kind, KnownFinding, Problem
from formatter.settings import Preferences
from harness.histories.events import PERSONS, START, received
from harness.histories.process import Subscription, run
from harness.histories.truth import fault_of_telling, faults_at_the_end
from installer.replay.temporary_memory import TemporaryMemory

CHANGES = (
    ("open", "HIGH"),
    ("open", "CRITICAL"),
    ("open", "LOW"),
    ("notified", "HIGH"),
    ("suppressed", "HIGH"),
    ("resolved", "HIGH"),
    ("passed", "HIGH"),
    ("archived", "HIGH"),
)
_TWICE = 2
_SWEEP = -1
_MOST_ROWS = 20_000

Rows = tuple[KnownFinding | None, Problem]


def histories(changes: int) -> Iterator[tuple[Received, ...]]:
    """Yield all histories of so many changes: one after the other, two of them in one moment, and all in one.

    The formats take turns, as they do where both Security Hubs are switched on.
    """
    for statuses in product(CHANGES, repeat=changes):
        for minutes in sorted({_minutes(changes, tie) for tie in range(-1, changes + 1)}):
            yield _history(statuses, minutes)


def _minutes(changes: int, tie: int) -> tuple[int, ...]:
    """Return the minute of each change; `tie`: which one comes in the same moment as the next, the last for all of them."""
    if tie == changes:
        return (0,) * changes
    return tuple(number - (0 <= tie < number) for number in range(changes))


def _history(statuses: Sequence[tuple[str, str]], minutes: Sequence[int]) -> tuple[Received, ...]:
    updated, events = 0, []
    for number, ((status, severity), minute) in enumerate(zip(statuses, minutes, strict=True)):
        updated = updated if status in PERSONS else minute
        events.append(_event(number, status, severity, minute, updated))
    return tuple(events)


@cache
def _event(number: int, status: str, severity: str, minute: int, updated: int) -> Received:
    """Return an event; the same one for all histories that hold it."""
    is_ocsf = bool(number % 2)
    return received(status, minute, severity, is_ocsf=is_ocsf, updated=updated, event_id=f"e-{number}")


@dataclass
class Decisions:
    """What the product does with an event and some rows, each done once; histories share most of them.

    Attributes:
        preferences: everybody's choices.
        tells_at_once: whether a message goes out with its event, or with a sweep.
        count: different decisions so far.
    """

    preferences: Preferences
    tells_at_once: bool
    count: int = 0
    _rows: dict[bytes, Rows] = field(default_factory=dict)
    _steps: dict[tuple[bytes, int], tuple[bytes, tuple[Kind, ...]]] = field(default_factory=dict)

    def begin(self, problem: str) -> bytes:
        """Return the name of the rows of which nothing is known yet."""
        if len(self._rows) > _MOST_ROWS:
            self._rows.clear()
            self._steps.clear()
        return self._name((None, Problem(problem)))

    def problem(self, name: bytes) -> Problem:
        """Return the problem's row of the rows of that name."""
        return self._rows[name][1]

    def step(self, name: bytes, event: Received | None) -> tuple[bytes, tuple[Kind, ...]]:
        """Return the name of the rows after the event, or after a sweep, and what was told."""
        key = (name, id(event))
        if key not in self._steps:
            self.count += 1
            self._steps[key] = self._stepped(name, event)
        return self._steps[key]

    def _stepped(self, name: bytes, event: Received | None) -> tuple[bytes, tuple[Kind, ...]]:
        known, row = self._rows[name]
        memory = TemporaryMemory()
        if known:
            memory.record(None, known, Problem(row.key), row)
        subscription = Subscription(memory, self.preferences, tells_at_once=self.tells_at_once)
        run(subscription.sweep(START) if event is None else subscription.receive(event, START))
        found = memory.finding(finding_key(event.finding)) if event else known
        return self._name((found, replace(memory.problem(row.key), version=0))), tuple(
            one.kind for one in subscription.told
        )

    def _name(self, rows: Rows) -> bytes:
        name = hashlib.sha256(repr((rows[0], replace(rows[1], finding=None))).encode()).digest()
        self._rows.setdefault(name, rows)
        return name


class Walk:
    """All orders of one history."""

    def __init__(self, events: Sequence[Received], decisions: Decisions) -> None:
        self._events = events
        self._decisions = decisions
        self._newest_first = sorted(range(len(events)), key=lambda number: clock(events[number]), reverse=True)

    def faults(self) -> Iterator[str]:
        """Walk all orders; yield what is wrong, and in which order."""
        seen: set[tuple[tuple[int, ...], bytes]] = set()
        start = self._decisions.begin(problem_key(self._events[0].finding))
        left: list[_Place] = [_Place((_TWICE,) * len(self._events), start, ())]
        while left:
            place = left.pop()
            if (place.counts, place.rows) not in seen:
                seen.add((place.counts, place.rows))
                for fault, after in self._next(place):
                    if fault:
                        yield f"{fault}: {self._shown(place.order)}"
                    if after:
                        left.append(after)

    def _next(self, place: _Place) -> Iterator[tuple[str, _Place | None]]:
        """Yield what is wrong at a place of the walk, and where it goes on from there."""
        if all(count < _TWICE for count in place.counts):
            yield from ((fault, None) for fault in self._faults_at_the_end(place))
        for number, count in enumerate(place.counts):
            if count:
                counts = (*place.counts[:number], count - 1, *place.counts[number + 1 :])
                rows, told = self._decisions.step(place.rows, self._events[number])
                yield self._fault(counts, told), _Place(counts, rows, (*place.order, number))
        if not self._decisions.tells_at_once and self._decisions.problem(place.rows).pending:
            rows, told = self._decisions.step(place.rows, None)
            yield self._fault(place.counts, told), _Place(place.counts, rows, (*place.order, _SWEEP))

    def _faults_at_the_end(self, place: _Place) -> Iterator[str]:
        rows, told = self._decisions.step(place.rows, None)
        yield from filter(None, [self._fault(place.counts, told)])
        newest = [self._events[self._newest_first[0]]]
        yield from faults_at_the_end(newest, self._decisions.problem(rows), self._decisions.preferences)

    def _fault(self, counts: Sequence[int], told: Sequence[Kind]) -> str:
        if not told:
            return ""
        newest = next(self._events[number] for number in self._newest_first if counts[number] < _TWICE)
        return next(filter(None, (fault_of_telling([newest], kind) for kind in told)), "")

    def _shown(self, order: Sequence[int]) -> str:
        names = ["sweep" if number == _SWEEP else self._events[number].event_id for number in order]
        history = [f"{one.event_id} {one.finding.state.value} {one.finding.severity.name}" for one in self._events]
        return f"{', '.join(history)}; arriving {' '.join(names)}"


class _Place(NamedTuple):
    """A place of the walk: how often each event may still come, the rows, and the order that led there."""

    counts: tuple[int, ...]
    rows: bytes
    order: tuple[int, ...]
