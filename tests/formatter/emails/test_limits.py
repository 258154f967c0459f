"""Emails stay within what SNS takes and within what a person can read."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formatter.emails.compose import compose
from formatter.emails.digest import DigestEntry, compose_digest
from formatter.emails.message import Kind
from formatter.emails.subject import subject
from formatter.finding.reader import finding_from
from formatter.finding.severity import Severity
from formatter.settings import Preferences
from tests.formatter.rules import assert_within_rules

NOW = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)
PREFERENCES = Preferences(portal="corp", permission_set="View")


def finding(**fields: Any) -> Any:
    known = {"Id": "f-1", "Severity": {"Label": "CRITICAL"}, "AwsAccountId": "111122223333", "Title": "T"}
    return finding_from(known | fields)


@given(st.text(max_size=600), st.text(max_size=80), st.sampled_from(list(Severity)), st.sampled_from(list(Kind)))
def test_subject_keeps_severity_and_account(title: str, name: str, severity: Severity, kind: Kind) -> None:
    line = subject(finding(Title=title, AwsAccountName=name, Severity={"Label": severity.name}), kind)
    assert re.fullmatch(r"[ -~]{1,100}", line)
    assert line.startswith(f"[{severity.name}")
    assert "]" in line
    if not name.strip():
        assert "111122223333" in line


def test_a_title_of_500_characters_leaves_severity_and_account() -> None:
    line = subject(finding(Title="x" * 500, AwsAccountName="a" * 100), Kind.REOPENED)
    assert len(line) == 100
    assert line.startswith("[CRITICAL REOPENED] " + "a" * 29 + "...")


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
        {"Description": "d" * 240_000},
        {"Description": "😀" * 60_000},
        {"Note": "😀" * 70_000},
        {"Note": "x" * 500_000},
        {"Resources": [{"Id": "r" * 500, "Type": "T", "Tags": {f"k{n}": "v" * 200 for n in range(50)}}] * 30},
        {"Title": "\u202e" * 60_000},
    ],
    ids=[
        "240 KB of text",
        "4-byte text",
        "4-byte JSON",
        "500 KB of JSON",
        "30 resources with tags",
        "hidden characters",
    ],
)
def test_a_huge_finding_is_cut_and_says_so(fields: dict[str, Any]) -> None:
    email = compose(finding(**fields), Kind.NEW, PREFERENCES, NOW)
    assert_within_rules(email)
    assert "... cut here" in email.body
    assert len(email.body.encode()) > 200_000 or "Resources" in fields


def test_a_finding_that_fits_is_whole() -> None:
    email = compose(finding(Description="d" * 10_000), Kind.NEW, PREFERENCES, NOW)
    assert "cut here" not in email.body
    assert email.body.endswith("}")


def test_thirty_resources_stay_readable() -> None:
    resources = [{"Id": f"arn:aws:ec2:eu-central-1:1:volume/{n}", "Type": "AwsEc2Volume"} for n in range(30)]
    where = compose(finding(Resources=resources), Kind.NEW, PREFERENCES, NOW).body.split("WHERE")[1].split("\n\n")[0]
    assert len(where.strip().splitlines()) == 11
    assert "... and 20 more" in where


def test_a_digest_names_each_of_ten_thousand_findings() -> None:
    entries = [DigestEntry(finding(Id=f"f-{n}", Title=f"Finding number {n}."), Kind.NEW) for n in range(10_000)]
    emails = compose_digest(entries, PREFERENCES, NOW, "Many at once.")
    for email in emails:
        assert_within_rules(email)
    named = set(re.findall(r"Finding number (\d+)\.", "".join(email.body for email in emails)))
    assert len(named) == 10_000
    assert len(emails) <= 6
    assert [email.subject.split(")")[0] for email in emails][:1] == [f"[DIGEST] (1 of {len(emails)}"]


def test_a_digest_of_nothing_says_that_nothing_is_open() -> None:
    (email,) = compose_digest([], PREFERENCES, NOW, "Your daily digest.")
    assert email.subject == "[DIGEST] 0 findings: nothing open"
    assert "NOTHING TO DO" in email.body
