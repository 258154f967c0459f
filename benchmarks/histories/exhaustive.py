"""All orders of all events of a short history, each event once or twice, with all that can be told at once or later.

Orders that lead to the same rows with the same events left are walked on from there only once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from benchmarks.histories.events import PERSONS, START, received
from benchmarks.histories.process import Subscription, run
from benchmarks.histories.truth import fault_of_telling, faults_at_the_end
from formatter.finding.identity import finding_key
from formatter.finding.problem import problem_key
from formatter.finding.reader import Received
from formatter.memory.in_memory import InMemoryMemory
from formatter.memory.records import Kind, KnownFinding, Problem
from formatter.settings import Preferences

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
        is_ocsf = bool(number % 2)
        events.append(received(status, minute, severity, is_ocsf=is_ocsf, updated=updated, event_id=f"e-{number}"))
    return tuple(events)


@dataclass
class Walk:
    """All orders of one history."""

    events: Sequence[Received]
    preferences: Preferences
    tells_at_once: bool
    steps: int = 0
    _states: dict[str, Rows] = field(default_factory=dict)
    _steps: dict[tuple[str, int], tuple[str, tuple[Kind, ...]]] = field(default_factory=dict)
    _ends: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def faults(self) -> Iterator[str]:
        """Walk all orders; yield what is wrong, and in which order."""
        key = problem_key(self.events[0].finding)
        start = self._name((None, Problem(key)))
        seen: set[tuple[tuple[int, ...], str]] = set()
        left: list[tuple[tuple[int, ...], str, tuple[int, ...]]] = [((_TWICE,) * len(self.events), start, ())]
        while left:
            counts, state, order = left.pop()
            if (counts, state) in seen:
                continue
            seen.add((counts, state))
            if all(count < _TWICE for count in counts):
                yield from self._faults_at_the_end(state, order)
            for number, count in enumerate(counts):
                if count:
                    after = (*counts[:number], count - 1, *counts[number + 1 :])
                    found, told = self._step(state, number)
                    yield from self._faults_of(after, told, (*order, number))
                    left.append((after, found, (*order, number)))
            if not self.tells_at_once and self._states[state][1].pending:
                found, told = self._step(state, _SWEEP)
                yield from self._faults_of(counts, told, order)
                left.append((counts, found, (*order, _SWEEP)))

    def _faults_at_the_end(self, state: str, order: Sequence[int]) -> Iterator[str]:
        if state not in self._ends:
            end, told = self._step(state, _SWEEP)
            faults = (fault_of_telling(self.events, kind) for kind in told)
            at_the_end = faults_at_the_end(self.events, self._states[end][1], self.preferences)
            self._ends[state] = (*filter(None, faults), *at_the_end)
        yield from (f"{fault}: {self._shown(order)}" for fault in self._ends[state])

    def _faults_of(self, counts: Sequence[int], told: Sequence[Kind], order: Sequence[int]) -> Iterator[str]:
        if not told:
            return
        arrived = [event for event, count in zip(self.events, counts, strict=True) if count < _TWICE]
        yield from (f"{fault}: {self._shown(order)}" for kind in told if (fault := fault_of_telling(arrived, kind)))

    def _shown(self, order: Sequence[int]) -> str:
        names = ["sweep" if number == _SWEEP else self.events[number].event_id for number in order]
        history = [
            f"{event.event_id} {event.finding.state.value} {event.finding.severity.name}" for event in self.events
        ]
        return f"{', '.join(history)}; arriving {' '.join(names)}"

    def _step(self, state: str, number: int) -> tuple[str, tuple[Kind, ...]]:
        if (state, number) not in self._steps:
            self.steps += 1
            self._steps[state, number] = self._stepped(state, number)
        return self._steps[state, number]

    def _stepped(self, state: str, number: int) -> tuple[str, tuple[Kind, ...]]:
        known, row = self._states[state]
        memory = InMemoryMemory()
        if known:
            memory.record(None, known, Problem(row.key), row)
        subscription = Subscription(memory, self.preferences)
        if number == _SWEEP:
            run(subscription.sweep(START))
        else:
            steps = subscription.receive(self.events[number], START)
            for step in steps:
                if step == "publish" and not self.tells_at_once:
                    break
        rows = memory.finding(finding_key(self.events[0].finding)), replace(memory.problem(row.key), version=0)
        return self._name(rows), tuple(one.kind for one in subscription.told)

    def _name(self, rows: Rows) -> str:
        name = repr((rows[0], replace(rows[1], finding=None)))
        self._states.setdefault(name, rows)
        return name
