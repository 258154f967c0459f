"""Whether the function's log gives away what only emails may hold: texts of findings, addresses, keys."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import click

from benchmarks.traffic import CANARY
from harness.deployed import Deployed

_WINDOW_MILLISECONDS = 5_000
_MOST_LINES = 10_000

_GIVEN_AWAY = {
    "text of a finding": re.compile(CANARY),
    "access key": re.compile(r"\bA[KS]IA[A-Z0-9]{16}\b"),
    "secret key or session token": re.compile(r"\b[0-9a-f]{64}\b"),
}
"""What no line may hold; the embedded AWS makes keys of 64 hexadecimal digits."""


def check_log(deployed: Deployed, begun: float, address: str) -> tuple[int, int]:
    """Return how many lines the log has since then, of every level, and how many of them give something away."""
    patterns = {**_GIVEN_AWAY, "email address": re.compile(re.escape(address))}
    lines = given_away = 0
    for line in _lines(deployed, begun):
        lines += 1
        found = [what for what, pattern in patterns.items() if pattern.search(line)]
        if found:
            given_away += 1
            click.echo(f"the log holds: {', '.join(found)}: {line[:200]}", err=True)
    return lines, given_away


def _lines(deployed: Deployed, begun: float) -> Iterator[str]:
    function = deployed.session.client("lambda").get_function_configuration(FunctionName=deployed.function)
    group = function["LoggingConfig"]["LogGroup"]
    logs = deployed.session.client("logs")
    for window in range(int(begun * 1000), int(time.time() * 1000) + 1, _WINDOW_MILLISECONDS):
        last = window + _WINDOW_MILLISECONDS - 1
        events = logs.filter_log_events(logGroupName=group, startTime=window, endTime=last)["events"]
        # MiniStack cuts off what AWS would hand out page by page.
        assert len(events) < _MOST_LINES
        yield from (event["message"] for event in events)
