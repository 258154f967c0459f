"""The deployed function under traffic and faults for an hour: findings lost, told again, memory, and what its log gives away.

`python -m benchmarks.soak --seconds 3600` runs that long on the embedded AWS: findings go through Security Hub and
EventBridge into the function, one in a hundred of its calls meets a fault (refused, done without an answer, late, the
process killed before or after), and the scheduled sweep comes every five minutes. In the end the dead-letter queue is
redriven, every open finding is seen once more, and the mailbox is compared with what happened.
"""

from __future__ import annotations

import math
import random
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timezone

import click
from rich.console import Console
from rich.table import Table

from benchmarks.log_check import check_log
from benchmarks.traffic import Traffic, tellings_in
from embedded_aws import faults
from embedded_aws.faults import Fault, FaultKind
from embedded_aws.functions import fetch_functions
from embedded_aws.process import EmbeddedAws, start
from harness.deployed import Deployed
from installer.findings.imports import import_findings
from local.journey.choices import Choices
from local.journey.play import Player
from local.journey.setup import REGION

_ADDRESS = "owner@example.com"
_IMPORTS_PER_SECOND = 4
_CALLS_PER_FAULT = 100
_ARMED_AT_A_TIME = 20
_LATE_SECONDS = 5.5
"""Longer than the function waits for an answer."""

_PROGRESS_SECONDS = 10.0
_BATCH = 100


@dataclass
class Measured:
    """What is noted on the way."""

    kilobytes: dict[str, int] = field(default_factory=dict)
    most_waiting: int = 0
    seconds: float = 0.0


class Soak:
    """One soak."""

    def __init__(self, deployed: Deployed, seed: int) -> None:
        self.deployed = deployed
        self.traffic = Traffic(deployed.subscription.account_id, REGION, seed)
        self.measured = Measured()
        self._control = deployed.aws.control
        self._hub = deployed.session.client("securityhub")
        self._chance = random.Random(seed)
        self.begun = time.time()

    def run(self, seconds: float, rate: int) -> None:
        """Send traffic at that rate; faults are kept armed all the while."""
        begun = time.monotonic()
        progress, quarter = begun + _PROGRESS_SECONDS, begun + seconds / 4
        while (passed := time.monotonic() - begun) < seconds:
            ahead = self.traffic.sent / rate - passed
            if ahead > 0:
                time.sleep(ahead)
            batch = [self.traffic.next() for _ in range(max(1, rate // _IMPORTS_PER_SECOND))]
            import_findings(self._hub, batch)
            self._arm()
            if time.monotonic() > progress:
                progress += _PROGRESS_SECONDS
                self._report(passed)
            if time.monotonic() > quarter:
                quarter = math.inf
                self._weigh("after a quarter")
        self.measured.seconds = time.monotonic() - begun
        self._weigh("at the end")

    def settle(self) -> None:
        """End the faults, redrive, see every open finding once more, and sweep."""
        self.deployed.recover()
        left = list(self.traffic.still_open())
        for place in range(0, len(left), _BATCH):
            self.deployed.send(*left[place : place + _BATCH])
        self.deployed.recover()

    def _arm(self) -> None:
        if faults.counts(self._control).armed:
            return
        call, armed = 0, []
        for _ in range(_ARMED_AT_A_TIME):
            call += 1 + int(self._chance.expovariate(1 / _CALLS_PER_FAULT))
            kind = self._chance.choice(list(FaultKind))
            late = kind is FaultKind.LATE
            attempts = 1 if late else self._chance.choice((0, 1))
            armed.append(
                Fault(
                    self.deployed.function,
                    kind,
                    call=call,
                    attempts=attempts,
                    seconds=_LATE_SECONDS if late else 0.0,
                )
            )
        self.deployed.aws.arm(*armed)

    def _report(self, passed: float) -> None:
        waiting = fetch_functions(self._control).unfinished
        self.measured.most_waiting = max(self.measured.most_waiting, waiting)
        met = faults.counts(self._control).met
        click.echo(
            f"{passed:5.0f} s: {self.traffic.sent} events, {self.traffic.sent / passed:.1f} a second, {met} faults, "
            f"{waiting} events under way, {self.deployed.dead_letters()} dead letters",
            err=True,
        )

    def _weigh(self, when: str) -> None:
        self.measured.kilobytes[when] = _largest(fetch_functions(self._control).processes[self.deployed.function])


def _largest(processes: object) -> int:
    """Return the resident memory of the largest of some processes in kilobytes."""
    assert isinstance(processes, list)
    listed = ",".join(map(str, processes))
    shown = subprocess.run(["ps", "-o", "rss=", "-p", listed], capture_output=True, text=True, check=False)
    return max(map(int, shown.stdout.split()), default=0)


def show(soak: Soak, aws: EmbeddedAws, rate: int) -> None:
    """Print what was found."""
    tellings = tellings_in(aws.mailbox(_ADDRESS))
    told = Counter((telling.finding, telling.opening) for telling in tellings if telling.is_news)
    lines, given_away = check_log(soak.deployed, soak.begun, _ADDRESS)
    measured, traffic = soak.measured, soak.traffic
    table = Table("What", "Found", title=f"Soak of {measured.seconds:.0f} s, faults at one call in {_CALLS_PER_FAULT}")
    for what, value in (
        ("events", f"{traffic.sent:,}"),
        ("events a second, wanted and reached", f"{rate} and {traffic.sent / measured.seconds:.1f}"),
        ("most events under way at once", measured.most_waiting),
        ("attempts of calls that met a fault", faults.counts(aws.control).met),
        ("findings", f"{len(traffic.openings):,}"),
        ("openings", f"{sum(traffic.openings.values()):,}"),
        ("emails", len(aws.mailbox(_ADDRESS))),
        ("lost", len(traffic.unheard(tellings))),
        ("told again", sum(count - 1 for count in told.values())),
        ("dead letters left", soak.deployed.dead_letters()),
        *(
            (f"memory of the function's largest process {when}", f"{kb:,} KB")
            for when, kb in measured.kilobytes.items()
        ),
        ("lines of log", f"{lines:,}"),
        ("lines with a finding's text, an address or a key", given_away),
    ):
        table.add_row(what, str(value))
    Console().print(table)


@click.command()
@click.option("--seconds", default=3600.0, show_default=True, help="How long the traffic lasts, by the wall clock.")
@click.option("--rate", default=20, show_default=True, help="Events a second.")
@click.option("--seed", default=1, show_default=True)
def main(seconds: float, rate: int, seed: int) -> None:
    """Soak and print a table."""
    with start() as aws:
        stage = Player(aws, Choices(email=_ADDRESS), Console(quiet=True)).subscribe()
        soak = Soak(Deployed(aws, stage.subscription), seed)
        click.echo(f"begun at {datetime.now(timezone.utc):%H:%M:%S} UTC, {seconds:.0f} s", err=True)
        soak.run(seconds, rate)
        soak.settle()
        show(soak, aws, rate)


if __name__ == "__main__":
    main()
