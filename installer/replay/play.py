"""Play a history through the real formatter: every event at its time of arrival, a sweep every five minutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from formatter.delivery.outcome import Outcome, Status
from formatter.delivery.subscription import Subscription
from formatter.delivery.surroundings import Surroundings
from formatter.finding.finding import State
from formatter.finding.reader import received_findings
from formatter.memory.records import Kind, Told
from installer.replay.choices import Choices
from installer.replay.history import Happening
from installer.replay.surroundings import EmptyQueue, HistoricHub, NotingTopic, Sent, SimulatedClock
from installer.replay.temporary_memory import TemporaryMemory, temporary_database

_SWEEP_EVERY = timedelta(minutes=5)
BEFORE = timedelta(hours=48)
"""The subscription begins, and is confirmed, so long before the first event unless somebody says otherwise."""

AFTER = timedelta(hours=24)
"""Sweeps go on so long after the last event, so that the last digest goes out."""


class ReplayError(Exception):
    """Something failed that nothing in a replay can make fail: a fault of ours."""


FILTERED = "the rule does not let it through"


@dataclass(frozen=True)
class SentMessage:
    """A message that went out, with the ids of the findings that it is about."""

    sent: Sent
    findings: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        """Why it was sent."""
        return Kind(self.sent.message.attributes["kind"])

    @property
    def audience(self) -> str:
        """Who gets it: `owners` or `all`."""
        return self.sent.message.attributes["audience"]


@dataclass(frozen=True)
class Silence:
    """A finding about which nothing was sent when its event came."""

    at: datetime
    finding: str
    decision: str
    reason: str


@dataclass
class Replay:
    """One subscription that lives through a history.

    Attributes:
        choices: its answers.
        clock: simulated time.
        topic: where its messages are noted.
        hub: Security Hub.
    """

    choices: Choices
    clock: SimulatedClock
    topic: NotingTopic
    hub: HistoricHub
    memory: TemporaryMemory = field(default_factory=TemporaryMemory)

    def __post_init__(self) -> None:
        self._subscription = Subscription(
            Surroundings(
                memory=self.memory,
                topic=self.topic,
                hub=self.hub,
                queue=EmptyQueue(),
                preferences=self.choices.preferences,
                clock=self.clock.now,
                pause=self.clock.pause,
            )
        )
        self._next_sweep = self.clock.now()
        self._ids = temporary_database("CREATE TABLE ids (problem TEXT, id TEXT, PRIMARY KEY (problem, id))")

    def play(self, happenings: Iterable[Happening], until: datetime | None) -> Iterator[SentMessage | Silence]:
        """Yield what is sent and what is not, as it happens.

        Args:
            happenings: events in the order of their arrival.
            until: when to stop; None: some time after the last event.
        """
        for happening in happenings:
            if until is not None and happening.at > until:
                break
            yield from self._sweeps(happening.at)
            self.clock.move_to(happening.at)
            yield from self._receive(happening.event)
        yield from self._sweeps(until or self.clock.now() + AFTER)

    def open_ids(self) -> Iterator[str]:
        """Yield the ids of all findings that are remembered as told and open."""
        position = None
        while True:
            problems, position = self.memory.scan(position)
            told = (problem for problem in problems if problem.told is Told.OPEN)
            yield from (
                self.hub.id_of(short)
                for problem in told
                for short, one in problem.findings.items()
                if one.state is not State.SUPPRESSED
            )
            if position is None:
                return

    def _receive(self, event: Mapping[str, Any]) -> Iterator[SentMessage | Silence]:
        if not self.choices.takes(event):
            yield from (
                Silence(self.clock.now(), one.finding.id, "filtered", FILTERED) for one in received_findings(event)
            )
            return
        delivered = self._subscription.receive(event)
        if delivered.failures:
            raise delivered.failures[0]
        ids = [(one.problem, one.finding_id) for one in delivered.outcomes]
        self._ids.executemany("INSERT OR IGNORE INTO ids VALUES (?, ?)", ids)
        yield from self._told(delivered.outcomes)
        for outcome in delivered.outcomes:
            if outcome.status is not Status.SENT:
                yield Silence(self.clock.now(), outcome.finding_id, outcome.status.value, outcome.reason)

    def _sweeps(self, until: datetime) -> Iterator[SentMessage]:
        while self._next_sweep <= until:
            self.clock.move_to(self._next_sweep)
            self._next_sweep += _SWEEP_EVERY
            swept = self._subscription.sweep()
            if swept:
                yield from self._told((*swept.told, *swept.delivered))
                if swept.failures:
                    raise ReplayError(swept.failures[0])

    def _told(self, outcomes: Iterable[Outcome]) -> Iterator[SentMessage]:
        by_message: dict[str, dict[str, None]] = {}
        for outcome in outcomes:
            if outcome.message_id:
                ids = self._ids_of(outcome.problem) or [outcome.finding_id]
                by_message.setdefault(outcome.message_id, {}).update(dict.fromkeys(ids))
        for sent in self.topic.taken():
            yield SentMessage(sent, tuple(by_message.get(sent.message_id, ())))

    def _ids_of(self, problem: str) -> list[str]:
        found = self._ids.execute("SELECT id FROM ids WHERE problem = ? ORDER BY rowid", (problem,))
        return [name for (name,) in found]
