"""What CloudFormation calls for each resource of a subscription, by the registry and the properties that the product uses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from common import names
from tests.permissions import policies
from tests.permissions.evaluator import ACCOUNT, BY_CLOUDFORMATION, Request
from tests.permissions.policies import resolved

HANDLERS: dict[str, dict[str, list[str]]] = json.loads((Path(__file__).parent / "registry_handlers.json").read_text())
"""IAM actions of CloudFormation's handlers: the registry schemas (`aws cloudformation describe-type`), 2026-08-07."""

_ARNS = {
    "AWS::SNS::Topic": policies.TOPIC,
    "AWS::SNS::TopicPolicy": policies.TOPIC,
    "AWS::Lambda::Function": policies.FUNCTION,
    "AWS::Lambda::Permission": policies.FUNCTION,
    "AWS::Lambda::EventInvokeConfig": f"{policies.FUNCTION}:$LATEST",
    "AWS::Logs::LogGroup": policies.LOG_GROUP,
    "AWS::IAM::Role": policies.ROLE,
    "AWS::SQS::Queue": policies.QUEUE,
    "AWS::SQS::QueuePolicy": policies.QUEUE,
    "AWS::DynamoDB::Table": policies.TABLE,
    "AWS::CloudWatch::Alarm": policies.ALARM,
}

UNUSED = {
    "AWS::SNS::Topic": {"sns:PutDataProtectionPolicy", "iam:GetRole", "iam:PassRole"},  # no data protection, no logging
    "AWS::Events::Rule": {"iam:PassRole"},  # targets take resource policies, no role
    "AWS::Lambda::Function": {
        "lambda:GetCodeSigningConfig",  # no code signing
        "lambda:PutFunctionCodeSigningConfig",
        "lambda:DeleteFunctionCodeSigningConfig",
        "lambda:GetLayerVersion",  # no layers
        "lambda:PutRuntimeManagementConfig",  # the default
        "lambda:PutFunctionRecursionConfig",  # the default
        "lambda:PutFunctionScalingConfig",  # the default
        "lambda:PassCapacityProvider",  # none
        "lambda:PublishVersion",  # no versions
    },
    "AWS::Logs::LogGroup": {
        "logs:PutDataProtectionPolicy",  # no data protection policy
        "logs:CreateLogDelivery",  # no delivery
        "logs:PutResourcePolicy",  # no resource policy
        "logs:DeleteResourcePolicy",
        "logs:PutIndexPolicy",  # no index
        "logs:DeleteIndexPolicy",
        "logs:PutBearerTokenAuthentication",  # the default
        "logs:DeleteRetentionPolicy",  # there always is a retention
        "logs:PutLogGroupDeletionProtection",  # the default
    },
    "AWS::IAM::Role": {
        "iam:AttachRolePolicy",  # no managed policies
        "iam:DetachRolePolicy",
        "iam:DeleteRolePermissionsBoundary",  # never
    },
    "AWS::DynamoDB::Table": {
        "dynamodb:DescribeImport",  # no import
        "dynamodb:ImportTable",
        "dynamodb:UpdateContributorInsights",  # off
        "dynamodb:EnableKinesisStreamingDestination",  # none
        "dynamodb:DisableKinesisStreamingDestination",
        "dynamodb:UpdateKinesisStreamingDestination",
        "dynamodb:PutResourcePolicy",  # none
        "dynamodb:DeleteResourcePolicy",
        "dynamodb:CreateTableReplica",  # one Region
        "dynamodb:AssociateTableReplica",
        "dynamodb:Scan",  # handlers touch items only for replicas and imports
        "dynamodb:Query",
        "dynamodb:UpdateItem",
        "dynamodb:PutItem",
        "dynamodb:GetItem",
        "dynamodb:DeleteItem",
        "dynamodb:BatchWriteItem",
        "iam:CreateServiceLinkedRole",  # on-demand tables scale without a role
    },
}
"""Actions for properties that the product does not set."""

WITH_KEY = ("kms:", "logs:AssociateKmsKey", "logs:DisassociateKmsKey")
"""What handlers call only where the customer has a key."""

OF_TABLE_KEY = ("kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo")
"""What DynamoDB's page names beside the handler's list.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
"""

