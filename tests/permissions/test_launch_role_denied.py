"""Ways to get more out of the launch role than was meant; each is denied."""

from __future__ import annotations

from typing import Any

import pytest

from common.names import BOUNDARY_NAME, FORMATTER_ROLE_PREFIX, LAUNCH_ROLE_NAME
from common.options import Formatting
from tests.permissions.evaluator import (
    ACCOUNT,
    BASE,
    BY_CLOUDFORMATION,
    FOREIGN_ACCOUNT,
    FOREIGN_ORGANIZATION,
    ORGANIZATION,
    STACK,
    Request,
    is_allowed,
)
from tests.permissions.policies import ALARM, ARTIFACTS, LOG_GROUP, QUEUE, TABLE, TOPIC, launch_policy

IAM = f"arn:aws:iam::{ACCOUNT}"
OUR_ROLE = f"{IAM}:role/{FORMATTER_ROLE_PREFIX}1111"
BOUNDARY = f"{IAM}:policy/{BOUNDARY_NAME}"
BOUNDED = BY_CLOUDFORMATION | {"iam:PermissionsBoundary": BOUNDARY}
TO_LAMBDA = BY_CLOUDFORMATION | {"iam:PassedToService": "lambda.amazonaws.com"}
ARTIFACT = f"{ARTIFACTS}/templates/0a.yaml"
FUNCTION = f"arn:aws:lambda:{BASE}:function:{STACK}-Formatter-1A2B"
STACKS = f"arn:aws:cloudformation:{BASE}:stack"
TAG = "s3:ExistingObjectTag/servicecatalog:provisioning"

