"""States of a subscription, as `ListSubscriptionsByTopic` tells of them instead of its ARN.

https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
"""

from __future__ import annotations

import secrets
from typing import Any

from embedded_aws.deviations import Deviation
from embedded_aws.server import deviations

Topic = dict[str, Any]
Subscription = dict[str, Any]

PENDING = "PendingConfirmation"
"""Of one that nobody has confirmed yet, or that SNS has suspended."""

DELETED = "Deleted"
"""Of one that was ended; it is listed for some days more.

https://github.com/xmidt-org/webpa-common/issues/362
"""

UNCONFIRMED = "unconfirmed"
"""Start of addresses whose owner does not confirm at once."""

_TOKEN_BYTES = 32


def is_deleted(subscription: Subscription) -> bool:
    """Return whether a subscription was ended."""
    return bool(subscription.get("deleted"))


def listed_arn(subscription: Subscription) -> str:
    """Return what SNS lists as the ARN."""
    if is_deleted(subscription):
        return DELETED
    has_arn = subscription["confirmed"] or deviations.is_on(Deviation.PENDING_HAS_ARN)
    return str(subscription["arn"]) if has_arn else PENDING


def end(subscription: Subscription) -> None:
    """End a subscription."""
    subscription |= {"deleted": True, "confirmed": False, "token": None}


def suspend(subscription: Subscription) -> None:
    """Let a subscription wait for a confirmation, as before the first one."""
    subscription |= {"confirmed": False, "token": secrets.token_hex(_TOKEN_BYTES)}
    subscription["attributes"]["PendingConfirmation"] = "true"


def confirm(subscription: Subscription, *, authenticate_on_unsubscribe: bool = False) -> None:
    """Take note that somebody wants it; the token goes on to work, so that a second confirmation may ask for more."""
    subscription["confirmed"] = True
    subscription["attributes"]["PendingConfirmation"] = "false"
    if authenticate_on_unsubscribe:
        subscription["authenticate_on_unsubscribe"] = True
        subscription["attributes"]["ConfirmationWasAuthenticated"] = "true"
