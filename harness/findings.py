"""Findings for tests, as small as the test allows."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from formatter.finding.finding import Finding
from formatter.finding.reader import Received, finding_from, received_findings
from formatter.memory.records import Kind, Problem
from formatter.messages.compose import compose
from formatter.messages.digest import Entry
from formatter.messages.message import Message
from formatter.messages.summary import summary
from formatter.settings import AdminChoices, Preferences

EVENTS = Path(__file__).parents[1] / "tests" / "events"
NOW = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)
PREFERENCES = Preferences(admin=AdminChoices(portal="corp", permission_set="View"))


def finding(product: str = "", **fields: object) -> Finding:
    """Return an ASFF finding with these fields and what every email needs, of that product of AWS."""
    known = {"Id": "f-1", "Severity": {"Label": "CRITICAL"}, "AwsAccountId": "111122223333", "Title": "T"}
    partition = finding_from({"Region": fields.get("Region", "")}).partition
    arn = {"ProductArn": f"arn:{partition}:securityhub:eu-central-1::product/aws/{product}"} if product else {}
    return finding_from(known | arn | fields)


def received(name: str) -> tuple[Received, ...]:
    """Return the findings of a fixture."""
    return received_findings(json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8")))


def from_event(name: str) -> Finding:
    """Return the one finding of a fixture."""
    (one,) = received(name)
    return one.finding


def problem_of(one: Finding, **history: object) -> Problem:
    """Return the problem that is this finding alone; keyword arguments are what is remembered of it."""
    known: dict[str, Any] = {"severity": one.severity, "summary": summary(one)}
    return Problem(one.id, **(known | history))


def told(  # what `compose` is asked for, with what every test means unless it says otherwise
    one: Finding,
    kind: Kind = Kind.NEW,
    preferences: Preferences = PREFERENCES,
    now: datetime = NOW,
    custom_action: str = "",
    **history: object,
) -> Message:
    """Return the message about a finding."""
    return compose(one, kind, problem_of(one, **history), preferences, now, custom_action)


def entry_of(one: Finding, kind: Kind = Kind.NEW, **history: object) -> Entry:
    """Return the finding as an entry of a digest."""
    return Entry(problem_of(one, **history), kind)
