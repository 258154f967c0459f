"""Histories by chance: one to three findings of a problem, two processes side by side, killed anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from formatter.finding.problem import problem_key
from formatter.finding.reader import Received
from formatter.memory.interface import Memory
from formatter.memory.records import ENDINGS, OPENINGS
from formatter.settings import Preferences
from harness.histories.events import PERSONS, START, STATUSES, received
from harness.histories.process import Steps, Subscription, run
from harness.histories.truth import fault_of_reader, faults_at_the_end

_KILLED = 0.08
"""Chance of a process to end before its next call."""

_SWEPT = 0.02
_PROCESSES = 2
_SEVERITIES = ("LOW", "HIGH", "HIGH", "CRITICAL")


def history(random: Random) -> list[Received]:
    """Return the events of one to three findings in their order; several may happen in one moment."""
    events: list[Received] = []
    minute, updated = 0, {}
    for number in range(random.randint(1, 9)):
        finding_id = f"f-{random.randint(1, 3)}"
        minute += random.choice((0, 1, 1, 5))
        status = random.choice(STATUSES)
        if status not in PERSONS:
            updated[finding_id] = minute
        choices = {"is_ocsf": random.random() < 0.5, "updated": updated.get(finding_id, 0), "event_id": f"e-{number}"}
        events.append(received(status, minute, random.choice(_SEVERITIES), finding_id, **choices))
    return events


def faults(events: Sequence[Received], memory: Memory, random: Random) -> list[str]:
    """Let two processes receive the events in any order and more than once, killed anywhere; return what is wrong."""
    subscription = Subscription(memory, Preferences())
    arriving = [one for one in events for _ in range(random.choice((1, 1, 2)))]
    random.shuffle(arriving)
    _receive_all(subscription, arriving, random)
    later = START + timedelta(days=3)
    for _ in range(3):
        run(subscription.sweep(later))
    row = memory.problem(problem_key(events[0].finding))
    found = list(faults_at_the_end(events, row, subscription.preferences))
    told = [one.kind for one in subscription.told]
    found += filter(None, [fault_of_reader(events, told, subscription.preferences)])
    found += [
        f"{one.kind.value} of a problem that is not so"
        for one in subscription.told
        if (one.kind in OPENINGS and not one.problem.is_open) or (one.kind in ENDINGS and not one.problem.is_closed)
    ]
    return found


def _receive_all(subscription: Subscription, arriving: list[Received], random: Random) -> None:
    """Interleave the processes at every call; an event whose process was killed comes again."""
    now = START
    running: list[tuple[Received | None, Steps]] = []
    while arriving or running:
        now += timedelta(seconds=random.choice((0, 1, 60)))
        while arriving and len(running) < _PROCESSES:
            one = arriving.pop()
            running.append((one, subscription.receive(one, now)))
        if random.random() < _SWEPT:
            running.append((None, subscription.sweep(now)))
        event, steps = running.pop(random.randrange(len(running)))
        if random.random() < _KILLED:
            steps.close()
            arriving += [event] if event else []
            random.shuffle(arriving)
        elif next(steps, None) is not None:
            running.append((event, steps))
