"""Hand findings from a subscription's dead-letter queue to its formatter again.

The queue holds two shapes: EventBridge's event itself, and Lambda's record of a failed invocation with the event in it.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from installer.aws import Session, check_regions

_ACCEPTED = 202


@dataclass(frozen=True)
class Redriven:
    """What was done for one subscription."""

    stack: str
    events: int


def redrive(session: Session) -> list[Redriven]:
    """Redrive every subscription of the account and Region; a message goes only once the function has taken its event."""
    check_regions(session, (session.region_name,))
    cloudformation = session.client("cloudformation")
    sqs, functions = session.client("sqs"), session.client("lambda")
    return [
        Redriven(name, _redrive(sqs, functions, outputs["DeadLetterQueueUrl"], outputs["FunctionName"]))
        for name, outputs in _subscriptions(cloudformation)
        if "FunctionName" in outputs
    ]


def event_of(body: str) -> dict[str, Any]:
    """Return the event that a dead letter holds, whoever sent it."""
    letter: dict[str, Any] = json.loads(body)
    payload = letter.get("requestPayload", letter)
    return dict(payload) if isinstance(payload, dict) else letter


def _subscriptions(cloudformation: Any) -> Iterator[tuple[str, dict[str, str]]]:
    for page in cloudformation.get_paginator("describe_stacks").paginate():
        for stack in page["Stacks"]:
            outputs = {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", ())}
            if "DeadLetterQueueUrl" in outputs and "TopicArn" in outputs:
                yield stack["StackName"], outputs


def _redrive(sqs: Any, functions: Any, queue_url: str, function: str) -> int:
    handed_over = 0
    while messages := sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            payload = json.dumps(event_of(message["Body"])).encode()
            answer = functions.invoke(FunctionName=function, InvocationType="Event", Payload=payload)
            if answer["StatusCode"] == _ACCEPTED:
                sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
                handed_over += 1
    return handed_over
