"""A subscription in one process, and findings that it receives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from formatter.delivery.outcome import Outcome, Status
from formatter.finding.finding import Finding
from formatter.finding.reader import finding_from
from harness.world.one_process import CONFIRMED, OWNER, PENDING, START, Clock, Hub, Letters, Mailbox, World

__all__ = [
    "CONFIRMED", "OWNER", "PENDING", "START", "Clock", "Hub", "Letters", "Mailbox", "World",
    "critical", "finding", "passed", "statuses",
]  # fmt: skip


def statuses(outcomes: Sequence[Outcome]) -> list[Status]:
    return [outcome.status for outcome in outcomes]


def finding(own_id: str = "f-1", **fields: Any) -> Finding:
    """Return an open finding of high severity; keyword arguments replace fields."""
    raw = {
        "Id": own_id,
        "ProductArn": "arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default",
        "Title": f"Title of {own_id}.",
        "AwsAccountId": "111122223333",
        "Severity": {"Label": "HIGH"},
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
    }
    return finding_from(raw | fields)


def critical(own_id: str = "f-1", **fields: Any) -> Finding:
    return finding(own_id, Severity={"Label": "CRITICAL"}, **fields)


def passed(own_id: str = "f-1", **fields: Any) -> Finding:
    """Return the same finding as Security Hub sends it once its control passes."""
    closed = {
        "Severity": {"Label": "INFORMATIONAL"},
        "Workflow": {"Status": "RESOLVED"},
        "Compliance": {"Status": "PASSED"},
    }
    return finding(own_id, **(closed | fields))
