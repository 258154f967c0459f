"""Tell the findings in a subscription's dead-letter queue after all: by its formatter, or by email where it has none."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from formatter.delivery.publisher import PacedPublisher, PublishError
from formatter.delivery.redrive import event_of
from formatter.delivery.sns_publisher import SnsPublisher
from formatter.filters import Filters
from formatter.finding.reader import received_findings
from formatter.finding.severity import Severity
from formatter.memory.records import Kind, Problem
from formatter.messages.compose import compose
from formatter.messages.message import Message
from formatter.settings import Preferences
from installer.aws.regions import check_regions
from installer.aws.sentences import sentence
from installer.aws.session import Session
from installer.aws.stack_reader import outputs_of, parameters_of
from product.subscription.form.names import MINIMUM_SEVERITY

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.type_defs import StackTypeDef
    from types_boto3_lambda import LambdaClient
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.type_defs import MessageTypeDef

_ACCEPTED = 202
_WAIT_SECONDS = 5
"""A receive that does not wait asks only some of the queue's servers and may miss what lies on the others.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
"""
_VAIN_ANSWERS = 6
"""How often a queue may answer with nothing old while it still counts letters; its counts are late by up to a minute.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
"""
_SECONDS_HELD = 300
"""How long received letters are hidden: ten with twenty findings each take 200 seconds at one email a second."""

_SENT: Final = "SentTimestamp"
"""When a letter was sent to the queue, in milliseconds.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
"""
_MILLISECONDS = 1_000

_COUNTS: Final = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")

Take = Callable[[dict[str, Any]], bool]
"""Takes the event of a letter; returns whether the letter may go."""


@dataclass(frozen=True)
class Redriven:
    """What was done for one subscription.

    Attributes:
        stack: name of the subscription's stack.
        events: how many letters were handed over and are gone from the queue.
        left: about how many are left in the queue.
        problem: what kept it from going on; empty where nothing did.
    """

    stack: str
    events: int
    left: int
    problem: str = ""


def redrive(session: Session, wait_seconds: int = _WAIT_SECONDS) -> list[Redriven]:
    """Redrive every subscription of the account and Region; a letter goes only once its event was taken.

    A subscription with a problem does not keep it from the others.

    Args:
        session: session of the account and Region.
        wait_seconds: how long a queue may take to find its letters.

    Raises:
        UserError: the Region is not enabled.
    """
    check_regions(session, (session.region_name,))
    found = _subscriptions(session.client("cloudformation"))
    return [_redrive(session, stack, outputs, wait_seconds) for stack, outputs in found]


def redrive_one(session: Session, stack_name: str, wait_seconds: int = _WAIT_SECONDS) -> Redriven:
    """Redrive one subscription of the account and Region.

    Args:
        session: session of the account and Region.
        stack_name: its stack.
        wait_seconds: how long its queue may take to find its letters.
    """
    ((stack, outputs),) = _subscriptions(session.client("cloudformation"), stack_name)
    return _redrive(session, stack, outputs, wait_seconds)


def _redrive(session: Session, stack: StackTypeDef, outputs: Mapping[str, str], wait_seconds: int) -> Redriven:
    take = _formatter(session, outputs) or _topic(session, stack, outputs)
    done = empty(session.client("sqs"), outputs["DeadLetterQueueUrl"], take, wait_seconds)
    return Redriven(stack["StackName"], *done)


def emails_of(event: Mapping[str, Any], preferences: Preferences, now: datetime) -> Iterator[Message]:
    """Yield what a formatter that remembers nothing would write about the event's findings."""
    for received in received_findings(event):
        kind = Kind.CUSTOM_ACTION if received.custom_action else Kind.NEW
        finding = received.finding
        problem = Problem(finding.id, severity=finding.severity)
        yield compose(finding, kind, problem, preferences, now, received.custom_action)


def _subscriptions(
    cloudformation: CloudFormationClient, stack_name: str = ""
) -> Iterator[tuple[StackTypeDef, dict[str, str]]]:
    described = cloudformation.get_paginator("describe_stacks")
    for page in described.paginate(StackName=stack_name) if stack_name else described.paginate():
        for stack in page["Stacks"]:
            outputs = outputs_of(stack)
            if "DeadLetterQueueUrl" in outputs and "TopicArn" in outputs:
                yield stack, outputs


def _formatter(session: Session, outputs: Mapping[str, str]) -> Take | None:
    """Return how the subscription's function takes an event; None where it has none."""
    return partial(_invoke, session.client("lambda"), outputs["FunctionName"]) if "FunctionName" in outputs else None


def _invoke(functions: LambdaClient, name: str, event: dict[str, Any]) -> bool:
    answer = functions.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps(event).encode())
    return answer["StatusCode"] == _ACCEPTED


def _topic(session: Session, stack: StackTypeDef, outputs: Mapping[str, str]) -> Take:
    """Return how the subscription's topic takes an event where EventBridge alone writes the emails."""
    minimum = Severity.named(parameters_of(stack).get(MINIMUM_SEVERITY, ""), Severity.LOW)
    preferences = Preferences(filters=Filters(minimum_severity=minimum), stack_name=stack["StackName"])
    publisher = PacedPublisher(SnsPublisher(session.client("sns"), outputs["TopicArn"]), time.sleep)
    return partial(_mail, publisher, preferences)


def _mail(publisher: PacedPublisher, preferences: Preferences, event: dict[str, Any]) -> bool:
    for email in emails_of(event, preferences, datetime.now(timezone.utc)):
        publisher.publish(email)
    return True


def empty(sqs: SQSClient, queue_url: str, take: Take, wait_seconds: int) -> tuple[int, int, str]:
    """Let every letter be taken that lay in a queue.

    Letters that were sent meanwhile stay, hidden for a while: one whose event fails again is back within minutes, and taking
    it once more would never end.

    Returns:
        How many were taken, about how many are left, and what kept it from going on, empty where nothing did.
    """
    began = time.time() * _MILLISECONDS
    taken = vain_answers = counted = 0
    try:
        counted = _counted(sqs, queue_url)
        while vain_answers < _VAIN_ANSWERS:
            found = _received(sqs, queue_url, wait_seconds)
            old = [message for message in found if int(message["Attributes"][_SENT]) <= began]
            for message in old:
                if take(event_of(message["Body"])):
                    sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
                    taken += 1
            if old:
                continue
            vain_answers += 1
            left = _counted(sqs, queue_url)
            if not left:
                break
    except PublishError as error:
        return taken, max(counted - taken, 0), f"the topic took no email, and the finding stays in the queue: {error}"
    except (BotoCoreError, ClientError) as error:
        return taken, max(counted - taken, 0), sentence(error)
    return taken, left, ""


def _received(sqs: SQSClient, queue_url: str, wait_seconds: int) -> Sequence[MessageTypeDef]:
    answer = sqs.receive_message(
        QueueUrl=queue_url,
        MaxNumberOfMessages=10,
        WaitTimeSeconds=wait_seconds,
        VisibilityTimeout=_SECONDS_HELD,
        MessageSystemAttributeNames=[_SENT],
    )
    return answer.get("Messages", ())


def _counted(sqs: SQSClient, queue_url: str) -> int:
    counts = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=_COUNTS)["Attributes"]
    return sum(int(counts[name]) for name in _COUNTS)