FOREIGN = (
    "ec2:",
    "elasticfilesystem:",
    "s3files:",
    "kinesis:",
    "firehose:",
    "s3:REST",
    "s3:GetObject",
    "s3:ListBucket",
)
"""Handlers call them for networks, file systems, streams and imports, none of which the product has; what they read of S3 is
tested by itself."""

_NO_RESOURCE = {
    "sns:GetSubscriptionAttributes",
    "sns:SetSubscriptionAttributes",
    "sns:Unsubscribe",
    "logs:DescribeLogGroups",
    "logs:DescribeIndexPolicies",
    "logs:DescribeResourcePolicies",
    "kms:ListAliases",
}
_OWN_KEY = f"arn:aws:kms:{policies.REGION}:{ACCOUNT}:key/0a1b2c3d"


def needed(kind: str, *, key: bool) -> list[str]:
    """Return the actions that CloudFormation calls for a resource type, as the product uses it."""
    actions = {action for handler in HANDLERS[kind].values() for action in handler}
    own = {action for action in actions if not action.startswith(FOREIGN)} - UNUSED.get(kind, set())
    own = {action for action in own if key or not action.startswith(WITH_KEY)}
    # The function's environment has AWS's key, and the table's handler logs only imports.
    left_out = {"AWS::Lambda::Function": "kms:", "AWS::DynamoDB::Table": "logs:"}.get(kind, "-")
    of_page = OF_TABLE_KEY if key and kind == "AWS::DynamoDB::Table" else ()
    return sorted({*(action for action in own if not action.startswith(left_out)), *of_page})


def calls(resources: Mapping[str, Any], *, key: bool) -> Iterator[Request]:
    """Yield the calls for all resources of a subscription's template, with the condition keys that they carry."""
    for logical_id, resource in resources.items():
        kind = resource["Type"]
        for action in needed(kind, key=key):
            yield Request(action, _resource(action, kind, logical_id), BY_CLOUDFORMATION | _keys(action, resource))


def _resource(action: str, kind: str, logical_id: str) -> str:
    if action in _NO_RESOURCE:
        return "*"
    if action.startswith("kms:"):
        return _OWN_KEY
    if action.startswith("iam:"):
        return policies.ROLE
    if kind == "AWS::SNS::Topic":
        return policies.named("sns", logical_id)
    return policies.named("events", logical_id, "rule/") if kind == "AWS::Events::Rule" else _ARNS[kind]


def _keys(action: str, resource: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the request itself holds of what conditions ask for."""
    if action in _REQUEST_KEYS:
        return _REQUEST_KEYS[action](resource.get("Properties", {}))
    if action.startswith("kms:"):
        return _key_keys(action)
    bounded = action.startswith("iam:") and action not in ("iam:TagRole", "iam:UntagRole")
    return {"iam:PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/{names.BOUNDARY_NAME}"} if bounded else {}


def _rule_keys(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"events:source": _sources(properties["EventPattern"])} if "EventPattern" in properties else {}


def _sources(pattern: Any) -> list[str]:
    """Return the sources that a pattern names; it is a text of pieces, of which one holds them whole."""
    found = re.search(r'"source":(\[[^\]]*\])', json.dumps(pattern).replace('\\"', '"'))
    assert found
    return list(json.loads(found[1]))


def _key_keys(action: str) -> dict[str, Any]:
    if action in _NO_RESOURCE:
        return {}
    through = {
        "aws:CalledVia": ["cloudformation.amazonaws.com", "dynamodb.amazonaws.com"],
        "kms:ViaService": f"dynamodb.{policies.REGION}.amazonaws.com",
        "kms:ResourceAliases": [policies.ALIAS],
    }
    return through | ({"kms:GrantIsForAWSResource": "true"} if action.endswith("Grant") else {})


_REQUEST_KEYS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "events:PutRule": _rule_keys,
    "events:PutTargets": lambda own: {"events:TargetArn": [resolved(target["Arn"]) for target in own["Targets"]]},
    "cloudwatch:PutMetricAlarm": lambda own: {"cloudwatch:AlarmActions": resolved(own["AlarmActions"])},
    "lambda:AddPermission": lambda own: {"lambda:Principal": own["Principal"]},
    "sns:Subscribe": lambda _: {"sns:Protocol": "email"},
    "iam:PassRole": lambda _: {
        "iam:PassedToService": "lambda.amazonaws.com",
        "iam:AssociatedResourceArn": policies.FUNCTION,
    },
}
