"""The calls that CloudFormation's handlers make for the resource types of the product.

From the registry schemas of these types (handlers.*.permissions), without what concerns properties that the product
does not use.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from embedded_aws.server import permissions
from embedded_aws.server.cloudformation import function_calls, key_calls, role_calls, topic_calls
from embedded_aws.server.cloudformation.hub_calls import HUB_CALLS
from embedded_aws.server.cloudformation.organization_calls import ORGANIZATION_CALLS
from embedded_aws.server.cloudformation.resource import Call, Resource

Actions = tuple[str, ...]


@dataclass(frozen=True)
class HandlerCalls:
    """What the handlers of a type call, all on the resource itself.

    Attributes:
        arn: ARN of the resource.
        create: always, when it is made.
        update: always, when it is changed.
        delete: always, when it goes.
        read: after it was made or changed.
        by_property: when a property is set or changed.
        keys: condition keys of an action, which AWS takes from the request.
        key_calls: what a customer's key makes necessary.
    """

    arn: Callable[[Resource], str]
    create: Actions
    delete: Actions
    update: Actions = ()
    read: Actions = ()
    by_property: Mapping[str, Actions] = field(default_factory=dict)
    keys: Mapping[str, Callable[[Resource], Mapping[str, Any]]] = field(default_factory=dict)
    key_calls: Callable[[Resource], Iterable[Call]] = lambda _resource: ()

    def __call__(self, resource: Resource) -> Iterable[Call]:
        """Yield the calls of the resource's operation."""
        if resource.operation == "delete":
            actions: Iterable[str] = self.delete
        else:
            changed = (actions for name, actions in self.by_property.items() if resource.changes(name))
            always = self.create if resource.operation == "create" else self.update
            actions = chain(always, *changed, self.read)
        tag_keys = resource.tag_keys()
        calls = (
            Call(action, self.arn(resource), {**tag_keys, **self.keys.get(action, _no_keys)(resource)})
            for action in actions
        )
        return chain(calls, self.key_calls(resource))


def _no_keys(_: Resource) -> Mapping[str, Any]:
    return {}


def _rule_keys(resource: Resource) -> Mapping[str, Any]:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html."""
    pattern = resource.properties.get("EventPattern") or {}
    found = json.loads(pattern) if isinstance(pattern, str) else pattern
    return {f"events:{name}": found[name] for name in ("source", "detail-type") if name in found}


def _target_keys(resource: Resource) -> Mapping[str, Any]:
    return {"events:TargetArn": [target["Arn"] for target in resource.properties["Targets"]]}


def _alarm_keys(resource: Resource) -> Mapping[str, Any]:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-alarm-actions.html."""
    names = ("AlarmActions", "OKActions", "InsufficientDataActions")
    actions = [action for name in names for action in resource.properties.get(name) or []]
    return {"cloudwatch:AlarmActions": actions} if actions else {}


def calls_for(resource: Resource) -> Iterable[Call]:
    """Return the calls of an operation on a resource; a type that the table lacks takes all that its service knows."""
    calls = CALLS.get(resource.type)
    if calls is None:
        service = resource.type.split("::")[1].lower()
        return (Call(f"{service}:*", "*"),)
    return calls(resource)


def _rule_arn(resource: Resource) -> str:
    return permissions.arn("events", f"rule/{resource.name('Name', 64)}")


def _queue_arn(resource: Resource) -> str:
    return permissions.arn("sqs", resource.name("QueueName", 80).rpartition("/")[2])


def _table_arn(resource: Resource) -> str:
    return permissions.arn("dynamodb", f"table/{resource.name('TableName', 255)}")


def _alarm_arn(resource: Resource) -> str:
    return permissions.arn("cloudwatch", f"alarm:{resource.name('AlarmName', 255)}")


def _log_group_arn(resource: Resource) -> str:
    # CloudWatch Logs evaluates its calls on a group against the group's streams.
    return permissions.arn("logs", f"log-group:{resource.name('LogGroupName', 512)}:log-stream:")


def _set_policy(action: str, member: str) -> Callable[[Resource], Iterable[Call]]:
    """Return the calls of a type that puts a policy on others: one for each of those."""

    def calls(resource: Resource) -> Iterable[Call]:
        return (Call(action, _arn_of(target)) for target in resource.properties[member])

    return calls


