"""What a finding costs a running function: CPU time, calls to AWS, memory.

`python -m benchmarks.warm` runs the function's own code with real botocore clients whose calls are answered at once, so that
reading the event, deciding, writing the email, signing and reading answers all count.
"""

from __future__ import annotations

import os
import resource
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from benchmarks.canned_aws import CannedAws
from formatter.finding.finding import State
from formatter.finding.reader import finding_from
from formatter.settings import AdminChoices, Preferences
from harness.odd_findings import base_findings
from harness.world.one_process import World

NOW = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)
PREFERENCES = Preferences(admin=AdminChoices(portal="corp", permission_set="View"), time_zone="Europe/Berlin")
STORM = 10_000
_CLOSED = {
    "Severity": {"Label": "INFORMATIONAL"},
    "Workflow": {"Status": "RESOLVED"},
    "Compliance": {"Status": "PASSED"},
}
_CLEAR = {"Workflow": {"Status": "NEW"}, "RecordState": "ACTIVE", "Severity": {"Label": "HIGH"}}


@dataclass(frozen=True)
class Scenario:
    """What arrives, and what AWS knows of it."""

    name: str
    change: dict[str, Any]
    is_repeat: bool = False
    is_flooded: bool = False


SCENARIOS = (
    Scenario("a repeat", _CLEAR, is_repeat=True),
    Scenario("new", _CLEAR),
    Scenario("passed, and never told", _CLOSED),
    Scenario("new, within a storm", _CLEAR, is_flooded=True),
)


@dataclass(frozen=True)
class Measured:
    """CPU seconds and calls of one finding."""

    seconds: float
    calls: Counter[str]


def measure(scenario: Scenario, findings: int = 1) -> Measured:
    """Deliver so many findings, one event each."""
    aws = CannedAws()
    aws.is_repeat = scenario.is_repeat
    if scenario.is_flooded:
        aws.notes["flood-rest"] = {"times": [NOW.timestamp(), NOW.timestamp(), NOW.timestamp() + 300]}
    subscription = aws.subscription(PREFERENCES, NOW)
    bases = [base | scenario.change for base in _open_findings()]

    def deliver(number: int) -> None:
        event = {"id": f"e-{number}", "time": NOW.isoformat()}
        subscription.receive(event | {"detail": {"findings": [bases[number % len(bases)]]}})

    deliver(0)
    aws.calls.clear()
    start = time.process_time()
    for number in range(findings):
        deliver(number)
    seconds = time.process_time() - start
    return Measured(seconds / findings, aws.calls)


def measure_sweep(findings: int) -> Measured:
    """Sweep a storm of so many findings, with a memory in this process."""
    world = World(PREFERENCES).welcomed()
    bases = _open_findings()
    for number in range(findings):
        world.receive(finding_from(bases[number % len(bases)] | {"Id": f"f-{number}"}))
    start = time.process_time()
    world.sweep()
    return Measured((time.process_time() - start) / findings, Counter())


def _open_findings() -> list[dict[str, Any]]:
    found = [base | _CLEAR for base in base_findings() if "Id" in base]
    return [one for one in found if finding_from(one).state is State.OPEN]


def _calls(calls: Counter[str], findings: int) -> str:
    return ", ".join(f"{number / findings:.4g} {name}" for name, number in sorted(calls.items()))


@click.command()
@click.option("--findings", default=2_000, show_default=True, help="Findings of each kind.")
def main(findings: int) -> None:
    """Print the cost of one finding of each kind, and of one within a sweep."""
    os.environ |= {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_DEFAULT_REGION": "eu-central-1"}
    table = Table("A finding that is", "CPU", "A second on one core", "Calls to AWS", "Memory peak so far")
    ways: list[tuple[str, int, Callable[[int], Measured]]] = [
        (one.name, findings, partial(measure, one)) for one in SCENARIOS
    ]
    for name, number, way in [*ways, (f"told by a sweep of {STORM:,}", STORM, measure_sweep)]:
        measured = way(number)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        table.add_row(
            name,
            f"{measured.seconds * 1e6:.0f} µs",
            f"{1 / measured.seconds:,.0f}",
            _calls(measured.calls, number),
            f"{memory:.0f} MB",
        )
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
