"""DynamoDB and SNS as canned answers to real botocore clients: what the function itself takes, without any server."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

from formatter.clients import make_client
from formatter.delivery.sns_publisher import SnsPublisher
from formatter.delivery.subscription import Subscription
from formatter.delivery.surroundings import Surroundings
from formatter.memory import schema
from formatter.memory.dynamodb import DynamoDbMemory
from formatter.settings import Preferences
from harness.world.one_process import Hub, Letters

Item = Mapping[str, Mapping[str, Any]]

_PUBLISHED = b"<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>"
_CONDITION_FAILED = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"


class CannedAws:
    """Answers every call at once and counts them; a memory that knows nothing, or repeats.

    Attributes:
        is_repeat: whether findings are known as they are.
        notes: what the subscription's own notes hold.
        calls: how often each operation was called.
    """

    def __init__(self) -> None:
        self.is_repeat = False
        self.notes: dict[str, Mapping[str, Any]] = {"listening": {"heard": True}}
        self.calls: Counter[str] = Counter()

    def subscription(self, preferences: Preferences, now: datetime) -> Subscription:
        """Return what the function is made of, with clients that are answered here."""
        database, sns = make_client("dynamodb"), make_client("sns")
        for client in (database, sns):
            client.meta.events.register("before-send", answered_by(self._answer))
        began = {"at": now.timestamp() - 10**7, "filters": preferences.filters.fingerprint}
        self.notes = {"beginning": began, **self.notes}
        return Subscription(
            Surroundings(
                memory=DynamoDbMemory(database, "table"),
                topic=SnsPublisher(sns, "arn:aws:sns:eu-central-1:111122223333:topic"),
                hub=Hub(),
                queue=Letters(),
                preferences=preferences,
                clock=lambda: now,
                pause=lambda _: None,
            )
        )

    def _answer(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        target = request.headers.get("X-Amz-Target", b"SNS.Publish")
        operation = (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]
        self.calls[operation] += 1
        if operation == "Publish":
            return _response(request, 200, _PUBLISHED)
        body = json.loads(cast("bytes", request.body or b"{}"))
        key = body.get("Key", {}).get(schema.KEY, {}).get("S", "")
        # Only the first call on a finding asks for its state.
        is_first = operation == "UpdateItem" and ":state" in body.get("ConditionExpression", "")
        if is_first and not self.is_repeat:
            return _response(request, 400, json.dumps({"__type": _CONDITION_FAILED}).encode())
        note = self.notes.get(key.removeprefix(schema.NOTE_ROW))
        item = {"Item": {schema.NOTE: {"S": json.dumps(note)}}} if note else {}
        return _response(request, 200, json.dumps(item).encode())


class _Body:
    """A response's body, in one piece."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Sequence[bytes]:
        """Return the pieces, as urllib3 does."""
        return [self._content]


def answered_by(answer: Callable[..., AWSResponse | None]) -> Callable[..., None]:
    """Return a handler of `before-send` as its stubs want it, which do not know that what it returns is the call's answer.

    https://boto3.amazonaws.com/v1/documentation/api/latest/guide/events.html
    """
    return cast("Callable[..., None]", answer)


def _response(request: AWSPreparedRequest, status: int, content: bytes) -> AWSResponse:
    return AWSResponse(
        request.url, status, HTTPHeaders.from_pairs([("content-length", str(len(content)))]), _Body(content)
    )
