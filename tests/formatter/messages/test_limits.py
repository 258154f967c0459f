"""Emails stay within what SNS takes and within what a person can read."""

from __future__ import annotations

from typing import Any

import pytest

from formatter.memory.records import Kind
from formatter.settings import AdminChoices, Preferences
from harness.findings import NOW, PREFERENCES, finding, told
from harness.message_rules import assert_within_rules


@pytest.mark.parametrize(
    "fields",
    [
        {"Description": "d" * 270_000},
        {"Description": "😀" * 70_000},
        {"Note": "😀" * 70_000},
        {"Note": "x" * 500_000},
        {"Resources": [{"Id": "r" * 500, "Type": "T", "Tags": {f"k{n}": "v" * 200 for n in range(50)}}] * 30},
        {
            "Vulnerabilities": [{"Id": "CVE-1", "VulnerablePackages": [{"Name": "p" * 50}] * 90}] * 90,
            "ProductArn": "arn:aws:securityhub:eu-central-1::product/aws/inspector",
        },
        {"Title": "\u202e" * 60_000},
    ],
    ids=[
        "270 KB of text",
        "4-byte text",
        "4-byte JSON",
        "500 KB of JSON",
        "30 resources with tags",
        "8,100 packages",
        "hidden characters",
    ],
)
def test_a_huge_finding_is_cut_and_says_so(fields: dict[str, Any]) -> None:
    email = told(finding(**fields), Kind.NEW, PREFERENCES, NOW)
    assert_within_rules(email)
    assert "... cut here" in email.body
    assert len(email.body.encode()) > 80_000, "the room is used"
    assert email.body.index("WHY YOU GET THIS") < 60_000, "what matters comes before the data"


def test_whatever_the_fields_hold_all_sections_stay() -> None:
    """Every text as long as a finding can be, of characters that take four bytes, or twelve in a link."""
    long = "😀" * 3_000
    reasons = [{"Description": long}] * 50
    fields = {
        "Id": f"arn:aws:access-analyzer:eu-west-1:1:analyzer/{long}/finding/{long}",
        "SourceUrl": "https://console.aws.amazon.com/" + "x" * 90_000,
        "Remediation": {"Recommendation": {"Text": long, "Url": long}},
        "Compliance": {"Status": "FAILED", "SecurityControlId": long, "StatusReasons": reasons},
        "ProductFields": {"findingId": long, "findingType": long},
        "Resources": [{"Id": long, "Type": long + str(number), "Tags": {long: long}} for number in range(20)],
    } | dict.fromkeys(("Title", "Description", "AwsAccountName", "Region", "CompanyName", "GeneratorId"), long)
    for product in ("securityhub", "guardduty", "inspector", "macie", "access-analyzer", "health", "config", long):
        for kind in (Kind.CUSTOM_ACTION, Kind.RESOLVED):
            unused = finding(product, **fields, Types=[f"{long} Unused:{long}"], Note={"Text": long})
            email = told(unused, kind, PREFERENCES, NOW, long)
            assert_within_rules(email)
            assert "\n\nWHY YOU GET THIS\n" in email.body
            assert "\n\nTHE FINDING AS JSON\n" in email.body
            assert email.body.encode().index(b"THE FINDING AS JSON") <= 89_000


def test_a_finding_that_fits_is_whole() -> None:
    email = told(finding(Note="d" * 80_000), Kind.NEW, PREFERENCES, NOW)
    assert "cut here" not in email.body
    assert email.body.endswith("}")


def test_attributes_are_cut_to_what_sns_takes() -> None:
    email = told(finding(Note="x" * 300_000, ProductName="p" * 900, Types=["t" * 900]))
    assert_within_rules(email)
    assert len(email.attributes["product"]) == len(email.attributes["type"]) == 256


def test_an_admin_may_leave_the_json_out() -> None:
    body = told(finding(), preferences=Preferences(admin=AdminChoices(attach_json=False))).body
    assert "JSON" not in body.partition("WHY YOU GET THIS")[2]


def test_thirty_resources_stay_readable() -> None:
    resources = [{"Id": f"arn:aws:ec2:eu-central-1:1:volume/{n}", "Type": "AwsEc2Volume"} for n in range(30)]
    body = told(finding("securityhub", Resources=resources)).body
    assert "  Resource: AwsEc2Volume 0 and 29 more" in body
    facts = body.split("\nFACTS\n")[1].split("\n\n")[0]
    assert len([line for line in facts.splitlines() if line.startswith("  Resource: ")]) == 10
    assert "... and 20 more" in facts
