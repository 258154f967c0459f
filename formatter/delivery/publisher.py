"""Hand an email to Amazon SNS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from formatter.messages.message import Message

_ONE_SECOND = 1.0


class PublishError(Exception):
    """SNS did not take the email, or did not say so in time."""


class Publisher(Protocol):
    """Whoever takes an email."""

    def publish(self, email: Message) -> str:
        """Return the message id; raises PublishError."""


class PacedPublisher:
    """Publishes at most one email a second, far from the rate at which SNS suspends an address.

    Attributes:
        sent: emails that were taken.
    """

    def __init__(self, publisher: Publisher, pause: Callable[[float], None]) -> None:
        self._publisher = publisher
        self._pause = pause
        self._tried = False
        self.sent = 0

    def publish(self, email: Message) -> str:
        """Wait after the email before, then publish; raises PublishError."""
        if self._tried:
            self._pause(_ONE_SECOND)
        self._tried = True
        message_id = self._publisher.publish(email)
        self.sent += 1
        return message_id


class SnsPublisher:
    """Publishes to the subscription's topic.

    Each email takes a connection of its own. Lambda freezes the process between invocations; a connection that SNS closed
    meanwhile would fail, and nobody could tell whether the email went out.
    """

    def __init__(self, client: Any, topic_arn: str) -> None:
        self._client = client
        self._topic_arn = topic_arn

    def publish(self, email: Message) -> str:
        """Publish subject, body and attributes."""
        attributes = {name: {"DataType": "String", "StringValue": value} for name, value in email.attributes.items()}
        try:
            answer = self._client.publish(
                TopicArn=self._topic_arn, Subject=email.subject, Message=email.body, MessageAttributes=attributes
            )
        except (ClientError, BotoCoreError) as error:
            raise PublishError(str(error)) from error
        finally:
            self._client.close()
        message_id: str = answer["MessageId"]
        return message_id

    def addresses(self) -> dict[str, str]:
        """Return the topic's email addresses (lower case) with the ARN of their subscription.

        SNS writes `PendingConfirmation` or `Deleted` in place of the ARN. Raises PublishError.
        https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
        """
        found: dict[str, str] = {}
        arguments = {"TopicArn": self._topic_arn}
        while True:
            try:
                page = self._client.list_subscriptions_by_topic(**arguments)
            except (ClientError, BotoCoreError) as error:
                raise PublishError(str(error)) from error
            for subscription in page["Subscriptions"]:
                if subscription["Protocol"] == "email":
                    found[subscription["Endpoint"].lower()] = subscription["SubscriptionArn"]
            if not (token := page.get("NextToken")):
                return found
            arguments["NextToken"] = token
