"""Security Hub: every import and every change is an event, and nobody else can send one."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest

from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws
from embedded_aws.sessions import Credentials
from local.journey.sample import sample_finding
from tests.embedded_aws.waiting import until

REGION = "us-east-1"
LATER = "2999-01-01T00:00:00.000Z"


class Account:
    """An account whose events of Security Hub all land in a queue."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.id = new_account_id()
        session = aws.session(self.id, REGION)
        self.hub = session.client("securityhub")
        self.events = session.client("events")
        self._sqs = session.client("sqs")
        self._queue = self._sqs.create_queue(QueueName="events")["QueueUrl"]
        attributes = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])["Attributes"]
        allow = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": attributes["QueueArn"]}
        self._sqs.set_queue_attributes(
            QueueUrl=self._queue, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [allow]})}
        )
        self.events.put_rule(Name="all", EventPattern=json.dumps({"source": ["aws.securityhub"]}))
        self.events.put_targets(Rule="all", Targets=[{"Id": "queue", "Arn": attributes["QueueArn"]}])

    def received(self, number: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []

        def enough() -> bool:
            messages = self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10).get("Messages", [])
            found.extend(json.loads(message["Body"]) for message in messages)
            return len(found) >= number

        until(enough)
        return found

    def sample(self, **changes: Any) -> dict[str, Any]:
        return sample_finding(self.id, REGION, "High", {}, datetime.now(timezone.utc)) | changes


def identifier(finding: dict[str, Any]) -> dict[str, str]:
    return {"Id": finding["Id"], "ProductArn": finding["ProductArn"]}


@pytest.fixture
def account(embedded_aws: EmbeddedAws) -> Account:
    return Account(embedded_aws)


def test_an_import_is_one_event_a_finding(account: Account) -> None:
    findings = [account.sample(), account.sample()]
    answer = account.hub.batch_import_findings(Findings=findings)
    assert (answer["SuccessCount"], answer["FailedCount"]) == (2, 0)
    events = account.received(2)
    assert {event["detail-type"] for event in events} == {"Security Hub Findings - Imported"}
    assert [len(event["detail"]["findings"]) for event in events] == [1, 1]
    assert {event["detail"]["findings"][0]["Id"] for event in events} == {finding["Id"] for finding in findings}


def test_security_hub_adds_what_the_finding_lacks(account: Account) -> None:
    finding = account.sample()
    for name in ("Workflow", "RecordState"):
        del finding[name]
    account.hub.batch_import_findings(Findings=[finding])
    sent = account.received(1)[0]["detail"]["findings"][0]
    assert (sent["Workflow"], sent["RecordState"], sent["Severity"]["Normalized"]) == ({"Status": "NEW"}, "ACTIVE", 70)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"AwsAccountId": "111122223333"}, "of another account"), ({"Title": " "}, "a title is there, so it passes")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_finding_of_another_account_is_refused(account: Account, changes: dict[str, Any], reason: str) -> None:
    answer = account.hub.batch_import_findings(Findings=[account.sample(**changes)])
    assert answer["FailedCount"] == ("AwsAccountId" in changes), reason


def test_a_change_of_the_workflow_is_an_event(account: Account) -> None:
    finding = account.sample()
    account.hub.batch_import_findings(Findings=[finding])
    account.hub.batch_update_findings(FindingIdentifiers=[identifier(finding)], Workflow={"Status": "RESOLVED"})
    events = account.received(2)
    assert events[-1]["detail"]["findings"][0]["Workflow"] == {"Status": "RESOLVED"}
    filters = {"WorkflowStatus": [{"Value": "RESOLVED", "Comparison": "EQUALS"}]}
    assert [one["Id"] for one in account.hub.get_findings(Filters=filters)["Findings"]] == [finding["Id"]]


@pytest.mark.parametrize(
    ("status", "compliance", "expected"),
    [
        ("RESOLVED", ("PASSED", "FAILED"), "NEW"),
        ("NOTIFIED", ("PASSED", "WARNING"), "NEW"),
        ("SUPPRESSED", ("PASSED", "FAILED"), "SUPPRESSED"),
        ("NOTIFIED", ("FAILED", "FAILED"), "NOTIFIED"),
    ],
)
def test_a_control_that_fails_again_is_new_again_unless_suppressed(
    account: Account, status: str, compliance: tuple[str, str], expected: str
) -> None:
    before, after = compliance
    finding = account.sample(Compliance={"Status": before})
    account.hub.batch_import_findings(Findings=[finding])
    account.hub.batch_update_findings(FindingIdentifiers=[identifier(finding)], Workflow={"Status": status})
    again = finding | {"Compliance": {"Status": after}, "UpdatedAt": LATER}
    account.hub.batch_import_findings(Findings=[again])
    assert account.received(3)[-1]["detail"]["findings"][0]["Workflow"] == {"Status": expected}


