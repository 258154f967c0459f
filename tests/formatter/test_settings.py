"""Whatever the environment holds, the choices are read; in doubt as the form offers them."""

from __future__ import annotations

import pytest

from formatter.finding.severity import Severity
from formatter.settings import Delivery, Preferences

ALL = {
    "MINIMUM_SEVERITY": "Critical",
    "NOTIFY_WHEN_RESOLVED": "No",
    "DELIVERY": "Daily digest",
    "DIGEST_HOUR": "17",
    "WHEN_NOTHING_OPEN": "Yes",
    "REMINDER_DAYS": "14",
    "TIME_ZONE": "Asia/Tokyo",
    "PORTAL": "corp",
    "PERMISSION_SET": "View",
    "EMAIL_ADDRESSES": "A@example.com,b@example.com",
    "STACK_NAME": "SC-1",
}


def test_everything_that_the_form_asks() -> None:
    assert Preferences.from_environment(ALL) == Preferences(
        Severity.CRITICAL, False, Delivery.DAILY, 17, True, 14, "Asia/Tokyo", "corp", "View",
        ("a@example.com", "b@example.com"), "SC-1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "preferences"),
    [
        ({}, Preferences(minimum_severity=Severity.LOW)),
        ({"MINIMUM_SEVERITY": "Odd"}, Preferences(minimum_severity=Severity.LOW)),
        ({"MINIMUM_SEVERITY": "high", "TIME_ZONE": ""}, Preferences(minimum_severity=Severity.HIGH)),
        ({"MINIMUM_SEVERITY": "High", "DIGEST_HOUR": "late", "REMINDER_DAYS": "-1"}, Preferences()),
        (
            {"MINIMUM_SEVERITY": "High", "DIGEST_HOUR": "6.5", "REMINDER_DAYS": "7.5"},
            Preferences(digest_hour=6, reminder_days=7),
        ),
        ({"MINIMUM_SEVERITY": "High", "DELIVERY": "Sometimes"}, Preferences()),
        ({"MINIMUM_SEVERITY": "High", "NOTIFY_WHEN_RESOLVED": ""}, Preferences()),
        ({"MINIMUM_SEVERITY": "High", "EMAIL_ADDRESSES": " , "}, Preferences()),
    ],
)
def test_gaps_and_mistakes(environment: dict[str, str], preferences: Preferences) -> None:
    assert Preferences.from_environment(environment) == preferences
