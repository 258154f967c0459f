"""Security Hub: every import and every change is an event, and nobody else can send one."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest

from local.embedded_aws import EmbeddedAws
from local.journey.sample import sample_finding
from local.organization import new_account_id
from tests.local.waiting import until

REGION = "us-east-1"


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
    identifier = {"Id": finding["Id"], "ProductArn": finding["ProductArn"]}
    account.hub.batch_update_findings(FindingIdentifiers=[identifier], Workflow={"Status": "RESOLVED"})
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
    identifier = {"Id": finding["Id"], "ProductArn": finding["ProductArn"]}
    account.hub.batch_update_findings(FindingIdentifiers=[identifier], Workflow={"Status": status})
    account.hub.batch_import_findings(Findings=[finding | {"Compliance": {"Status": after}}])
    assert account.received(3)[-1]["detail"]["findings"][0]["Workflow"] == {"Status": expected}


def test_nobody_else_sends_events_of_security_hub(account: Account) -> None:
    entry = {"Source": "aws.securityhub", "DetailType": "Security Hub Findings - Imported", "Detail": "{}"}
    answer = account.events.put_events(Entries=[entry])
    assert answer["Entries"][0]["ErrorCode"] == "NotAuthorizedForSourceException"


def test_a_whole_event_is_sent_as_it_is(embedded_aws: EmbeddedAws, account: Account) -> None:
    event = {
        "detail-type": "Security Hub Findings - Custom Action",
        "resources": ["arn:aws:securityhub:us-east-1:111122223333:action/custom/mail"],
        "detail": {"actionName": "mail", "findings": [{"Id": "1"}, {"Id": "2"}]},
    }
    embedded_aws.send_event(account.id, event)
    (received,) = account.received(1)
    assert {name: received[name] for name in event} == event


def test_a_hub_that_is_off_says_so(account: Account) -> None:
    assert account.hub.describe_hub()["HubArn"].endswith("hub/default")
    account.hub.disable_security_hub()
    with pytest.raises(account.hub.exceptions.InvalidAccessException, match="not subscribed to AWS Security Hub"):
        account.hub.describe_hub()
