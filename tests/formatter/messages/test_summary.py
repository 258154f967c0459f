"""A summary is small, and a digest line made of it says the same as one made of the whole finding."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formatter.finding.reader import finding_from
from formatter.finding.severity import Severity
from formatter.messages.headline import short_title
from formatter.messages.links import console_url
from formatter.messages.main_resource import told_resource
from formatter.messages.summary import LONGEST_SUMMARY, first_step, kept_first_step, summary
from harness.findings import EVENTS, finding, from_event, received

KEPT = (
    "id",
    "title",
    "severity",
    "state",
    "workflow_status",
    "record_state",
    "compliance_status",
    "account_id",
    "account_name",
    "region",
    "product_name",
    "company_name",
    "control_id",
    "updated_at",
    "is_sample",
    "remediation_url",
)


@pytest.mark.parametrize("name", sorted(path.stem for path in EVENTS.glob("*.json")))
def test_what_a_digest_needs_is_kept(name: str) -> None:
    for one in received(name):
        whole, short = one.finding, finding_from(json.loads(json.dumps(summary(one.finding))))
        for kept in KEPT:
            title = short_title(whole)
            cut = title if len(title) <= 160 else f"{title[:160]}..."
            before = cut if kept == "title" else getattr(whole, kept)
            assert getattr(short, kept) == before, kept
        assert told_resource(short) == (told_resource(whole) if any(one.id for one in whole.resources) else "")
        if whole.own_id:
            assert console_url(short) == console_url(whole)
        assert len(json.dumps(summary(whole))) <= LONGEST_SUMMARY


@pytest.mark.parametrize("name", sorted(path.stem for path in EVENTS.glob("*.json")))
def test_it_gives_the_advice_of_the_whole_finding(name: str) -> None:
    for one in received(name):
        kept = json.loads(json.dumps(summary(one.finding)))
        assert (kept_first_step(kept) or first_step(finding_from(kept))) == first_step(one.finding)


@pytest.mark.parametrize(
    ("fields", "step"),
    [
        (
            {"ProductArn": "arn:aws:securityhub:eu-central-1::product/aws/health", "GeneratorId": "AWS_ABUSE_REPORT"},
            "Find out now whether the resource is yours and under your control; AWS may restrict the account.",
        ),
        (
            {
                "ProductArn": "arn:aws:securityhub:eu-central-1::product/aws/access-analyzer",
                "Title": "Unused role",
                "ProductFields": {"findingType": "UnusedIAMRole"},
            },
            "Find out whether anybody needs the role; if nobody does, delete it.",
        ),
    ],
)
def test_what_decides_on_the_advice_is_not_lost(fields: dict[str, Any], step: str) -> None:
    assert kept_first_step(summary(finding(**fields))) == step


def test_the_name_of_the_main_resource_is_kept() -> None:
    whole = from_event("guardduty_action_object")
    assert told_resource(whole) == "AwsIamAccessKey AKIAIOSFODNN7EXAMPLE of deploy-bot"
    assert told_resource(finding_from(summary(whole))) == told_resource(whole)


def test_the_end_of_a_title_is_kept_where_the_rest_is_long() -> None:
    title = "Ensure no security groups allow ingress from 0.0.0.0/0 to port 22 or to any other port of administration"
    arn = "arn:aws:securityhub:us-east-1:111122223333:subscription/cis-aws-foundations-benchmark/v/1.2.0/4.1/finding/"
    long = finding(
        "securityhub",
        Id=arn + "0" * 36,
        Title=title,
        Types=["Software and Configuration Checks/Industry and Regulatory Standards/CIS AWS Foundations Benchmark"],
        Compliance={"Status": "FAILED", "SecurityControlId": "EC2.13"},
        Remediation={
            "Recommendation": {"Url": "https://docs.aws.amazon.com/console/securityhub/standards-cis-4.1/fix"}
        },
        Resources=[{"Type": "AwsEc2SecurityGroup", "Id": f"arn:aws:ec2:us-east-1:111122223333:{'a' * 190}"}],
    )
    assert finding_from(summary(long)).title == title


def test_the_severity_that_was_told_is_kept() -> None:
    told = from_event("control_passed").told_as(Severity.CRITICAL)
    assert told.severity is Severity.CRITICAL
    assert finding_from(summary(told)).severity is Severity.CRITICAL


def test_a_digest_knows_the_resource_by_its_short_name_however_long_its_arn_is() -> None:
    arn = f"arn:aws:iam::111122223333:role/{'a' * 150}"
    title = f"AwsIamRole/{arn}/ contains unused permissions"
    whole = finding(Title=title, Resources=[{"Type": "AwsIamRole", "Id": arn}])
    assert short_title(finding_from(summary(whole))).startswith("a" * 60)


_TEXT = st.text(st.characters(), max_size=600)


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("Id", "Title", "AwsAccountName", "Region", "ProductName", "RecordState"), _TEXT)
    ),
    _TEXT,
)
def test_it_is_small_whatever_the_finding_holds(fields: dict[str, Any], text: str) -> None:
    asff = fields | {
        "Types": [text],
        "Resources": [{"Id": text, "Type": text}],
        "Compliance": {"SecurityControlId": text},
    }
    ocsf = {
        "finding_info": {"uid": text, "title": text, "types": [text]},
        "cloud": {"account": {"name": text}, "region": text},
        "metadata": {"product": {"name": text, "vendor_name": text}},
        "resources": [{"uid": text, "name": text, "type": text}],
    }
    for raw in (asff, ocsf):
        assert len(json.dumps(summary(finding_from(raw)))) <= LONGEST_SUMMARY
