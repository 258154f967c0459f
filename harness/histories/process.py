"""One process that receives events and tells what is to be told, as the function does; it stops before each of its calls.

Whoever runs it may leave it there for ever: that is how it is killed.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from formatter.decision.decide import Circumstances, Decision, decide, row_of
from formatter.decision.problem_state import without_successor
from formatter.decision.telling import after_telling, with_pending
from formatter.finding.reader import Received
from formatter.memory.interface import ConflictError, Memory
from formatter.memory.records import Kind, Problem
from formatter.settings import Preferences

Steps = Generator[str, None, None]


@dataclass(frozen=True)
class Told:
    """A message that went out: why, and the problem as it was told."""

    kind: Kind
    problem: Problem


@dataclass
class Subscription:
    """One subscription's memory, and what went out of it.

    Attributes:
        memory: what every process of it shares.
        preferences: everybody's choices.
        began: when it began; None while nobody listens.
        tells_at_once: whether what is to be told goes out with its event, or is left to a sweep.
        told: the messages, in their order.
        silences: why nothing was told, in their order.
    """

    memory: Memory
    preferences: Preferences
    began: datetime | None = None
    tells_at_once: bool = True
    told: list[Told] = field(default_factory=list)
    silences: list[str] = field(default_factory=list)

    def at(self, now: datetime) -> Circumstances:
        """Return the circumstances of a decision."""
        return Circumstances(self.preferences, self.began, now)

    def receive(self, received: Received, now: datetime) -> Steps:
        """Receive an event: the first call, the problem's row, one transaction; then tell what is to be told."""
        while True:
            try:
                decision = yield from self._decided(received, now)
            except ConflictError:
                continue
            break
        if decision is None or decision.kind is None:
            self.silences.append("repeat" if decision is None else str(decision.silence and decision.silence.value))
            return
        if decision.problem.on_its_way is decision.kind:
            yield from self._tell(replace(decision.problem, version=decision.problem.version + 1), now)

    def _decided(self, received: Received, now: datetime) -> Generator[str, None, Decision | None]:
        row = row_of(received, now)
        if received.custom_action:
            yield "read finding"
            known = self.memory.finding(row.key)
        else:
            yield "see"
            seen = self.memory.see(row, now)
            if seen.is_repeat:
                return None
            known = seen.known
        yield "read problem"
        before = self.memory.problem(known.problem if known else row.problem)
        decision = decide(before, known, received, self.at(now))
        if finding := decision.finding:
            yield "record"
            if decision.kind and self._sets_out(before):
                decision = decision._replace(problem=replace(decision.problem, on_its_way=decision.kind))
            self.memory.record(known, finding, before, decision.problem)
        return decision

    def _sets_out(self, before: Problem) -> bool:
        """Tell whether its message goes out now: what waited before is left to whoever is about to tell it."""
        return self.tells_at_once and before.pending is None

    def sweep(self, now: datetime) -> Steps:
        """Tell what is left, and end what waited for a successor in vain."""
        yield "scan"
        for row in self.memory.scan(None).problems:
            if row.successor_until and row.successor_until <= now:
                yield from self._end(row, now)
        for row in self.memory.scan(None).problems:
            if row.pending:
                yield "write"
                out = replace(row, on_its_way=row.pending)
                with suppress(ConflictError):
                    self.memory.write(row, out)
                    yield from self._tell(replace(out, version=row.version + 1), now)

    def _end(self, row: Problem, now: datetime) -> Steps:
        yield "write"
        with suppress(ConflictError):
            self.memory.write(row, with_pending(without_successor(row, now), self.preferences, now))

    def _tell(self, row: Problem, now: datetime) -> Steps:
        yield "publish"
        assert row.pending
        self.told.append(Told(row.pending, row))
        while True:
            yield "read problem"
            found = self.memory.problem(row.key)
            try:
                yield "write"
                self.memory.write(found, after_telling(row, found, self.preferences, now))
            except ConflictError:
                continue
            return


def run(steps: Steps) -> None:
    """Let a process run to its end."""
    for _ in steps:
        pass
