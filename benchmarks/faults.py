"""Every fault at every call, and a soak with faults at random: findings lost, findings told twice.

`python -m benchmarks.faults` prints the table; `python -m benchmarks.faults --soak 3600` runs an hour's traffic of simulated
time at 20 findings a second.
"""

from __future__ import annotations

import contextlib
import random
import re
import resource
from collections import Counter
from datetime import timedelta

import click
from rich.console import Console
from rich.table import Table

from benchmarks.in_process import InProcess
from benchmarks.life import START
from formatter.delivery.deliver import TooManyUnrememberedError
from formatter.delivery.publisher import PublishError
from formatter.finding.finding import Finding
from formatter.finding.severity import Severity
from formatter.memory.memory import ConflictError, MemoryUnreachableError
from formatter.settings import Preferences
from tests.formatter.fakes import KilledError, finding

FAULTS = ("fail", "time out", "kill before", "kill after")
_RETRIES = (timedelta(), timedelta(minutes=1), timedelta(minutes=3), timedelta(hours=1))
"""Lambda's two retries, then a redrive from the dead-letter queue."""

_EXPECTED = (KilledError, PublishError, TooManyUnrememberedError, ConflictError, MemoryUnreachableError)
_PER_SECOND = 20
_JUDGEMENTS = (lambda n: n == 0, lambda n: n == 2, lambda n: n > 2)
"""Lost, told twice, told more often."""


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
    subscription = InProcess(Preferences(minimum_severity=Severity.LOW), START)
    subscription.faults.fail[call] = fault
    for wait in _RETRIES:
        subscription.clock.now += wait
        if attempt(subscription, finding("f-1")):
            break
    for _ in range(24):
        with contextlib.suppress(*_EXPECTED):
            subscription.run_until(subscription.clock.now + timedelta(minutes=5))
    return told(subscription)


def soak(seconds: int, seed: int) -> tuple[int, int, int, int, int]:
    """Run traffic with faults at random; returns events, findings, lost, told again, kilobytes of memory gained."""
    chance = random.Random(seed)
    subscription = InProcess(Preferences(minimum_severity=Severity.LOW), START)
    dead_letters: list[Finding] = []
    before = 0
    names = [f"f-{number}" for number in range(seconds)]
    events = 0
    for second in range(seconds):
        for _ in range(_PER_SECOND):
            events += 1
            if chance.random() < 0.01:
                subscription.faults.fail[subscription.faults.calls + chance.randrange(1, 6)] = chance.choice(FAULTS)
            found = finding(names[second] if chance.random() < 0.05 else names[chance.randrange(second + 1)])
            if not attempt(subscription, found):
                dead_letters.append(found)
        subscription.clock.now += timedelta(seconds=1)
        with contextlib.suppress(*_EXPECTED):
            subscription.run_until(subscription.clock.now)
        if second == seconds // 2:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    subscription.faults.fail.clear()
    for found in dead_letters:
        attempt(subscription, found)
    subscription.run_until(subscription.clock.now + timedelta(hours=1))
    counts = told(subscription)
    seen = set(subscription.memory.rows) | {found.id for found in dead_letters}
    lost = sum(1 for name in seen if not counts[name])
    repeated = sum(count - 1 for count in counts.values() if count > 1)
    gained = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return events, len(seen), lost, repeated, gained


@click.command()
@click.option("--soak", "seconds", type=int, default=0, help="Seconds of simulated traffic.")
@click.option("--seed", default=1, show_default=True)
def main(seconds: int, seed: int) -> None:
    """Print the fault table, or soak."""
    if seconds:
        events, findings, lost, repeated, gained = soak(seconds, seed)
        click.echo(f"{events} events, {findings} findings: {lost} lost, {repeated} told again")
        click.echo(f"memory gained in the second half: {gained} KB")
        return
    table = Table(
        "Fault", "Cases", "Lost", "Told twice", "Told more often", title="One fault at each call of a delivery"
    )
    for fault in FAULTS:
        results = [one_fault(fault, call)["f-1"] for call in range(1, 8)]
        lost, twice, more = (sum(map(test, results)) for test in _JUDGEMENTS)
        table.add_row(fault, str(len(results)), str(lost), str(twice), str(more))
    Console().print(table)


if __name__ == "__main__":
    main()
