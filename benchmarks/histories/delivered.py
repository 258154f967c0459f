"""Histories by chance through the real delivery: two processes receive, a sweep comes in between, all are killed anywhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, cast

from benchmarks.histories.events import START
from benchmarks.histories.stage import Gate, Process, interleave
from benchmarks.histories.truth import faults_at_the_end, last_states
from formatter.delivery.inventory import Query
from formatter.delivery.redrive import Letter
from formatter.delivery.security_hub import FindingsPage
from formatter.delivery.subscription import Subscription
from formatter.delivery.surroundings import Surroundings, Topic
from formatter.finding.finding import Finding
from formatter.finding.problem import problem_key
from formatter.finding.reader import Received
from formatter.memory.interface import Memory
from formatter.messages.message import Message
from formatter.settings import Preferences

_OWNER = "owner@example.com"
_PROCESSES = 2
_KILLED = 0.05
_SWEPT = 0.3


@dataclass
class _Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class _Mailbox:
    """A topic with one confirmed address."""

    messages: list[Message] = field(default_factory=list)

    def publish(self, message: Message) -> str:
        self.messages.append(message)
        return str(len(self.messages))

    def addresses(self) -> Mapping[str, str]:
        return {_OWNER: "arn:aws:sns:eu-west-1:111122223333:topic:1"}

    def protected(self) -> Collection[str]:
        return ()


@dataclass
class _Hub:
    """A Security Hub that holds what the history left."""

    held: Sequence[Finding]

    def page(self, query: Query, token: str) -> FindingsPage:  # noqa: ARG002  # it holds too few for a second page
        return FindingsPage((), "")

    def findings(self, ids: Sequence[str], accounts: Sequence[str]) -> tuple[Finding, ...]:  # noqa: ARG002  # it has one
        return tuple(one for one in self.held if one.own_id in ids)


class _NoLetters:
    def letters(self) -> Sequence[Letter]:
        return ()

    def remove(self, letter: Letter) -> None:
        raise AssertionError(letter)


def faults(events: Sequence[Received], memory: Memory, random: Random) -> list[str]:
    """Let the real delivery receive the events in any order and more than once; return what is wrong at the end."""
    clock, mailbox = _Clock(), _Mailbox()
    hub = _Hub([one.finding for one in last_states(events)])
    preferences = Preferences(email_addresses=(_OWNER,))

    def subscription(seen: Memory, topic: Topic) -> Subscription:
        return Subscription(Surroundings(seen, topic, hub, _NoLetters(), preferences, clock, clock.pause))

    def through(process: Process) -> Subscription:
        return subscription(cast("Memory", Gate(process, memory)), cast("Topic", Gate(process, mailbox)))

    def receiving(event: Received) -> Callable[[Process], object]:
        def receive(process: Process) -> None:
            clock.pause(random.choice((0, 1, 60)))
            delivered = through(process).receive(_as_event(event))
            if delivered.failures:
                raise delivered.failures[0]

        return receive

    def sweep(process: Process) -> None:
        clock.pause(300)
        through(process).sweep()

    arriving: list[Callable[[Process], object]] = [
        receiving(one) for one in events for _ in range(random.choice((1, 1, 2)))
    ]
    arriving += [sweep] * (random.random() < _SWEPT)
    random.shuffle(arriving)
    interleave(arriving, random, _PROCESSES, _KILLED)
    for hours in (0.2, 0.2, 1, 1, 48, 1, 1, 1):
        clock.pause(hours * 3600)
        subscription(memory, mailbox).sweep()
    row = memory.problem(problem_key(events[0].finding))
    return list(faults_at_the_end(events, row, preferences))


def _as_event(event: Received) -> Mapping[str, Any]:
    time = event.time.isoformat() if event.time else ""
    return {"id": event.event_id, "time": time, "detail": {"findings": [event.finding.raw]}}
