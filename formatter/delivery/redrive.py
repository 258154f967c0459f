"""Take dead letters back: what failed while the memory did not answer is received once more, one letter after the other.

The queue holds two shapes: EventBridge's event itself, and Lambda's record of a failed invocation with the event in it. The
sweep's own events are dropped, since the sweep comes again by itself.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from formatter.delivery.budget import Share
from formatter.settings import SWEEP_INPUT

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Letter:
    """A dead letter: its text, and by what it is taken away."""

    body: str
    receipt: str


class QueueError(Exception):
    """The queue did not answer, or refused."""


class Queue(Protocol):
    """The dead-letter queue."""

    def letters(self) -> Sequence[Letter]:
        """Return some letters, hidden from others until the sweep is over; raises QueueError."""

    def remove(self, letter: Letter) -> None:
        """Take a letter away; raises QueueError."""


@dataclass(frozen=True)
class Redriven:
    """How many letters were taken back, and what kept others in the queue."""

    taken: int = 0
    failures: tuple[str, ...] = ()


def redrive(queue: Queue, receive: Callable[[Event], None], share: Share) -> Redriven:
    """Receive the events of dead letters; one that is refused again stays, alone.

    Args:
        queue: where they lie.
        receive: takes an event; raises where it must come again.
        share: the time for it.
    """
    taken = 0
    failures: list[str] = []
    for letter in _letters(queue):
        if share.is_over:
            break
        if failure := _failure(queue, receive, letter):
            failures.append(failure)
        else:
            taken += 1
    return Redriven(taken, tuple(failures))


def _letters(queue: Queue) -> Iterator[Letter]:
    """Yield letters as long as the queue has any that were not shown yet."""
    while letters := queue.letters():
        yield from letters


def event_of(body: str) -> dict[str, Any]:
    """Return the event that a dead letter holds, whoever sent it; what is no event becomes one that has it as its detail."""
    try:
        letter = json.loads(body)
    except (json.JSONDecodeError, RecursionError):
        return _unreadable(body)
    if not isinstance(letter, dict):
        return _unreadable(body)
    payload = letter.get("requestPayload", letter)
    return dict(payload) if isinstance(payload, dict) else letter


def _unreadable(body: str) -> dict[str, Any]:
    return {"detail-type": "Dead letter", "detail": {"text": body}}


def _failure(queue: Queue, receive: Callable[[Event], None], letter: Letter) -> str:
    event = event_of(letter.body)
    try:
        if event != SWEEP_INPUT:
            receive(event)
    except Exception as error:  # noqa: BLE001  # whatever is wrong with one letter keeps no other in the queue
        return f"a dead letter was refused again: {error}"
    queue.remove(letter)
    return ""


class SqsQueue:
    """The dead-letter queue in Amazon SQS.

    Args:
        client: botocore's.
        queue_url: the queue's address.
    """

    _AT_ONCE = 10
    _SECONDS_HIDDEN = 120

    def __init__(self, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._url = queue_url

    def letters(self) -> Sequence[Letter]:
        """Ask once, without waiting: what another server of the queue holds comes with the next sweep."""
        with _as_ours():
            answer = self._client.receive_message(
                QueueUrl=self._url, MaxNumberOfMessages=self._AT_ONCE, VisibilityTimeout=self._SECONDS_HIDDEN
            )
        return [Letter(one["Body"], one["ReceiptHandle"]) for one in answer.get("Messages", ())]

    def remove(self, letter: Letter) -> None:
        """Delete the letter."""
        with _as_ours():
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=letter.receipt)


@contextmanager
def _as_ours() -> Iterator[None]:
    """Raise QueueError for what SQS refuses, or does not answer in time."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise QueueError(str(error)) from error
