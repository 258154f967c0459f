"""A message says since when, until when, how often and how it ended, and never more than is known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from formatter.finding.severity import Severity
from formatter.memory.records import Ending, EscalationLevel, Kind, TakenOn
from harness.findings import NOW, finding, told

DAY = timedelta(days=1)


def lead(kind: Kind = Kind.NEW, **history: Any) -> str:
    return told(finding("securityhub"), kind, **({"severity": Severity.HIGH} | history)).body.partition("\n\n")[0]


def told_history(kind: Kind, **history: Any) -> list[str]:
    body = told(finding("securityhub"), kind, **({"severity": Severity.HIGH} | history)).body
    return body.partition("\nHISTORY\n")[2].partition("\n\n")[0].splitlines()


def test_nothing_old_is_called_new() -> None:
    old = lead(open_since=NOW - 34 * DAY)
    assert "New" not in old
    assert "  Open since: Tue 22 Sep 2026, 07:00 UTC, for 34 days; you are told for the first time" in old
    assert "first time" not in lead(open_since=NOW - timedelta(hours=5))


@pytest.mark.parametrize(
    ("kind", "history", "line"),
    [
        (Kind.NEW, {}, "Due: Mon 02 Nov 2026, 07:00 UTC, in 7 days"),
        (Kind.NEW, {"severity": Severity.CRITICAL}, "Due: Tue 27 Oct 2026, 07:00 UTC, in 24 hours"),
        (Kind.REMINDER, {"told_at": NOW - 9 * DAY}, "Due: Sat 24 Oct 2026, 07:00 UTC, OVERDUE for 2 days"),
        (Kind.RAISED, {"told_at": NOW - 9 * DAY}, "Due: Mon 02 Nov 2026, 07:00 UTC, in 7 days"),
        (Kind.REMINDER, {"taken_on": TakenOn(NOW, "Joe")}, 'Taken on: by "Joe", Mon 26 Oct 2026, 07:00 UTC'),
    ],
)
def test_due_and_taken_on(kind: Kind, history: dict[str, Any], line: str) -> None:
    assert f"\n  {line}" in lead(kind, **history)


def test_severities_that_are_never_due_say_nothing_of_it() -> None:
    assert "Due" not in lead(severity=Severity.INFORMATIONAL)


@pytest.mark.parametrize(
    ("kind", "history", "opening"),
    [
        (Kind.RAISED, {"raised_from": Severity.LOW}, "Raised from LOW to HIGH. Do now: "),
        (Kind.REOPENED, {"reopened": 1}, "Open again. Do now: "),
        (Kind.REOPENED, {"reopened": 3}, "Open again, 3 times by now. Do now: "),
        (Kind.REMINDER, {}, "Still open. Do now: "),
        (Kind.ESCALATED, {}, "Escalated: still open. Do now: "),
        (Kind.CUSTOM_ACTION, {}, "Somebody sent you this on purpose. Do now: "),
    ],
)
def test_the_first_line_says_what_happened_to_it(kind: Kind, history: dict[str, Any], opening: str) -> None:
    assert lead(kind, **history).startswith(opening)


@pytest.mark.parametrize(
    ("kind", "proven", "opening"),
    [
        (Kind.RESOLVED, True, "Resolved. Because.\n"),
        (Kind.NO_LONGER_REPORTED, False, "No longer reported, which is no proof that it is mended. Because.\n"),
    ],
)
def test_an_ending_says_how_it_is_known_and_whether_it_was_in_time(kind: Kind, proven: bool, opening: str) -> None:
    history = {"open_since": NOW - 12 * DAY, "told_at": NOW - 9 * DAY, "ending": Ending(NOW, proven, "Because.")}
    text = lead(kind, **history)
    assert text.startswith(opening)
    assert "  It was open for: 12 days (2 days late)" in text
    assert "Do now" not in text
    late = lead(kind, **(history | {"told_at": NOW - 3 * DAY}))
    assert "  It was open for: 12 days (in time)" in late


def test_nobody_knows_how_long_it_was_open_that_was_closed_meanwhile() -> None:
    closed = told(finding("securityhub", RecordState="ARCHIVED", CreatedAt="2021-01-31T04:52:00Z"), Kind.NEW)
    assert "CLOSED MEANWHILE" in closed.subject
    assert "It was open for" not in f"{closed.body} {closed.chat}"


def test_the_history_names_each_thing_once() -> None:
    history: dict[str, Any] = {
        "open_since": NOW - 40 * DAY,
        "was_open_before": True,
        "told_at": NOW - 9 * DAY,
        "reopened": 2,
        "raised_from": Severity.MEDIUM,
        "reminded_at": NOW - 2 * DAY,
        "escalated": frozenset({EscalationLevel.OVERDUE}),
        "taken_on": TakenOn(NOW - DAY),
    }
    labels = [line.strip().partition(": ")[0] for line in told_history(Kind.REMINDER, **history)]
    assert labels == [
        "Open since",
        "Open before",
        "First told",
        "Reopened",
        "Raised",
        "Last reminded",
        "Escalated",
        "Taken on",
        "This message",
    ]
