"""Replay thirty days of an account's life through three ways of mailing, and count what each missed and repeated.

`python -m benchmarks.replay` ends with 1 when this product missed or repeated anything.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console
from rich.table import Table

from benchmarks.life import START, Happening, life
from formatter.delivery.outcome import Outcome, Status
from formatter.filters import Filters
from formatter.finding.reader import finding_from
from formatter.finding.severity import Severity
from formatter.memory.records import Kind
from formatter.settings import AdminChoices, Preferences
from harness.world.one_process import OWNER, World

Told = Counter[tuple[str, str]]
"""How often each (finding, kind) was told."""

_ENDED = (Kind.RESOLVED, Kind.NO_LONGER_REPORTED)
_NAGS = (Kind.REMINDER, Kind.ESCALATED)
"""Not counted: the other ways know nothing of them."""

_SWEEP_EVERY = timedelta(minutes=5)
_PREFERENCES = Preferences(
    email_addresses=(OWNER,),
    filters=Filters(minimum_severity=Severity.HIGH),
    admin=AdminChoices(weekly_report=None),
)


@dataclass(frozen=True)
class Result:
    """What one way of mailing did.

    Attributes:
        told: what its emails named.
        emails: how many emails it sent.
    """

    told: Told
    emails: int


def ours(happenings: list[Happening]) -> Result:
    """Mail as we do."""
    world = World(_PREFERENCES)
    world.clock.now = START - timedelta(days=2)
    world.welcomed()
    told: Told = Counter()
    for one in happenings:
        _sweep_until(world, one, told)
        world.clock.now = max(one.at, world.clock.now)
        _count(world.receive(finding_from(one.raw)), told)
    for _ in range(24 * 12):
        _count(world.sweep().told, told)
    return Result(told, sum(kind not in _NAGS for kind in world.kinds))


def _sweep_until(world: World, happening: Happening, told: Told) -> None:
    while world.clock.now + _SWEEP_EVERY <= happening.at:
        _count(world.sweep().told, told)


def _count(outcomes: Iterable[Outcome], told: Told) -> None:
    for one in outcomes:
        if one.status is Status.SENT and one.kind is not None and one.kind not in _NAGS:
            told[one.finding_id, (Kind.RESOLVED if one.kind in _ENDED else one.kind).value] += 1


def every_match(happenings: list[Happening]) -> Result:
    """Mail every event that is open, new and severe enough."""
    return _stateless(happenings, only_created=False)


def created_is_updated(happenings: list[Happening]) -> Result:
    """Mail likewise, but of Security Hub's own findings only what was never updated, as the earlier sample does."""
    return _stateless(happenings, only_created=True)


def _stateless(happenings: list[Happening], *, only_created: bool) -> Result:
    told: Told = Counter()
    for one in happenings:
        raw = one.raw
        matches = raw["Severity"]["Label"] in ("HIGH", "CRITICAL") and raw["Workflow"] == {"Status": "NEW"}
        is_left_out = only_created and raw["ProductName"] == "Security Hub" and raw["CreatedAt"] != raw["UpdatedAt"]
        if matches and raw["RecordState"] == "ACTIVE" and not is_left_out:
            told[raw["Id"], one.deserves or "NEW"] += 1
    return Result(told, sum(told.values()))


def main() -> None:
    """Print one line a way of mailing."""
    table = Table(
        "Way", "Events", "Deserved", "Missed", "Repeated", "Resolved notices", "Emails", title="30 days, 5 accounts"
    )
    lives = [life(seed) for seed in range(5)]
    ways = (("ours", ours), ("every matching event", every_match), ("created = updated", created_is_updated))
    results = {name: _of_all(lives, way) for name, way in ways}
    for name, totals in results.items():
        table.add_row(
            name, *(str(totals[key]) for key in ("events", "deserved", "missed", "repeated", "resolved", "emails"))
        )
    Console().print(table)
    sys.exit(1 if results["ours"]["missed"] or results["ours"]["repeated"] else 0)


def _of_all(lives: Iterable[list[Happening]], way: Callable[[list[Happening]], Result]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for happenings in lives:
        totals.update(_judged(happenings, way(happenings)))
    return totals


def _judged(happenings: list[Happening], result: Result) -> Counter[str]:
    deserved: Told = Counter((one.raw["Id"], one.deserves) for one in happenings if one.deserves)
    missed, repeated = deserved - result.told, result.told - deserved
    return Counter(
        events=len(happenings),
        deserved=sum(deserved.values()),
        missed=sum(missed.values()),
        repeated=sum(repeated.values()),
        resolved=sum(count for (_, kind), count in result.told.items() if kind == "RESOLVED"),
        emails=result.emails,
    )


if __name__ == "__main__":
    main()
