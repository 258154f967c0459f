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
        _mail(key, one, address, waiting.get((one.subscription.outputs["TopicArn"], address)))
        for key, one in watched.items()
        for address in _addresses(one.answers)
    ]


def _mail(key: str, watched: Watched, address: str, waiting: Invitation | None) -> dict[str, Any]:
    return {
        "key": f"{key} {address}",
        "subscription": watched.name,
        "address": address,
        "topic": watched.subscription.outputs["TopicArn"],
        "url": waiting.url if waiting else "",
    }


def _addresses(answers: Mapping[str, str]) -> list[str]:
    listed = ",".join(answers.get(name, "") for name in (EMAIL_ADDRESSES, LEAD_ADDRESSES)).split(",")
    return list(dict.fromkeys(address.strip() for address in listed if address.strip()))
