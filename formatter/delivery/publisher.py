"""Whoever takes a message, and what goes wrong with it; told apart from SNS, which most starts of the function need not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from formatter.messages.message import Message

_ONE_SECOND = 1.0


class PublishError(Exception):
    """SNS did not take the message, or did not say so in time."""


class MessageRefusedError(PublishError):
    """SNS took offence at this very message; others may go through."""


class Publisher(Protocol):
    """Whoever takes a message."""

    def publish(self, message: Message) -> str:
        """Return the message id; raises PublishError."""


class PacedPublisher:
    """Publishes at most one message a second, far from the rate at which SNS suspends an address.

    Attributes:
        sent: messages that were taken.
    """

    def __init__(self, publisher: Publisher, pause: Callable[[float], None]) -> None:
        self._publisher = publisher
        self._pause = pause
        self._tried = False
        self.sent = 0

    def publish(self, message: Message) -> str:
        """Wait after the message before, then publish; raises PublishError."""
        if self._tried:
            self._pause(_ONE_SECOND)
        self._tried = True
        message_id = self._publisher.publish(message)
        self.sent += 1
        return message_id
