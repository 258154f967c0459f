"""A storm of new findings through the real memory in many processes: what a recipient gets, and whether anything is lost.

    python -m benchmarks.storm                        # 10,000 in a minute
    python -m benchmarks.storm --findings 100000      # 100,000 in a minute
    python -m benchmarks.storm --findings 1000000 --seconds 3600
    python -m benchmarks.storm --kinds 10000          # each of another kind, so that nothing can be grouped by it

Ends with 1 when a finding is lost, told neither alone nor in a digest within three days, or told twice, or when a day has 40
messages, or a second 10.
"""

from __future__ import annotations

import argparse
import re
import sys
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
from harness.world.subscription import BEGINS, World, document

_CRITICAL_EVERY = 50
_CONFIRMED = 600.0
_HOUR = 3_600.0
_MOST_HOURS = 72
_COUNT = re.compile(r"([\d,]+) findings(?: and ([\d,]+) more)?")


def main() -> None:
    """Print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--findings", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--kinds", type=int, default=1, help="so many different titles")
    parser.add_argument("--hours", type=int, default=24, help="at least; then until nothing waits")
    arguments = parser.parse_args()
    title = f"{arguments.findings:,} findings of {arguments.kinds:,} kinds in {arguments.seconds:,} s"
    sys.exit(report(title, *storm(**vars(arguments))))


def storm(findings: int, seconds: int, hours: int, kinds: int = 1) -> tuple[list[tuple[str, object]], list[Bar]]:
    """Play the storm; returns rows to print, and the bars."""
    world = World(Preferences(filters=Filters(minimum_severity=Severity.LOW)))
    world.send_all(_documents(findings, seconds, kinds))
    hour = 0
    while hour < hours or (hour < _MOST_HOURS and world.untold()):
        hour += 1
        world.clock.run(_CONFIRMED + hour * _HOUR)
    told, waiting = _told(world)
    told_in_messages = sum(
        map(_number_told, (one.subject for _, one in world.messages("NEW") + world.messages("DIGEST")))
    )
    day, second = (world.busiest(span) for span in (timedelta(days=1), timedelta(seconds=1)))
    critical = [at for at, one in world.messages("NEW") if one.attributes["severity"] == "CRITICAL"]
    last = max((at for at, _ in world.messages("DIGEST")), default=BEGINS)
    rows: list[tuple[str, object]] = [
        *world.load(),
        ("findings told", told),
        ("still waiting", waiting),
        ("lost", findings - told - waiting),
        ("told more than once", told_in_messages - told),
        ("first CRITICAL after", critical[0] - BEGINS - timedelta(seconds=_CONFIRMED) if critical else "-"),
        ("last digest after", last - BEGINS - timedelta(seconds=_CONFIRMED)),
        ("invocations that failed", world.function.failures),
        ("sweeps that took too long", world.function.time_outs),
        ("dead letters at the end", len(world.function.letters)),
        ("calls throttled", world.table.throttled),
    ]
    return rows, [
        Bar("lost, or told neither alone nor in a digest", findings - told, 0),
        Bar("told more than once", told_in_messages - told, 0),
        Bar("messages in a day", day, 39),
        Bar("messages in a second", second, 9),
    ]


def _documents(findings: int, seconds: int, kinds: int) -> Iterator[tuple[float, Mapping[str, Any]]]:
    for number in range(findings):
        at = _CONFIRMED + seconds * number / findings
        severity = "CRITICAL" if number % _CRITICAL_EVERY == 0 else "HIGH"
        yield at, document(number, severity, BEGINS + timedelta(seconds=at), **_of_kind(number % kinds, kinds))


def _of_kind(kind: int, kinds: int) -> Mapping[str, Any]:
    """Return what makes it a finding of some product of its own, with a title that only its kind has."""
    if kinds == 1:
        return {}
    own = "arn:aws:securityhub:us-east-1:111122223333:product/111122223333/default"
    return {
        "ProductArn": own,
        "ProductName": "Own",
        "Compliance": {"Status": "FAILED"},
        "Title": f"Kind {kind} of weakness",
    }


def _number_told(subject: str) -> int:
    """Return how many findings a message tells: its subject says it, where there is more than one."""
    found = _COUNT.search(subject)
    return sum(int(number.replace(",", "")) for number in found.groups("0")) if found else 1


def _told(world: World) -> tuple[int, int]:
    """Return how many problems were told, and how many wait."""
    rows = [remembered_problem(row) for key, row in world.table.rows.items() if key.startswith(PROBLEM_ROW)]
    waiting = sum(row.pending is not None for row in rows)
    return sum(row.told is Told.OPEN for row in rows), waiting


if __name__ == "__main__":
    main()
