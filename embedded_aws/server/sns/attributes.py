"""Attributes of subscriptions: one endpoint has one set of them, and those of a pending one cannot be changed.

https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ministack.services import sns
from ministack.services.cloudformation import provisioners

from embedded_aws.server.service import ApiError
from embedded_aws.server.sns import states
from embedded_aws.server.sns.answers import refused
from embedded_aws.server.sns.states import Topic

_SET = ("DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy")
_DEFAULTS = {"FilterPolicyScope": "MessageAttributes", "RawMessageDelivery": "false"}

Query = Mapping[str, Any]


def install() -> None:
    """Refuse what SNS refuses, from the API and from templates."""
    _refuse_other_attributes()
    _refuse_changes_of_pending()
    _refuse_in_templates()


def _refuse_other_attributes() -> None:
    subscribe = sns._subscribe

    def subscribe_alike(query: Query) -> object:
        topic = sns._topic_by_arn_any_scope(sns._p(query, "TopicArn"))
        try:
            _require_alike(topic, sns._p(query, "Protocol"), sns._p(query, "Endpoint"), _given_attributes(query))
        except ApiError as error:
            return refused(error.code, str(error))
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

    def change_confirmed(query: Query) -> object:
        arn = sns._p(query, "SubscriptionArn")
        found = sns._find_subscription(arn.rpartition(":")[0], arn)
        if found and not found["confirmed"] and not states.is_deleted(found):
            return refused("InvalidParameter", "Invalid parameter: This operation is not allowed while pending")
        return change(query)

    sns._set_subscription_attributes = change_confirmed


def _refuse_in_templates() -> None:
    """Let CloudFormation meet the same refusals; it does not go through the API of MiniStack."""
    operations = provisioners._RESOURCE_HANDLERS["AWS::SNS::Subscription"]
    create, update = operations["create"], operations["update"]

    def create_alike(logical_id: str, properties: Mapping[str, Any], stack_name: str) -> object:
        topic = sns._topic_by_arn_any_scope(properties["TopicArn"])
        attributes = provisioners._sns_sub_attributes(properties)
        try:
            _require_alike(topic, properties["Protocol"], properties["Endpoint"], attributes)
        except ApiError as error:
            raise ValueError(f"{error} (Service: Sns, Status Code: 400, Error Code: {error.code})") from error
        return create(logical_id, properties, stack_name)

    def update_confirmed(
        physical_id: str, before: Mapping[str, Any], after: Mapping[str, Any], *more: object
    ) -> object:
        found = sns._find_subscription(physical_id.rpartition(":")[0], physical_id)
        is_set = provisioners._sns_sub_attributes(before) != provisioners._sns_sub_attributes(after)
        if is_set and (found is None or not found["confirmed"]):
            raise ValueError("Subscription does not exist or is pending. (Service: Sns, Error Code: NotFound)")
        return update(physical_id, before, after, *more)

    operations["create"], operations["update"] = create_alike, update_confirmed