@pytest.mark.parametrize(("status", "expected"), [("RESOLVED", "NEW"), ("SUPPRESSED", "SUPPRESSED")])
def test_an_archived_finding_that_is_active_again_is_new_again(account: Account, status: str, expected: str) -> None:
    finding = account.sample(RecordState="ARCHIVED")
    account.hub.batch_import_findings(Findings=[finding])
    account.hub.batch_update_findings(FindingIdentifiers=[identifier(finding)], Workflow={"Status": status})
    account.hub.batch_import_findings(Findings=[finding | {"RecordState": "ACTIVE", "UpdatedAt": LATER}])
    assert account.received(3)[-1]["detail"]["findings"][0]["Workflow"] == {"Status": expected}


def test_a_persons_change_leaves_the_time_of_the_update(account: Account) -> None:
    finding = account.sample()
    account.hub.batch_import_findings(Findings=[finding])
    account.hub.batch_update_findings(
        FindingIdentifiers=[identifier(finding)],
        Workflow={"Status": "NOTIFIED"},
        Severity={"Label": "LOW"},
        Note={"Text": "I am on it", "UpdatedBy": "ann"},
    )
    sent = account.received(2)[-1]["detail"]["findings"][0]
    assert sent["UpdatedAt"] == finding["UpdatedAt"]
    assert (sent["Severity"]["Label"], sent["Severity"]["Normalized"], sent["Note"]["Text"]) == ("LOW", 1, "I am on it")


def test_an_import_that_is_not_newer_changes_nothing(account: Account) -> None:
    finding = account.sample(Title="First")
    account.hub.batch_import_findings(Findings=[finding])
    account.hub.batch_import_findings(Findings=[finding | {"Title": "Second"}])
    assert account.received(2)[-1]["detail"]["findings"][0]["Title"] == "First"


def test_the_same_id_of_two_products_is_two_findings(account: Account) -> None:
    one = account.sample(Title="One")
    other = one | {"ProductArn": one["ProductArn"].replace("aws/securityhub", "aws/inspector"), "Title": "Other"}
    account.hub.batch_import_findings(Findings=[one, other])
    assert {found["Title"] for found in account.hub.get_findings()["Findings"]} == {"One", "Other"}
    account.hub.batch_update_findings(FindingIdentifiers=[identifier(other)], Workflow={"Status": "RESOLVED"})
    states = {found["Title"]: found["Workflow"]["Status"] for found in account.hub.get_findings()["Findings"]}
    assert states == {"One": "NEW", "Other": "RESOLVED"}


def test_an_event_names_its_finding_and_its_time(account: Account) -> None:
    finding = account.sample()
    account.hub.batch_import_findings(Findings=[finding])
    (event,) = account.received(1)
    assert event["resources"] == [f"{finding['ProductArn']}/{finding['Id']}"]
    assert datetime.fromisoformat(event["time"].replace("Z", "+00:00")).microsecond == 0
    assert event["account"] == account.id


FILTERS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("all", {}, {"a", "b", "c"}),
    ("severity", {"SeverityLabel": [{"Value": "HIGH", "Comparison": "EQUALS"}]}, {"a", "c"}),
    ("one of two", {"Title": [{"Value": name, "Comparison": "EQUALS"} for name in "ab"]}, {"a", "b"}),
    ("none of two", {"Title": [{"Value": name, "Comparison": "NOT_EQUALS"} for name in "ab"]}, {"c"}),
    ("prefix", {"GeneratorId": [{"Value": "gen", "Comparison": "PREFIX"}]}, {"a", "b", "c"}),
    ("not prefix", {"GeneratorId": [{"Value": "gen", "Comparison": "PREFIX_NOT_EQUALS"}]}, set()),
    ("contains", {"ResourceId": [{"Value": ":::bucket-b", "Comparison": "CONTAINS"}]}, {"b"}),
    ("record state", {"RecordState": [{"Value": "ACTIVE", "Comparison": "EQUALS"}]}, {"a", "b"}),
    ("workflow", {"WorkflowStatus": [{"Value": "NEW", "Comparison": "EQUALS"}]}, {"a", "b", "c"}),
    ("product", {"ProductName": [{"Value": "Security Hub", "Comparison": "NOT_EQUALS"}]}, set()),
    ("tag", {"ResourceTags": [{"Key": "team", "Value": "shop", "Comparison": "EQUALS"}]}, {"a"}),
    ("not tag", {"ResourceTags": [{"Key": "team", "Value": "shop", "Comparison": "NOT_EQUALS"}]}, {"b", "c"}),
    ("days", {"UpdatedAt": [{"DateRange": {"Value": 1, "Unit": "DAYS"}}]}, {"a", "b", "c"}),
    ("since", {"UpdatedAt": [{"Start": LATER, "End": LATER}]}, set()),
    (
        "both",
        {
            "SeverityLabel": [{"Value": "HIGH", "Comparison": "EQUALS"}],
            "RecordState": [{"Value": "ARCHIVED", "Comparison": "EQUALS"}],
        },
        {"c"},
    ),
]


