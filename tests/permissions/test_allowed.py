"""Everything that CloudFormation calls to make, change, read and remove a subscription is allowed to the launch role."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from formatter import permissions
from product.names import BOUNDARY_NAME, FORMATTER_ROLE_PREFIX
from product.subscription.options import Formatting
from tests.permissions.evaluator import ACCOUNT, BY_CLOUDFORMATION, ORGANIZATION, STACK, Request, is_allowed
from tests.permissions.policies import boundary_policy, launch_policy, owner_policy, subscription

HANDLERS: dict[str, dict[str, list[str]]] = json.loads((Path(__file__).parent / "registry_handlers.json").read_text())
"""IAM actions of CloudFormation's handlers: the registry schemas (`aws cloudformation describe-type`), 2026-08-07."""

BASE = f"eu-central-1:{ACCOUNT}"
RESOURCES = {
    "AWS::SNS::Topic": f"arn:aws:sns:{BASE}:{STACK}-Topic-1A2B",
    "AWS::SNS::TopicPolicy": f"arn:aws:sns:{BASE}:{STACK}-Topic-1A2B",
    "AWS::Events::Rule": f"arn:aws:events:{BASE}:rule/{STACK}-FindingRule-1A2B",
    "AWS::Lambda::Function": f"arn:aws:lambda:{BASE}:function:{STACK}-Formatter-1A2B",
    "AWS::Lambda::Permission": f"arn:aws:lambda:{BASE}:function:{STACK}-Formatter-1A2B",
    "AWS::Lambda::EventInvokeConfig": f"arn:aws:lambda:{BASE}:function:{STACK}-Formatter-1A2B:$LATEST",
    "AWS::Logs::LogGroup": f"arn:aws:logs:{BASE}:log-group:{STACK}-FormatterLogGroup-1A2B",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/{FORMATTER_ROLE_PREFIX}11111111-2222-3333-4444-555555555555",
    "AWS::SQS::Queue": f"arn:aws:sqs:{BASE}:{STACK}-DeadLetterQueue-1A2B",
    "AWS::SQS::QueuePolicy": f"arn:aws:sqs:{BASE}:{STACK}-DeadLetterQueue-1A2B",
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{BASE}:table/{STACK}-Memory-1A2B",
    "AWS::CloudWatch::Alarm": f"arn:aws:cloudwatch:{BASE}:alarm:{STACK}-DeadLetterAlarm-1A2B",
}
BOUNDARY_ARN = f"arn:aws:iam::{ACCOUNT}:policy/{BOUNDARY_NAME}"

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
    actions = {action for handler in HANDLERS[kind].values() for action in handler}
    own = {action for action in actions if not action.startswith(FOREIGN)} - UNUSED.get(kind, set())
    # The table's handler logs imports, the topic's and function's read artifacts: tested by themselves below.
    return sorted(
        action for action in own if not (action.startswith(("logs:", "s3:")) and kind != "AWS::Logs::LogGroup")
    )


CALLS = [
    (formatting, kind, action)
    for formatting in Formatting
    for kind in sorted({resource["Type"] for resource in subscription(formatting).values()})
    for action in needed(kind)
]


@pytest.mark.parametrize(("formatting", "kind", "action"), CALLS, ids=lambda value: str(getattr(value, "value", value)))
def test_cloudformation_may(formatting: Formatting, kind: str, action: str) -> None:
    keys = BY_CLOUDFORMATION | {"iam:PermissionsBoundary": BOUNDARY_ARN, "iam:PassedToService": "lambda.amazonaws.com"}
    resource = RESOURCES["AWS::IAM::Role"] if action.startswith("iam:") else RESOURCES[kind]
    assert is_allowed(Request(action, resource, keys), launch_policy(formatting))


def test_every_type_of_the_product_is_looked_at() -> None:
    for formatting in Formatting:
        assert {resource["Type"] for resource in subscription(formatting).values()} <= set(RESOURCES)


@pytest.mark.parametrize("formatting", list(Formatting))
@pytest.mark.parametrize(
    "action", ["CreateStack", "UpdateStack", "DeleteStack", "DescribeStacks", "DescribeStackEvents"]
)
def test_service_catalog_may_work_with_its_stacks(formatting: Formatting, action: str) -> None:
    stack = f"arn:aws:cloudformation:{BASE}:stack/{STACK}/0a1b2c3d"
    assert is_allowed(Request(f"cloudformation:{action}", stack), launch_policy(formatting))


@pytest.mark.parametrize("keys", [{}, BY_CLOUDFORMATION], ids=["Service Catalog", "CloudFormation"])
def test_artifacts_may_be_read(keys: dict[str, object]) -> None:
    artifact = "arn:aws:s3:::security-notifications-artifacts-444455556666-eu-central-1/templates/0a.yaml"
    marked = {"s3:ExistingObjectTag/servicecatalog:provisioning": "true", "aws:ResourceOrgID": ORGANIZATION}
    assert is_allowed(Request("s3:GetObject", artifact, marked | keys), launch_policy())


FUNCTION_CALLS = [
    *((action, RESOURCES["AWS::DynamoDB::Table"]) for action in permissions.TABLE_ACTIONS),
    *((action, RESOURCES["AWS::DynamoDB::Table"] + "/index/pending") for action in permissions.INDEX_ACTIONS),
    *((action, RESOURCES["AWS::SNS::Topic"]) for action in permissions.TOPIC_ACTIONS),
    *((action, RESOURCES["AWS::Logs::LogGroup"] + ":log-stream:2026") for action in permissions.LOG_ACTIONS),
    *((action, RESOURCES["AWS::SQS::Queue"]) for action in permissions.QUEUE_ACTIONS),
]


@pytest.mark.parametrize(("action", "resource"), FUNCTION_CALLS)
def test_the_boundary_leaves_the_function_what_it_needs(action: str, resource: str) -> None:
    assert is_allowed(Request(action, resource), boundary_policy())


OWNER_CALLS = [
    ("servicecatalog:SearchProducts", "*", {}),
    ("servicecatalog:DescribeProduct", f"arn:aws:catalog:{BASE}:product/prod-ours", {}),
    ("servicecatalog:ListLaunchPaths", f"arn:aws:catalog:{BASE}:product/prod-ours", {}),
    ("servicecatalog:ProvisionProduct", f"arn:aws:catalog:{BASE}:product/prod-ours", {}),
    ("servicecatalog:UpdateProvisionedProduct", "*", {"servicecatalog:userLevel": "self"}),
    ("servicecatalog:TerminateProvisionedProduct", "*", {"servicecatalog:userLevel": "self"}),
    ("servicecatalog:SearchProvisionedProducts", "*", {"servicecatalog:userLevel": "self"}),
    ("securityhub:GetFindings", f"arn:aws:securityhub:{BASE}:hub/default", {}),
]


@pytest.mark.parametrize(("action", "resource", "keys"), OWNER_CALLS)
def test_an_owner_may(action: str, resource: str, keys: dict[str, str]) -> None:
    assert is_allowed(Request(action, resource, keys), owner_policy())
