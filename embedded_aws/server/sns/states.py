"""States of a subscription, as `ListSubscriptionsByTopic` tells of them instead of its ARN.

https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
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
_PATIENCE = timedelta(hours=48)
"""So long SNS waits for a confirmation, also of one that it has suspended, before it deletes the subscription.

https://docs.aws.amazon.com/sns/latest/dg/sns-delete-subscription-topic.html
https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
"""


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


def suspend(subscription: Subscription, now: datetime) -> None:
    """Let a subscription wait for a confirmation, as before the first one."""
    subscription |= {"confirmed": False, "token": secrets.token_hex(_TOKEN_BYTES), "pending_since": now}
    subscription["attributes"]["PendingConfirmation"] = "true"


def has_expired(subscription: Subscription, now: datetime) -> bool:
    """Return whether nobody has confirmed a subscription in time."""
    is_pending = not subscription["confirmed"] and not is_deleted(subscription)
    return is_pending and now - subscription["pending_since"] >= _PATIENCE


def confirm(subscription: Subscription, *, authenticate_on_unsubscribe: bool = False) -> None:
    """Take note that somebody wants it; the token goes on to work, so that a second confirmation may ask for more."""
    subscription["confirmed"] = True
    subscription["attributes"]["PendingConfirmation"] = "false"
    if authenticate_on_unsubscribe:
        subscription["authenticate_on_unsubscribe"] = True
        subscription["attributes"]["ConfirmationWasAuthenticated"] = "true"
