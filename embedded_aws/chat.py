"""Chat channels of the embedded AWS, as Amazon Q Developer in chat applications serves them in Slack and Teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embedded_aws.control import CHANNELS_PATH, Control


@dataclass(frozen=True)
class ChatMessage:
    """What a channel was sent.

    Attributes:
        channel: name of the channel.
        topic: ARN of the SNS topic that it came through.
        message_id: what SNS answered to its publisher.
        thread: what messages of one thread have in common; empty for one that stands alone.
        title: first line, in the client's markdown.
        description: the text below it, likewise.
        next_steps: what the service lists below the text.
        keywords: what it shows as labels.
        summary: what the channel itself shows of a thread.
        dropped: why the channel shows nothing of it; empty if it does.
        text: all that was sent.
        time: seconds since the epoch at which it arrived, in the embedded AWS's own time.
    """

    channel: str
    topic: str
    message_id: str
    thread: str
    title: str
    description: str
    next_steps: Sequence[str]
    keywords: Sequence[str]
    summary: str
    dropped: str
    text: str
    time: float


def join(control: Control, channel: str, topic: str) -> None:
    """Let a channel take a topic, as somebody does in the service's console."""
    control.ask(CHANNELS_PATH, {"channel": channel, "topic": topic}, method="POST")


def leave(control: Control, channel: str, topic: str) -> None:
    """Let a channel take a topic no longer."""
    control.ask(CHANNELS_PATH, {"channel": channel, "topic": topic}, method="DELETE")


def fetch_messages(control: Control, channel: str) -> list[ChatMessage]:
    """Return what a channel was sent, oldest first, also what it does not show."""
    return [ChatMessage(**one) for one in control.ask(CHANNELS_PATH, {"channel": channel})]
