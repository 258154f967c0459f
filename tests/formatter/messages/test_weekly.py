"""The weekly report says the numbers, and nothing that was not counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from formatter.finding.severity import Severity
from formatter.memory.records import TakenOn
from formatter.messages.message import Message
from formatter.messages.weekly import Week, compose_weekly
from formatter.settings import Preferences
from harness.findings import NOW, finding, problem_of
from harness.message_rules import assert_within_rules

PREFERENCES = Preferences(workload="Web shop")


def report(**numbers: Any) -> Message:
    message = compose_weekly(Week(NOW, **numbers), PREFERENCES, NOW)
    assert_within_rules(message)
    assert message.attributes["audience"] == "all"
    return message


def test_a_quiet_week_says_so() -> None:
    message = report()
    assert message.subject == "WEEKLY Web shop: nothing open, 0 closed"
    assert "Nothing passed your filters this week." in message.body
    assert "  Half were closed within: -\n" in message.body


def test_it_begins_with_the_highest_severity_that_is_open() -> None:
    message = report(open={Severity.HIGH: 2, Severity.LOW: 1}, closed={Severity.CRITICAL: 1}, overdue=1)
    assert message.subject == "[HIGH] WEEKLY Web shop: 3 open, 1 overdue, 1 closed"
    assert "  Open: 2 HIGH, 1 LOW\n" in message.body
    assert "Nothing passed" not in message.body


@pytest.mark.parametrize(
    ("days", "words"), [(None, "- (fewer than half were closed)"), (0.2, "a day"), (1.4, "2 days"), (6.6, "7 days")]
)
def test_how_soon_half_were_closed(days: float | None, words: str) -> None:
    assert f"  Half were closed within: {words}\n" in report(open={Severity.LOW: 3}, half_closed_days=days).body


def test_the_slowest_say_for_how_long_and_whether_somebody_is_at_it() -> None:
    one = finding("securityhub", Title="T", Severity={"Label": "HIGH"})
    slow = problem_of(one, open_since=NOW - timedelta(days=44), told_at=NOW - timedelta(days=10))
    body = report(open={Severity.HIGH: 1}, slowest=(slow,)).body
    assert "\nOPEN LONGEST\n  HIGH securityhub 111122223333: T\n" in body
    assert "    Account: 111122223333\n    open for 44 days, overdue for 3 days, nobody is at it\n    https://" in body


def test_who_is_at_it_is_quoted() -> None:
    slow = problem_of(finding("securityhub"), taken_on=TakenOn(NOW, "Joe, https://evil.example.com"))
    body = report(open={Severity.HIGH: 1}, slowest=(slow,)).body
    assert 'taken on by "Joe, ' in body
    assert "https://evil" not in body
