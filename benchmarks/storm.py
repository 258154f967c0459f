"""A storm of new findings through the real memory in many processes: what a recipient gets, and whether anything is lost.

    python -m benchmarks.storm                        # 10,000 in a minute
    python -m benchmarks.storm --findings 100000      # 100,000 in a minute
    python -m benchmarks.storm --findings 1000000 --seconds 3600

Ends with 1 when a finding is lost, or a day has 40 messages, or a second 10.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from benchmarks.bars import Bar, report
from benchmarks.world.subscription import BEGINS, World, document
from formatter.filters import Filters
from formatter.finding.severity import Severity
from formatter.memory.records import Told
from formatter.memory.rows import remembered_problem
from formatter.memory.schema import PROBLEM_ROW
from formatter.settings import Preferences

_CRITICAL_EVERY = 50
_CONFIRMED = 600.0
_COUNTS = re.compile(r"\d+ findings")


def main() -> None:
    """Print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--findings", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--hours", type=int, default=24)
    arguments = parser.parse_args()
    sys.exit(report(f"{arguments.findings:,} findings in {arguments.seconds} s", *storm(**vars(arguments))))


def storm(findings: int, seconds: int, hours: int) -> tuple[list[tuple[str, object]], list[Bar]]:
    """Play the storm; returns rows to print, and the bars."""
    world = World(Preferences(filters=Filters(minimum_severity=Severity.LOW)))
    world.send_all(_documents(findings, seconds))
    world.clock.run(_CONFIRMED + hours * 3600.0)
    told, waiting = _told(world)
    critical = [at for at, one in world.messages("NEW") if one.attributes["severity"] == "CRITICAL"]
    rows: list[tuple[str, object]] = [
        ("messages in a day", world.busiest(timedelta(days=1))),
        ("in the busiest hour", world.busiest(timedelta(hours=1))),
        ("in the busiest second", world.busiest(timedelta(seconds=1))),
        ("findings told", told),
        ("still waiting", waiting),
        ("lost", findings - told - waiting),
        ("invocations that failed", world.function.failures),
        ("dead letters at the end", len(world.function.letters)),
        ("calls throttled", world.table.throttled),
        ("first CRITICAL after", critical[0] - BEGINS - timedelta(seconds=_CONFIRMED) if critical else "-"),
    ]
    return rows, [
        Bar("lost, or told neither alone nor in a digest", findings - told, 0),
        Bar("messages in a day", world.busiest(timedelta(days=1)), 39),
        Bar("messages in a second", world.busiest(timedelta(seconds=1)), 9),
    ]


def _documents(findings: int, seconds: int) -> Iterator[tuple[float, Mapping[str, Any]]]:
    for number in range(findings):
        at = _CONFIRMED + seconds * number / findings
        severity = "CRITICAL" if number % _CRITICAL_EVERY == 0 else "HIGH"
        yield at, document(number, severity, BEGINS + timedelta(seconds=at))


def _told(world: World) -> tuple[int, int]:
    """Return how many problems were told, and how many wait."""
    rows = [remembered_problem(row) for key, row in world.table.rows.items() if key.startswith(PROBLEM_ROW)]
    waiting = sum(row.pending is not None for row in rows)
    return sum(row.told is Told.OPEN for row in rows), waiting


if __name__ == "__main__":
    main()
