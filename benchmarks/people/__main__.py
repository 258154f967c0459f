"""Print what reminders, escalations and weekly reports change: the same subscriptions with and without them, same seeds.

`python -m benchmarks.people` ends with 1 when at an owner's chance of 0.3 more than half as many CRITICAL findings as before
are untouched after a day, an owner gets 1.2 times as many messages, or a measured time is off by one percent.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterator
from datetime import datetime

from rich.console import Console
from rich.table import Table

from benchmarks.bars import Bar, report
from benchmarks.people.fleet import FLEETS, Fleet
from benchmarks.people.result import Life, Result
from benchmarks.people.simulation import live_all
from formatter.delivery.outcome import Metric
from formatter.memory.records import Kind

_OWNER = 0.3
_WIDTH = 150
_CHANCES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
Pair = tuple[Result, Result]
"""Told once, and with this."""


def main() -> None:
    """Print the tables and end with 1 where a bar is missed."""
    console = Console(width=_WIDTH)
    pairs = {fleet: _pair(fleet, _OWNER) for fleet in FLEETS}
    console.print(_by_fleet(pairs))
    console.print(_by_kind(pairs))
    console.print(_by_chance(FLEETS[1], pairs[FLEETS[1]]))
    bars = [bar for fleet, pair in pairs.items() for bar in _bars(fleet, *pair)]
    sys.exit(report(f"At an owner's chance of {_OWNER}", [], bars))


def _pair(fleet: Fleet, chance: float) -> Pair:
    return live_all(fleet, chance, reminds=False), live_all(fleet, chance, reminds=True)


def _by_fleet(pairs: dict[Fleet, Pair]) -> Table:
    table = Table(
        "Subscription of", "Findings", "", *_COLUMNS, title=f"At an owner's chance of {_OWNER}, in three months"
    )
    for fleet, pair in pairs.items():
        for name, cells in _rows(pair):
            table.add_row(fleet.name, f"{len(pair[0].lives):,}", name, *cells)
    return table


def _by_chance(fleet: Fleet, at_owner: Pair) -> Table:
    table = Table("Owner's chance", "", *_COLUMNS, title=fleet.name)
    for chance in _CHANCES:
        for name, cells in _rows(at_owner if chance == _OWNER else _pair(fleet, chance)):
            table.add_row(str(chance), name, *cells)
    return table


_COLUMNS = (
    "CRITICAL untouched after a day", "Hours to take on: half, 90 %", "To close: half, 90 %",
    "Messages an owner gets", "and a lead",
)  # fmt: skip


def _rows(pair: Pair) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, one in zip(("told once", "with reminders"), pair, strict=True):
        times = (_halves(one.hours(_taken_on)), _halves(one.hours(_closed)))
        yield name, (f"{one.untouched:.0%}", *times, f"{one.owners.total():,}", f"{one.leads.total():,}")


def _by_kind(pairs: dict[Fleet, Pair]) -> Table:
    table = Table("Messages an owner gets: told once, with reminders", *(fleet.name for fleet in pairs))
    for kind in Kind:
        numbers = [tuple(one.owners[kind.value] for one in pair) for pair in pairs.values()]
        if any(map(any, numbers)):
            table.add_row(kind.value, *(f"{before:,}, {after:,}" for before, after in numbers))
    return table


def _bars(fleet: Fleet, before: Result, after: Result) -> Iterator[Bar]:
    yield Bar(f"{fleet.name}: untouched after a day, beside before", round(after.untouched / before.untouched, 2), 0.5)
    if fleet.is_held:
        # Below 1.2, not at it.
        yield Bar(
            f"{fleet.name}: messages, beside before", round(after.owners.total() / before.owners.total(), 4), 1.1999
        )
    for metric, end in ((Metric.TIME_TO_TAKE_ON, _taken_on), (Metric.TIME_TO_CLOSE, _closed)):
        yield Bar(f"{fleet.name}: error of {metric.value}", _error(after, metric, end), 0.01)


def _error(result: Result, metric: Metric, end: Callable[[Life], datetime | None]) -> float:
    """Return by how much the median that was measured differs from the truth."""
    truth = statistics.median(result.hours(end)) * 3600
    return round(abs(statistics.median(result.measured[metric]) - truth) / truth, 4)


def _taken_on(life: Life) -> datetime | None:
    return life.taken_on


def _closed(life: Life) -> datetime | None:
    return life.closed


def _halves(hours: list[float]) -> str:
    ordered = sorted(hours)
    return f"{ordered[len(ordered) // 2]:.1f}, {ordered[len(ordered) * 9 // 10]:.1f}" if ordered else "-"


if __name__ == "__main__":
    main()
