"""The calls that CloudFormation makes for AWS::SNS::Topic; its subscriptions are made and removed one by one.

https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-sns
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from embedded_aws.server import permissions
from embedded_aws.server.cloudformation.resource import Call, Resource

_ALWAYS = {
    "create": ("sns:CreateTopic", "sns:GetTopicAttributes"),
    "update": ("sns:GetTopicAttributes",),
    "delete": ("sns:GetTopicAttributes", "sns:DeleteTopic"),
}
_READ = ("sns:ListTagsForResource", "sns:ListSubscriptionsByTopic", "sns:GetDataProtectionPolicy")
_BY_PROPERTY = {"Tags": "sns:TagResource", "DisplayName": "sns:SetTopicAttributes"}


def topic_calls(resource: Resource) -> Iterator[Call]:
    """Yield the calls for a topic, with the protocol of each new subscription as condition key."""
    name = resource.name("TopicName", 256)
    arn = name if name.startswith("arn:") else permissions.arn("sns", name)
    keys = resource.tag_keys()
    yield from (Call(action, arn, keys) for action in _ALWAYS[resource.operation])
    if resource.operation == "delete":
        return
    yield from (Call(action, arn, keys) for key, action in _BY_PROPERTY.items() if resource.changes(key))
    before, after = _subscriptions(resource.before), _subscriptions(resource.properties)
    yield from (Call("sns:Subscribe", arn, {"sns:Protocol": protocol}) for protocol, _ in sorted(after - before))
    yield from (Call("sns:Unsubscribe", "*") for _ in before - after)
    yield from (Call(action, arn, keys) for action in _READ)


def _subscriptions(properties: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(one["Protocol"], one["Endpoint"]) for one in properties.get("Subscription") or []}
