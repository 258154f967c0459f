"""AWS's confirmation mails: one for each address of a subscription, and nothing is sent to it before its link is opened.

https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.control import Control
from embedded_aws.mailbox import Invitation, fetch_invitations
from local.page.watched import Watched
from product.subscription.form.names import EMAIL_ADDRESSES, LEAD_ADDRESSES


def confirmations(control: Control, watched: Mapping[str, Watched]) -> list[dict[str, Any]]:
    """Return the mails: to whom, for which subscription and topic, and the link as long as it waits for somebody."""
    waiting = {(one.topic, one.address): one for one in fetch_invitations(control)}
    return [
        _mail(one, topic, address, waiting.get((topic, address)))
        for one in watched.values()
        for output, question in _ASKED.items()
        for topic in [one.subscription.outputs[output]]
        for address in _addresses(one.answers.get(question, ""))
    ]


_ASKED = {"TopicArn": EMAIL_ADDRESSES, "LeadTopicArn": LEAD_ADDRESSES}
"""The question whose addresses a topic has, by the stack's output that names the topic."""


def _mail(watched: Watched, topic: str, address: str, waiting: Invitation | None) -> dict[str, Any]:
    return {
        "key": f"{topic} {address}",
        "subscription": watched.name,
        "address": address,
        "topic": topic,
        "url": waiting.url if waiting else "",
    }


def _addresses(answer: str) -> list[str]:
    """Return the addresses of an answer, each once."""
    return list(dict.fromkeys(address.strip() for address in answer.split(",") if address.strip()))
