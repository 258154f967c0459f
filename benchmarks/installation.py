"""Installing in four Regions on the embedded AWS: API calls and time, one Region after the other against all in one run.

`python -m benchmarks.installation`; each call takes 20 ms more, as it does over a network.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from botocore import handlers
from rich.console import Console
from rich.table import Table

from common.choices.configuration import Configuration
from common.choices.values import plain_values
from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws, start
from harness.command_line import CommandLine
from installer.configuration.toml_file import write

REGIONS = ("us-east-1", "eu-west-1", "eu-central-1", "ap-southeast-2")
_NETWORK_SECONDS = 0.02
_SERIAL = "install, one Region after the other"

Command = Callable[..., None]
Rows = Iterator[tuple[str, tuple[int, float]]]


class Calls:
    """Counts the calls of every botocore client of this process, and has each take as long as over a network.

    Args:
        seconds: how much longer each takes.
    """

    def __init__(self, seconds: float = _NETWORK_SECONDS) -> None:
        self.number = 0
        self._seconds = seconds
        self._lock = threading.Lock()
        handlers.BUILTIN_HANDLERS.append(("before-send", self._count))

    def _count(self, **_: object) -> None:
        with self._lock:
            self.number += 1
        time.sleep(self._seconds)

    def during(self, task: Callable[[], object]) -> tuple[int, float]:
        """Return calls and seconds of the task."""
        before, started = self.number, time.perf_counter()
        task()
        return self.number - before, time.perf_counter() - started


def main() -> None:
    """Print what each way takes, and a plan on no change."""
    calls = Calls()
    table = Table("Command", "API calls", "Seconds", "Against serial", title=f"{len(REGIONS)} Regions")
    rows = [*_on_new_aws(calls, _one_after_the_other), *_on_new_aws(calls, _together)]
    serial = dict(rows)[_SERIAL]
    for name, (number, seconds) in rows:
        ratio = f"{seconds / serial[1]:.2f}" if name.startswith(("install", "plan")) else ""
        table.add_row(name, str(number), f"{seconds:.1f}", ratio)
    Console().print(table)


def _one_after_the_other(calls: Calls, install: Command) -> Rows:
    def each() -> None:
        for region in REGIONS:
            install("install", region)

    yield _SERIAL, calls.during(each)


def _together(calls: Calls, install: Command) -> Rows:
    yield "install, all Regions in one run", calls.during(lambda: install("install", *REGIONS))
    yield "install again: nothing to do", calls.during(lambda: install("install", *REGIONS))
    yield "plan on no change", calls.during(lambda: install("plan", *REGIONS))


def _on_new_aws(calls: Calls, measured: Callable[[Calls, Command], Rows]) -> Rows:
    """Yield what is measured in a new organization, with a folder and configuration of its own."""
    with start() as aws, tempfile.TemporaryDirectory() as name:
        organization = create_organization(aws)
        line = _configured(aws, Path(name))

        def run(command: str, *regions: str) -> None:
            yes = ("--yes",) if command == "install" else ()
            chosen = [word for region in regions for word in ("--regions", region)]
            line.succeeds(organization.hub, command, "--config", f"{name}/notifications.toml", *chosen, *yes)

        prepare = ("organization", "--hub-account", organization.hub, "--yes")
        prepared = calls.during(lambda: line.succeeds(organization.management, *prepare))
        if measured is _one_after_the_other:
            yield "organization: trust, delegation, StackSet", prepared
        yield from measured(calls, run)


def _configured(aws: EmbeddedAws, folder: Path) -> CommandLine:
    values = plain_values(Configuration()) | {"permission_sets": ["SubscribeToSecurityNotifications"]}
    (folder / "notifications.toml").write_text(write(values), encoding="utf-8")
    return CommandLine(aws, folder)


if __name__ == "__main__":
    main()
