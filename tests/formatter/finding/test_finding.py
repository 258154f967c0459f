"""One property a field, whatever the raw finding holds."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from formatter.finding.finding import State
from formatter.finding.reader import finding_from, received_findings
from formatter.finding.severity import Severity


@pytest.mark.parametrize(
    ("raw", "severity"),
    [
        ({"Severity": {"Label": "LOW", "Normalized": 90}}, Severity.LOW),
        ({"Severity": {"Label": "low"}}, Severity.LOW),
        ({"Severity": {"Label": "INFORMATIONAL", "Normalized": 70}}, Severity.INFORMATIONAL),
        ({"Severity": {"Normalized": 0}}, Severity.INFORMATIONAL),
        ({"Severity": {"Normalized": 39}}, Severity.LOW),
        ({"Severity": {"Normalized": 40}}, Severity.MEDIUM),
        ({"Severity": {"Normalized": 70}}, Severity.HIGH),
        ({"Severity": {"Normalized": "90"}}, Severity.CRITICAL),
        ({"Severity": {"Label": "ODD", "Normalized": 70}}, Severity.HIGH),
        ({"Severity": {"Product": 8}}, Severity.HIGH),
        ({"Severity": {"Product": 10}}, Severity.CRITICAL),
        ({"Severity": {"Product": 11}}, Severity.LOW),
        ({"Severity": {"Product": 40}}, Severity.MEDIUM),
        ({"Severity": {"Original": "Critical"}}, Severity.CRITICAL),
        ({"Severity": "MEDIUM"}, Severity.MEDIUM),
        ({"FindingProviderFields": {"Severity": {"Label": "LOW"}}}, Severity.LOW),
        ({"ProductFields": {"aws/securityhub/SeverityLabel": "LOW"}}, Severity.LOW),
        ({"Severity": []}, None),
        ({}, None),
        ({"finding_info": {}, "severity_id": 5}, Severity.CRITICAL),
        ({"finding_info": {}, "severity_id": 6}, Severity.CRITICAL),
        ({"finding_info": {}, "severity": "Medium"}, Severity.MEDIUM),
        ({"finding_info": {}, "severity_id": 0, "severity": "Unknown"}, None),
    ],
)
def test_severity(raw: dict[str, Any], severity: Severity | None) -> None:
    finding = finding_from(raw)
    assert finding.stated_severity == severity
    assert finding.severity == (Severity.HIGH if severity is None else severity)


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        ({"Workflow": {"Status": "NEW"}, "RecordState": "ACTIVE"}, State.OPEN),
        ({}, State.OPEN),
        ({"WorkflowState": "NEW"}, State.OPEN),
        ({"Workflow": {"Status": "RESOLVED"}}, State.CLOSED),
        ({"RecordState": "ARCHIVED", "Workflow": {"Status": "NEW"}}, State.CLOSED),
        ({"Compliance": {"Status": "PASSED"}, "Workflow": {"Status": "NEW"}}, State.CLOSED),
        ({"Compliance": {"Status": "PASSED"}, "Workflow": {"Status": "SUPPRESSED"}}, State.CLOSED),
        ({"Workflow": {"Status": "SUPPRESSED"}}, State.SUPPRESSED),
        ({"Workflow": {"Status": "NOTIFIED"}}, State.NOTIFIED),
        ({"Workflow": "RESOLVED"}, State.OPEN),
        ({"finding_info": {}, "status_id": 1}, State.OPEN),
        ({"finding_info": {}, "status_id": 2}, State.NOTIFIED),
        ({"finding_info": {}, "status_id": 3}, State.SUPPRESSED),
        ({"finding_info": {}, "status_id": 4}, State.CLOSED),
        ({"finding_info": {}, "status_id": 5}, State.CLOSED),
        ({"finding_info": {}, "status_id": 6}, State.CLOSED),
        ({"finding_info": {}, "activity_id": 3, "status_id": 1}, State.CLOSED),
        ({"finding_info": {}, "compliance": {"status": "Pass"}}, State.CLOSED),
    ],
)
def test_state(raw: dict[str, Any], state: State) -> None:
    assert finding_from(raw).state is state


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-10-26T06:31:00Z", datetime(2026, 10, 26, 6, 31, tzinfo=timezone.utc)),
        ("2026-10-26T06:31:00.123Z", datetime(2026, 10, 26, 6, 31, 0, 123_000, tzinfo=timezone.utc)),
        ("2026-10-26T08:31:00.123456789+02:00", datetime(2026, 10, 26, 6, 31, 0, 123_456, tzinfo=timezone.utc)),
        ("2026-10-26", datetime(2026, 10, 26, tzinfo=timezone.utc)),
        (1_792_996_260, datetime(2026, 10, 26, 6, 31, tzinfo=timezone.utc)),
        (1_792_996_260_000, datetime(2026, 10, 26, 6, 31, tzinfo=timezone.utc)),
        ("yesterday", None),
        ("", None),
        ([], None),
        (1e300, None),
    ],
)
def test_times(value: object, moment: datetime | None) -> None:
    assert finding_from({"UpdatedAt": value}).updated_at == moment


def test_a_finding_without_id_gets_one_from_its_content() -> None:
    one, same, other = (finding_from({"Title": title}) for title in ("a", "a", "b"))
    assert one.id == same.id
    assert one.id != other.id
    assert one.own_id == ""


@pytest.mark.parametrize(
    ("resources", "ids"),
    [
        ([{"Id": "a", "Type": "T"}, {"Id": "b"}], ["a", "b"]),
        ("just text", ["just text"]),
        ({"Id": "one"}, ["one"]),
        ([None, 7, {"Id": 8}], ["", "7", "8"]),
        (None, []),
        ("", []),
    ],
)
def test_resources_of_any_shape(resources: object, ids: list[str]) -> None:
    assert [resource.id for resource in finding_from({"Resources": resources}).resources] == ids


def test_tags_of_both_formats() -> None:
    asff = finding_from({"Resources": [{"Id": "a", "Tags": {"team": "x"}}]})
    ocsf = finding_from({"finding_info": {}, "resources": [{"uid": "a", "tags": [{"name": "team", "value": "x"}]}]})
    assert asff.resources[0].tags == ocsf.resources[0].tags == {"team": "x"}


def test_every_finding_of_an_event_is_received() -> None:
    event = {"detail": {"actionName": "Tell", "findings": [{"Id": "1"}, {"Id": "2"}, "3"]}}
    received = received_findings(event)
    assert [one.finding.own_id for one in received] == ["1", "2", ""]
    assert {one.custom_action for one in received} == {"Tell"}


def test_an_event_without_finding_is_told_as_such() -> None:
    (received,) = received_findings({"detail-type": "Something new", "account": "1", "detail": {}})
    assert received.finding.title == "Event without a finding: Something new"
    assert not received.finding.is_aws_product


@pytest.mark.parametrize(("source", "is_of_aws"), [("aws.securityhub", True), ("my.securityhub", False)])
def test_insight_results_are_told_as_what_they_are(source: str, is_of_aws: bool) -> None:
    detail = {"actionName": "Tell", "insightName": 'Users with "admin"', "insightResults": [{"joe": 2}]}
    event = {"source": source, "detail-type": "Security Hub Insight Results", "region": "eu-west-1", "detail": detail}
    (received,) = received_findings(event)
    assert received.custom_action == "Tell"
    assert received.finding.is_aws_product is is_of_aws
    named = "Results of the insight \"Users with 'admin'\": counts, no finding"
    assert (received.finding.title == named) is is_of_aws
    assert (received.finding.severity is Severity.INFORMATIONAL) is is_of_aws


@pytest.mark.parametrize(
    ("arn", "product"),
    [
        ("arn:aws:securityhub:eu-central-1::product/aws/guardduty", "guardduty"),
        ("arn:aws-cn:securityhub:cn-north-1::product/aws/securityhub", "securityhub"),
        ("arn:aws:securityhub:eu-central-1::productv2/aws/securityhub-risk", "securityhub-risk"),
        ("arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default", ""),
        ("arn:aws:securityhub:eu-central-1:111122223333:product/aws/guardduty", ""),
        ("arn:aws:securityhub:eu-central-1::product/crowdstrike/crowdstrike-falcon", ""),
        ("arn:aws:securityhub:eu-central-1::product/x/product/aws/guardduty", ""),
        ("arn:aws:securityhub:eu-central-1::product/aws/guardduty/more", ""),
        ("arn:aws:other:eu-central-1::product/aws/guardduty", ""),
        ("arn:aws:securityhub:eu-central-1::product/aws/", ""),
        ("arn:aws:securityhub:eu-central-1::product/aws/" + "x" * 200, ""),
        ("", ""),
    ],
)
def test_only_the_arn_makes_a_product_aws_s_own(arn: str, product: str) -> None:
    asff = finding_from({"ProductArn": arn, "ProductName": "Security Hub", "CompanyName": "AWS"})
    ocsf = finding_from({"finding_info": {}, "metadata": {"product": {"uid": arn, "name": "Security Hub"}}})
    for one in (asff, ocsf):
        assert (one.aws_product, one.is_aws_product) == (product, bool(product))


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        (
            {"type": "AWS::EC2::Instance", "uid": "i-1", "tags": [{"name": "Name", "value": "runner"}]},
            "runner (i-1)",
        ),
        (
            {"type": "AWS::EC2::Instance", "uid": "i-1", "data": {"tags": [{"key": "Name", "value": "runner"}]}},
            "runner (i-1)",
        ),
        ({"type": "AWS::IAM::AccessKey", "uid": "AKIA1", "data": {"user_name": "deploy-bot"}}, "AKIA1 of deploy-bot"),
        (
            {"type": "AWS::ECR::Image", "uid": "x", "data": {"repository_name": "cart", "image_tags": ["2.7"]}},
            "cart:2.7",
        ),
        ({"type": "AWS::Container::Container", "uid": "287ae", "name": "/control-plane"}, "/control-plane"),
    ],
)
def test_resources_of_ocsf_have_the_names_that_people_know(resource: dict[str, Any], name: str) -> None:
    (one,) = finding_from({"finding_info": {}, "resources": [resource]}).resources
    assert one.short_name == name


@pytest.mark.parametrize(
    ("raw", "control"),
    [
        ({"Compliance": {"SecurityControlId": "S3.9"}, "GeneratorId": "security-control/S3.8"}, "S3.9"),
        ({"GeneratorId": "security-control/S3.8"}, "S3.8"),
        ({"GeneratorId": "security-control/S3.8", "ProductFields": {"ControlId": "S3.1"}}, "S3.8"),
        ({"GeneratorId": "aws-foundational-security-best-practices/v/1.0.0/S3.8"}, ""),
        ({"ProductFields": {"RuleId": "2.7"}}, "2.7"),
    ],
)
def test_the_control_is_named_by_security_hub_by_its_generator_or_by_the_standard(
    raw: dict[str, Any], control: str
) -> None:
    assert finding_from(raw).control_id == control
