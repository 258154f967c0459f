"""The actions that CloudFormation calls to make, change, read and remove the resources of a subscription.

They are those of each resource type's handlers (registry schemas of 2026-08-07, `aws cloudformation describe-type`), without
what concerns properties that the product does not use. Where a constant stands by itself, IAM knows no resource for its
actions, or a condition that holds for them alone.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

TOPIC = (
    "sns:CreateTopic",
    "sns:DeleteTopic",
    "sns:GetDataProtectionPolicy",
    "sns:GetTopicAttributes",
    "sns:ListSubscriptionsByTopic",
    "sns:ListTagsForResource",
    "sns:SetTopicAttributes",
    "sns:TagResource",
    "sns:UntagResource",
)
SUBSCRIBE = ("sns:Subscribe",)
"""Can be held to one protocol."""

UNSUBSCRIBE = ("sns:Unsubscribe",)
"""AWS's own list of actions did not always know a resource for it, and does not say which ARN counts."""

RULE = (
    "events:DeleteRule",
    "events:DescribeRule",
    "events:ListTagsForResource",
    "events:ListTargetsByRule",
    "events:RemoveTargets",
    "events:TagResource",
    "events:UntagResource",
)
PUT_RULE = ("events:PutRule",)
"""Can be held to the sources of events that the rule's pattern names."""

PUT_TARGETS = ("events:PutTargets",)
"""Can be held to certain targets, their dead-letter queues aside."""
QUEUE = (
    "sqs:CreateQueue",
    "sqs:DeleteQueue",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ListQueueTags",
    "sqs:SetQueueAttributes",
    "sqs:TagQueue",
    "sqs:UntagQueue",
)
ALARM = (
    "cloudwatch:DeleteAlarms",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:ListTagsForResource",
    "cloudwatch:TagResource",
    "cloudwatch:UntagResource",
)
PUT_ALARM = ("cloudwatch:PutMetricAlarm",)
"""Can be held to certain actions of the alarm."""

FUNCTION = (
    "lambda:DeleteFunction",
    "lambda:DeleteFunctionConcurrency",
    "lambda:DeleteFunctionEventInvokeConfig",
    "lambda:GetFunction",
    "lambda:GetFunctionCodeSigningConfig",
    "lambda:GetFunctionEventInvokeConfig",
    "lambda:GetFunctionRecursionConfig",
    "lambda:GetFunctionScalingConfig",
    "lambda:GetPolicy",
    "lambda:GetRuntimeManagementConfig",
    "lambda:PutFunctionConcurrency",
    "lambda:PutFunctionEventInvokeConfig",
    "lambda:RemovePermission",
    "lambda:TagResource",
    "lambda:UntagResource",
    "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionEventInvokeConfig",
)
SET_FUNCTION = ("lambda:CreateFunction", "lambda:UpdateFunctionConfiguration")
"""Can be held to functions without layers and networks."""

ADD_PERMISSION = ("lambda:AddPermission",)
"""Can be held to one principal, so that no function becomes public."""

LOG_GROUP = (
    "logs:CreateLogGroup",
    "logs:DeleteDataProtectionPolicy",
    "logs:DeleteLogGroup",
    "logs:GetDataProtectionPolicy",
    "logs:ListTagsForResource",
    "logs:PutRetentionPolicy",
    "logs:TagResource",
    "logs:UntagResource",
)
LOG_GROUP_KEY = ("logs:AssociateKmsKey", "logs:DisassociateKmsKey")
"""Where the customer has a key."""

LIST_LOG_GROUPS = ("logs:DescribeIndexPolicies", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies")
"""Know no resource: they list what the account has."""

TABLE = (
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
    "dynamodb:UpdateContinuousBackups",
    "dynamodb:UpdateTable",
    "dynamodb:UpdateTimeToLive",
)
ROLE = (
    "iam:DeleteRole",
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
)
BOUNDED_ROLE = (
    "iam:CreateRole",
    "iam:DeleteRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
)
"""Can be held to roles that have, or get with this very call, a certain boundary.

A new version changes the role's permissions or tags, and its handler may then write all that it knows of the role.
"""

PASS_ROLE = ("iam:PassRole",)

TABLE_KEY = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)
"""What a table asks of a customer's key at least, on behalf of whoever makes it.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
"""

TABLE_KEY_GRANTS = ("kms:CreateGrant", "kms:RevokeGrant")
"""Can be held to grants for AWS services.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
"""

LIST_KEYS = ("kms:ListAliases",)
"""Knows no resource."""
