"""The function as Lambda runs it, on a table and a topic."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any, cast

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from moto import mock_aws
from moto.core.botocore_stubber import MockRawResponse

from formatter import handler as function
from formatter.delivery.deliver import TooManyUnrememberedError
from formatter.delivery.sweep import Sweeper, Swept
from formatter.delivery.watch import AddressWatch
from formatter.memory import schema
from formatter.memory.old_dynamodb import SINGLES_PER_MINUTE
from formatter.memory.old_memory import MemoryUnreachableError
from formatter.observe import SERVICE
from formatter.settings import SWEEP_INPUT, Variable
from tests.formatter.fakes import START, finding, passed

SECRET = "a-text-that-only-the-finding-holds"


class Function:
    """The function in an environment of its own."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.queue_url = ""

    def __call__(self, event: dict[str, Any]) -> None:
        function._subscription()
        for one in logging.getLogger(SERVICE).handlers:
            # The logger outlives a test; its output shall go where this test looks.
            cast("logging.StreamHandler[Any]", one).stream = sys.stdout
        function.handler(event, None)

    def receives(self, *findings: Any, **detail: Any) -> None:
        self({"detail": {**detail, "findings": [one.raw for one in findings]}})

    def emails(self) -> list[dict[str, Any]]:
        sqs = boto3.client("sqs")
        found = []
        while messages := sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                found.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return found

    def log(self) -> list[dict[str, Any]]:
        out = self._capsys.readouterr().out
        return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Function]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName="memory",
            KeySchema=list(schema.KEY_SCHEMA),
            AttributeDefinitions=list(schema.ATTRIBUTE_DEFINITIONS),
            GlobalSecondaryIndexes=list(schema.GLOBAL_SECONDARY_INDEXES),
            BillingMode="PAY_PER_REQUEST",
        )
        topic = boto3.client("sns").create_topic(Name="emails")["TopicArn"]
        made = Function(capsys)
        made.queue_url = boto3.client("sqs").create_queue(QueueName="mailbox")["QueueUrl"]
        queue_arn = "arn:aws:sqs:eu-central-1:123456789012:mailbox"
        boto3.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn)
        monkeypatch.setenv(Variable.TABLE_NAME.value, "memory")
        monkeypatch.setenv(Variable.TOPIC_ARN.value, topic)
        function._subscription.cache_clear()
        yield made
        function._subscription.cache_clear()


def test_a_finding_is_mailed_once(run: Function) -> None:
    run.receives(finding())
    run.receives(finding())
    (email,) = run.emails()
    assert email["Subject"] == "[HIGH] 111122223333: Title of f-1."
    assert email["MessageAttributes"]["severity"]["Value"] == "HIGH"


def test_the_resolution_is_mailed_with_the_severity_that_was_told(run: Function) -> None:
    run.receives(finding())
    run.receives(passed())
    assert sorted(map(told, run.emails())) == [("NEW", "HIGH"), ("RESOLVED", "HIGH")]


def test_every_finding_of_a_custom_action_is_mailed(run: Function) -> None:
    run.receives(finding("a"), finding("b", Severity={"Label": "LOW"}), actionName="Tell the owner")
    assert sorted(map(told, run.emails())) == [("SENT BY ANALYST", "HIGH"), ("SENT BY ANALYST", "LOW")]


def told(email: dict[str, Any]) -> tuple[str, str]:
    attributes = email["MessageAttributes"]
    return attributes["kind"]["Value"], attributes["severity"]["Value"]


def test_the_sweep_mails_nothing_when_nothing_waits(run: Function) -> None:
    run(dict(SWEEP_INPUT))
    assert run.emails() == []


def test_an_idle_sweep_writes_no_metric(run: Function) -> None:
    run(dict(SWEEP_INPUT))
    assert run.log() == []


def test_each_finding_leaves_one_line_of_log_and_one_of_metrics(run: Function) -> None:
    run.receives(finding(Description=SECRET))
    log, metrics = run.log()
    assert {key: log[key] for key in ("level", "finding_id", "decision", "kind")} == {
        "level": "INFO",
        "finding_id": "f-1",
        "decision": "sent",
        "kind": "NEW",
    }
    assert log["message_id"]
    assert metrics["FindingsReceived"] == [1.0]
    assert metrics["SentNew"] == [1.0]


def test_silence_is_counted_by_its_reason(run: Function) -> None:
    run.receives(finding())
    run.receives(finding())
    assert run.log()[-1]["SilentToldBefore"] == [1.0]


def test_no_text_of_a_finding_is_logged(run: Function) -> None:
    run.receives(finding(Title=SECRET, Description=SECRET))
    run.receives(finding(Title=SECRET, Description=SECRET))
    assert SECRET not in json.dumps(run.log())


def test_silence_says_why(run: Function) -> None:
    run.receives(finding(Severity={"Label": "INFORMATIONAL"}))
    assert run.log()[0]["reason"] == "below the minimum severity"


def test_without_its_table_the_finding_is_mailed_all_the_same(run: Function) -> None:
    boto3.client("dynamodb").delete_table(TableName="memory")
    run.receives(finding())
    assert len(run.emails()) == 1
    assert run.log()[0]["level"] == "ERROR"


def test_one_finding_that_must_come_again_keeps_no_other_from_its_email(run: Function) -> None:
    boto3.client("dynamodb").delete_table(TableName="memory")
    with pytest.raises(TooManyUnrememberedError):
        run.receives(finding("a"), finding("b"), finding("c", Workflow={"Status": "SUPPRESSED"}))
    assert [told(email) for email in run.emails()] == [("NEW", "HIGH")]
    assert [line["finding_id"] for line in run.log() if "finding_id" in line] == ["a", "c"]


def test_a_finding_that_waits_is_counted_as_deferred(run: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(function, "_now", lambda: START)
    for number in range(SINGLES_PER_MINUTE + 2):
        run.receives(finding(f"f-{number}"))
    assert [line["FindingsDeferred"] for line in run.log() if "FindingsDeferred" in line] == [[1.0], [1.0]]


def test_what_a_sweep_could_not_send_is_logged_counted_and_raised(
    run: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sweeper, "sweep", lambda _: Swept(waiting=1, failures=("SNS said no",)))
    with pytest.raises(function.SweepFailedError, match="SNS said no"):
        run(dict(SWEEP_INPUT))
    failure, _, metrics = run.log()[:3]
    assert (failure["level"], failure["failure"]) == ("ERROR", "SNS said no")
    assert metrics["Failures"] == [1.0]


def test_a_sweep_that_cannot_check_the_addresses_has_swept_all_the_same(
    run: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: AddressWatch) -> None:
        raise MemoryUnreachableError("throttled")

    monkeypatch.setattr(AddressWatch, "check", fail)
    run(dict(SWEEP_INPUT))
    assert run.log()[0]["failure"] == "throttled"


def test_an_event_without_a_finding_is_told(run: Function) -> None:
    run({"detail-type": "Security Hub Insight Results", "detail": {"actionName": "Tell", "insightName": "x"}})
    assert "Event without a finding" in run.emails()[0]["Subject"]


def test_an_email_is_tried_once_and_left_to_the_sweep(run: Function) -> None:
    attempts = []

    def lose_the_answer(**_: Any) -> AWSResponse:
        attempts.append(1)
        return AWSResponse("https://sns.example.com", 500, {}, MockRawResponse("<ErrorResponse/>"))

    publisher: Any = function._subscription().deliverer._publisher
    publisher._client.meta.events.register_first("before-send.sns.Publish", lose_the_answer)
    run.receives(finding())
    assert (len(attempts), run.log()[0]["decision"]) == (1, "waiting")
