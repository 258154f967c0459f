"""The launch role: with it Service Catalog makes, changes and removes the stack of a subscription, and nothing else.

Actions are those that CloudFormation's own handlers call for the resource types of the product, with the properties that the
product uses (`handlers` of the registry schemas, `aws cloudformation describe-type`). Everything but CloudFormation itself
and the templates may be called only by CloudFormation on the role's behalf.
"""

from __future__ import annotations

from typing import Any

from troposphere import Ref, Sub, iam

from product.names import (
    ARTIFACT_BUCKET_PREFIX,
    FORMATTER_ROLE_PREFIX,
    LAUNCH_ROLE_NAME,
    PROVISIONING_TAG_KEY,
    PROVISIONING_TAG_VALUE,
)
from product.policies import Statement, allow, of_subscriptions, policy
from product.subscription.options import Formatting
from stacksets.boundary import boundary_arn

ORGANIZATION_ID = "OrganizationId"

_BY_CLOUDFORMATION = {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia"""

_STACK_ACTIONS = (
    "cloudformation:CreateStack",
    "cloudformation:DeleteStack",
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStacks",
    "cloudformation:SetStackPolicy",
    "cloudformation:UpdateStack",
)
_TEMPLATE_ACTIONS = ("cloudformation:GetTemplateSummary", "cloudformation:ValidateTemplate")
"""They look at a template that belongs to no stack yet, so IAM offers no resource to name.

https://docs.aws.amazon.com/servicecatalog/latest/adminguide/constraints-launch.html
"""

_TOPIC_ACTIONS = (
    "sns:CreateTopic",
    "sns:DeleteTopic",
    "sns:GetDataProtectionPolicy",
    "sns:GetTopicAttributes",
    "sns:ListSubscriptionsByTopic",
    "sns:ListTagsForResource",
    "sns:SetTopicAttributes",
    "sns:Subscribe",
    "sns:TagResource",
    "sns:UntagResource",
)
_UNSUBSCRIBE_ACTIONS = ("sns:Unsubscribe",)
"""IAM offers no resource to name.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
"""

_RULE_ACTIONS = (
    "events:DeleteRule",
    "events:DescribeRule",
    "events:ListTagsForResource",
    "events:ListTargetsByRule",
    "events:PutRule",
    "events:PutTargets",
    "events:RemoveTargets",
    "events:TagResource",
    "events:UntagResource",
)
_QUEUE_ACTIONS = (
    "sqs:CreateQueue",
    "sqs:DeleteQueue",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ListQueueTags",
    "sqs:SetQueueAttributes",
    "sqs:TagQueue",
    "sqs:UntagQueue",
)
_ALARM_ACTIONS = (
    "cloudwatch:DeleteAlarms",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:ListTagsForResource",
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:TagResource",
    "cloudwatch:UntagResource",
)
_FUNCTION_ACTIONS = (
    "lambda:AddPermission",
    "lambda:CreateFunction",
    "lambda:DeleteFunction",
    "lambda:DeleteFunctionEventInvokeConfig",
    "lambda:GetFunction",
    "lambda:GetFunctionCodeSigningConfig",
    "lambda:GetFunctionEventInvokeConfig",
    "lambda:GetFunctionRecursionConfig",
    "lambda:GetFunctionScalingConfig",
    "lambda:GetPolicy",
    "lambda:GetRuntimeManagementConfig",
    "lambda:PutFunctionEventInvokeConfig",
    "lambda:RemovePermission",
    "lambda:TagResource",
    "lambda:UntagResource",
    "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionConfiguration",
    "lambda:UpdateFunctionEventInvokeConfig",
)
_LOG_GROUP_ACTIONS = (
    "logs:CreateLogGroup",
    "logs:DeleteDataProtectionPolicy",
    "logs:DeleteLogGroup",
    "logs:GetDataProtectionPolicy",
    "logs:ListTagsForResource",
    "logs:PutRetentionPolicy",
    "logs:TagResource",
    "logs:UntagResource",
)
_LOG_LIST_ACTIONS = ("logs:DescribeIndexPolicies", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies")
"""They list what the account has; IAM offers no resource to name."""

_TABLE_ACTIONS = (
    "dynamodb:CreateTable",
    "dynamodb:DeleteTable",
    "dynamodb:DescribeContinuousBackups",
    "dynamodb:DescribeContributorInsights",
    "dynamodb:DescribeKinesisStreamingDestination",
    "dynamodb:DescribeTable",
    "dynamodb:DescribeTimeToLive",
    "dynamodb:GetResourcePolicy",
    "dynamodb:ListTagsOfResource",
    "dynamodb:TagResource",
    "dynamodb:UntagResource",
    "dynamodb:UpdateTable",
    "dynamodb:UpdateTimeToLive",
)
_ROLE_ACTIONS = (
    "iam:DeleteRole",
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    "iam:TagRole",
    "iam:UntagRole",
)
_BOUNDED_ROLE_ACTIONS = (
    "iam:CreateRole",
    "iam:DeleteRolePolicy",
    "iam:PutRolePolicy",
    "iam:PutRolePermissionsBoundary",
)
"""Allowed only for a role that has, or gets with this very call, our boundary.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""


def launch_role(formatting: Formatting) -> iam.Role:
    """Return the launch role for one formatting option; without a function it needs no IAM permission at all."""
    function = formatting is Formatting.LAMBDA
    statements = [*_stack(), *_always(), *(_function() if function else ())]
    return iam.Role(
        "LaunchRole",
        RoleName=LAUNCH_ROLE_NAME,
        Description="Service Catalog launches security notification subscriptions with this role",
        AssumeRolePolicyDocument=_trust(),
        Policies=[iam.Policy(PolicyName="LaunchSubscriptions", PolicyDocument=policy(statements))],
        **({"DependsOn": "PermissionsBoundary"} if function else {}),
    )


def _trust() -> dict[str, Any]:
    """Return who may take the role: Service Catalog, for this organization.

    Service Catalog launches on behalf of the account the role is in; a request that names another organization's account
    as its source is refused.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    return policy(
        [
            {
                "Sid": "OnlyServiceCatalogForThisOrganization",
                "Effect": "Allow",
                "Principal": {"Service": "servicecatalog.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEqualsIfExists": {"aws:SourceOrgID": Ref(ORGANIZATION_ID)}},
            }
        ]
    )


def _stack() -> tuple[Statement, ...]:
    stacks = of_subscriptions("cloudformation", "stack/", "/*")
    own_templates = {
        "StringEquals": {
            f"s3:ExistingObjectTag/{PROVISIONING_TAG_KEY}": PROVISIONING_TAG_VALUE,
            "aws:ResourceOrgID": Ref(ORGANIZATION_ID),
        }
    }
    return (
        allow("MakeStacks", _STACK_ACTIONS, stacks),
        allow("LookAtTemplates", _TEMPLATE_ACTIONS, "*"),
        allow(
            "ReadArtifacts",
            ["s3:GetObject"],
            Sub(f"arn:${{AWS::Partition}}:s3:::{ARTIFACT_BUCKET_PREFIX}*"),
            own_templates,
        ),
    )


def _always() -> tuple[Statement, ...]:
    return (
        allow("MakeTopics", _TOPIC_ACTIONS, of_subscriptions("sns"), _BY_CLOUDFORMATION),
        allow("EndEmails", _UNSUBSCRIBE_ACTIONS, "*", _BY_CLOUDFORMATION),
        allow("MakeRules", _RULE_ACTIONS, of_subscriptions("events", "rule/"), _BY_CLOUDFORMATION),
        allow("MakeQueues", _QUEUE_ACTIONS, of_subscriptions("sqs"), _BY_CLOUDFORMATION),
        allow("MakeAlarms", _ALARM_ACTIONS, of_subscriptions("cloudwatch", "alarm:"), _BY_CLOUDFORMATION),
    )


def _function() -> tuple[Statement, ...]:
    roles = Sub(f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{FORMATTER_ROLE_PREFIX}*")
    bounded = _BY_CLOUDFORMATION | {"StringEquals": {"iam:PermissionsBoundary": boundary_arn()}}
    passed = _BY_CLOUDFORMATION | {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    groups = of_subscriptions("logs", "log-group:")
    return (
        allow("MakeFunctions", _FUNCTION_ACTIONS, of_subscriptions("lambda", "function:"), _BY_CLOUDFORMATION),
        allow("MakeLogGroups", _LOG_GROUP_ACTIONS, groups, _BY_CLOUDFORMATION),
        allow("ListLogGroups", _LOG_LIST_ACTIONS, "*", _BY_CLOUDFORMATION),
        allow("MakeTables", _TABLE_ACTIONS, of_subscriptions("dynamodb", "table/"), _BY_CLOUDFORMATION),
        allow("LookAfterRoles", _ROLE_ACTIONS, roles, _BY_CLOUDFORMATION),
        allow("MakeRolesWithBoundary", _BOUNDED_ROLE_ACTIONS, roles, bounded),
        allow("GiveRolesToFunctions", ["iam:PassRole"], roles, passed),
    )
