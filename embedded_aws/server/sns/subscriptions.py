"""Invite, confirm and end subscriptions as SNS documents it.

Owners of addresses confirm at once, as diligent people do, except for those whose address begins with `UNCONFIRMED`.
https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import sns

from embedded_aws.deviations import Deviation
from embedded_aws.server import clock, deviations
from embedded_aws.server.service import Response
from embedded_aws.server.sns import links, listing, states
from embedded_aws.server.sns.answers import done, refused
from embedded_aws.server.sns.signed import is_signed
from embedded_aws.server.sns.states import Subscription, Topic

_ARN_PARTS = 6
_EMAIL = ("email", "email-json")

Query = Mapping[str, Any]


def install() -> None:
    """Take the place of MiniStack's handlers."""
    sns._confirm_subscription = _confirm
    sns._list_subscriptions = listing.list_all
    sns._list_subscriptions_by_topic = listing.list_by_topic
    sns._unsubscribe = _unsubscribe


def invite(topic: Topic) -> None:
    """Ask the owners of new addresses of a topic to confirm, and drop those who have not done so in time."""
    emails = [one for one in topic["subscriptions"] if one["protocol"] in _EMAIL]
    waiting = [one for one in emails if not one["confirmed"] or not one.get("is_invited")]
    if waiting:
        now = clock.now()
        for subscription in waiting:
            _invite(subscription, now)
        expired = [one for one in waiting if states.has_expired(one, now)]
        topic["subscriptions"] = [one for one in topic["subscriptions"] if one not in expired]
    sns._refresh_subscription_counts(topic)


def _invite(subscription: Subscription, now: datetime) -> None:
    if states.is_deleted(subscription) and deviations.is_on(Deviation.ENDED_IS_INVITED):
        subscription["deleted"] = False
        states.suspend(subscription, now)
    if subscription.get("is_invited"):
        return
    subscription["is_invited"] = True
    subscription["attributes"].setdefault("ConfirmationWasAuthenticated", "false")
    states.suspend(subscription, now)
    if not subscription["endpoint"].startswith(states.UNCONFIRMED):
        states.confirm(subscription)


def confirmations() -> bytes:
    """Return the invitations that wait for an answer, as JSON; of all accounts."""
    found = [
        {
            "address": one["endpoint"],
            "topic": topic["arn"],
            "token": one["token"],
            "url": links.confirmation_url(topic["arn"], one["token"]),
        }
        for topic in _all_topics()
        for one in topic["subscriptions"]
        if one["protocol"] in _EMAIL and not one["confirmed"] and not states.is_deleted(one)
    ]
    return json.dumps(found).encode()


def _all_topics() -> Iterator[Topic]:
    for topic in list(sns._topics.to_dict().values()):
        invite(topic)
        yield topic


def _confirm(query: Query) -> Response:
    topic = sns._topic_by_arn_any_scope(sns._p(query, "TopicArn"))
    token = sns._p(query, "Token")
    if topic is None:
        return refused("NotFound", "Topic does not exist", 404)
    for subscription in topic["subscriptions"]:
        if token and subscription.get("token") == token:
            wants_more = sns._p(query, "AuthenticateOnUnsubscribe").lower() == "true" and is_signed()
            states.confirm(subscription, authenticate_on_unsubscribe=wants_more)
            sns._refresh_subscription_counts(topic)
            inner = f"<SubscriptionArn>{subscription['arn']}</SubscriptionArn>"
            return done("ConfirmSubscription", inner)
    return refused("InvalidParameter", "Invalid parameter: Token")


def _unsubscribe(query: Query) -> Response:
    """End a subscription; by a link, which carries no signature, also one of another account.

    https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
    """
    arn = sns._p(query, "SubscriptionArn")
    parts = arn.split(":")
    if len(parts) <= _ARN_PARTS:
        count = len(parts)
        reason = f"An ARN must have at least {_ARN_PARTS} elements, not {count}"
        return refused("InvalidParameter", f"Invalid parameter: SubscriptionArn Reason: {reason}")
    with request_scope(parts[4], parts[3]):
        topic = sns._topic_by_arn_any_scope(arn.rpartition(":")[0])
        found = next((one for one in topic["subscriptions"] if one["arn"] == arn), None) if topic else None
        if topic is None or found is None:
            return done("Unsubscribe")
        if found.get("authenticate_on_unsubscribe") and not is_signed():
            return refused("AuthorizationError", "Only the owner of the subscription or of the topic may end it.", 403)
        states.end(found)
        sns._sub_arn_to_topic.pop(arn, None)
        sns._refresh_subscription_counts(topic)
    return done("Unsubscribe")
