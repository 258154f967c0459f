"""Hand a message to Amazon SNS, which sends each protocol a text of its own."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from formatter.delivery.both_lists import filter_policy, marks
from formatter.delivery.publisher import MessageRefusedError, PublishError
from formatter.messages.message import AUDIENCE, Audience, Message

if TYPE_CHECKING:
    from types_boto3_sns import SNSClient
    from types_boto3_sns.type_defs import ListSubscriptionsByTopicInputTypeDef, SubscriptionTypeDef

LARGEST = 262_144
"""Bytes of a published message with its attributes, all protocols together and in their escaped form.

https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
"""

_OF_THE_MESSAGE = ("InvalidParameter", "InvalidParameterValue", "ValidationException", "ParameterValueInvalid")
"""What SNS answers where this message is wrong and another would be right."""


class SnsPublisher:
    """Publishes to the subscription's topic, and to the leads' what they are to hear.

    Each message takes a connection of its own. Lambda freezes the process between invocations; a connection that SNS closed
    meanwhile would fail, and nobody could tell whether the message went out.
    """

    def __init__(
        self, client: SNSClient, topic_arn: str, lead_topic_arn: str = "", on_both_lists: Collection[str] = ()
    ) -> None:
        """Begin to publish.

        Args:
            client: of SNS.
            topic_arn: the owners' topic, and chat's.
            lead_topic_arn: the leads' topic; empty where there are none.
            on_both_lists: addresses (lower case) of leads who are owners too.
        """
        self._client = client
        self._topic_arn = topic_arn
        self._lead_topic_arn = lead_topic_arn
        self._on_both_lists = on_both_lists
        self._told_once: frozenset[str] = frozenset()
        self._filtered: set[str] = set()

    def publish(self, message: Message) -> str:
        """Publish subject, texts and attributes; returns the id of the owners' copy.

        The leads' copy goes first: when the owners' fails, all comes again, and it is the leads who get it twice.
        """
        if self._lead_topic_arn and message.attributes.get(AUDIENCE) == Audience.ALL.value:
            of_leads = message.for_leads or message
            marked = replace(of_leads, attributes={**of_leads.attributes, **marks(self._told_once)})
            self._publish_to(self._lead_topic_arn, marked)
        return self._publish_to(self._topic_arn, message)

    def _publish_to(self, topic_arn: str, message: Message) -> str:
        """Publish once more with a plainer subject where SNS refuses other scripts.

        Subjects may be UTF-8 since 2024; some partitions may still want ASCII.
        """
        try:
            return self._publish(topic_arn, message, message.subject)
        except MessageRefusedError:
            if message.subject.isascii():
                raise
            from formatter.messages.subject import ascii_subject

            return self._publish(topic_arn, message, ascii_subject(message.subject))

    def _publish(self, topic_arn: str, message: Message, subject: str) -> str:
        try:
            answer = self._client.publish(
                TopicArn=topic_arn,
                Subject=subject,
                Message=by_protocol(message),
                MessageStructure="json",
                MessageAttributes={
                    name: {"DataType": "String", "StringValue": value} for name, value in message.attributes.items()
                },
            )
        except ClientError as error:
            is_refused = error.response["Error"]["Code"] in _OF_THE_MESSAGE
            raise (MessageRefusedError if is_refused else PublishError)(str(error)) from error
        except BotoCoreError as error:
            raise PublishError(str(error)) from error
        finally:
            self._client.close()
        return answer["MessageId"]

    def tell_once(self) -> None:
        """Have the leads' topic leave out from now on who hears as an owner; raises PublishError.

        Who has not confirmed as an owner hears as a lead. A filter policy takes SNS up to 15 minutes.
        https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
        """
        if not (self._lead_topic_arn and self._on_both_lists):
            return
        self._told_once = frozenset(address for address, _ in self._confirmed(self._topic_arn))
        for address, arn in self._confirmed(self._lead_topic_arn):
            if arn not in self._filtered:
                self._set_filter_policy(arn, filter_policy(address))
                self._filtered.add(arn)

    def _confirmed(self, topic_arn: str) -> Iterator[tuple[str, str]]:
        """Yield who is on both lists and has confirmed there, with the ARN of that subscription."""
        for subscription in self._subscriptions(topic_arn):
            address, arn = subscription["Endpoint"].lower(), subscription["SubscriptionArn"]
            if address in self._on_both_lists and arn.startswith("arn:"):
                yield address, arn

    def _set_filter_policy(self, subscription_arn: str, value: str) -> None:
        try:
            self._client.set_subscription_attributes(
                SubscriptionArn=subscription_arn, AttributeName="FilterPolicy", AttributeValue=value
            )
        except (ClientError, BotoCoreError) as error:
            raise PublishError(str(error)) from error

    def addresses(self) -> dict[str, str]:
        """Return the email addresses of both topics (lower case) with the ARN of their subscription.

        SNS writes `PendingConfirmation` or `Deleted` in place of the ARN, and may list an address more than once: the best of
        its entries counts. Raises PublishError.
        https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
        """
        found: dict[str, str] = {}
        for topic_arn in filter(None, (self._topic_arn, self._lead_topic_arn)):
            for subscription in self._subscriptions(topic_arn):
                address, arn = subscription["Endpoint"].lower(), subscription["SubscriptionArn"]
                if subscription["Protocol"] == "email" and _rank(arn) >= _rank(found.get(address, "")):
                    found[address] = arn
        return found

    def protected(self) -> frozenset[str]:
        """Return the email addresses (lower case) whose subscription no link can end; raises PublishError.

        https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html (ConfirmationWasAuthenticated)
        """
        confirmed = {address: arn for address, arn in self.addresses().items() if arn.startswith("arn:")}
        return frozenset(address for address, arn in confirmed.items() if self._is_protected(arn))

    def _is_protected(self, subscription_arn: str) -> bool:
        try:
            found = self._client.get_subscription_attributes(SubscriptionArn=subscription_arn)["Attributes"]
        except (ClientError, BotoCoreError) as error:
            raise PublishError(str(error)) from error
        return found.get("ConfirmationWasAuthenticated") == "true"

    def _subscriptions(self, topic_arn: str) -> Iterator[SubscriptionTypeDef]:
        arguments: ListSubscriptionsByTopicInputTypeDef = {"TopicArn": topic_arn}
        while True:
            try:
                page = self._client.list_subscriptions_by_topic(**arguments)
            except (ClientError, BotoCoreError) as error:
                raise PublishError(str(error)) from error
            yield from page["Subscriptions"]
            if not (token := page.get("NextToken")):
                return
            arguments["NextToken"] = token


def _rank(arn: str) -> int:
    return 2 if arn.startswith("arn:") else int(arn == "PendingConfirmation")


def by_protocol(message: Message) -> str:
    """Return the JSON that SNS takes apart: one short line for protocols that have no text of their own, email, and chat.

    What is too large for SNS goes without chat, and an email is cut at its end.
    https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html
    """
    room = LARGEST - sum(len(name) + len("String") + len(value.encode()) for name, value in message.attributes.items())
    texts = {"default": message.subject, "email": message.body}
    chat = {"https": json.dumps(message.chat, ensure_ascii=False)} if message.chat else {}
    whole = _json(texts | chat)
    if len(whole.encode()) <= room:
        return whole
    whole = _json(texts)
    # A character takes at most six bytes when it is escaped, so that few rounds are needed.
    while (excess := len(whole.encode()) - room) > 0:
        texts["email"] = texts["email"][: -max(excess // 6, 1)]
        whole = _json(texts)
    return whole


def _json(texts: Mapping[str, str]) -> str:
    return json.dumps(texts, ensure_ascii=False)