def _arn_of(target: str) -> str:
    return target if target.startswith("arn:") else permissions.arn("sqs", target.rpartition("/")[2])


CALLS: Mapping[str, Callable[[Resource], Iterable[Call]]] = {
    "AWS::SNS::Topic": topic_calls.topic_calls,
    "AWS::SNS::TopicPolicy": _set_policy("sns:SetTopicAttributes", "Topics"),
    "AWS::SQS::QueuePolicy": _set_policy("sqs:SetQueueAttributes", "Queues"),
    "AWS::SQS::Queue": HandlerCalls(
        arn=_queue_arn,
        create=("sqs:CreateQueue", "sqs:GetQueueUrl"),
        update=("sqs:SetQueueAttributes",),
        delete=("sqs:DeleteQueue", "sqs:GetQueueAttributes"),
        read=("sqs:GetQueueAttributes", "sqs:ListQueueTags"),
        by_property={"Tags": ("sqs:TagQueue",)},
    ),
    "AWS::Events::Rule": HandlerCalls(
        arn=_rule_arn,
        create=("events:PutRule", "events:DescribeRule"),
        update=("events:PutRule", "events:DescribeRule"),
        delete=("events:DescribeRule", "events:ListTargetsByRule", "events:RemoveTargets", "events:DeleteRule"),
        read=("events:ListTargetsByRule", "events:ListTagsForResource"),
        by_property={"Targets": ("events:PutTargets",), "Tags": ("events:TagResource",)},
        keys={"events:PutRule": _rule_keys, "events:PutTargets": _target_keys},
    ),
    "AWS::Logs::LogGroup": HandlerCalls(
        arn=_log_group_arn,
        create=("logs:CreateLogGroup", "logs:DescribeLogGroups"),
        update=("logs:DescribeLogGroups",),
        delete=("logs:DescribeLogGroups", "logs:DeleteLogGroup"),
        read=("logs:ListTagsForResource", "logs:GetDataProtectionPolicy", "logs:DescribeIndexPolicies"),
        by_property={"RetentionInDays": ("logs:PutRetentionPolicy",), "Tags": ("logs:TagResource",)},
        key_calls=key_calls.log_group_key_calls,
    ),
    "AWS::DynamoDB::Table": HandlerCalls(
        arn=_table_arn,
        create=("dynamodb:CreateTable",),
        update=("dynamodb:UpdateTable",),
        delete=("dynamodb:DeleteTable", "dynamodb:DescribeTable"),
        read=(
            "dynamodb:DescribeTable",
            "dynamodb:DescribeContinuousBackups",
            "dynamodb:DescribeContributorInsights",
            "dynamodb:DescribeKinesisStreamingDestination",
            "dynamodb:ListTagsOfResource",
            "dynamodb:GetResourcePolicy",
            "dynamodb:DescribeTimeToLive",
        ),
        by_property={
            "TimeToLiveSpecification": ("dynamodb:UpdateTimeToLive",),
            "PointInTimeRecoverySpecification": ("dynamodb:UpdateContinuousBackups",),
            "Tags": ("dynamodb:TagResource",),
        },
        key_calls=key_calls.table_key_calls,
    ),
    "AWS::CloudWatch::Alarm": HandlerCalls(
        arn=_alarm_arn,
        create=("cloudwatch:PutMetricAlarm",),
        update=("cloudwatch:PutMetricAlarm",),
        delete=("cloudwatch:DescribeAlarms", "cloudwatch:DeleteAlarms"),
        read=("cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"),
        by_property={"Tags": ("cloudwatch:TagResource",)},
        keys={"cloudwatch:PutMetricAlarm": _alarm_keys},
    ),
    "AWS::Lambda::Function": function_calls.function_calls,
    "AWS::Lambda::Permission": function_calls.permission_calls,
    "AWS::Lambda::EventInvokeConfig": function_calls.event_invoke_calls,
    "AWS::IAM::Role": role_calls.role_calls,
    **HUB_CALLS,
    **ORGANIZATION_CALLS,
}
"""By resource type, what CloudFormation calls."""