LAUNCH_ROLE: list[tuple[str, str, str, dict[str, Any]]] = [
    ("a role without boundary", "iam:CreateRole", OUR_ROLE, BY_CLOUDFORMATION),
    (
        "a role with another boundary",
        "iam:CreateRole",
        OUR_ROLE,
        BY_CLOUDFORMATION | {"iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"},
    ),
    (
        "a role with a boundary of the same name elsewhere",
        "iam:CreateRole",
        OUR_ROLE,
        BY_CLOUDFORMATION | {"iam:PermissionsBoundary": f"arn:aws:iam::{FOREIGN_ACCOUNT}:policy/{BOUNDARY_NAME}"},
    ),
    ("a role outside the prefix", "iam:CreateRole", f"{IAM}:role/Admin", BOUNDED),
    ("a role below another path", "iam:CreateRole", f"{IAM}:role/x/{FORMATTER_ROLE_PREFIX}1", BOUNDED),
    ("a role made directly, not by CloudFormation", "iam:CreateRole", OUR_ROLE, {"iam:PermissionsBoundary": BOUNDARY}),
    ("the launch role itself anew", "iam:CreateRole", f"{IAM}:role/{LAUNCH_ROLE_NAME}", BOUNDED),
    ("more permissions for the launch role", "iam:PutRolePolicy", f"{IAM}:role/{LAUNCH_ROLE_NAME}", BOUNDED),
    ("more permissions for a role without boundary", "iam:PutRolePolicy", OUR_ROLE, BY_CLOUDFORMATION),
    ("more permissions for another role", "iam:PutRolePolicy", f"{IAM}:role/Admin", BOUNDED),
    (
        "a managed policy",
        "iam:AttachRolePolicy",
        OUR_ROLE,
        BOUNDED | {"iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"},
    ),
    ("a managed policy for another role", "iam:AttachRolePolicy", f"{IAM}:role/Admin", BOUNDED),
    ("removing the boundary", "iam:DeleteRolePermissionsBoundary", OUR_ROLE, BOUNDED),
    (
        "replacing the boundary",
        "iam:PutRolePermissionsBoundary",
        OUR_ROLE,
        BY_CLOUDFORMATION | {"iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"},
    ),
    ("a boundary for another role", "iam:PutRolePermissionsBoundary", f"{IAM}:role/Admin", BOUNDED),
    ("editing the boundary", "iam:CreatePolicyVersion", BOUNDARY, BY_CLOUDFORMATION),
    ("choosing another version of the boundary", "iam:SetDefaultPolicyVersion", BOUNDARY, BY_CLOUDFORMATION),
    ("deleting the boundary", "iam:DeletePolicy", BOUNDARY, BY_CLOUDFORMATION),
    ("a policy of one's own", "iam:CreatePolicy", f"{IAM}:policy/Mine", BY_CLOUDFORMATION),
    ("another role's trust", "iam:UpdateAssumeRolePolicy", f"{IAM}:role/Admin", BY_CLOUDFORMATION),
    ("our role's trust", "iam:UpdateAssumeRolePolicy", OUR_ROLE, BOUNDED),
    ("deleting another role", "iam:DeleteRole", f"{IAM}:role/Admin", BY_CLOUDFORMATION),
    ("deleting the launch role", "iam:DeleteRole", f"{IAM}:role/{LAUNCH_ROLE_NAME}", BY_CLOUDFORMATION),
    ("deleting our role directly", "iam:DeleteRole", OUR_ROLE, {}),
    ("a user", "iam:CreateUser", f"{IAM}:user/x", BY_CLOUDFORMATION),
    ("an access key", "iam:CreateAccessKey", f"{IAM}:user/x", BY_CLOUDFORMATION),
    ("a service-linked role", "iam:CreateServiceLinkedRole", f"{IAM}:role/aws-service-role/x", BY_CLOUDFORMATION),
    ("passing another role to Lambda", "iam:PassRole", f"{IAM}:role/Admin", TO_LAMBDA),
    (
        "passing our role to EC2",
        "iam:PassRole",
        OUR_ROLE,
        BY_CLOUDFORMATION | {"iam:PassedToService": "ec2.amazonaws.com"},
    ),
    ("passing our role directly", "iam:PassRole", OUR_ROLE, {"iam:PassedToService": "lambda.amazonaws.com"}),
    ("passing the launch role", "iam:PassRole", f"{IAM}:role/{LAUNCH_ROLE_NAME}", TO_LAMBDA),
    ("taking another role", "sts:AssumeRole", f"{IAM}:role/Admin", {}),
    ("an object without the mark", "s3:GetObject", ARTIFACT, {"aws:ResourceOrgID": ORGANIZATION}),
    ("an object marked otherwise", "s3:GetObject", ARTIFACT, {TAG: "false", "aws:ResourceOrgID": ORGANIZATION}),
    (
        "a marked object of another organization",
        "s3:GetObject",
        ARTIFACT,
        {TAG: "true", "aws:ResourceOrgID": FOREIGN_ORGANIZATION},
    ),
    (
        "a marked object of another bucket",
        "s3:GetObject",
        "arn:aws:s3:::secrets/x",
        {TAG: "true", "aws:ResourceOrgID": ORGANIZATION},
    ),
    ("Service Catalog's copy without the mark", "s3:GetObject", "arn:aws:s3:::sc-0123abcd-eu-central-1/x", {}),
    (
        "another version of an artifact",
        "s3:GetObjectVersion",
        ARTIFACT,
        {TAG: "true", "aws:ResourceOrgID": ORGANIZATION},
    ),
    ("writing an artifact", "s3:PutObject", ARTIFACT, {TAG: "true", "aws:ResourceOrgID": ORGANIZATION}),
    ("marking an object", "s3:PutObjectTagging", ARTIFACT, {TAG: "true", "aws:ResourceOrgID": ORGANIZATION}),
    ("another stack", "cloudformation:UpdateStack", f"arn:aws:cloudformation:{BASE}:stack/payments/1", {}),
    ("deleting another stack", "cloudformation:DeleteStack", f"arn:aws:cloudformation:{BASE}:stack/payments/1", {}),
    (
        "a stack of another account",
        "cloudformation:CreateStack",
        f"arn:aws:cloudformation:eu-central-1:{FOREIGN_ACCOUNT}:stack/{STACK}/1",
        {},
    ),
    ("tagging a stack by itself", "cloudformation:TagResource", f"{STACKS}/{STACK}/1", {}),
    (
        "tagging another stack",
        "cloudformation:TagResource",
        f"{STACKS}/payments/1",
        {"cloudformation:CreateAction": "UpdateStack"},
    ),
    ("a change set", "cloudformation:CreateChangeSet", f"{STACKS}/{STACK}/1", {}),
    ("another account's template", "cloudformation:GetTemplate", f"{STACKS}/payments/1", {}),
    ("a StackSet", "cloudformation:CreateStackSet", f"arn:aws:cloudformation:{BASE}:stackset/x:1", {}),
    ("another topic", "sns:SetTopicAttributes", f"arn:aws:sns:{BASE}:payments", BY_CLOUDFORMATION),
    ("deleting another topic", "sns:DeleteTopic", f"arn:aws:sns:{BASE}:payments", BY_CLOUDFORMATION),
    ("publishing", "sns:Publish", TOPIC, BY_CLOUDFORMATION),
    ("text messages", "sns:Subscribe", TOPIC, BY_CLOUDFORMATION | {"sns:Protocol": "sms"}),
    ("findings to a web server", "sns:Subscribe", TOPIC, BY_CLOUDFORMATION | {"sns:Protocol": "https"}),
    (
        "emails of another topic",
        "sns:Subscribe",
        f"arn:aws:sns:{BASE}:payments",
        BY_CLOUDFORMATION | {"sns:Protocol": "email"},
    ),
    ("ending other people's emails directly", "sns:Unsubscribe", "*", {}),
    ("our topic directly", "sns:SetTopicAttributes", TOPIC, {}),
    ("another rule", "events:PutTargets", f"arn:aws:events:{BASE}:rule/payments", BY_CLOUDFORMATION),
    ("a rule of another bus", "events:PutRule", f"arn:aws:events:{BASE}:rule/bus/{STACK}-x", BY_CLOUDFORMATION),
    (
        "another function's code",
        "lambda:UpdateFunctionCode",
        f"arn:aws:lambda:{BASE}:function:payments",
        BY_CLOUDFORMATION,
    ),
    (
        "invoking another function",
        "lambda:InvokeFunction",
        f"arn:aws:lambda:{BASE}:function:payments",
        BY_CLOUDFORMATION,
    ),
    (
        "invoking our function",
        "lambda:InvokeFunction",
        FUNCTION,
        BY_CLOUDFORMATION,
    ),
    (
        "our function's code directly",
        "lambda:UpdateFunctionCode",
        FUNCTION,
        {},
    ),
    (
        "a public function",
        "lambda:CreateFunctionUrlConfig",
        FUNCTION,
        BY_CLOUDFORMATION,
    ),
    ("a function for everybody", "lambda:AddPermission", FUNCTION, BY_CLOUDFORMATION | {"lambda:Principal": "*"}),
    (
        "a function for another account",
        "lambda:AddPermission",
        FUNCTION,
        BY_CLOUDFORMATION | {"lambda:Principal": FOREIGN_ACCOUNT},
    ),
    ("a layer", "lambda:PublishLayerVersion", f"arn:aws:lambda:{BASE}:layer:x", BY_CLOUDFORMATION),
    (
        "deleting another log group",
        "logs:DeleteLogGroup",
        f"arn:aws:logs:{BASE}:log-group:/aws/cloudtrail",
        BY_CLOUDFORMATION,
    ),
    (
        "shortening another log group",
        "logs:PutRetentionPolicy",
        f"arn:aws:logs:{BASE}:log-group:/aws/cloudtrail",
        BY_CLOUDFORMATION,
    ),
    ("reading logs", "logs:GetLogEvents", f"{LOG_GROUP}:log-stream:y", BY_CLOUDFORMATION),
    ("another table", "dynamodb:DeleteTable", f"arn:aws:dynamodb:{BASE}:table/payments", BY_CLOUDFORMATION),
    ("reading our table", "dynamodb:Scan", TABLE, BY_CLOUDFORMATION),
    ("another queue", "sqs:SetQueueAttributes", f"arn:aws:sqs:{BASE}:payments", BY_CLOUDFORMATION),
    ("reading a queue", "sqs:ReceiveMessage", QUEUE, BY_CLOUDFORMATION),
    ("silencing our alarm", "cloudwatch:DisableAlarmActions", ALARM, BY_CLOUDFORMATION),
    ("another alarm", "cloudwatch:DeleteAlarms", f"arn:aws:cloudwatch:{BASE}:alarm:root-login", BY_CLOUDFORMATION),
    ("changing findings", "securityhub:BatchUpdateFindings", "*", BY_CLOUDFORMATION),
    ("a key", "kms:CreateGrant", f"arn:aws:kms:{BASE}:key/x", BY_CLOUDFORMATION),
    ("a machine", "ec2:RunInstances", f"arn:aws:ec2:{BASE}:instance/*", BY_CLOUDFORMATION),
]


@pytest.mark.parametrize("formatting", list(Formatting), ids=lambda one: one.value)
@pytest.mark.parametrize(
    ("action", "resource", "keys"), [case[1:] for case in LAUNCH_ROLE], ids=[case[0] for case in LAUNCH_ROLE]
)
def test_the_launch_role_may_not(formatting: Formatting, action: str, resource: str, keys: dict[str, Any]) -> None:
    assert not is_allowed(Request(action, resource, keys), launch_policy(formatting))


def test_without_a_function_the_launch_role_has_no_iam_permission() -> None:
    actions = [action for one in launch_policy(Formatting.EVENTBRIDGE)["Statement"] for action in one["Action"]]
    assert not [action for action in actions if action.startswith(("iam:", "lambda:", "dynamodb:", "logs:"))]


def test_there_are_sixty_escalations_and_more() -> None:
    assert len({case[0] for case in LAUNCH_ROLE}) >= 60
