"""DynamoDB and SNS as canned answers to real botocore clients: what the function itself takes, without any server."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from formatter.clients import make_clients
from formatter.delivery.deliver import Deliverer
from formatter.delivery.publisher import SnsPublisher
from formatter.delivery.sweep import Sweeper
from formatter.finding.finding import Finding
from formatter.memory import old_schema as schema
from formatter.memory.old_dynamodb import DynamoDbMemory
from formatter.memory.old_memory import Told
from formatter.messages.summary import summary
from formatter.settings import Preferences

Item = Mapping[str, Mapping[str, Any]]

_PUBLISHED = b"<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>"
_CONDITION_FAILED = b'{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}'
_FAR = 4_000_000_000


class CannedAws:
    """Answers every call at once and counts them.

    Attributes:
        row: what GetItem finds; None for nothing.
        waiting: what the query for waiting findings finds.
        brake_is_closed: whether this minute's single emails are used up.
        calls: how often each operation was called.
    """

    def __init__(self) -> None:
        self.row: Item | None = None
        self.waiting: list[Item] = []
        self.brake_is_closed = False
        self.calls: Counter[str] = Counter()

    def subscription(self, preferences: Preferences, now: datetime) -> tuple[Deliverer, Sweeper]:
        """Return what the function is made of, with clients that are answered here."""
        dynamodb, sns = make_clients("dynamodb", "sns")
        for client in (dynamodb, sns):
            client.meta.events.register("before-send", self._answer)
        memory = DynamoDbMemory(dynamodb, "table")
        publisher = SnsPublisher(sns, "arn:aws:sns:eu-central-1:111122223333:topic")
        return (
            Deliverer(memory, publisher, preferences, lambda: now),
            Sweeper(memory, publisher, preferences, lambda: now, lambda _: None),
        )

    def _answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        target = request.headers.get("X-Amz-Target", b"SNS.Publish")
        operation = (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]
        self.calls[operation] += 1
        if operation == "Publish":
            return _response(request, 200, _PUBLISHED)
        if self.brake_is_closed and b"#minute" in (request.body or b""):
            return _response(request, 400, _CONDITION_FAILED)
        answers: dict[str, dict[str, Any]] = {
            "GetItem": {"Item": self.row} if self.row else {},
            "Query": {"Items": self.waiting},
        }
        return _response(request, 200, json.dumps(answers.get(operation, {})).encode())


def told_row(finding: Finding) -> Item:
    """Return the row of a finding that was told open."""
    return {
        schema.TOLD: {"S": Told.OPEN.value},
        schema.SEVERITY: {"N": str(int(finding.severity))},
        schema.VERSION: {"N": "2"},
        schema.SUMMARY: {"S": json.dumps(summary(finding))},
        schema.TTL_ATTRIBUTE: {"N": str(_FAR)},
    }


def waiting_row(finding: Finding, kind: str, since: datetime) -> Item:
    """Return what the index holds of a finding that waits to be told."""
    return {
        schema.KEY: {"S": finding.id},
        schema.PENDING_KIND: {"S": kind},
        schema.PENDING_SINCE: {"N": str(since.timestamp())},
        schema.SEVERITY: {"N": str(int(finding.severity))},
        schema.SUMMARY: {"S": json.dumps(summary(finding))},
        schema.VERSION: {"N": "1"},
    }


class _Body:
    """A response's body, in one piece."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> list[bytes]:
        """Return the pieces, as urllib3 does."""
        return [self._content]


def _response(request: AWSPreparedRequest, status: int, content: bytes) -> AWSResponse:
    return AWSResponse(request.url, status, {"content-length": str(len(content))}, _Body(content))
