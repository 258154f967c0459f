"""Subscribe, confirm, list and unsubscribe as SNS documents it.

Owners of addresses confirm at once, as diligent people do, except for those whose address begins with `UNCONFIRMED`.
https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import sns
from ministack.services.cloudformation import provisioners

from local.server.service import ApiError, Response
from local.server.sns import links, states
from local.server.sns.signed import is_signed
from local.server.sns.states import Subscription, Topic

_PAGE = 100
_ARN_PARTS = 6
_EMAIL = ("email", "email-json")
_SET = ("DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy")
_DEFAULTS = {"FilterPolicyScope": "MessageAttributes", "RawMessageDelivery": "false"}

Query = Mapping[str, Any]


def install() -> None:
    """Take the place of MiniStack's handlers."""
    sns._confirm_subscription = _confirm
    sns._list_subscriptions = _list_all
    sns._list_subscriptions_by_topic = _list_by_topic
    sns._unsubscribe = _unsubscribe
    _refuse_other_attributes()
    _refuse_changes_of_pending()
    _refuse_in_templates()


def invite(topic: Topic) -> None:
    """Ask the owners of new addresses of a topic to confirm."""
    for subscription in topic["subscriptions"]:
        if subscription["protocol"] in _EMAIL and not subscription.get("is_invited"):
            subscription["is_invited"] = True
            subscription["attributes"].setdefault("ConfirmationWasAuthenticated", "false")
            states.suspend(subscription)
            if not subscription["endpoint"].startswith(states.UNCONFIRMED):
                states.confirm(subscription)
    sns._refresh_subscription_counts(topic)


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
        return _error("NotFound", "Topic does not exist", 404)
    for subscription in topic["subscriptions"]:
        if token and subscription.get("token") == token:
            wants_more = sns._p(query, "AuthenticateOnUnsubscribe").lower() == "true" and is_signed()
            states.confirm(subscription, authenticate_on_unsubscribe=wants_more)
            sns._refresh_subscription_counts(topic)
            inner = f"<SubscriptionArn>{subscription['arn']}</SubscriptionArn>"
            return _xml("ConfirmSubscription", inner)
    return _error("InvalidParameter", "Invalid parameter: Token", 400)


def _unsubscribe(query: Query) -> Response:
    """End a subscription; by a link, which carries no signature, also one of another account.

    https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
    """
    arn = sns._p(query, "SubscriptionArn")
    parts = arn.split(":")
    if len(parts) <= _ARN_PARTS:
        count = len(parts)
        reason = f"An ARN must have at least {_ARN_PARTS} elements, not {count}"
        return _error("InvalidParameter", f"Invalid parameter: SubscriptionArn Reason: {reason}", 400)
    with request_scope(parts[4], parts[3]):
        topic = sns._topic_by_arn_any_scope(arn.rpartition(":")[0])
        found = next((one for one in topic["subscriptions"] if one["arn"] == arn), None) if topic else None
        if topic is None or found is None:
            return _xml("Unsubscribe")
        if found.get("authenticate_on_unsubscribe") and not is_signed():
            return _error("AuthorizationError", "Only the owner of the subscription or of the topic may end it.", 403)
        states.end(found)
        sns._sub_arn_to_topic.pop(arn, None)
        sns._refresh_subscription_counts(topic)
    return _xml("Unsubscribe")


def _list_all(query: Query) -> Response:
    found = [one for topic in sns._topics.values() for one in topic["subscriptions"]]
    return _listed("ListSubscriptions", found, query)


def _list_by_topic(query: Query) -> Response:
    topic, error = sns._get_topic(sns._p(query, "TopicArn"), "sns:ListSubscriptionsByTopic")
    if error is not None:
        refused: Response = error
        return refused
    return _listed("ListSubscriptionsByTopic", topic["subscriptions"], query)


def _listed(action: str, found: Sequence[Subscription], query: Query) -> Response:
    begin = int(sns._p(query, "NextToken") or 0)
    members = "".join(_member(one) for one in found[begin : begin + _PAGE])
    following = f"<NextToken>{begin + _PAGE}</NextToken>" if begin + _PAGE < len(found) else ""
    return _xml(action, f"<Subscriptions>{members}</Subscriptions>{following}")


def _member(subscription: Subscription) -> str:
    topic = subscription["topic_arn"]
    shown = {
        "SubscriptionArn": states.listed_arn(subscription),
        "Owner": subscription.get("owner") or topic.split(":")[4],
        "TopicArn": topic,
        "Protocol": subscription["protocol"],
        "Endpoint": subscription["endpoint"],
    }
    inner = "".join(f"<{name}>{sns._xml_escape(value)}</{name}>" for name, value in shown.items())
    return f"<member>{inner}</member>"


