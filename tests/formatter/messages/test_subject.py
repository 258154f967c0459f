"""A subject names severity, reason, control or type, resource and fault; problems that differ have subjects that differ."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formatter.finding.finding import Finding
from formatter.finding.reader import finding_from, received_findings
from formatter.finding.severity import Severity
from formatter.memory.records import Kind
from formatter.messages.subject import ascii_subject, ascii_text, overdue_mark, subject
from harness.findings import NOW, finding, problem_of
from harness.message_rules import LINKED, assert_subject

BUCKET = {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::web-shop-uploads"}
S3_8: dict[str, Any] = {
    "Title": "S3 general purpose buckets should block public access",
    "Compliance": {"Status": "FAILED", "SecurityControlId": "S3.8"},
    "Severity": {"Label": "HIGH"},
}
TOLD = "S3.8 web-shop-uploads: should block public access"


def line_of(one: Finding, kind: Kind = Kind.NEW, **history: Any) -> str:
    due = history.pop("due", None)
    return subject(one, kind, problem_of(one, **history), due, NOW)


@pytest.mark.parametrize(
    ("kind", "due", "line"),
    [
        (Kind.NEW, None, f"[HIGH] {TOLD}"),
        (Kind.RAISED, None, f"[HIGH] RAISED {TOLD}"),
        (Kind.REOPENED, None, f"[HIGH] REOPENED {TOLD}"),
        (Kind.RESOLVED, None, f"[HIGH] RESOLVED {TOLD}"),
        (Kind.NO_LONGER_REPORTED, None, f"[HIGH] NO LONGER REPORTED {TOLD}"),
        (Kind.REMINDER, NOW + timedelta(days=1), f"[HIGH] REMINDER {TOLD}"),
        (Kind.REMINDER, NOW - timedelta(days=2, hours=1), f"[HIGH] OVERDUE 2 d {TOLD}"),
        (Kind.ESCALATED, NOW - timedelta(hours=1), f"[HIGH] ESCALATED OVERDUE {TOLD}"),
        (Kind.CUSTOM_ACTION, None, f"[HIGH] SENT BY ANALYST {TOLD}"),
    ],
    ids=str,
)
def test_marks_stand_after_the_severity(kind: Kind, due: Any, line: str) -> None:
    assert line_of(finding("securityhub", **S3_8, Resources=[BUCKET]), kind, due=due) == line


def test_twenty_buckets_have_twenty_subjects() -> None:
    names = [f"company-data-platform-{n:02}-with-a-very-long-name-eu-central-1" for n in range(20)]
    found = [
        finding("securityhub", **S3_8, Id=f"f-{n}", Resources=[{"Type": "AwsS3Bucket", "Id": f"arn:aws:s3:::{name}"}])
        for n, name in enumerate(names)
    ]
    assert len({line_of(one) for one in found}) == len({ascii_subject(line_of(one)) for one in found}) == 20


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"Sample": True}, "[HIGH] SAMPLE S3.8"),
        (
            {"Resources": [{"Type": "AwsIamRole", "Id": "arn:aws:iam::1:role/deploy"}]},
            "[HIGH] S3.8 deploy: S3 general purpose buckets should block",
        ),
        ({"Resources": []}, "[HIGH] S3.8 111122223333: S3 general purpose buckets should block public access #"),
    ],
)
def test_what_a_name_does_not_tell_four_characters_tell(fields: dict[str, Any], line: str) -> None:
    assert line_of(finding("securityhub", **(S3_8 | {"Resources": [BUCKET]} | fields))).startswith(line)


def test_who_is_not_aws_is_called_by_the_arn_that_security_hub_checks() -> None:
    own = "arn:aws:securityhub:eu-west-1:1:product/111122223333/default"
    fake = finding(**S3_8, ProductArn=own, ProductName="Security Hub", CompanyName="AWS", Resources=[BUCKET])
    assert line_of(fake).startswith("[HIGH] imported web-shop-uploads: S3 general purpose buckets should")
    falcon = "arn:aws:securityhub:eu-west-1::product/crowdstrike/crowdstrike-falcon"
    assert line_of(finding(**S3_8, ProductArn=falcon, Resources=[])).startswith("[HIGH] crowdstrike-falcon 1111")


@pytest.mark.parametrize(
    "title",
    [
        "Call https://evil.com now",
        "www.evil.com",
        "joe@evil.org",
        "evil.com/x",
        "mailto:a@b.de",
        "x\u202emoc.live",
        "a\r\nb\x00c",
    ],
)
def test_nothing_in_it_becomes_a_link_or_hides(title: str) -> None:
    hostile = finding(Title=title, AwsAccountName=title, Resources=[{"Type": "Other", "Id": title}])
    for kind in Kind:
        assert_subject(line_of(hostile, kind))
        assert not LINKED.search(line_of(hostile, kind))


@given(
    title=st.text(max_size=300),
    name=st.text(max_size=80),
    account=st.text(max_size=80),
    severity=st.sampled_from(list(Severity)),
    kind=st.sampled_from(list(Kind)),
    is_aws=st.booleans(),
)
def test_any_text_becomes_a_subject_within_the_rules(  # one argument a field
    title: str, name: str, account: str, severity: Severity, kind: Kind, is_aws: bool
) -> None:
    fields = {"Title": title, "AwsAccountName": account, "Severity": {"Label": severity.name}}
    resources = [{"Type": "AwsLambdaFunction", "Id": f"arn:aws:lambda:eu-west-1:1:function:{name}"}]
    one = finding(*(("securityhub",) if is_aws else ()), **fields, Resources=resources, Types=[title])
    line = line_of(one, kind)
    assert_subject(line)
    assert line.startswith(f"[{severity.name}]")
    plain = ascii_subject(line)
    assert len(plain) <= 99
    assert plain.isascii()
    assert plain.isprintable()
    assert plain.rpartition(" #")[2] == line.rpartition(" #")[2]


NAMES = st.text(st.sampled_from("abAB0-_. é日"), min_size=1, max_size=70).map(str.strip).filter(bool)
PROBLEMS = st.tuples(
    st.sampled_from(["S3.8", "S3.9", "EC2.19"]), st.sampled_from(["111122223333", "444455556666"]), NAMES
)


@given(st.sets(PROBLEMS, min_size=2, max_size=12))
def test_problems_that_differ_have_subjects_that_differ(problems: set[tuple[str, str, str]]) -> None:
    lines = []
    for control, account, name in problems:
        fields = S3_8 | {"Compliance": {"Status": "FAILED", "SecurityControlId": control}, "AwsAccountId": account}
        resource = {"Type": "AwsLambdaFunction", "Id": f"arn:aws:lambda:eu-west-1:{account}:function:{name}"}
        one = finding("securityhub", **fields, Id=f"{control} {account} {name}", Resources=[resource])
        lines.append(line_of(one))
    assert len(set(lines)) == len(problems)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Zürich", "Zurich"),
        ("Straße", "Strasse"),
        ("„Prod“ – eins", '"Prod" - eins'),
        ("東京", "??"),
        ("a\r\nb\tc", "a b c"),
        ("Łódź Ørsted", "Lodz Orsted"),
    ],
)
def test_names_are_transliterated_never_dropped(text: str, plain: str) -> None:
    assert ascii_text(text) == plain


def test_other_scripts_stay() -> None:
    assert "東京" in line_of(finding("securityhub", **S3_8, AwsAccountName="東京", Resources=[]))


def test_no_two_of_the_public_findings_collide(public_findings: Path) -> None:
    told: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for path in sorted(public_findings.glob("*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            found = (
                [finding_from(row["finding"])]
                if "finding" in row
                else [r.finding for r in received_findings(row["event"])]
            )
            for one in found:
                identity = (one.control_id, *one.types, *(resource.id for resource in one.resources), one.own_id)
                told[line_of(one)].add(identity)
    assert [line for line, problems in told.items() if len({problem[:-1] for problem in problems}) > 1] == []


@pytest.mark.parametrize(
    ("late", "mark"),
    [
        (None, ""),
        (timedelta(0), "OVERDUE"),
        (timedelta(hours=23, minutes=59), "OVERDUE"),
        (timedelta(days=1), "OVERDUE 1 d"),
        (timedelta(days=3, hours=23), "OVERDUE 3 d"),
    ],
)
def test_whole_days_are_counted_since_it_was_due(late: timedelta | None, mark: str) -> None:
    assert overdue_mark(late) == mark
