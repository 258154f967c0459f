"""Deliver what SNS publishes to email subscriptions, which MiniStack only logs, into a mailbox.

SNS sends nothing to an address before its owner confirmed the subscription. The mailbox confirms at once, as a diligent
person would, except for addresses that begin with `UNCONFIRMED`.
https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
"""

from __future__ import annotations

import dataclasses
import json
import re
import time
from collections.abc import Mapping
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import sns

from local.mailbox import ReceivedEmail
from local.server.mail_links import unsubscribe_url

UNCONFIRMED = "unconfirmed"
"""Start of addresses whose owner never confirms."""

PENDING = "PendingConfirmation"
"""What SNS lists instead of the ARN of a subscription that nobody confirmed."""

_SUBJECT = re.compile(r"[!-~][ -~]{0,99}")
"""What SNS takes as a subject. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html"""

_ARN_PARTS = 6

_emails: list[ReceivedEmail] = []


def install() -> None:
    """Deliver to the mailbox whatever SNS fans out, and refuse what SNS refuses."""
    _refuse_bad_messages()
    _deliver_fan_out()
    _unsubscribe_by_link()
    handle = sns.handle_request

    async def handle_with_confirmations(*request: Any) -> Any:
        for topic in sns._topics.values():
            _confirm(topic)
        return await handle(*request)

    sns.handle_request = handle_with_confirmations


def page(query: Mapping[str, str]) -> bytes:
    """Return the emails, of one `address` or of all, as JSON."""
    wanted = query.get("address")
    found = (email for email in list(_emails) if wanted in (None, email.to))
    return json.dumps([dataclasses.asdict(email) for email in found]).encode()


def _refuse_bad_messages() -> None:
    """Refuse empty messages and subjects that no email can carry; MiniStack takes them."""
    publish = sns.publish_internal

    def publish_checked(topic_arn: str, message: Any, subject: str = "", **named: Any) -> Any:
        if subject and not _SUBJECT.fullmatch(subject):
            raise sns.SnsPublishError("InvalidParameter", "Invalid parameter: Subject")
        if not message:
            raise sns.SnsPublishError("InvalidParameter", "Invalid parameter: Empty message")
        return publish(topic_arn, message, subject, **named)

    sns.publish_internal = publish_checked


def _unsubscribe_by_link() -> None:
    """Let the link in an email work, which carries no credentials; MiniStack looks in the caller's account only.

    https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
    """
    unsubscribe = sns._unsubscribe

    def unsubscribe_anywhere(query: Any) -> Any:
        arn = sns._p(query, "SubscriptionArn").split(":")
        if len(arn) < _ARN_PARTS:
            return unsubscribe(query)
        with request_scope(arn[4], arn[3]):
            return unsubscribe(query)

    sns._unsubscribe = unsubscribe_anywhere


def _deliver_fan_out() -> None:
    fan_out = sns._fanout

    def fan_out_and_deliver(  # noqa: PLR0913, PLR0917  # MiniStack's signature
        topic_arn: str,
        message_id: str,
        message: str,
        subject: str,
        structure: str = "",
        attributes: dict[str, Any] | None = None,
        **named: Any,
    ) -> None:
        fan_out(topic_arn, message_id, message, subject, structure, attributes, **named)
        topic = sns._topic_by_arn_any_scope(topic_arn)
        if topic is not None:
            text = sns._resolve_message_for_protocol(message, structure, "email")
            _deliver(topic, message_id, subject, text, attributes or {})

    sns._fanout = fan_out_and_deliver


def _confirm(topic: dict[str, Any]) -> None:
    """Set the state of email subscriptions as the recipients' behaviour makes it."""
    for subscription in topic["subscriptions"]:
        if subscription["protocol"] == "email" and subscription["endpoint"].startswith(UNCONFIRMED):
            # MiniStack confirms every address by itself; AWS waits for its owner (see the module's page).
            subscription["confirmed"] = False
            subscription["arn"] = PENDING
            subscription["attributes"]["PendingConfirmation"] = "true"


def _deliver(topic: dict[str, Any], message_id: str, subject: str, text: str, attributes: dict[str, Any]) -> None:
    _confirm(topic)
    name = topic["attributes"].get("DisplayName") or "AWS Notifications"
    for subscription in topic["subscriptions"]:
        is_email = subscription["protocol"] == "email" and subscription["confirmed"]
        if is_email and sns._matches_filter_policy(subscription, attributes, text):
            email = ReceivedEmail(
                sender=f"{name} <no-reply@sns.amazonaws.com>",
                to=subscription["endpoint"],
                # SNS puts a subject of its own where the publisher gave none.
                subject=subject or "AWS Notification Message",
                body=text,
                subscription=subscription["arn"],
                message_id=message_id,
                unsubscribe_url=unsubscribe_url(subscription["arn"]),
                time=time.time(),
            )
            _emails.append(email)
