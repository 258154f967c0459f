"""Histories by chance through the real delivery: two processes receive, a sweep comes in between, all are killed anywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any, cast

from formatter.delivery.subscription import Subscription
from formatter.delivery.surroundings import Surroundings, Topic
from formatter.finding.problem import problem_key
from formatter.finding.reader import Received
from formatter.memory.interface import Memory
from formatter.memory.records import Kind
from formatter.settings import Preferences
from harness.histories.stage import Gate, Process, interleave
from harness.histories.truth import fault_of_reader, faults_at_the_end, last_states
from harness.world.one_process import OWNER, Clock, Hub, Letters, Mailbox

_PROCESSES = 2
_KILLED = 0.05
_SWEPT = 0.3


def faults(events: Sequence[Received], memory: Memory, random: Random) -> list[str]:
    """Let the real delivery receive the events in any order and more than once; return what is wrong at the end."""
    clock = Clock()
    mailbox, hub = Mailbox(clock), Hub([one.finding for one in last_states(events)])
    preferences = Preferences(email_addresses=(OWNER,))

    def subscription(seen: Memory, topic: Topic) -> Subscription:
        return Subscription(Surroundings(seen, topic, hub, Letters(), preferences, clock, clock.pause))

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
    told = [Kind(one.attributes["kind"]) for one in mailbox.messages]
    return [*faults_at_the_end(events, row, preferences), *filter(None, [fault_of_reader(events, told, preferences)])]


def _as_event(event: Received) -> Mapping[str, Any]:
    time = event.time.isoformat() if event.time else ""
    return {"id": event.event_id, "time": time, "detail": {"findings": [event.finding.raw]}}
