"""Chat channels: what they take from a topic, what they drop in silence, and that they touch no address."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from embedded_aws import chat
from embedded_aws.chat import ChatMessage
from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws
from tests.embedded_aws.waiting import until

NOTIFICATION = {
    "version": "1.0",
    "source": "custom",
    "content": {
        "textType": "client-markdown",
        "title": "[HIGH] S3.8",
        "description": "Public access is not blocked",
        "nextSteps": ["Block it"],
        "keywords": ["HIGH"],
    },
    "metadata": {"threadId": "problem-1", "summary": "S3.8"},
}


class Channel:
    """A channel that takes a topic, beside a reader of emails."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.aws = aws
        self.name = str(uuid.uuid4())
        self.reader = f"{self.name}@example.com"
        self.sns = aws.session(new_account_id()).client("sns")
        self.topic: str = self.sns.create_topic(Name="news")["TopicArn"]
        self.sns.subscribe(TopicArn=self.topic, Protocol="email", Endpoint=self.reader)
        chat.join(aws.control, self.name, self.topic)

    def send(self, https: Any) -> ChatMessage:
        """Publish a text for https; return what the channel makes of it."""
        before = len(self.messages())
        text = https if isinstance(https, str) else json.dumps(https)
        message = json.dumps({"default": "short", "email": "long", "https": text})
        self.sns.publish(TopicArn=self.topic, Subject="News", Message=message, MessageStructure="json")
        until(lambda: len(self.messages()) > before)
        return self.messages()[-1]

    def messages(self) -> list[ChatMessage]:
        return chat.fetch_messages(self.aws.control, self.name)

    def protocols(self) -> list[str]:
        listed = self.sns.list_subscriptions_by_topic(TopicArn=self.topic)["Subscriptions"]
        return [one["Protocol"] for one in listed if one["SubscriptionArn"] != "Deleted"]


@pytest.fixture
def channel(embedded_aws: EmbeddedAws) -> Channel:
    return Channel(embedded_aws)


def test_a_notification_is_shown_in_its_thread(channel: Channel) -> None:
    found = channel.send(NOTIFICATION)
    assert (found.title, found.description) == ("[HIGH] S3.8", "Public access is not blocked")
    assert (found.next_steps, found.keywords, found.summary) == (["Block it"], ["HIGH"], "S3.8")
    assert (found.thread, found.dropped) == ("problem-1", "")
    assert channel.aws.mailbox(channel.reader)[0].body == "long"
    assert channel.aws.mailbox(channel.reader)[0].message_id == found.message_id


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the notification with something else at a path; None takes it away."""
    found: dict[str, Any] = json.loads(json.dumps(NOTIFICATION))
    *above, last = path.split(".")
    place = found
    for name in above:
        place = place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return found


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ("Plain text", "no JSON"),
        ("[]", "no object"),
        ({"detail-type": "Something"}, "version is not 1.0"),
        (changed("version", "2.0"), "version is not 1.0"),
        (changed("source", "aws.securityhub"), "source is not custom"),
        (changed("content", None), "no content"),
        (changed("content.description", None), "no description"),
        (changed("content.description", ""), "no description"),
        (changed("content.title", 5), "title is no text"),
        (changed("content.textType", "html"), "not client-markdown"),
        (changed("content.nextSteps", "Block it"), "no list of texts"),
        (changed("content.keywords", [1]), "no list of texts"),
        (changed("metadata", []), "metadata is no object"),
        (changed("metadata.threadId", 5), "threadId is no text"),
    ],
)
def test_anything_else_is_dropped(channel: Channel, sent: Any, reason: str) -> None:
    found = channel.send(sent)
    assert reason in found.dropped
    assert (found.title, found.description) == ("", "")


def test_alarms_are_shown(channel: Channel) -> None:
    found = channel.send({"AlarmName": "Findings wait", "NewStateValue": "ALARM"})
    assert (found.dropped, found.title) == ("", "CloudWatch Alarm | Findings wait")


def test_joining_and_leaving_touches_no_address(channel: Channel) -> None:
    assert channel.protocols() == ["email", "https"]
    chat.join(channel.aws.control, "second", channel.topic)
    assert channel.protocols() == ["email", "https"]
    chat.leave(channel.aws.control, channel.name, channel.topic)
    assert channel.protocols() == ["email", "https"]
    chat.leave(channel.aws.control, "second", channel.topic)
    assert channel.protocols() == ["email"]
