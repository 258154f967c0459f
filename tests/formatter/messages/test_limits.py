"""Emails stay within what SNS takes and within what a person can read."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formatter.finding.severity import Severity
from formatter.memory.records import Kind
from formatter.messages.subject import ascii_text, subject
from tests.formatter.messages.findings import NOW, PREFERENCES, finding, told
from tests.formatter.rules import assert_within_rules


@given(
    title=st.text(max_size=600),
    name=st.text(max_size=80),
    severity=st.sampled_from(list(Severity)),
    kind=st.sampled_from(list(Kind)),
    sample=st.booleans(),
)
def test_subject_keeps_severity_and_account(
    title: str, name: str, severity: Severity, kind: Kind, sample: bool
) -> None:
    fields = {"Title": title, "AwsAccountName": name, "Severity": {"Label": severity.name}, "Sample": sample}
    line = subject(finding(**fields), kind)
    assert re.fullmatch(r"[ -~]{1,100}", line)
    assert line.startswith("[")
    assert f"[{severity.name}] " in line
    assert kind is Kind.NEW or f"[{kind.value}] " in line
    assert ascii_text(name.strip())[:29].strip() in line
    assert not sample or "[SAMPLE]" in line
    if not name.strip():
        assert f"[{severity.name}] 111122223333: " in line


def test_a_title_of_500_characters_leaves_severity_and_account() -> None:
    line = subject(finding(Title="x" * 500, AwsAccountName="a" * 100), Kind.REOPENED)
    assert len(line) == 100
    assert line.startswith("[REOPENED] [CRITICAL] " + "a" * 29 + "...: x")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zürich", "Zurich"),
        ("Straße", "Strasse"),
        ("„Prod“ – eins", '"Prod" - eins'),
        ("東京", "??"),
        ("a\r\nb\tc", "a b c"),
        ("Łódź Ørsted", "Lodz Orsted"),
    ],
)
def test_names_are_transliterated_never_dropped(name: str, shown: str) -> None:
    assert subject(finding(AwsAccountName=name), Kind.NEW).startswith(f"[CRITICAL] {shown}: ")


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
    assert len(email.body.encode()) > 240_000, "the room is used"
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
            assert email.body.index("THE FINDING AS JSON") < 150_000


def test_a_finding_that_fits_is_whole() -> None:
    email = told(finding(Note="d" * 100_000), Kind.NEW, PREFERENCES, NOW)
    assert "cut here" not in email.body
    assert email.body.endswith("}")


def test_attributes_count_into_the_limit() -> None:
    """A body at the limit and long attributes together are what SNS refuses."""
    email = told(finding(Note="x" * 300_000, ProductName="p" * 900, Types=["t" * 900]), Kind.NEW, PREFERENCES, NOW)
    assert_within_rules(email)
    assert len(email.attributes["product"]) == len(email.attributes["type"]) == 256


def test_thirty_resources_stay_readable() -> None:
    resources = [{"Id": f"arn:aws:ec2:eu-central-1:1:volume/{n}", "Type": "AwsEc2Volume"} for n in range(30)]
    body = told(finding(Resources=resources), Kind.NEW, PREFERENCES, NOW).body
    assert "  Where: AwsEc2Volume 0 and 29 more" in body
    where = body.split("\nWHERE\n")[1].split("\n\n")[0]
    assert len(where.splitlines()) == len(["Account", "Region", "Type"]) + 10 + 1
    assert "... and 20 more" in where
