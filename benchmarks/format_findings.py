"""CPU time of what the function does with one finding: to see that it is a repeat, to write its message, to pack it for SNS.

The last lines compare what is published, email and chat, with the email alone.

`python -m benchmarks.format_findings [FILE...]` takes the fixtures, or JSON lines with a finding each.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import click

from formatter.delivery.sns_publisher import by_protocol
from formatter.finding.reader import finding_from
from formatter.memory.records import Kind, Problem
from formatter.messages.compose import compose
from formatter.messages.message import Message
from formatter.messages.summary import summary
from formatter.settings import AdminChoices, Preferences
from harness.odd_findings import base_findings

_NOW = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)
_PREFERENCES = Preferences(admin=AdminChoices(portal="corp", permission_set="View"), time_zone="Europe/Berlin")
_ROUNDS = 20


def repeat(raw: object) -> object:
    """Read what decides whether a finding is told."""
    finding = finding_from(raw)
    return finding.id, finding.state, finding.severity, finding.updated_at


def email(raw: Any) -> object:
    """Write the email."""
    return _message(raw)


def _message(raw: object) -> Message:
    finding = finding_from(raw)
    return compose(finding, Kind.NEW, Problem("p", severity=finding.severity), _PREFERENCES, _NOW)


def published(raw: object) -> object:
    """Write the message and pack email and chat into what SNS takes."""
    return by_protocol(_message(raw))


def short(raw: object) -> object:
    """Write the summary that the memory keeps."""
    return summary(finding_from(raw))


def microseconds(task: Callable[[Any], object], findings: Sequence[Any]) -> float:
    """Return the CPU microseconds of one finding, averaged over several rounds through all."""
    for raw in findings:
        task(raw)
    start = time.process_time()
    for _ in range(_ROUNDS):
        for raw in findings:
            task(raw)
    return (time.process_time() - start) / _ROUNDS / len(findings) * 1e6


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
def command(files: tuple[Path, ...]) -> None:
    """Print the CPU microseconds of each task."""
    lines = [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    findings = [line.get("finding", line) for line in lines] or base_findings()
    for task in (repeat, short, email, published):
        click.echo(f"{task.__name__}: {microseconds(task, findings):.0f} us a finding ({len(findings)} findings)")
    messages = [_message(raw) for raw in findings]
    for name, texts in (("email alone", [one.body for one in messages]), ("published", map(by_protocol, messages))):
        click.echo(f"{name}: {sum(len(text.encode()) for text in texts) / len(messages):,.0f} bytes a finding")


if __name__ == "__main__":
    command()
