"""What CloudFormation calls for each resource of a subscription, by the registry and the properties that the product uses."""

from __future__ import annotations

import json
from pathlib import Path

from common.names import FORMATTER_ROLE_PREFIX
from tests.permissions.evaluator import ACCOUNT, BASE, STACK
from tests.permissions.policies import ALARM, LOG_GROUP, QUEUE, RULE, TABLE, TOPIC

HANDLERS: dict[str, dict[str, list[str]]] = json.loads((Path(__file__).parent / "registry_handlers.json").read_text())
"""IAM actions of CloudFormation's handlers: the registry schemas (`aws cloudformation describe-type`), 2026-08-07."""

FUNCTION = f"arn:aws:lambda:{BASE}:function:{STACK}-Formatter-1A2B"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/{FORMATTER_ROLE_PREFIX}11111111-2222-3333-4444-555555555555"
RESOURCES = {
    "AWS::SNS::Topic": TOPIC,
    "AWS::SNS::TopicPolicy": TOPIC,
    "AWS::Events::Rule": RULE,
    "AWS::Lambda::Function": FUNCTION,
    "AWS::Lambda::Permission": FUNCTION,
    "AWS::Lambda::EventInvokeConfig": f"{FUNCTION}:$LATEST",
    "AWS::Logs::LogGroup": LOG_GROUP,
    "AWS::IAM::Role": ROLE,
    "AWS::SQS::Queue": QUEUE,
    "AWS::SQS::QueuePolicy": QUEUE,
    "AWS::DynamoDB::Table": TABLE,
    "AWS::CloudWatch::Alarm": ALARM,
}

UNUSED = {
    "AWS::SNS::Topic": {"sns:PutDataProtectionPolicy", "iam:GetRole", "iam:PassRole"},  # no data protection, no logging
    "AWS::Events::Rule": {"iam:PassRole"},  # targets take resource policies, no role
    "AWS::Lambda::Function": {
        "lambda:PutFunctionConcurrency",  # no reserved concurrency
        "lambda:DeleteFunctionConcurrency",
        "s3:GetObjectVersion",  # content-addressed keys need no version
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
        "logs:AssociateKmsKey",  # no key
        "logs:DisassociateKmsKey",
        "logs:DeleteRetentionPolicy",  # there always is a retention
        "logs:PutLogGroupDeletionProtection",  # the default
    },
    "AWS::IAM::Role": {
        "iam:AttachRolePolicy",  # no managed policies
        "iam:DetachRolePolicy",
        "iam:UpdateRole",  # session length stays the default
        "iam:UpdateRoleDescription",  # no description
        "iam:UpdateAssumeRolePolicy",  # the trust never changes
        "iam:DeleteRolePermissionsBoundary",  # never
    },
    "AWS::DynamoDB::Table": {
        "dynamodb:DescribeImport",  # no import
        "dynamodb:ImportTable",
        "dynamodb:UpdateContributorInsights",  # off
        "dynamodb:UpdateContinuousBackups",  # off
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

FOREIGN = (
    "ec2:",
    "elasticfilesystem:",
    "s3files:",
    "kms:",
    "kinesis:",
    "firehose:",
    "s3:REST",
    "s3:GetObjectMetadata",
    "s3:ListBucket",
)
"""Handlers call them for networks, file systems, keys, streams and imports, none of which the product has."""


def needed(kind: str) -> list[str]:
    """Return the actions that CloudFormation calls for a resource type, as the product uses it."""
    actions = {action for handler in HANDLERS[kind].values() for action in handler}
    own = {action for action in actions if not action.startswith(FOREIGN)} - UNUSED.get(kind, set())
    # The table's handler logs imports, the function's reads its code: no imports, and artifacts are tested by themselves.
    return sorted(
        action for action in own if not (action.startswith(("logs:", "s3:")) and kind != "AWS::Logs::LogGroup")
    )
