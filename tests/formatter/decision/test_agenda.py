"""When something may be done about a problem, and in which class."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from formatter.decision.agenda import appointment, is_immediate
from formatter.decision.schedule import GRACE
from formatter.finding.severity import Severity
from formatter.memory.records import Kind, Problem, Told, Urgency
from formatter.settings import Delivery, Preferences

NOW = datetime(2026, 5, 4, 12, 10, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
WAITING = Problem("p", 1, told=Told.OPEN, severity=Severity.HIGH, pending=Kind.NEW, pending_since=NOW)
AT_ONCE = Preferences()
HOURLY = Preferences(delivery=Delivery.HOURLY)

CRITICAL = {"severity": Severity.CRITICAL}
OLD = {"was_open_before": True}

TABLE = [
    ("high, at once", {}, AT_ONCE, Urgency.REST, GRACE),
    ("high, hourly", {}, HOURLY, Urgency.REST, timedelta(minutes=50)),
    ("critical waits for no digest", CRITICAL, HOURLY, Urgency.URGENT, GRACE),
    ("a custom action neither", {"pending": Kind.CUSTOM_ACTION}, HOURLY, Urgency.URGENT, GRACE),
    ("resolved, of a critical one", {**CRITICAL, "pending": Kind.RESOLVED}, HOURLY, Urgency.URGENT, GRACE),
    ("open already, however severe", {**CRITICAL, **OLD, "retry_at": NOW + HOUR}, AT_ONCE, Urgency.REST, HOUR),
    ("open already, for WELCOME", OLD, AT_ONCE, Urgency.REST, timedelta()),
    ("open already, then reopened", {**CRITICAL, **OLD, "pending": Kind.REOPENED}, AT_ONCE, Urgency.URGENT, GRACE),
    ("failed", {"failures": 1, "retry_at": NOW + HOUR}, AT_ONCE, Urgency.REST, HOUR),
    ("failed before its digest", {"retry_at": NOW + timedelta(minutes=5)}, HOURLY, Urgency.REST, timedelta(minutes=50)),
]


@pytest.mark.parametrize(
    ("fields", "preferences", "urgency", "later"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_what_waits(fields: dict[str, Any], preferences: Preferences, urgency: Urgency, later: timedelta) -> None:
    """Counted from when it began to wait, however late somebody looks."""
    found = appointment(replace(WAITING, **fields), preferences, NOW + 9 * HOUR)
    assert found is not None
    assert (found.urgency, found.at - NOW) == (urgency, later)


def test_nothing_is_to_be_done_about_what_was_closed() -> None:
    assert appointment(Problem("p", 1, told=Told.CLOSED), AT_ONCE, NOW) is None


def test_what_was_open_already_never_goes_out_singly() -> None:
    assert not is_immediate(replace(WAITING, severity=Severity.CRITICAL, was_open_before=True), AT_ONCE)
