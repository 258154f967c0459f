"""Whatever environment and configuration hold, the choices are read; in doubt as the form offers them."""

from __future__ import annotations

from typing import Any

import pytest

from formatter.filters import Filters, ProductFilter
from formatter.finding.severity import Severity
from formatter.settings import (
    DELIVERY_CHOICES,
    DUE_DAYS,
    AdminChoices,
    Delivery,
    Preferences,
    WeeklyReport,
    parse_delivery,
)

ALL = {
    "MINIMUM_SEVERITY": "Critical",
    "TAG_KEY": "team",
    "TAG_VALUES": "shop, check*",
    "CRITICAL_WITHOUT_TAG": "No",
    "PRODUCT_FILTER": "Only these products",
    "PRODUCTS": "GuardDuty",
    "ACCOUNTS": "111122223333,444455556666",
    "NOTIFY_WHEN_RESOLVED": "No",
    "DELIVERY": "Daily at 17:00",
    "TIME_ZONE": "Asia/Tokyo",
    "WORKLOAD": "Shop",
    "EMAIL_ADDRESSES": "A@example.com,b@example.com,a@example.com",
    "LEAD_ADDRESSES": "lead@example.com",
    "STACK_NAME": "SC-1",
    "SOURCE": "both",
}


def test_everything_that_the_form_asks() -> None:
    assert Preferences.read(ALL, {"portal": "corp"}) == Preferences(
        filters=Filters(
            Severity.CRITICAL, "team", ("shop", "check*"), False, ProductFilter.ONLY, ("GuardDuty",),
            ("111122223333", "444455556666"),
        ),
        notify_when_resolved=False,
        delivery=Delivery.DAILY,
        digest_hour=17,
        time_zone="Asia/Tokyo",
        workload="Shop",
        email_addresses=("a@example.com", "b@example.com"),
        lead_addresses=("lead@example.com",),
        stack_name="SC-1",
        source="both",
        admin=AdminChoices(portal="corp"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "preferences"),
    [
        ({}, Preferences(filters=Filters(minimum_severity=Severity.LOW))),
        ({"MINIMUM_SEVERITY": "Odd"}, Preferences(filters=Filters(minimum_severity=Severity.LOW))),
        ({"MINIMUM_SEVERITY": "high", "TIME_ZONE": ""}, Preferences()),
        ({"MINIMUM_SEVERITY": "High", "DELIVERY": "Sometimes"}, Preferences()),
        ({"MINIMUM_SEVERITY": "High", "NOTIFY_WHEN_RESOLVED": ""}, Preferences()),
        ({"MINIMUM_SEVERITY": "High", "EMAIL_ADDRESSES": " , "}, Preferences()),
        ({"MINIMUM_SEVERITY": "High", "PRODUCT_FILTER": "Some"}, Preferences()),
    ],
)
def test_gaps_and_mistakes(environment: dict[str, str], preferences: Preferences) -> None:
    assert Preferences.read(environment, {}) == preferences


def test_every_delivery_choice_is_read_back() -> None:
    expected = [(Delivery.IMMEDIATE, 8), (Delivery.HOURLY, 8), *((Delivery.DAILY, hour) for hour in range(24))]
    assert [parse_delivery(choice) for choice in DELIVERY_CHOICES] == expected


@pytest.mark.parametrize(
    ("document", "choices"),
    [
        ({}, AdminChoices()),
        ({"due_days": {"critical": 2}}, AdminChoices(due_days={**DUE_DAYS, Severity.CRITICAL: 2})),
        ({"due_days": "soon"}, AdminChoices()),
        ({"weekly_report": "off"}, AdminChoices(weekly_report=None)),
        ({"weekly_report": "Friday 16:00"}, AdminChoices(weekly_report=WeeklyReport(4, 16))),
        ({"runbooks": {"*": "https://wiki.example.com"}}, AdminChoices(runbooks={"*": "https://wiki.example.com"})),
        ({"attach_json": False}, AdminChoices(attach_json=False)),
    ],
)
def test_what_the_admin_chose(document: dict[str, Any], choices: AdminChoices) -> None:
    assert AdminChoices.from_document(document) == choices


def test_a_lead_who_is_an_owner_hears_of_everything_already() -> None:
    given = {"EMAIL_ADDRESSES": "A@example.com, b@example.com", "LEAD_ADDRESSES": "a@example.com,lead@example.com"}
    read = Preferences.read(given, {})
    assert (read.lead_addresses, read.leads_among_owners) == (("lead@example.com",), ("a@example.com",))
