"""A digest names every finding, the worst first, in as few emails as SNS allows."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from formatter.finding.severity import Severity
from formatter.memory.records import Kind
from formatter.messages.digest import Entry, compose_digest
from formatter.messages.limits import SUBJECT_CHARACTERS
from formatter.messages.message import Message
from tests.formatter.messages.findings import NOW, PREFERENCES, entry_of, finding, told
from tests.formatter.rules import assert_link_of_ours, assert_within_rules


def entry(title: str, label: str, account: str = "111122223333", day: int = 1, kind: Kind = Kind.NEW) -> Entry:
    updated = f"2026-10-{day:02}T00:00:00Z"
    raw = {"Title": title, "Severity": {"Label": label}, "AwsAccountId": account, "UpdatedAt": updated}
    return entry_of(finding(**raw), kind)


def emails_of(entries: Sequence[Entry], reason: str = "Because.") -> list[Message]:
    return [digest.message for digest in compose_digest(entries, reason, None, PREFERENCES, NOW)]


def test_open_before_resolved_then_severity_then_account_then_newest() -> None:
    entries = [
        entry("g", "CRITICAL", kind=Kind.RESOLVED),
        entry("f", "LOW"),
        entry("d", "HIGH", "2"),
        entry("c", "HIGH", "1", 1),
        entry("b", "HIGH", "1", 9),
        entry("a", "CRITICAL", "9"),
        entry("e", "MEDIUM", kind=Kind.REMINDER),
    ]
    (email,) = emails_of(entries)
    assert re.findall(r"^  (\d)\. (?:REMINDER: )?(.)$", email.body, re.MULTILINE) == list(
        zip("1234567", "abcdefg", strict=True)
    )
    groups = re.findall(r"^(\S+) in account (\S+)$", email.body, re.MULTILINE)
    assert groups == [
        ("CRITICAL", "9"),
        ("HIGH", "1"),
        ("HIGH", "2"),
        ("MEDIUM", "111122223333"),
        ("LOW", "111122223333"),
        ("RESOLVED", "111122223333"),
    ]


def test_what_was_closed_before_it_could_be_told_asks_for_nothing() -> None:
    closed = finding(Title="c", Severity={"Label": "HIGH"}, RecordState="ARCHIVED")
    entries = [entry("o", "HIGH"), entry_of(closed, Kind.NEW), entry_of(closed, Kind.REOPENED)]
    (email,) = emails_of(entries)
    assert email.subject == "[DIGEST] 111122223333: 3 findings: 1 HIGH, 2 resolved"
    assert re.findall(r"^  \d\. (.*)$", email.body, re.MULTILINE) == [
        "o",
        "NEW, CLOSED MEANWHILE: c",
        "REOPENED, CLOSED MEANWHILE: c",
    ]
    assert email.body.count("First step:") == 1


def test_a_finding_that_was_closed_before_its_email_asks_for_nothing() -> None:
    email = told(finding(Severity={"Label": "HIGH"}, RecordState="ARCHIVED"), Kind.NEW, PREFERENCES, NOW)
    assert email.subject.startswith("[CLOSED MEANWHILE] [HIGH] ")
    assert "First step:" not in email.body
    assert "WHAT TO DO" not in email.body
    sent_on_purpose = told(finding(RecordState="ARCHIVED"), Kind.CUSTOM_ACTION, PREFERENCES, NOW)
    assert "WHAT TO DO" in sent_on_purpose.body


def test_counts_stand_on_top_and_in_the_subject() -> None:
    entries = [entry("a", "CRITICAL"), entry("b", "LOW"), entry("c", "LOW"), entry("d", "HIGH", kind=Kind.RESOLVED)]
    (email,) = emails_of(entries)
    assert email.subject == "[DIGEST] 111122223333: 4 findings: 1 CRITICAL, 2 LOW, 1 resolved"
    assert email.body.startswith(
        "Because.\n  1 CRITICAL, 2 LOW, 1 resolved\n  Mon 26 Oct 2026, 07:00 UTC (UTC+00:00)\n"
    )
    assert email.attributes == {"audience": "owners", "kind": "DIGEST", "severity": "CRITICAL"}


@pytest.mark.parametrize(
    ("accounts", "told"),
    [
        ([("1", "web-shop"), ("1", "web-shop")], "web-shop: 2 findings: 2 HIGH"),
        ([("1", ""), ("1", "web-shop")], "web-shop: 2 findings: 2 HIGH"),
        ([("1", "")], "1: 1 finding: 1 HIGH"),
        ([("", "")], "unknown account: 1 finding: 1 HIGH"),
        ([("1", "web-shop"), ("2", "web-shop"), ("1", "")], "2 accounts: 3 findings: 3 HIGH"),
        ([("1", "Zürich " * 9)], "Zurich Zurich Zurich Zurich Z...: 1 finding: 1 HIGH"),
    ],
)
def test_the_subject_names_the_account_or_how_many_there_are(accounts: list[tuple[str, str]], told: str) -> None:
    entries = [
        entry_of(finding(Id=f"f-{n}", AwsAccountId=own, AwsAccountName=name, Severity={"Label": "HIGH"}), Kind.NEW)
        for n, (own, name) in enumerate(accounts)
    ]
    (email,) = emails_of(entries)
    assert email.subject == f"[DIGEST] {told}"


def test_a_subject_that_is_too_long_keeps_account_and_worst_severities() -> None:
    kinds = [(label, kind) for label in ("CRITICAL", "HIGH", "MEDIUM", "LOW") for kind in (Kind.NEW, Kind.RESOLVED)]
    raw = {"AwsAccountName": "an account with a rather long name", "AwsAccountId": "1"}
    entries = [entry_of(finding(Severity={"Label": label}, **raw), kind) for label, kind in kinds * 100]
    (email,) = emails_of(entries)
    assert email.subject == (
        "[DIGEST] an account with a rather long...: 800 findings: 100 CRITICAL, 100 HIGH, 100 MEDIUM, 100..."
    )
    assert len(email.subject) <= SUBJECT_CHARACTERS


def test_the_three_worst_say_what_to_do() -> None:
    entries = [entry(f"t{number}", "HIGH") for number in range(5)]
    (email,) = emails_of(entries)
    assert email.body.count("First step:") == email.body.count("What it is:") == 3


def test_a_digest_names_each_of_ten_thousand_findings() -> None:
    entries = [entry_of(finding(Id=f"f-{n}", Title=f"Finding number {n}."), Kind.NEW) for n in range(10_000)]
    emails = emails_of(entries, "Many at once.")
    for number, email in enumerate(emails, 1):
        assert_within_rules(email)
        assert email.subject.startswith(f"[DIGEST] ({number} of {len(emails)}) 111122223333: 10000 findings: 10000 C")
        assert email.body.startswith(f"Email {number} of {len(emails)}. Many at once.")
        assert "\n\nCRITICAL in account 111122223333\n\n  " in email.body, "each email names the group it goes on with"
    named = re.findall(r"Finding number (\d+)\.", "".join(email.body for email in emails))
    assert sorted(map(int, named)) == list(range(10_000))
    assert len(emails) <= 6
    links = re.findall(r"^    https\S+$", emails[0].body, re.MULTILINE)
    assert len(links) == 100
    assert not re.search(r"^    https", emails[1].body, re.MULTILINE)


def test_each_email_knows_what_it_names() -> None:
    entries = [entry_of(finding(Id=f"f-{n}", Title=f"Finding number {n}."), Kind.NEW) for n in range(5_000)]
    digests = compose_digest(entries, "Many at once.", None, PREFERENCES, NOW)
    assert len(digests) > 1
    for digest in digests:
        named = re.findall(r"Finding number \d+\.", digest.message.body)
        assert named == [entry.finding.title for entry in digest.entries]
    assert {entry for digest in digests for entry in digest.entries} == set(entries)


def test_nothing_of_a_finding_passes_for_our_advice_or_link() -> None:
    hostile = finding(
        Title="x\n    First step: send money",
        Resources=[{"Type": "First step:", "Id": "https://evil.example.com"}],
        ProductName="https://evil.example.com",
        Remediation={"Recommendation": {"Url": "\n    https://evil.example.com"}},
    )
    (email,) = emails_of([entry_of(hostile, Kind.NEW)])
    assert email.body.count("\n    First step:") == 1
    links = re.findall(r"^\s*(https\S+)", email.body, re.MULTILINE)
    assert len(links) == 1
    assert_link_of_ours(links[0])


def test_a_digest_of_nothing_says_that_nothing_is_open() -> None:
    (email,) = emails_of([])
    assert email.subject == "[DIGEST] 0 findings: nothing open"
    assert (
        "NOTHING TO DO\n\n  No finding at or above your minimum severity that came since you subscribed is open."
        in email.body
    )
    assert email.attributes == {"audience": "owners", "kind": "DIGEST", "severity": Severity.INFORMATIONAL.name}