def _refuse_other_attributes() -> None:
    subscribe = sns._subscribe

    def subscribe_alike(query: Query) -> Any:
        topic = sns._topic_by_arn_any_scope(sns._p(query, "TopicArn"))
        try:
            _require_alike(topic, sns._p(query, "Protocol"), sns._p(query, "Endpoint"), _given_attributes(query))
        except ApiError as error:
            return _error(error.code, str(error), 400)
        if topic is not None:
            _forget_ended(topic, sns._p(query, "Protocol"), sns._p(query, "Endpoint"))
        return subscribe(query)

    sns._subscribe = subscribe_alike


def _given_attributes(query: Query) -> dict[str, str]:
    found = {}
    number = 1
    while name := sns._p(query, f"Attributes.entry.{number}.key"):
        found[name] = sns._p(query, f"Attributes.entry.{number}.value")
        number += 1
    return found


def _require_alike(topic: Topic | None, protocol: str, endpoint: str, attributes: Mapping[str, str]) -> None:
    """Refuse an endpoint that the topic has with other attributes, in the words of SNS."""
    for one in topic["subscriptions"] if topic else ():
        is_same = (one["protocol"], one["endpoint"]) == (protocol, endpoint) and not states.is_deleted(one)
        if is_same and _settings(one["attributes"]) != _settings(attributes):
            message = "Invalid parameter: Attributes Reason: Subscription already exists with different attributes"
            raise ApiError("InvalidParameter", message)


def _settings(attributes: Mapping[str, str]) -> dict[str, Any]:
    given = {name: attributes[name] for name in _SET if attributes.get(name)}
    settings: dict[str, Any] = {**_DEFAULTS, **given}
    if "FilterPolicy" in settings:
        settings["FilterPolicy"] = json.loads(settings["FilterPolicy"])
    return settings


def _forget_ended(topic: Topic, protocol: str, endpoint: str) -> None:
    topic["subscriptions"] = [
        one
        for one in topic["subscriptions"]
        if not (states.is_deleted(one) and (one["protocol"], one["endpoint"]) == (protocol, endpoint))
    ]


def _refuse_changes_of_pending() -> None:
    change = sns._set_subscription_attributes

    def change_confirmed(query: Query) -> Any:
        arn = sns._p(query, "SubscriptionArn")
        found = sns._find_subscription(arn.rpartition(":")[0], arn)
        if found and not found["confirmed"] and not states.is_deleted(found):
            return _error("InvalidParameter", "Invalid parameter: This operation is not allowed while pending", 400)
        return change(query)

    sns._set_subscription_attributes = change_confirmed


def _refuse_in_templates() -> None:
    """Let CloudFormation meet the same refusals; it does not go through the API of MiniStack."""
    operations = provisioners._RESOURCE_HANDLERS["AWS::SNS::Subscription"]
    create, update = operations["create"], operations["update"]

    def create_alike(logical_id: str, properties: Mapping[str, Any], stack_name: str) -> Any:
        topic = sns._topic_by_arn_any_scope(properties["TopicArn"])
        attributes = provisioners._sns_sub_attributes(properties)
        try:
            _require_alike(topic, properties["Protocol"], properties["Endpoint"], attributes)
        except ApiError as error:
            raise ValueError(f"{error} (Service: Sns, Status Code: 400, Error Code: {error.code})") from error
        return create(logical_id, properties, stack_name)

    def update_confirmed(physical_id: str, before: Mapping[str, Any], after: Mapping[str, Any], *more: Any) -> Any:
        found = sns._find_subscription(physical_id.rpartition(":")[0], physical_id)
        is_set = provisioners._sns_sub_attributes(before) != provisioners._sns_sub_attributes(after)
        if is_set and (found is None or not found["confirmed"]):
            raise ValueError("Subscription does not exist or is pending. (Service: Sns, Error Code: NotFound)")
        return update(physical_id, before, after, *more)

    operations["create"], operations["update"] = create_alike, update_confirmed


def _xml(action: str, inner: str = "") -> Response:
    result = f"<{action}Result>{inner}</{action}Result>" if inner else ""
    answer: Response = sns._xml(200, f"{action}Response", result)
    return answer


def _error(code: str, message: str, status: int) -> Response:
    answer: Response = sns._error(code, message, status)
    return answer
