"""A queue of our own on a trial's topic: what it gets is what SNS sends, whatever becomes of the emails."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from installer.verification.stage import Stage
from installer.verification.who import Who

QUEUE = "queue"
"""The kind of what is made here; its subscription to the topic is another."""
TOPIC_SUBSCRIPTION = "subscription of the queue"

_AT_ONCE = 10


class TopicQueue:
    """The queue, and the messages that came so far.

    SNS wraps each message in an envelope with its MessageId, by which the formatter's log names it.
    https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
    """

    def __init__(self, stage: Stage, who: Who, url: str) -> None:
        self._stage = stage
        self._sqs = stage.sessions[who].client("sqs")
        self._url = url
        self._came: list[Mapping[str, Any]] = []

    @classmethod
    def make(cls, stage: Stage, who: Who, topic_arn: str, what: str) -> str:
        """Make the queue and subscribe it to the topic; returns its URL."""
        name = stage.ledger.name(what)
        sqs, sns = stage.sessions[who].client("sqs"), stage.sessions[who].client("sns")
        arn = f"{topic_arn.rpartition(':')[0].replace(':sns:', ':sqs:', 1)}:{name}"
        stage.ledger.will_make(QUEUE, who, name=name)
        url: str = sqs.create_queue(QueueName=name, Attributes={"Policy": _policy(arn, topic_arn)})["QueueUrl"]
        stage.ledger.will_make(TOPIC_SUBSCRIPTION, who, topic=topic_arn, endpoint=arn)
        sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=arn, ReturnSubscriptionArn=True)
        return url

    def message(self, message_id: str) -> Mapping[str, Any] | None:
        """Return the message of an id; None as long as it has not come."""
        return self._first("MessageId", message_id)

    def saying(self, text: str) -> Mapping[str, Any] | None:
        """Return the first message that holds a text; None as long as none has come."""
        self._receive()
        return next((one for one in self._came if text in one["Message"] or text in one.get("Subject", "")), None)

    def _first(self, name: str, value: str) -> Mapping[str, Any] | None:
        self._receive()
        return next((one for one in self._came if one.get(name) == value), None)

    def _receive(self) -> None:
        answer = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=_AT_ONCE)
        for one in answer.get("Messages", ()):
            self._came.append(json.loads(one["Body"]))
            self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=one["ReceiptHandle"])


def _policy(queue_arn: str, topic_arn: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue_arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic_arn}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
