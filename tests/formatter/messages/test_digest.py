"""A digest tells every problem, grouped, the worst first, with one link a group, below what mail programs cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from formatter.finding.severity import Severity
from formatter.memory.records import Ending, EscalationLevel, Kind, TakenOn
from formatter.messages.digest import Digest, Entry, Totals, compose_digest
from formatter.messages.groups import MOST_GROUPS
from formatter.messages.links import OCSF_CONSOLE
from formatter.messages.reminder import compose_nags
from formatter.messages.welcome import compose_welcome
from formatter.settings import AdminChoices, Preferences
from harness.findings import NOW, PREFERENCES, entry_of, finding, from_event, problem_of
from harness.message_rules import assert_link_of_ours, assert_within_rules

BUCKET = {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::orders"}


def control(number: int, bucket: str, label: str = "HIGH", kind: Kind = Kind.NEW, **history: Any) -> Entry:
    """Return an entry of one control and one bucket."""
    fields = {
        "Id": f"arn:aws:securityhub:eu-central-1:111122223333:security-control/S3.{number}/finding/{bucket}",
        "Title": f"S3 buckets should be good in way {number}",
        "Compliance": {"Status": "FAILED", "SecurityControlId": f"S3.{number}"},
        "Region": "eu-central-1",
        "Severity": {"Label": label},
        "Resources": [{"Type": "AwsS3Bucket", "Id": f"arn:aws:s3:::{bucket}"}],
    }
    return entry_of(finding("securityhub", **fields), kind, **history)


def digests_of(entries: Sequence[Entry], totals: Totals | None = None) -> tuple[Digest, ...]:
    digests = compose_digest(entries, "Because.", totals, PREFERENCES, NOW)
    for digest in digests:
        assert_within_rules(digest.message)
    assert sorted(map(id, (one for digest in digests for one in digest.entries))) == sorted(map(id, entries))
    return digests


def groups_in(body: str) -> list[str]:
    return re.findall(r"^  (\S.*)\n    Resources: ", body, re.MULTILINE)


def test_494_findings_of_two_controls_are_two_groups() -> None:
    entries = [control(8 + n % 2, f"bucket-{n:03}") for n in range(494)]
    (digest,) = digests_of(entries)
    assert groups_in(digest.message.body) == [
        "S3.8: S3 buckets should be good in way 8 (247)",
        "S3.9: S3 buckets should be good in way 9 (247)",
    ]
    assert digest.message.subject == "[HIGH] DIGEST 494 findings: 494 HIGH"
    assert digest.message.body.count("147 more") == 2
    assert len(digest.message.body) < 20_000


def test_more_resources_than_are_named_of_each_of_thirty_controls_stay_below_what_mail_programs_cut() -> None:
    (digest,) = digests_of([control(n % 30, f"bucket-{n:05}") for n in range(30 * 110)])
    assert len(digest.message.body.encode()) < 60_000


def test_of_a_thousand_kinds_the_worst_are_named_and_the_rest_counted_by_severity_with_a_link() -> None:
    entries = [control(n, "a", "LOW", Kind.RESOLVED) for n in range(10)]
    entries += [
        entry_of(finding(Id=f"f-{n}", Title=f"Fault number {n}.", Severity={"Label": label}))
        for n, label in enumerate(["CRITICAL"] * 50 + ["HIGH"] * 900 + ["MEDIUM"] * 85)
    ]
    digests = digests_of(entries)
    assert len(digests) <= 2
    body = "\n".join(digest.message.body for digest in digests)
    groups = groups_in(body)
    assert len(groups) == MOST_GROUPS + 3
    assert [one for one in groups if " more kind" in one] == [
        "870 more kinds (870)",
        "85 more kinds (85)",
        "10 more kinds (10)",
    ]
    assert all(f'"Fault number {n}."' in body for n in range(50))
    links = [unquote(unquote(unquote(unquote(one)))) for one in re.findall(r"^ +(https\S+)$", body, re.MULTILINE)]
    assert len(links) == len(groups)
    (of_medium,) = [one for one in links if "MEDIUM" in one]
    assert "Title" not in of_medium
    (over,) = [one for one in links if "LOW" in one]
    assert "WorkflowStatus" not in over


def test_a_control_says_what_is_wrong_though_each_standard_has_its_own_words_for_it() -> None:
    entries = [
        entry_of(
            finding(
                "securityhub", Id=title, Title=title, Compliance={"SecurityControlId": "EC2.13"}, Resources=[BUCKET]
            )
        )
        for title in ("Security groups should not allow port 22", "4.1 Ensure no ingress to port 22")
    ]
    (digest,) = digests_of(entries)
    assert groups_in(digest.message.body) == ["EC2.13: Security groups should not allow port 22 (2)"]


def test_open_before_over_and_the_worst_first() -> None:
    ending = Ending(NOW, is_proven=True, reason="The check passes now.")
    entries = [
        control(1, "a", "CRITICAL", Kind.RESOLVED, ending=ending),
        control(2, "b", "LOW"),
        control(3, "c", "CRITICAL"),
        control(4, "d", "HIGH", Kind.NO_LONGER_REPORTED),
        control(5, "e", "HIGH", Kind.REOPENED),
    ]
    (digest,) = digests_of(entries)
    body = digest.message.body
    headings = re.findall(r"^(CRITICAL|HIGH|LOW|RESOLVED|NO LONGER REPORTED)$", body, re.MULTILINE)
    assert headings == ["CRITICAL", "HIGH", "LOW", "NO LONGER REPORTED", "RESOLVED"]
    assert "Resources: e (reopened)" in body
    assert "That is no proof that it is mended." in body
    assert "The check passes now." in body
    assert body.count("Do now:") == 3
    assert digest.message.subject == (
        "[CRITICAL] DIGEST 5 findings: 1 CRITICAL, 1 HIGH, 1 LOW, 1 no longer reported, 1 resolved"
    )


def test_one_link_opens_exactly_the_findings_of_a_group() -> None:
    few = [control(8, f"bucket-{n}") for n in range(3)]
    (digest,) = digests_of(few)
    (link,) = re.findall(r"^ +(https\S+)$", digest.message.body, re.MULTILINE)
    assert_link_of_ours(link)
    shown = unquote(unquote(unquote(link)))
    assert all(one.finding.own_id in shown for one in few)
    (many,) = digests_of([control(8, f"bucket-{n}") for n in range(50)])
    (link,) = re.findall(r"^ +(https\S+)$", many.message.body, re.MULTILINE)
    search = unquote(unquote(unquote(unquote(link)))).partition("search=")[2]
    assert search == (
        r"ComplianceSecurityControlId=\operator\:EQUALS\:S3.8&SeverityLabel=\operator\:EQUALS\:HIGH"
        r"&RecordState=\operator\:EQUALS\:ACTIVE&WorkflowStatus=\operator\:EQUALS\:NEW"
        r"&WorkflowStatus=\operator\:EQUALS\:NOTIFIED"
    )


def test_what_no_message_can_name_is_a_number_and_a_link_in_the_last_message() -> None:
    entries = [control(8, f"bucket-{number}") for number in range(3)]
    (digest,) = compose_digest(entries, "Because.", None, PREFERENCES, NOW, beyond=968_000)
    assert_within_rules(digest.message)
    assert digest.message.subject == "[HIGH] DIGEST 3 findings and 968,000 more: 3 HIGH"
    told = digest.message.body.partition("AND 968,000 MORE\n")[2].splitlines()
    assert told[0] == "  So many came that no email names them. Security Hub shows all:"
    assert_link_of_ours(told[1].strip())
    assert "3 HIGH and 968,000 more; " in digest.message.body.splitlines()[1]
    newer = [entry_of(from_event("guardduty_ocsf"))] * 2
    (digest,) = compose_digest(newer, "Because.", None, PREFERENCES, NOW, beyond=1)
    link = digest.message.body.partition("AND 1 MORE\n")[2].splitlines()[1]
    assert unquote(unquote(link)).endswith(f"/{OCSF_CONSOLE}/home?region=eu-central-1#/findings")


def test_a_digest_of_one_is_told_by_its_own_subject_in_its_own_thread() -> None:
    (digest,) = digests_of([control(8, "orders", kind=Kind.REOPENED)])
    assert digest.message.subject == "[HIGH] REOPENED S3.8 orders: should be good in way 8"
    assert "threadId" in digest.message.chat["metadata"]
    (two,) = digests_of([control(8, "orders"), control(9, "orders")])
    assert "threadId" not in two.message.chat["metadata"]


def test_the_standing_says_when_it_was_counted() -> None:
    counted = {Severity.CRITICAL: 2, Severity.HIGH: 5}
    totals = Totals(NOW, counted, overdue=1, taken_on=3, new=4, closed=6, oldest=NOW - timedelta(days=40))
    (digest,) = digests_of([control(8, "orders")], totals)
    told = digest.message.body.partition("HOW IT STANDS\n")[2].partition("\n\n")[0]
    assert told.splitlines() == [
        "  Open: 2 CRITICAL, 5 HIGH",
        "  Overdue: 1; taken on: 3",
        "  In the last seven days: 4 new, 6 closed",
        "  Oldest: open since Wed 16 Sep 2026, 07:00 UTC",
        "  As of Mon 26 Oct 2026, 07:00 UTC (UTC+00:00)",
    ]


def test_of_several_accounts_each_resource_names_its_own() -> None:
    entries = [
        entry_of(finding("securityhub", Id=account, AwsAccountId=account, AwsAccountName=name, Resources=[BUCKET]))
        for account, name in (("111122223333", "web-shop"), ("444455556666", ""))
    ]
    (digest,) = digests_of(entries)
    assert "Resources: orders (web-shop), orders (444455556666)" in digest.message.body


def test_nothing_of_a_finding_passes_for_our_advice_or_link() -> None:
    hostile = finding(
        Title="x\n    Do now: send money to https://evil.example.com",
        Resources=[{"Type": "Do now:", "Id": "https://evil.example.com"}],
        ProductName="https://evil.example.com",
        Remediation={"Recommendation": {"Url": "\n    https://evil.example.com"}},
    )
    (digest,) = digests_of([entry_of(hostile)])
    assert digest.message.body.count("\n    Do now:") == 1
    (link,) = re.findall(r"https?://\S+", digest.message.body)
    assert_link_of_ours(link)


class TestReminder:
    def test_it_says_what_is_overdue_and_who_is_at_it(self) -> None:
        told = NOW - timedelta(days=10)
        problems = [
            control(8, "late", told_at=told).problem,
            control(8, "soon", told_at=NOW - timedelta(days=4), taken_on=TakenOn(NOW, "Joe")).problem,
        ]
        (digest,) = compose_nags([(one, Kind.REMINDER) for one in problems], PREFERENCES, NOW)
        assert_within_rules(digest.message)
        assert digest.message.subject == "[HIGH] REMINDER 2 findings: 2 HIGH, OVERDUE 3 d"
        assert "OVERDUE: 1 of 2, the first for 3 days; nobody is at 1 of 2\n" in digest.message.body
        assert "soon (taken on by Joe)" in digest.message.body
        assert digest.message.attributes["audience"] == "owners"

    def test_of_one_problem_it_has_that_problems_subject(self) -> None:
        late = control(8, "late", told_at=NOW - timedelta(days=10), open_since=NOW - timedelta(days=11)).problem
        (digest,) = compose_nags([(late, Kind.REMINDER)], PREFERENCES, NOW)
        assert digest.message.subject == "[HIGH] OVERDUE 3 d S3.8 late: should be good in way 8"
        assert digest.message.body.startswith("This is still open.\n")
        assert "    OVERDUE for 3 days; open for 11 days; nobody is at it\n" in digest.message.body
        assert "\n\n  Account: 111122223333\n\n" in digest.message.body

    @pytest.mark.parametrize("level", EscalationLevel)
    def test_an_escalation_goes_to_all(self, level: EscalationLevel) -> None:
        problems = [control(8, "a").problem, control(9, "b").problem]
        (digest,) = compose_nags([(one, level) for one in problems], PREFERENCES, NOW)
        assert_within_rules(digest.message)
        assert digest.message.subject.startswith("[HIGH] ESCALATED 2 findings")
        assert digest.message.attributes == {"audience": "all", "kind": "ESCALATED", "severity": "HIGH"}
        assert digest.message.for_leads is None

    def test_of_what_is_only_reminded_of_the_leads_hear_nothing(self) -> None:
        told = [
            (control(8, "overdue").problem, EscalationLevel.OVERDUE),
            (control(9, "idle").problem, EscalationLevel.NOT_TAKEN_ON),
            (control(1, "open", "CRITICAL").problem, Kind.REMINDER),
        ]
        (digest,) = compose_nags(told, replace(PREFERENCES, lead_addresses=("lead@example.com",)), NOW)
        owners, leads = digest.message, digest.message.for_leads
        assert leads is not None
        assert_within_rules(owners)
        assert_within_rules(leads)
        assert owners.body.startswith(
            "Of these 3, 1 is overdue (open for longer than your organization allows), 1 was not"
        )
        assert " and 1 is still open. Owners and leads of this subscription are told.\n" in owners.body
        assert leads.body.startswith(
            "Of these 2, 1 is overdue (open for longer than your organization allows) and 1 was not"
        )
        assert (owners.subject, leads.subject) == (
            "[CRITICAL] ESCALATED 3 findings: 1 CRITICAL, 2 HIGH",
            "[HIGH] ESCALATED 2 findings: 2 HIGH",
        )
        assert "S3.1" not in leads.body

    def test_without_leads_none_is_said_to_be_told(self) -> None:
        (digest,) = compose_nags([(control(8, "a").problem, EscalationLevel.OVERDUE)], PREFERENCES, NOW)
        assert digest.message.body.startswith("This is overdue: open for longer than your organization allows.\n")

    @pytest.mark.parametrize(
        ("days", "admin", "then"),
        [
            ([1], {}, "Then the owners are reminded only once it is overdue, and every week after that."),
            ([1, 8], {}, "Then the owners are reminded only once it is overdue, and every week after that."),
            ([7, 8], {}, "The owners are reminded every week all the same, until it is over."),
            ([1, 8], {"due_days": {}}, "Then nobody is reminded again."),
        ],
        ids=["not due yet", "one of two is overdue", "overdue", "never due"],
    )
    def test_it_says_what_taking_on_ends(self, days: list[int], admin: dict[str, Any], then: str) -> None:
        told = [(control(8, f"b-{day}", told_at=NOW - timedelta(days=day)).problem, Kind.REMINDER) for day in days]
        (digest,) = compose_nags(told, Preferences(admin=AdminChoices(**admin)), NOW)
        assert f"set the workflow status to Notified, with your name in the note. {then}\n" in digest.message.body

    @pytest.mark.parametrize(
        ("events", "status"),
        [
            (("control_failed",), "set the workflow status to Notified, with"),
            (("control_ocsf",), "set the status to In Progress, with"),
            (
                ("control_failed", "control_ocsf"),
                "set the workflow status to Notified (in the newer Security Hub: status to In Progress), with",
            ),
        ],
    )
    def test_it_names_the_status_as_the_findings_page_does(self, events: tuple[str, ...], status: str) -> None:
        told = [(problem_of(from_event(event)), Kind.REMINDER) for event in events]
        (digest,) = compose_nags(told, PREFERENCES, NOW)
        assert f"You are at it: {status} your name in the note." in digest.message.body


class TestWelcome:
    @pytest.mark.parametrize(
        ("source", "status"),
        [
            ("cspm", "workflow status to Notified"),
            ("security-hub", "status to In Progress"),
            ("both", "workflow status to Notified (in the newer Security Hub: status to In Progress)"),
        ],
    )
    def test_it_names_the_status_of_who_is_at_it(self, source: str, status: str) -> None:
        (digest,) = compose_welcome([], Preferences(source=source), NOW)
        assert f"You are at it? Set the {status}, with your name in the note.\n" in digest.message.body

    def test_it_says_the_filters_and_what_is_open(self) -> None:
        entries = [control(8, f"b-{n}") for n in range(3)] + [control(1, "worst", "CRITICAL")]
        preferences = Preferences(workload="Web shop", email_addresses=("a@example.com", "b@example.com"))
        problems = [one.problem for one in entries]
        (digest,) = compose_welcome(problems, preferences, NOW, ["a@example.com"])
        assert_within_rules(digest.message)
        assert digest.message.subject == "[CRITICAL] WELCOME Web shop: 4 findings open already"
        body = digest.message.body
        assert "You are told of findings of severity HIGH and above; also when they are resolved." in body
        assert body.index("S3.1") < body.index("S3.8")
        assert (
            "  a@example.com (no link can end it)\n  b@example.com (a link can end it)\n  Against mail scanners" in body
        )

    def test_where_all_are_protected_nobody_has_to_do_anything(self) -> None:
        preferences = Preferences(email_addresses=("a@example.com",))
        (digest,) = compose_welcome([], preferences, NOW, ["a@example.com"])
        assert "WHO IS TOLD\n  a@example.com (no link can end it)\n\n" in digest.message.body

    def test_what_is_not_known_of_addresses_is_not_said(self) -> None:
        preferences = Preferences(email_addresses=("a@example.com",))
        (digest,) = compose_welcome([], preferences, NOW)
        assert "WHO IS TOLD\n  a@example.com\n\n" in digest.message.body

    def test_without_an_inventory_it_says_how_the_rest_comes(self) -> None:
        (digest,) = compose_welcome([], PREFERENCES, NOW)
        assert_within_rules(digest.message)
        assert digest.message.subject == "WELCOME this subscription works"
        assert digest.entries == ()


def test_problems_of_a_digest_keep_their_own_severity() -> None:
    passed = finding("securityhub", Severity={"Label": "INFORMATIONAL"})
    entry = Entry(problem_of(passed, severity=Severity.HIGH), Kind.RESOLVED)
    (digest,) = digests_of([entry])
    assert digest.message.subject.startswith("[HIGH] RESOLVED ")
