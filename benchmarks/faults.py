"""Every fault at every call: findings lost, findings told twice; in one process, and with the deployed function.

`python -m benchmarks.faults`; faults at random under traffic are `benchmarks.soak`.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from rich.console import Console
from rich.table import Table

from benchmarks.in_process import InProcess
from benchmarks.life import START
from formatter.delivery.deliver import UNDELIVERED
from formatter.filters import Filters
from formatter.finding.finding import Finding
from formatter.finding.severity import Severity
from formatter.memory.old_memory import MemoryUnreachableError
from formatter.settings import Preferences
from local.embedded_aws import start
from local.journey.choices import Choices
from local.journey.play import Player
from tests.formatter.fakes import KilledError, finding
from tests.local.deployed import (
    DELIVERY,
    DOWN,
    KINDS,
    SWEEP,
    SWEEPS_AN_HOUR,
    Deployed,
    fault_in_delivery,
    fault_in_sweep,
)

FAULTS = ("fail", "time out", "kill before", "kill after")
_RETRIES = (timedelta(), timedelta(minutes=1), timedelta(minutes=3), timedelta(hours=1))
"""Lambda's two retries, then a redrive from the dead-letter queue."""

_EXPECTED = (KilledError, MemoryUnreachableError, *UNDELIVERED)
_JUDGEMENTS = (lambda n: n == 0, lambda n: n == 2, lambda n: n > 2)
"""Lost, told twice, told more often."""

Row = tuple[str, list[int]]
"""A fault, and how often each finding was told in spite of it."""


def attempt(subscription: InProcess, found: Finding) -> bool:
    """Hand over one event; True when it counts as handled."""
    try:
        subscription.receive(found, subscription.clock.now)
    except _EXPECTED:
        return False
    return True


def told(subscription: InProcess) -> Counter[str]:
    """Return how often each finding was told."""
    pattern = re.compile(r'(?:"Title": "|^  \d+\. (?:\w+: )?)Title of (\S+)\.', re.MULTILINE)
    return Counter(name for email in subscription.emails() for name in pattern.findall(email.body))


def one_fault(fault: str, call: int) -> Counter[str]:
    """Deliver one finding with one fault at that call."""
    subscription = InProcess(Preferences(filters=Filters(minimum_severity=Severity.LOW)), START)
    subscription.faults.fail[call] = fault
    for wait in _RETRIES:
        subscription.clock.now += wait
        if attempt(subscription, finding("f-1")):
            break
    for _ in range(24):
        with contextlib.suppress(*_EXPECTED):
            subscription.run_until(subscription.clock.now + timedelta(minutes=5))
    return told(subscription)


def in_process() -> Iterator[Row]:
    """Yield what each fault does to a delivery with a memory and a mailbox in this process."""
    for fault in FAULTS:
        yield fault, [one_fault(fault, call)["f-1"] for call in range(1, 8)]


def on_the_embedded_aws(deployed: Deployed) -> Iterator[Row]:
    """Yield what each fault does to deliveries and sweeps of the real zip in a process of its own."""
    for name, (kind, attempts) in KINDS.items():
        yield (
            f"delivery, {name}",
            [n for c in DELIVERY.values() for n in fault_in_delivery(deployed, c, kind, attempts)],
        )
        yield f"sweep, {name}", [n for c in SWEEP.values() for n in fault_in_sweep(deployed, c, kind, attempts)]
    for services in DOWN:
        yield f"{' and '.join(services)} down", services_down(deployed, services)
    yield "no fault", services_down(deployed, ())


def services_down(deployed: Deployed, services: tuple[str, ...]) -> list[int]:
    """Deliver findings while services are down for an hour; return how often each was told once they are back.

    Security Hub sends them once more, as it does at least every day.
    """
    findings = [deployed.new_finding() for _ in range(5)]
    deployed.release_brake()
    deployed.go_down(*services)
    deployed.send(*findings)
    for _ in range(SWEEPS_AN_HOUR):
        deployed.sweep()
    deployed.recover()
    deployed.send(*findings)
    deployed.recover()
    return [len(deployed.emails_of(finding)) for finding in findings]


def show(title: str, rows: Iterable[Row]) -> None:
    """Print a table, row by row judged."""
    table = Table("Fault", "Cases", "Lost", "Told twice", "Told more often", title=title)
    for fault, results in rows:
        table.add_row(fault, str(len(results)), *(str(sum(map(judge, results))) for judge in _JUDGEMENTS))
    Console().print(table)


def main() -> None:
    """Print both tables."""
    show("One fault at each call of a delivery, in one process", in_process())
    with start() as aws:
        stage = Player(aws, Choices(), Console(quiet=True)).subscribe()
        deployed = Deployed(aws, stage.subscription)
        show("One fault at each call, the deployed function on the embedded AWS", on_the_embedded_aws(deployed))


if __name__ == "__main__":
    main()
