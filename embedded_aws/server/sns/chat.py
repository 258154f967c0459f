"""Amazon Q Developer in chat applications: channels that take what a topic sends over https.

The service subscribes and confirms by itself. It shows custom notifications and CloudWatch alarms; anything else it drops, and
nobody is told. One thread holds the notifications with one threadId.
https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
"""

from __future__ import annotations

import dataclasses
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import sns

from embedded_aws.chat import ChatMessage
from embedded_aws.server import clock
from embedded_aws.server.service import ApiError
from embedded_aws.server.sns import states
from embedded_aws.server.sns.states import Topic

ENDPOINT = "https://global.sns-api.chatbot.amazonaws.com"
"""Where the service listens, for all accounts."""

_channels: dict[str, set[str]] = {}
"""Topics by name of the channel."""

_messages: list[ChatMessage] = []


def install() -> None:
    """Take what goes to the service, which is not asked over the network."""
    deliver, ask = sns._deliver_to_http, sns._send_subscription_confirmation

    async def deliver_to_channels(endpoint: str, payload: str) -> None:
        if endpoint == ENDPOINT:
            _take(payload)
        else:
            await deliver(endpoint, payload)

    async def confirm_at_once(topic_arn: str, subscription: dict[str, Any]) -> None:
        if subscription["endpoint"] == ENDPOINT:
            states.confirm(subscription)
        else:
            await ask(topic_arn, subscription)

    sns._deliver_to_http, sns._send_subscription_confirmation = deliver_to_channels, confirm_at_once


def join(channel: str, topic_arn: str) -> None:
    """Let a channel take a topic; the service subscribes where no channel has had it do so before."""
    topic = _topic(topic_arn)
    with request_scope(topic_arn.split(":")[4], topic_arn.split(":")[3]):
        if not any(one["endpoint"] == ENDPOINT and not states.is_deleted(one) for one in topic["subscriptions"]):
            topic["subscriptions"].append(_subscription(topic_arn))
            sns._refresh_subscription_counts(topic)
    _channels.setdefault(channel, set()).add(topic_arn)


def leave(channel: str, topic_arn: str) -> None:
    """Let a channel take a topic no longer; the last one to leave ends the subscription."""
    _channels.get(channel, set()).discard(topic_arn)
    if not any(topic_arn in topics for topics in _channels.values()):
        topic = _topic(topic_arn)
        topic["subscriptions"] = [one for one in topic["subscriptions"] if one["endpoint"] != ENDPOINT]
        sns._refresh_subscription_counts(topic)


def page(channel: str) -> bytes:
    """Return what a channel was sent, shown or dropped, as JSON."""
    return json.dumps([dataclasses.asdict(one) for one in list(_messages) if one.channel == channel]).encode()


def _topic(arn: str) -> Topic:
    found: Topic | None = sns._topic_by_arn_any_scope(arn)
    if found is None:
        raise ApiError("NotFound", f"Topic {arn} does not exist.", 404)
    return found


def _subscription(topic_arn: str) -> dict[str, Any]:
    arn = f"{topic_arn}:{uuid.uuid4()}"
    sns._sub_arn_to_topic[arn] = topic_arn
    return {
        "arn": arn,
        "protocol": "https",
        "endpoint": ENDPOINT,
        "confirmed": True,
        "topic_arn": topic_arn,
        "owner": topic_arn.split(":")[4],
        "token": None,
        "attributes": {"PendingConfirmation": "false", "RawMessageDelivery": "false"},
    }


def _take(payload: str) -> None:
    envelope = json.loads(payload)
    topic = envelope.get("TopicArn", "")
    found = _message(topic, envelope)
    _messages.extend(
        dataclasses.replace(found, channel=channel) for channel, topics in list(_channels.items()) if topic in topics
    )


def _message(topic: str, envelope: Mapping[str, Any]) -> ChatMessage:
    text = str(envelope.get("Message", ""))
    notification, dropped = _read(text)
    content, metadata = notification.get("content", {}), notification.get("metadata", {})
    return ChatMessage(
        channel="",
        topic=topic,
        message_id=envelope.get("MessageId", ""),
        thread=metadata.get("threadId", ""),
        title=content.get("title", ""),
        description=content.get("description", ""),
        next_steps=content.get("nextSteps", []),
        keywords=content.get("keywords", []),
        summary=metadata.get("summary", ""),
        dropped=dropped,
        text=text,
        time=clock.now().timestamp(),
    )


def _read(text: str) -> tuple[Mapping[str, Any], str]:
    """Return a notification, and why it is dropped; empty if it is shown."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}, "Event received is not supported: it is no JSON"
    if not isinstance(found, dict):
        return {}, "Event received is not supported: it is no object"
    if "AlarmName" in found:
        return {"content": {"title": f"CloudWatch Alarm | {found['AlarmName']}", "description": text}}, ""
    problem = next((reason for is_wrong, reason in _checks(found) if is_wrong), "")
    return ({}, f"Event received is not supported: {problem}") if problem else (found, "")


def _checks(found: Mapping[str, Any]) -> Sequence[tuple[bool, str]]:
    """Return what would be wrong with a custom notification, in order."""
    content, metadata = found.get("content"), found.get("metadata", {})
    texts = content if isinstance(content, dict) else {}
    lists = [texts.get("nextSteps", []), texts.get("keywords", [])]
    return [
        (found.get("version") != "1.0", "version is not 1.0"),
        (found.get("source") != "custom", "source is not custom"),
        (not isinstance(content, dict), "there is no content"),
        (not _is_text(texts.get("description")), "content has no description"),
        ("title" in texts and not _is_text(texts["title"]), "the title is no text"),
        (texts.get("textType", "client-markdown") != "client-markdown", "textType is not client-markdown"),
        (not all(_are_texts(one) for one in lists), "nextSteps or keywords are no list of texts"),
        (not isinstance(metadata, dict), "metadata is no object"),
        (isinstance(metadata, dict) and not _is_text(metadata.get("threadId", "-")), "threadId is no text"),
    ]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _are_texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(one, str) for one in values)
