"""Other teams have Service Catalog products in the account too, and whatever else: none of it is within reach.

Each kind of resource stands here under four names: another team's product, another resource of the very stack of a
subscription, a stack of the account whose name begins as those of products do, and one that has nothing to do with products.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from common import names
from common.choices.words import Formatting
from tests.permissions import policies
from tests.permissions.cases import Attack, Case, denied
from tests.permissions.evaluator import ACCOUNT, BASE, BY_CLOUDFORMATION, STACK
from tests.permissions.policies import named

OTHER_STACK = f"SC-{ACCOUNT}-pp-zzzzzzzzzzzzz"
LAUNCH_ROLES = tuple(f"launch role, {formatting.value}, own key" for formatting in Formatting)
FUNCTIONS = ("function", "administrator within the boundary, own key")

_OUR_NAMES: Mapping[str, str] = {
    "sns": names.TOPIC,
    "sqs": names.QUEUE,
    "dynamodb": names.TABLE,
    "logs": names.LOG_GROUP,
    "events": names.FINDING_RULE,
    "lambda": names.FUNCTION,
    "cloudwatch": names.QUEUE_ALARM,
}
_KINDS = {
    "dynamodb": "table/",
    "logs": "log-group:",
    "events": "rule/",
    "lambda": "function:",
    "cloudwatch": "alarm:",
}

_BY_LAUNCH_ROLE: Mapping[str, tuple[str, ...]] = {
    "lambda": (
        "lambda:CreateFunction",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
        "lambda:PutFunctionConcurrency",
        "lambda:AddPermission",
        "lambda:RemovePermission",
        "lambda:PutFunctionEventInvokeConfig",
        "lambda:GetFunction",
        "lambda:DeleteFunction",
    ),
    "sns": (
        "sns:CreateTopic",
        "sns:SetTopicAttributes",
        "sns:DeleteTopic",
        "sns:Subscribe",
        "sns:ListSubscriptionsByTopic",
    ),
    "sqs": ("sqs:CreateQueue", "sqs:SetQueueAttributes", "sqs:DeleteQueue"),
    "dynamodb": (
        "dynamodb:CreateTable",
        "dynamodb:UpdateTable",
        "dynamodb:UpdateContinuousBackups",
        "dynamodb:DeleteTable",
    ),
    "logs": ("logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:PutRetentionPolicy", "logs:AssociateKmsKey"),
    "events": ("events:PutRule", "events:PutTargets", "events:RemoveTargets", "events:DeleteRule"),
    "cloudwatch": ("cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms"),
}
_BY_FUNCTION: Mapping[str, tuple[str, ...]] = {
    "sns": ("sns:Publish", "sns:ListSubscriptionsByTopic", "sns:SetTopicAttributes"),
    "sqs": ("sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"),
    "dynamodb": ("dynamodb:Scan", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
    "logs": ("logs:CreateLogStream", "logs:PutLogEvents"),
}
_RIGHT_KEYS: Mapping[str, Any] = {
    "lambda:AddPermission": {"lambda:Principal": "events.amazonaws.com"},
    "lambda:RemovePermission": {"lambda:Principal": "events.amazonaws.com"},
    "sns:Subscribe": {"sns:Protocol": "email"},
    "events:PutRule": {"events:source": ["aws.securityhub"]},
    "events:PutTargets": {"events:TargetArn": [policies.FUNCTION]},
    "cloudwatch:PutMetricAlarm": {"cloudwatch:AlarmActions": [policies.TOPIC]},
}
"""Nothing but the name is wrong with the call."""


def _others(service: str) -> Iterator[tuple[str, str]]:
    kind = _KINDS.get(service, "")
    yield "another product's", named(service, "Orders", kind, OTHER_STACK)
    yield "another one of our stack's", named(service, "Orders", kind, STACK)
    yield "a stack's named like a product's", named(service, _OUR_NAMES[service], kind, "SC-Network")
    yield "the account's", f"arn:aws:{service}:{BASE}:{kind}orders"


def _attacks(actions: Mapping[str, tuple[str, ...]], keys: Mapping[str, Any]) -> Iterator[Attack]:
    for service, listed in actions.items():
        for whose, resource in _others(service):
            for action in listed:
                stream = ":log-stream:x" if action in ("logs:CreateLogStream", "logs:PutLogEvents") else ""
                yield f"{whose} {service}", action, f"{resource}{stream}", {**keys, **_RIGHT_KEYS.get(action, {})}


_STACKS: tuple[Attack, ...] = tuple(
    (f"stack {name}", f"cloudformation:{action}", f"arn:aws:cloudformation:{BASE}:stack/{name}/1", {})
    for name in ("SC-Network", "SC-999999999999-pp-abcdefghijklm", "payments")
    for action in ("CreateStack", "UpdateStack", "DeleteStack", "SetStackPolicy", "DescribeStackEvents")
)

ATTACKS_ON_OTHERS: tuple[Case, ...] = (
    *denied(LAUNCH_ROLES, _attacks(_BY_LAUNCH_ROLE, BY_CLOUDFORMATION)),
    *denied(LAUNCH_ROLES, _STACKS),
    *denied(FUNCTIONS, _attacks(_BY_FUNCTION, {})),
)
