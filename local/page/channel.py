"""A chat channel beside the mailbox: it takes the topics of subscriptions as Amazon Q Developer in chat applications does.

It subscribes over https, so that no address hears more or less than before. Messages with one threadId stand in one thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from embedded_aws import chat
from embedded_aws.chat import ChatMessage
from embedded_aws.control import Control

_NAME = "security"


class Channel:
    """The channel of the page."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._topics: set[str] = set()

    def takes(self, topic: str) -> bool:
        """Return whether the channel takes a topic."""
        return topic in self._topics

    def join(self, topic: str) -> None:
        """Take a topic from now on."""
        chat.join(self._control, _NAME, topic)
        self._topics.add(topic)

    def leave(self, topic: str) -> None:
        """Take a topic no longer."""
        chat.leave(self._control, _NAME, topic)
        self._topics.discard(topic)

    def forget(self, topic: str) -> None:
        """Know that a topic has been deleted."""
        self._topics.discard(topic)

    def threads(self) -> list[list[ChatMessage]]:
        """Return what came, by thread, in the order in which they began."""
        return _threads(chat.fetch_messages(self._control, _NAME))


def outline(number: int, thread: Sequence[ChatMessage]) -> dict[str, Any]:
    """Return what the page lists of a thread."""
    first = thread[0]
    return {
        "number": number,
        "title": first.title or "A message that the channel does not show",
        "messages": len(thread),
        "dropped": sum(1 for one in thread if one.dropped),
        "time": thread[-1].time,
    }


def message(one: ChatMessage) -> Mapping[str, Any]:
    """Return what the page shows of a message."""
    return {
        "title": one.title,
        "description": one.description,
        "steps": list(one.next_steps),
        "keywords": list(one.keywords),
        "verdict": one.dropped or "Shown: a custom notification of version 1.0",
        "text": one.text,
        "time": one.time,
    }


def _threads(messages: Iterable[ChatMessage]) -> list[list[ChatMessage]]:
    found: dict[str, list[ChatMessage]] = {}
    for one in messages:
        # One without a thread stands alone.
        key = f"thread {one.thread}" if one.thread else f"message {one.message_id}"
        found[key] = [*found.get(key, []), one]
    return list(found.values())
