"""Deliver what SNS publishes to email subscriptions, which MiniStack only logs, into a mailbox.

SNS sends nothing to an address before its owner confirmed the subscription. The mailbox confirms at once, as a diligent
person would, except for addresses that begin with `UNCONFIRMED`.
https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
"""

from __future__ import annotations

import dataclasses
import json
import time
from typing import Any

from ministack.services import sns

from local.mailbox import ReceivedEmail

UNCONFIRMED = "unconfirmed"
"""Start of addresses whose owner never confirms."""

PENDING = "PendingConfirmation"
"""What SNS lists instead of the ARN of a subscription that nobody confirmed."""

_emails: list[ReceivedEmail] = []


def install() -> None:
    """Deliver to the mailbox whatever SNS fans out."""
    fan_out = sns._fanout
    handle = sns.handle_request

    def fan_out_and_deliver(
        topic_arn: str, message_id: str, message: str, subject: str, *rest: Any, **named: Any
    ) -> None:
        fan_out(topic_arn, message_id, message, subject, *rest, **named)
        _deliver(topic_arn, message, subject, *rest[:2])

    async def handle_with_confirmations(*request: Any) -> Any:
        for topic in sns._topics.values():
            _confirm(topic)
        return await handle(*request)

    sns._fanout = fan_out_and_deliver
    sns.handle_request = handle_with_confirmations


def page(query: dict[str, str]) -> bytes:
    """Return the emails, of one `address` or of all, as JSON."""
    wanted = query.get("address")
    found = (email for email in list(_emails) if wanted in (None, email.to))
    return json.dumps([dataclasses.asdict(email) for email in found]).encode()


def _confirm(topic: dict[str, Any]) -> None:
    """Set the state of email subscriptions as the recipients' behaviour makes it."""
    for subscription in topic["subscriptions"]:
        if subscription["protocol"] == "email" and subscription["endpoint"].startswith(UNCONFIRMED):
            # MiniStack confirms every address by itself; AWS waits for its owner (see the module's page).
            subscription["confirmed"] = False
            subscription["arn"] = PENDING
            subscription["attributes"]["PendingConfirmation"] = "true"


def _deliver(
    topic_arn: str, message: str, subject: str, structure: str = "", attributes: dict[str, Any] | None = None
) -> None:
    topic = sns._topic_by_arn_any_scope(topic_arn)
    if topic is None:
        return
    _confirm(topic)
    text = sns._resolve_message_for_protocol(message, structure, "email")
    for subscription in topic["subscriptions"]:
        is_email = subscription["protocol"] == "email" and subscription["confirmed"]
        if is_email and sns._matches_filter_policy(subscription, attributes or {}, text):
            # SNS puts a subject of its own where the publisher gave none.
            heading = subject or "AWS Notification Message"
            _emails.append(ReceivedEmail(subscription["endpoint"], heading, text, subscription["arn"], time.time()))
