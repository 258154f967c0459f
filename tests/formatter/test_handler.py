"""The function as Lambda runs it, on a table, a topic and a queue."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any, cast

import pytest
from moto import mock_aws

from formatter import handler as function
from formatter.delivery.outcome import Metric
from formatter.delivery.sns_publisher import SnsPublisher
from formatter.delivery.subscription import EventFailedError
from formatter.memory import schema
from formatter.memory.interface import MemoryUnreachableError
from formatter.observe import SERVICE
from formatter.settings import SWEEP_INPUT, Variable
from tests.formatter.delivery.world import CONFIRMED, OWNER, finding, passed
from tests.formatter.memory.tables import TABLE, make_table, moto_client

SECRET = "a-text-that-only-the-finding-holds"


class Function:
    """The function in an environment of its own."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self._events = 0
        self.mailbox = ""
        self.dead_letters = ""

    def __call__(self, event: dict[str, Any]) -> None:
        function._made()
        for one in logging.getLogger(SERVICE).handlers:
            # The logger outlives a test; its output shall go where this test looks.
            cast("logging.StreamHandler[Any]", one).stream = sys.stdout
        function.handler(event, None)

    def receives(self, *findings: Any, **detail: Any) -> None:
        self(self.event(*findings, **detail))

    def event(self, *findings: Any, **detail: Any) -> dict[str, Any]:
        self._events += 1
        time = f"2026-10-26T07:00:{self._events:02}Z"
        return {"id": str(self._events), "time": time, "detail": {**detail, "findings": [one.raw for one in findings]}}

    def messages(self) -> list[dict[str, Any]]:
        sqs = moto_client("sqs")
        found = []
        while answer := sqs.receive_message(QueueUrl=self.mailbox, MaxNumberOfMessages=10).get("Messages"):
            for message in answer:
                found.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=self.mailbox, ReceiptHandle=message["ReceiptHandle"])
        return found

    def log(self) -> list[dict[str, Any]]:
        out = self._capsys.readouterr().out
        return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Function]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        make_table()
        made = Function(capsys)
        topic = moto_client("sns").create_topic(Name="emails")["TopicArn"]
        made.mailbox = moto_client("sqs").create_queue(QueueName="mailbox")["QueueUrl"]
        made.dead_letters = moto_client("sqs").create_queue(QueueName="dead-letters")["QueueUrl"]
        queue_arn = "arn:aws:sqs:eu-central-1:123456789012:mailbox"
        moto_client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn)
        monkeypatch.setenv(Variable.TABLE_NAME.value, TABLE)
        monkeypatch.setenv(Variable.TOPIC_ARN.value, topic)
        monkeypatch.setenv(Variable.QUEUE_URL.value, made.dead_letters)
        monkeypatch.setenv(Variable.EMAIL_ADDRESSES.value, OWNER)
        monkeypatch.setattr(SnsPublisher, "addresses", lambda _: {OWNER: CONFIRMED})
        function._made.cache_clear()
        yield made
        function._made.cache_clear()


def told(message: dict[str, Any]) -> tuple[str, str]:
    attributes = message["MessageAttributes"]
    return attributes["kind"]["Value"], attributes["severity"]["Value"]


def test_a_finding_is_told_once(run: Function) -> None:
    run.receives(finding())
    run.receives(finding())
    assert [told(one) for one in run.messages()] == [("NEW", "HIGH")]


def test_who_has_no_text_of_their_own_gets_one_line(run: Function) -> None:
    run.receives(finding(Title=SECRET))
    (message,) = run.messages()
    assert message["Message"] == message["Subject"]


def test_its_end_is_told_with_the_severity_that_was_told(run: Function) -> None:
    run.receives(finding())
    run.receives(passed())
    assert sorted(map(told, run.messages())) == [("NEW", "HIGH"), ("RESOLVED", "HIGH")]


def test_every_finding_of_a_custom_action_is_told(run: Function) -> None:
    run.receives(finding("a"), finding("b", Severity={"Label": "LOW"}), actionName="Tell the owner")
    assert sorted(map(told, run.messages())) == [("SENT BY ANALYST", "HIGH"), ("SENT BY ANALYST", "LOW")]


def test_an_idle_sweep_says_nothing(run: Function) -> None:
    run(dict(SWEEP_INPUT))
    run.log()
    moto_client("dynamodb").delete_item(TableName=TABLE, Key={schema.KEY: {"S": f"{schema.LEASE_ROW}sweep"}})
    run(dict(SWEEP_INPUT))
    assert run.log() == []


def test_each_finding_leaves_one_line_of_log_and_what_was_measured_one_of_metrics(run: Function) -> None:
    run.receives(finding(Description=SECRET))
    log, metrics = run.log()
    assert {key: log[key] for key in ("level", "message", "finding_id", "decision", "kind", "severity")} == {
        "level": "INFO",
        "message": "delivered",
        "finding_id": "f-1",
        "decision": "sent",
        "kind": "NEW",
        "severity": "HIGH",
    }
    assert log["message_id"]
    assert metrics["severity"] == "HIGH"
    assert metrics["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["severity"]]
    assert [one["Name"] for one in metrics["_aws"]["CloudWatchMetrics"][0]["Metrics"]] == [Metric.TIME_TO_TELL.value]


def test_metrics_keep_their_names() -> None:
    """Dashboards and alarms of others rely on them."""
    assert [one.value for one in Metric] == ["TimeToTell", "TimeToTakeOn", "TimeToClose"]


def test_a_repeat_leaves_one_line_and_no_metric(run: Function) -> None:
    run.receives(finding())
    run.log()
    run.receives(finding())
    (log,) = run.log()
    assert (log["decision"], log["reason"]) == ("silent", "told before, and nothing changed")


def test_no_text_of_a_finding_is_logged(run: Function) -> None:
    run.receives(finding(Title=SECRET, Description=SECRET))
    run.receives(finding(Title=SECRET, Description=SECRET))
    assert SECRET not in json.dumps(run.log())


def test_without_its_table_nothing_is_sent_and_the_event_fails(run: Function) -> None:
    moto_client("dynamodb").delete_table(TableName=TABLE)
    with pytest.raises(EventFailedError):
        run.receives(finding())
    assert run.messages() == []
    assert [line["level"] for line in run.log()] == ["ERROR"]


def test_without_its_table_a_sweep_fails(run: Function) -> None:
    moto_client("dynamodb").delete_table(TableName=TABLE)
    with pytest.raises(MemoryUnreachableError):
        run(dict(SWEEP_INPUT))


def test_a_dead_letter_is_taken_back(run: Function) -> None:
    letter = {"requestPayload": run.event(finding())}
    moto_client("sqs").send_message(QueueUrl=run.dead_letters, MessageBody=json.dumps(letter))
    run(dict(SWEEP_INPUT))
    assert "NEW" in [one["MessageAttributes"]["kind"]["Value"] for one in run.messages()]
    assert "Messages" not in moto_client("sqs").receive_message(QueueUrl=run.dead_letters)


def test_what_a_sweep_could_not_send_is_logged_and_raised(run: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    topic = moto_client("sns").create_topic(Name="emails")["TopicArn"]
    moto_client("sns").delete_topic(TopicArn=topic)
    with pytest.raises(function.SweepFailedError):
        run(dict(SWEEP_INPUT))
    assert "ERROR" in [line["level"] for line in run.log()]
