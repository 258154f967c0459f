"""Days that are no storm: fifteen HIGH findings an hour all day, and a CRITICAL one behind a hundred HIGH in the same second.

`python -m benchmarks.steady` ends with 1 when a day has 40 messages, or the CRITICAL one waits.
"""

from __future__ import annotations

import sys
from datetime import timedelta

from benchmarks.bars import Bar, report
from formatter.filters import Filters
from formatter.finding.severity import Severity
from formatter.settings import Preferences
from harness.world.subscription import BEGINS, World, document

_AN_HOUR = 15
_DAYS = 3
_BEGINS = 3_600.0


def main() -> None:
    """Print both."""
    sys.exit(
        max(report(f"{_AN_HOUR} HIGH an hour, {_DAYS} days", *stream()), report("CRITICAL behind 100 HIGH", *behind()))
    )


def stream() -> tuple[list[tuple[str, object]], list[Bar]]:
    """Play days on which a finding comes every four minutes."""
    world = World(_all())
    step = 3600.0 / _AN_HOUR
    times = [_BEGINS + step * number for number in range(_AN_HOUR * 24 * _DAYS)]
    world.send_all((at, document(number, "HIGH", BEGINS + timedelta(seconds=at))) for number, at in enumerate(times))
    world.clock.run(_BEGINS + _DAYS * 86_400)
    most = world.busiest(timedelta(days=1))
    return world.load(), [Bar("messages in a day", most, 39)]


def behind() -> tuple[list[tuple[str, object]], list[Bar]]:
    """Play one second with a hundred HIGH findings, and then a CRITICAL one."""
    world = World(_all())
    moment = BEGINS + timedelta(seconds=_BEGINS)
    severities = ["HIGH"] * 100 + ["CRITICAL"]
    world.send_all((_BEGINS, document(number, one, moment)) for number, one in enumerate(severities))
    world.clock.run(_BEGINS + 3600)
    told = [at for at, one in world.messages("NEW") if one.attributes["severity"] == "CRITICAL"]
    waited = (told[0] - moment).total_seconds() if told else float("inf")
    return [("seconds until the CRITICAL one is told", round(waited, 2))], [Bar("seconds until it is told", waited, 5)]


def _all() -> Preferences:
    return Preferences(filters=Filters(minimum_severity=Severity.LOW))


if __name__ == "__main__":
    main()
