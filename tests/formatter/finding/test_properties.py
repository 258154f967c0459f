"""Each property is the field that it says it is, in both formats; whatever else stands there reads as nothing."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formatter.finding.finding import Finding
from formatter.finding.reader import finding_from, received_findings
from formatter.finding.resource import Resource
from formatter.finding.severity import Severity
from harness.findings import EVENTS, received

PROPERTIES = sorted(name for name, value in vars(Finding).items() if isinstance(value, property))

ASFF: dict[str, Any] = {
    "Id": " i-1 ",
    "ProductArn": "arn:aws-us-gov:securityhub:us-gov-west-1::product/aws/guardduty",
    "ProductName": "GuardDuty",
    "CompanyName": "Amazon",
    "GeneratorId": "g-1",
    "AwsAccountId": "111122223333",
    "AwsAccountName": "web-shop",
    "Region": "us-gov-east-1",
    "Types": ["a/b", "", 7],
    "Title": "Title",
    "Description": "Description",
    "Severity": {"Label": "HIGH"},
    "Workflow": {"Status": "new"},
    "RecordState": "active",
    "Compliance": {"Status": "failed", "SecurityControlId": "S3.9"},
    "CreatedAt": "2026-10-24T22:10:05.000Z",
    "UpdatedAt": "2026-10-26T06:31:00.000Z",
    "FirstObservedAt": "2026-10-24T22:10:00.000Z",
    "LastObservedAt": "2026-10-26T07:30:00.000+01:00",
    "Remediation": {"Recommendation": {"Text": "Do it.", "Url": "https://docs.example.com"}},
    "SourceUrl": "https://source.example.com",
    "ProductFields": {"a": "b", "n": 1, "list": []},
    "Note": {"Text": "Look", "UpdatedBy": "jane"},
    "Sample": True,
    "Resources": [
        {
            "Id": "arn:aws:s3:::b",
            "Type": "AwsS3Bucket",
            "Region": "r",
            "Tags": {"k": "v"},
            "Details": {"AwsS3Bucket": {"x": 1}},
        }
    ],
}
OCSF: dict[str, Any] = {
    "finding_info": {
        "uid": " i-1 ",
        "title": "Title",
        "desc": "Description",
        "types": ["a/b", "", 7],
        "analytic": {"uid": "g-1"},
        "created_time": 1_792_879_805_000,
        "modified_time_dt": "2026-10-26T06:31:00.000Z",
        "first_seen_time_dt": "2026-10-24T22:10:00.000Z",
        "last_seen_time_dt": "2026-10-26T06:30:00.000Z",
        "src_url": "https://source.example.com",
    },
    "metadata": {"product": {"name": "GuardDuty", "vendor_name": "Amazon"}},
    "cloud": {
        "account": {"uid": "111122223333", "name": "web-shop"},
        "region": "us-gov-east-1",
        "cloud_partition": "aws-us-gov",
    },
    "severity_id": 4,
    "status": "New",
    "status_id": 1,
    "compliance": {"status": "Fail", "control": "S3.9"},
    "remediation": {"desc": "Do it.", "references": ["aws s3 do-it", "https://docs.example.com"]},
    "unmapped": {"a": "b", "n": 1, "list": []},
    "comment": "Look (jane)",
    "resources": [
        {
            "uid": "b",
            "uid_alt": "arn:aws:s3:::b",
            "type": "AwsS3Bucket",
            "region": "r",
            "tags": [{"name": "k", "value": "v"}],
            "data": {"x": 1},
        }
    ],
}


@pytest.mark.parametrize("raw", [ASFF, OCSF], ids=["ASFF", "OCSF"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("own_id", "i-1"),
        ("id", "i-1"),
        ("title", "Title"),
        ("description", "Description"),
        ("severity", Severity.HIGH),
        ("severity_known", True),
        ("workflow_status", "NEW"),
        ("record_state", "ACTIVE"),
        ("compliance_status", "FAILED"),
        ("control_id", "S3.9"),
        ("account_id", "111122223333"),
        ("account_name", "web-shop"),
        ("region", "us-gov-east-1"),
        ("partition", "aws-us-gov"),
        ("product_name", "GuardDuty"),
        ("company_name", "Amazon"),
        ("types", ("a/b", "7")),
        ("generator_id", "g-1"),
        ("created_at", datetime(2026, 10, 24, 22, 10, 5, tzinfo=timezone.utc)),
        ("updated_at", datetime(2026, 10, 26, 6, 31, tzinfo=timezone.utc)),
        ("first_observed_at", datetime(2026, 10, 24, 22, 10, tzinfo=timezone.utc)),
        ("last_observed_at", datetime(2026, 10, 26, 6, 30, tzinfo=timezone.utc)),
        ("remediation_text", "Do it."),
        ("remediation_url", "https://docs.example.com"),
        ("source_url", "https://source.example.com"),
        ("note", "Look (jane)"),
        ("resources", (Resource("arn:aws:s3:::b", "AwsS3Bucket", "r", {"k": "v"}, {"x": 1}),)),
    ],
)
def test_the_same_properties_of_both_formats(raw: dict[str, Any], name: str, value: object) -> None:
    assert getattr(finding_from(raw), name) == value


def test_what_only_one_format_has() -> None:
    assert finding_from(ASFF).is_sample
    assert not finding_from(OCSF).is_sample
    assert finding_from({"finding_info": {"title": "[SAMPLE] Something"}}).is_sample
    assert finding_from(ASFF).product_fields == {"a": "b", "n": "1", "list": ""}
    assert finding_from(OCSF).product_fields == {"a": "b", "n": "1"}


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(st.sampled_from(sorted(ASFF)), _ANYTHING)
    | st.dictionaries(st.sampled_from(sorted(OCSF)), _ANYTHING)
)
def test_no_property_raises_whatever_stands_there(raw: dict[str, Any]) -> None:
    finding = finding_from(raw)
    for name in PROPERTIES:
        getattr(finding, name)
    assert finding.id
    assert isinstance(finding.severity, Severity)
    assert all(isinstance(resource.short_name, str) for resource in finding.resources)


@given(_ANYTHING)
def test_whatever_an_event_holds_something_is_received(anything: Any) -> None:
    for event in ({"detail": anything}, {"detail": {"findings": anything}}, {"detail": {"findings": [anything]}}):
        assert all(one.finding.id for one in received_findings(event))
        assert received_findings(event)


@pytest.mark.parametrize("name", sorted(path.stem for path in EVENTS.glob("*.json")))
def test_the_raw_finding_is_always_reachable(name: str) -> None:
    for one in received(name):
        assert finding_from(one.finding.raw).id == one.finding.id


@pytest.mark.parametrize(
    ("own_id", "is_kept"),
    [("i" * 512, True), ("ümläut/日本", True), ("i" * 513, False), ("half \ud800", False), ("", False)],
    ids=["longest", "not ASCII", "too long", "half a character", "none"],
)
def test_an_id_that_no_table_keeps_is_replaced(own_id: str, is_kept: bool) -> None:
    finding = finding_from({"Id": own_id, "Title": "t"})
    assert (finding.id == own_id) is is_kept
    assert len(finding.id.encode()) <= 1_024
    assert finding_from({"Id": own_id, "Title": "other"}).id == finding.id or not own_id, "the id alone decides"


@pytest.mark.parametrize(
    ("identifier", "name", "short"),
    [
        ("arn:aws:ec2:eu-central-1:111122223333:instance/i-0a1b", "", "i-0a1b"),
        ("arn:aws:lambda:eu-central-1:111122223333:function:orders", "", "orders"),
        ("arn:aws:s3:::bucket", "", "bucket"),
        ("arn:aws:s3:::bucket/folder/key.csv", "", "bucket/folder/key.csv"),
        ("arn:aws:sns:eu-central-1:111122223333:topic", "", "topic"),
        ("arn:aws:iam::111122223333:role/path/Deploy", "", "path/Deploy"),
        ("AWS::::Account:111122223333", "", "111122223333"),
        ("AWS::IAM::AccessKey:AKIAEXAMPLE", "", "AKIAEXAMPLE"),
        ("i-0a1b", "", "i-0a1b"),
        ("i-0a1b", "bastion", "bastion"),
        ("arn:", "", "arn:"),
        ("arn:aws:s3", "", "s3"),
        ("AWS::", "", "AWS::"),
        ("", "", ""),
    ],
)
def test_short_names_of_resources(identifier: str, name: str, short: str) -> None:
    assert Resource(identifier, "", name=name).short_name == short


@pytest.mark.parametrize(
    ("resource", "short"),
    [
        (
            Resource("AWS::IAM::AccessKey:AKIAEXAMPLE", "AwsIamAccessKey", details={"PrincipalName": "deploy-bot"}),
            "AKIAEXAMPLE of deploy-bot",
        ),
        (Resource("AKIAEXAMPLE", "AWS::IAM::AccessKey", details={"UserName": "jane"}), "AKIAEXAMPLE of jane"),
        (Resource("AKIAEXAMPLE", "AwsIamAccessKey", details={"PrincipalId": "AIDAEXAMPLE"}), "AKIAEXAMPLE"),
        (Resource("arn:aws:ec2:r:1:instance/i-07c1", "AwsEc2Instance", tags={"Name": "eks01"}), "eks01 (i-07c1)"),
        (Resource("arn:aws:s3:::orders", "AwsS3Bucket", tags={"Name": "Shop"}), "orders"),
        (
            Resource(
                "arn:aws:ecr:r:1:repository/repo-os/sha256:af96",
                "AwsEcrContainerImage",
                details={"RepositoryName": "repo-os", "ImageTags": ["2023-08-23", "latest"]},
            ),
            "repo-os:2023-08-23",
        ),
        (
            Resource(
                "arn:aws:ecr:r:1:repository/repo-os/sha256:af96",
                "AwsEcrContainerImage",
                details={"RepositoryName": "repo-os", "ImageTags": []},
            ),
            "repo-os/sha256:af96",
        ),
        (Resource("i-07c1", "AWS::EC2::Instance", tags={"Name": "x"}, name="bastion"), "bastion"),
        (Resource("i-07c1", "AwsEc2Instance", tags={"Name": "x" * 65}), f"{'x' * 64}... (i-07c1)"),
    ],
)
def test_a_name_in_the_finding_comes_before_an_identifier(resource: Resource, short: str) -> None:
    assert resource.short_name == short
