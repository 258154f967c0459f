"""Every fault at every call of the deployed function: findings lost, findings told twice.

`python -m benchmarks.faults` ends with 1 when a finding is lost, or told more than twice; faults at random under traffic are
`benchmarks.soak`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.table import Table

from embedded_aws.process import start
from harness.deployed import (
    DELIVERY,
    DOWN,
    KINDS,
    SWEEP,
    SWEEPS_AN_HOUR,
    Deployed,
    fault_in_delivery,
    fault_in_sweep,
)
from local.journey.choices import Choices
from local.journey.play import Player

_JUDGEMENTS = (lambda n: n == 0, lambda n: n == 2, lambda n: n > 2)
"""Lost, told twice, told more often."""

Row = tuple[str, list[int]]
"""A fault, and how often each finding was told in spite of it."""


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


def show(title: str, rows: Iterable[Row]) -> bool:
    """Print a table, row by row judged; return whether each finding was told once or twice."""
    table = Table("Fault", "Cases", "Lost", "Told twice", "Told more often", title=title)
    is_well = True
    for fault, results in rows:
        lost, twice, more = (sum(map(judge, results)) for judge in _JUDGEMENTS)
        is_well = is_well and not lost and not more
        table.add_row(fault, str(len(results)), str(lost), str(twice), str(more))
    Console().print(table)
    return is_well


def main() -> None:
    """Print the table."""
    with start() as aws:
        stage = Player(aws, Choices(), Console(quiet=True)).subscribe()
        deployed = Deployed(aws, stage.subscription)
        is_well = show(
            "One fault at each call, the deployed function on the embedded AWS", on_the_embedded_aws(deployed)
        )
    sys.exit(0 if is_well else 1)


if __name__ == "__main__":
    main()
