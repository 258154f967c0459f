"""Thirty days of an account's life, with the truth of what deserved an email."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

START = datetime(2026, 9, 1, tzinfo=timezone.utc)
DAYS = 30
_CONTROLS = 120
_SEVERITIES = ("LOW", "MEDIUM", "HIGH", "CRITICAL")
_MAILED = ("HIGH", "CRITICAL")


@dataclass(order=True)
class Happening:
    """Something that Security Hub sends an event for.

    Attributes:
        at: when.
        raw: the finding as it is then.
        deserves: NEW, REOPENED, RAISED or RESOLVED where an owner should hear of it, else empty.
    """

    at: datetime
    raw: dict[str, Any] = field(compare=False)
    deserves: str = field(compare=False)


def life(seed: int) -> list[Happening]:
    """Return all that happens, in order: control checks, GuardDuty, an Inspector scan, archiving."""
    chance = random.Random(seed)
    happenings = [
        *(one for number in range(_CONTROLS) for one in _control(chance, number)),
        *(one for number in range(15) for one in _guardduty(chance, number)),
        *_inspector(chance),
    ]
    return sorted(happenings)


def _control(chance: random.Random, number: int) -> Iterator[Happening]:
    """A control check: again every 12 to 24 hours, failing, mended and failing again now and then."""
    own_id = f"control/{number}"
    severity = chance.choice(_SEVERITIES)
    created = START - timedelta(days=chance.randrange(1, 300))
    fails, told, first = chance.random() < 0.3, False, True
    at = START + timedelta(hours=chance.random() * 24)
    while at < START + timedelta(days=DAYS):
        deserves = ""
        if severity in _MAILED:
            if fails and not told:
                deserves = "NEW" if first else "REOPENED"
                told, first = True, False
            elif not fails and told:
                deserves, told = "RESOLVED", False
        yield Happening(at, _control_finding(own_id, severity, created, at, fails=fails), deserves)
        at += timedelta(hours=chance.uniform(12, 24) if chance.random() < 0.9 else chance.uniform(0.1, 2))
        if chance.random() < 0.04:
            fails = not fails


def _control_finding(own_id: str, severity: str, created: datetime, at: datetime, *, fails: bool) -> dict[str, Any]:
    """Return a control's finding; once it passes, Security Hub calls it INFORMATIONAL and RESOLVED."""
    return _finding(
        own_id,
        severity if fails else "INFORMATIONAL",
        created,
        at,
        Workflow={"Status": "NEW" if fails else "RESOLVED"},
        Compliance={"Status": "FAILED" if fails else "PASSED"},
        ProductName="Security Hub",
    )


def _guardduty(chance: random.Random, number: int) -> Iterator[Happening]:
    """A GuardDuty finding that repeats while it goes on, may get worse, and is archived in the end."""
    created = START + timedelta(days=chance.random() * 25)
    severity, told = chance.choice(("MEDIUM", "HIGH")), ""
    at = created
    for _ in range(chance.randrange(1, 30)):
        if severity == "HIGH" and chance.random() < 0.03:
            severity = "CRITICAL"
        deserves = ""
        if severity in _MAILED and told != severity:
            deserves, told = ("RAISED" if told else "NEW"), severity
        yield Happening(at, _finding(f"guardduty/{number}", severity, created, at, ProductName="GuardDuty"), deserves)
        at += timedelta(hours=chance.uniform(0.25, 6))
    archived = _finding(f"guardduty/{number}", severity, created, at, ProductName="GuardDuty", RecordState="ARCHIVED")
    yield Happening(at, archived, "RESOLVED" if told else "")


def _inspector(chance: random.Random) -> Iterator[Happening]:
    """One scan that finds four hundred vulnerabilities within a few minutes, and finds them again two weeks later."""
    first = START + timedelta(days=6, hours=3)
    severities = [chance.choice(_SEVERITIES) for _ in range(400)]
    for days, deserving in ((0, "NEW"), (14, "")):
        for number, severity in enumerate(severities):
            seen = first + timedelta(seconds=number * 0.5)
            at = seen + timedelta(days=days)
            deserves = deserving if severity in _MAILED else ""
            yield Happening(at, _finding(f"inspector/{number}", severity, seen, at, ProductName="Inspector"), deserves)


def _finding(own_id: str, severity: str, created: datetime, at: datetime, **fields: object) -> dict[str, Any]:
    return {
        "Id": own_id,
        "Title": f"Finding {own_id}.",
        "AwsAccountId": "111122223333",
        "Region": "eu-central-1",
        "Severity": {"Label": severity},
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
        "CreatedAt": created.isoformat(),
        "UpdatedAt": at.isoformat() if at > created else created.isoformat(),
        **fields,
    }
