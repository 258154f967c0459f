"""Deliver what SNS publishes to email subscriptions, which MiniStack only logs, into a mailbox.

https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from ministack.services import sns

from embedded_aws.mailbox import ReceivedEmail
from embedded_aws.server import clock
from embedded_aws.server.sns import states, subscriptions
from embedded_aws.server.sns.links import unsubscribe_url
from embedded_aws.server.sns.rate import EmailRate
from embedded_aws.server.sns.states import Subscription, Topic

_emails: list[ReceivedEmail] = []
_rates: dict[str, EmailRate] = {}


def install() -> None:
    """Deliver to the mailbox whatever SNS fans out."""
    fan_out = sns._fanout

    def fan_out_and_deliver(  # noqa: PLR0913, PLR0917  # MiniStack's signature
        topic_arn: str,
        message_id: str,
        message: str,
        subject: str,
        structure: str = "",
        attributes: dict[str, Any] | None = None,
        **named: object,
    ) -> None:
        fan_out(topic_arn, message_id, message, subject, structure, attributes, **named)
        topic = sns._topic_by_arn_any_scope(topic_arn)
        if topic is not None:
            text = sns._resolve_message_for_protocol(message, structure, "email")
            _deliver(topic, message_id, subject, text, attributes or {})

    sns._fanout = fan_out_and_deliver


def page(query: Mapping[str, str]) -> bytes:
    """Return the emails as JSON, without those of which there are `after` so many."""
    return json.dumps([vars(email) for email in _emails[int(query.get("after", "0")) :]]).encode()


def _deliver(topic: Topic, message_id: str, subject: str, text: str, attributes: dict[str, Any]) -> None:
    subscriptions.invite(topic)
    name = topic["attributes"].get("DisplayName") or "AWS Notifications"
    for subscription in topic["subscriptions"]:
        is_email = subscription["protocol"] == "email" and subscription["confirmed"]
        is_wanted = is_email and sns._matches_filter_policy(subscription, attributes, text)
        if not is_wanted or _is_suspended(subscription):
            continue
        email = ReceivedEmail(
            sender=f"{name} <no-reply@sns.amazonaws.com>",
            to=subscription["endpoint"],
            # SNS puts a subject of its own where the publisher gave none.
            subject=subject or "AWS Notification Message",
            body=text,
            subscription=subscription["arn"],
            message_id=message_id,
            unsubscribe_url=unsubscribe_url(subscription["arn"]),
            time=clock.now().timestamp(),
            attributes={key: str(one.get("StringValue", one.get("Value", ""))) for key, one in attributes.items()},
        )
        _emails.append(email)


def _is_suspended(subscription: Subscription) -> bool:
    """Count an email, and suspend a subscription that gets more than SNS sends: it has to be confirmed anew."""
    is_taken = _rates.setdefault(subscription["arn"], EmailRate()).takes(time.monotonic())
    if not is_taken:
        states.suspend(subscription, clock.now())
    return not is_taken