@pytest.fixture(scope="module")
def filtered(embedded_aws: EmbeddedAws) -> Account:
    account = Account(embedded_aws)
    findings = [
        account.sample(
            Id=name,
            Title=name,
            GeneratorId="generator",
            RecordState=state,
            Severity={"Label": severity},
            Resources=[{"Type": "AwsS3Bucket", "Id": f"arn:aws:s3:::bucket-{name}", "Tags": tags}],
        )
        for name, severity, state, tags in (
            ("a", "HIGH", "ACTIVE", {"team": "shop"}),
            ("b", "LOW", "ACTIVE", {"team": "bank"}),
            ("c", "HIGH", "ARCHIVED", {}),
        )
    ]
    account.hub.batch_import_findings(Findings=findings)
    return account


@pytest.mark.parametrize(("name", "filters", "expected"), FILTERS, ids=[case[0] for case in FILTERS])
def test_filters(filtered: Account, name: str, filters: dict[str, Any], expected: set[str]) -> None:
    assert {found["Id"] for found in filtered.hub.get_findings(Filters=filters)["Findings"]} == expected


def test_an_unknown_filter_and_too_many_are_refused(filtered: Account) -> None:
    for filters in (
        {"MalwareName": [{"Value": "x", "Comparison": "EQUALS"}]},
        {"Title": [{"Value": "x", "Comparison": "EQUALS"}] * 21},
    ):
        with pytest.raises(filtered.hub.exceptions.InvalidInputException):
            filtered.hub.get_findings(Filters=filters)


def test_pages_hold_a_hundred_findings(account: Account) -> None:
    findings = [account.sample() for _ in range(101)]
    account.hub.batch_import_findings(Findings=findings[:100])
    account.hub.batch_import_findings(Findings=findings[100:])
    first = account.hub.get_findings()
    second = account.hub.get_findings(NextToken=first["NextToken"])
    assert (len(first["Findings"]), len(second["Findings"]), "NextToken" in second) == (100, 1, False)
    pages = account.hub.get_paginator("get_findings").paginate(PaginationConfig={"PageSize": 40})
    assert sorted(found["Id"] for page in pages for found in page["Findings"]) == sorted(one["Id"] for one in findings)
    with pytest.raises(account.hub.exceptions.InvalidInputException):
        account.hub.get_findings(MaxResults=101)


def ocsf(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "activity_id": 1,
        "severity": "High",
        "severity_id": 4,
        "status": "New",
        "status_id": 1,
        "finding_info": {"uid": name, "title": name, "modified_time_dt": "2026-01-01T00:00:00Z"},
        "metadata": {"uid": f"uid-{name}", "product": {"uid": "product", "name": "Security Hub"}},
        "cloud": {"account": {"uid": "111122223333"}, "region": REGION},
        "resources": [{"uid": f"arn:{name}", "tags": [{"name": "team", "value": name}]}],
    } | changes


def text(field: str, value: str, comparison: str = "EQUALS") -> dict[str, Any]:
    return {"FieldName": field, "Filter": {"Value": value, "Comparison": comparison}}


COMPOSITES: list[tuple[str, dict[str, Any], set[str]]] = [
    ("all", {}, {"a", "b"}),
    ("text", {"CompositeFilters": [{"StringFilters": [text("severity", "High")]}]}, {"a"}),
    ("number", {"CompositeFilters": [{"NumberFilters": [{"FieldName": "severity_id", "Filter": {"Lt": 4.0}}]}]}, {"b"}),
    (
        "tag",
        {
            "CompositeFilters": [
                {
                    "MapFilters": [
                        {"FieldName": "resources.tags", "Filter": {"Key": "team", "Value": "b", "Comparison": "EQUALS"}}
                    ]
                }
            ]
        },
        {"b"},
    ),
    (
        "or within",
        {
            "CompositeFilters": [
                {"StringFilters": [text("severity", "High"), text("finding_info.uid", "b")], "Operator": "OR"}
            ]
        },
        {"a", "b"},
    ),
    (
        "and within",
        {"CompositeFilters": [{"StringFilters": [text("severity", "High"), text("finding_info.uid", "b")]}]},
        set(),
    ),
    (
        "or between",
        {
            "CompositeFilters": [
                {"StringFilters": [text("finding_info.uid", "a")]},
                {"StringFilters": [text("finding_info.uid", "b")]},
            ],
            "CompositeOperator": "OR",
        },
        {"a", "b"},
    ),
    (
        "nested",
        {
            "CompositeFilters": [
                {
                    "NestedCompositeFilters": [{"StringFilters": [text("severity", "Low")]}],
                    "StringFilters": [text("status", "New")],
                }
            ]
        },
        {"b"},
    ),
    ("by id", {"CompositeFilters": [{"StringFilters": [text("metadata.uid", "uid-a")]}]}, {"a"}),
]


