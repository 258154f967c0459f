"""DynamoDB refuses, hangs or throttles for a while, under steady load: what is lost, told twice, and how many messages come.

    python -m benchmarks.outage                # 5 minutes of each kind
    python -m benchmarks.outage --minutes 360

Ends with 1 when a finding is lost or told twice, a message goes out meanwhile, or more than one alarm.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from benchmarks.bars import Bar, report
from formatter.filters import Filters
from formatter.finding.severity import Severity
from formatter.memory.records import Told
from formatter.memory.rows import remembered_problem
from formatter.memory.schema import PROBLEM_ROW
from formatter.settings import Preferences
from harness.world.dynamodb import State
from harness.world.subscription import BEGINS, World, document

_OUTAGE_BEGINS = 1_800.0
_ALARM_PERIOD = 300.0
_REPEATS = 20


def main() -> None:
    """Print what came of each kind of outage."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=int, default=5)
    minutes = parser.parse_args().minutes
    kinds = (State.REFUSED, State.HANGING, State.THROTTLED)
    sys.exit(max(report(f"DynamoDB {kind.value} for {minutes} minutes", *outage(kind, minutes)) for kind in kinds))


def outage(kind: State, minutes: int) -> tuple[list[tuple[str, object]], list[Bar]]:
    """Play an outage with new findings every half minute and repeats of old ones; returns rows and bars."""
    world = World(Preferences(filters=Filters(minimum_severity=Severity.LOW)))
    span = minutes * 60.0
    sent = list(_documents(span))
    world.send_all(iter(sent))
    world.clock.start(lambda: _set(world, kind), _OUTAGE_BEGINS)
    world.clock.start(lambda: _set(world, State.WELL), _OUTAGE_BEGINS + span)
    alarms = _watch_alarm(world)
    world.clock.run(_OUTAGE_BEGINS + span + 6 * 3600)
    ids = {one["Id"] for _, one in sent}
    told = _told(world)
    twice = sum(number - 1 for number in _singles(world).values() if number > 1)
    during = _during(world, span)
    rows: list[tuple[str, object]] = [
        ("findings", len(ids)),
        *world.load(),
        ("told", told),
        ("invocations that failed", world.function.failures),
        ("dead letters at the end", len(world.function.letters)),
        ("alarms", alarms[0]),
    ]
    return rows, [
        Bar("messages during the outage", during, 0),
        Bar("lost", len(ids) - told, 0),
        Bar("told twice", twice, 0),
        Bar("alarms", alarms[0], 1),
    ]


def _documents(span: float) -> Iterator[tuple[float, Mapping[str, Any]]]:
    old = [document(number, "HIGH", BEGINS) for number in range(_REPEATS)]
    times = [(600.0 + number, one) for number, one in enumerate(old)]
    at = _OUTAGE_BEGINS - 300
    number = _REPEATS
    while at < _OUTAGE_BEGINS + span + 300:
        times.append((at, document(number, "HIGH", BEGINS + timedelta(seconds=at))))
        times += [(at + 1 + place, one) for place, one in enumerate(old[:5])]
        number, at = number + 1, at + 30.0
    yield from sorted(times, key=lambda one: one[0])


def _set(world: World, state: State) -> None:
    world.table.state = state


def _watch_alarm(world: World) -> list[int]:
    """Count how often the alarm on the queue begins: it looks every five minutes whether a letter lies there."""
    begun = [0]

    def watch() -> None:
        was = False
        while True:
            world.clock.wait(_ALARM_PERIOD)
            rings = bool(world.function.letters)
            begun[0] += rings and not was
            was = rings

    world.clock.start(watch)
    return begun


def _told(world: World) -> int:
    rows = (remembered_problem(row) for key, row in world.table.rows.items() if key.startswith(PROBLEM_ROW))
    return sum(row.told is Told.OPEN for row in rows)


def _singles(world: World) -> Counter[str]:
    return Counter(one.subject for _, one in world.messages("NEW"))


def _during(world: World, span: float) -> int:
    begins = BEGINS + timedelta(seconds=_OUTAGE_BEGINS)
    # What was on its way when it began takes a moment.
    on_its_way = timedelta(seconds=1)
    return sum(begins + on_its_way <= at < begins + timedelta(seconds=span) for at, _ in world.messages())


if __name__ == "__main__":
    main()
