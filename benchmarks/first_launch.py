"""The first day of a subscription with thousands of old findings, and filters that are widened later.

`python -m benchmarks.first_launch` ends with 1 when the first day has more than five messages, or a finding is left out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from benchmarks.bars import Bar, report
from formatter.filters import Filters
from formatter.finding.severity import Severity
from formatter.memory.records import Told
from formatter.memory.rows import remembered_problem
from formatter.memory.schema import PROBLEM_ROW
from formatter.settings import Preferences
from harness.world.subscription import BEGINS, World, document

_OLD = 5_000
_WIDENED = 1_800
_REPEAT_AFTER = 12 * 3600.0
_DAY = 86_400.0
_MOST = 5


def main() -> None:
    """Print both."""
    sys.exit(max(report(f"First day with {_OLD:,} old findings", *launch()), report("Filters widened", *widened())))


def launch(*, may_ask: bool = True) -> tuple[list[tuple[str, object]], list[Bar]]:
    """Play the first day; each old finding is seen again within twelve hours, as periodic checks do."""
    world = World(Preferences(filters=Filters(minimum_severity=Severity.LOW)), confirmed_at=600.0)
    old = [document(number, _severity(number), BEGINS - timedelta(days=40)) for number in range(_OLD)]
    if may_ask:
        world.hub.documents.update({one["Id"]: one for one in old})
    world.send_all(_seen_again(old))
    world.clock.run(_DAY)
    return _measured(world, _OLD)


def widened() -> tuple[list[tuple[str, object]], list[Bar]]:
    """Play the day on which the minimum severity is lowered, with so many findings that were below it."""
    narrow = Preferences(filters=Filters(minimum_severity=Severity.CRITICAL))
    world = World(narrow)
    world.clock.run(_DAY)
    world.preferences = replace(narrow, filters=Filters(minimum_severity=Severity.LOW))
    world.function.restart()
    before = len(world.topic.sent)
    old = [document(number, "MEDIUM", BEGINS - timedelta(days=40)) for number in range(_WIDENED)]
    world.hub.documents.update({one["Id"]: one for one in old})
    world.send_all((at + _DAY, one) for at, one in _seen_again(old))
    # The last digest of what was open already comes a day after the change.
    world.clock.run(2 * _DAY + 3600)
    del world.topic.sent[:before]
    return _measured(world, _WIDENED)


def _measured(world: World, findings: int) -> tuple[list[tuple[str, object]], list[Bar]]:
    rows = [remembered_problem(row) for key, row in world.table.rows.items() if key.startswith(PROBLEM_ROW)]
    told = sum(row.told is Told.OPEN for row in rows)
    listed: list[tuple[str, object]] = [(f"{at:%a %H:%M}", one.subject) for at, one in world.messages()]
    messages = len(world.messages())
    return [*listed[:12], *world.load(), ("told", told)], [
        Bar("messages on the first day", messages, _MOST),
        Bar("findings left out", findings - told, 0),
    ]


def _seen_again(old: list[dict[str, Any]]) -> Iterator[tuple[float, Mapping[str, Any]]]:
    for number, one in enumerate(old):
        yield 60.0 + _REPEAT_AFTER * number / len(old), one


def _severity(number: int) -> str:
    return ("CRITICAL", "HIGH", "HIGH", "MEDIUM", "MEDIUM", "MEDIUM", "LOW", "LOW", "LOW", "LOW")[number % 10]


if __name__ == "__main__":
    main()