@pytest.fixture(scope="module")
def newer(embedded_aws: EmbeddedAws) -> Account:
    account = Account(embedded_aws)
    for finding in (ocsf("a"), ocsf("b", severity="Low", severity_id=2)):
        event = {"detail-type": "Findings Imported V2", "detail": {"findings": [finding]}}
        embedded_aws.send_event(account.id, event)
    return account


@pytest.mark.parametrize(("name", "filters", "expected"), COMPOSITES, ids=[case[0] for case in COMPOSITES])
def test_composite_filters(newer: Account, name: str, filters: dict[str, Any], expected: set[str]) -> None:
    found = newer.hub.get_findings_v2(Filters=filters)["Findings"]
    assert {one["finding_info"]["uid"] for one in found} == expected


def test_a_change_in_the_newer_format_is_an_event_too(embedded_aws: EmbeddedAws, account: Account) -> None:
    event = {"detail-type": "Findings Imported V2", "detail": {"findings": [ocsf("a")]}}
    embedded_aws.send_event(account.id, event)
    named = {"CloudAccountUid": "111122223333", "FindingInfoUid": "a", "MetadataProductUid": "product"}
    answer = account.hub.batch_update_findings_v2(FindingIdentifiers=[named], StatusId=2, Comment="I am on it")
    assert answer["ProcessedFindings"] == [{"FindingIdentifier": named}]
    sent = account.received(2)[-1]
    finding = sent["detail"]["findings"][0]
    assert (sent["detail-type"], sent["resources"]) == ("Findings Imported V2", ["uid-a"])
    assert (finding["status"], finding["status_id"], finding["comment"]) == ("In Progress", 2, "I am on it")
    assert finding["finding_info"]["modified_time_dt"] == "2026-01-01T00:00:00Z"
    (missing,) = account.hub.batch_update_findings_v2(MetadataUids=["none"], StatusId=4)["UnprocessedFindings"]
    assert missing["ErrorCode"] == "ResourceNotFoundException"


@pytest.mark.parametrize("resource", ["*", "arn:aws:securityhub:*:*:hub/default"])
def test_both_formats_are_read_with_one_permission(embedded_aws: EmbeddedAws, resource: str) -> None:
    account = new_account_id()
    iam = embedded_aws.session(account).client("iam")
    iam.create_user(UserName="reader")
    allow = {"Statement": {"Effect": "Allow", "Action": "securityhub:GetFindings", "Resource": resource}}
    iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=json.dumps(allow))
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    credentials = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
    hub = embedded_aws.session(account, credentials=credentials).client("securityhub")
    assert hub.get_findings()["Findings"] == hub.get_findings_v2()["Findings"] == []
    with pytest.raises(hub.exceptions.AccessDeniedException):
        hub.batch_update_findings_v2(MetadataUids=["none"], StatusId=4)


def test_nobody_else_sends_events_of_security_hub(account: Account) -> None:
    entry = {"Source": "aws.securityhub", "DetailType": "Security Hub Findings - Imported", "Detail": "{}"}
    answer = account.events.put_events(Entries=[entry])
    assert answer["Entries"][0]["ErrorCode"] == "NotAuthorizedForSourceException"


def test_a_whole_event_is_sent_as_it_is(embedded_aws: EmbeddedAws, account: Account) -> None:
    event = {
        "detail-type": "Security Hub Findings - Custom Action",
        "resources": ["arn:aws:securityhub:us-east-1:111122223333:action/custom/mail"],
        "detail": {"actionName": "mail", "findings": [{"Id": "1"}, {"Id": "2"}]},
        "id": "11112222-3333-4444-5555-666677778888",
        "time": "2026-01-02T03:04:05Z",
    }
    embedded_aws.send_event(account.id, event)
    (received,) = account.received(1)
    assert {name: received[name] for name in event} == event


def test_a_hub_that_is_off_says_so(account: Account) -> None:
    assert account.hub.describe_hub()["HubArn"].endswith("hub/default")
    account.hub.disable_security_hub()
    with pytest.raises(account.hub.exceptions.InvalidAccessException, match="not subscribed to AWS Security Hub"):
        account.hub.describe_hub()
