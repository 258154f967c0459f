"""Ways to get more than was meant; each is denied."""

from __future__ import annotations

from typing import Any

import pytest

from product.names import BOUNDARY_NAME, FORMATTER_ROLE_PREFIX, LAUNCH_ROLE_NAME
from product.subscription.options import Formatting
from tests.permissions.evaluator import ACCOUNT, BY_CLOUDFORMATION, ORGANIZATION, STACK, Request, is_allowed
from tests.permissions.policies import boundary_policy, launch_policy, owner_policy, trust_policy

BASE = f"eu-central-1:{ACCOUNT}"
IAM = f"arn:aws:iam::{ACCOUNT}"
OUR_ROLE = f"{IAM}:role/{FORMATTER_ROLE_PREFIX}1111"
BOUNDARY = f"{IAM}:policy/{BOUNDARY_NAME}"
BOUNDED = BY_CLOUDFORMATION | {"iam:PermissionsBoundary": BOUNDARY}
TO_LAMBDA = BY_CLOUDFORMATION | {"iam:PassedToService": "lambda.amazonaws.com"}
ARTIFACT = "arn:aws:s3:::security-notifications-artifacts-444455556666-eu-central-1/templates/0a.yaml"
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
        BY_CLOUDFORMATION | {"iam:PermissionsBoundary": f"arn:aws:iam::999999999999:policy/{BOUNDARY_NAME}"},
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
        {TAG: "true", "aws:ResourceOrgID": "o-zzzzzzzzzz"},
    ),
    (
        "a marked object of another bucket",
        "s3:GetObject",
        "arn:aws:s3:::secrets/x",
        {TAG: "true", "aws:ResourceOrgID": ORGANIZATION},
    ),
    ("writing an artifact", "s3:PutObject", ARTIFACT, {TAG: "true", "aws:ResourceOrgID": ORGANIZATION}),
    ("marking an object", "s3:PutObjectTagging", ARTIFACT, {TAG: "true", "aws:ResourceOrgID": ORGANIZATION}),
    ("another stack", "cloudformation:UpdateStack", f"arn:aws:cloudformation:{BASE}:stack/payments/1", {}),
    ("deleting another stack", "cloudformation:DeleteStack", f"arn:aws:cloudformation:{BASE}:stack/payments/1", {}),
    (
        "a stack of another account",
        "cloudformation:CreateStack",
        f"arn:aws:cloudformation:eu-central-1:999999999999:stack/{STACK}/1",
        {},
    ),
    ("a StackSet", "cloudformation:CreateStackSet", f"arn:aws:cloudformation:{BASE}:stackset/x:1", {}),
    ("another topic", "sns:SetTopicAttributes", f"arn:aws:sns:{BASE}:payments", BY_CLOUDFORMATION),
    ("deleting another topic", "sns:DeleteTopic", f"arn:aws:sns:{BASE}:payments", BY_CLOUDFORMATION),
    ("publishing", "sns:Publish", f"arn:aws:sns:{BASE}:{STACK}-Topic-1", BY_CLOUDFORMATION),
    ("our topic directly", "sns:SetTopicAttributes", f"arn:aws:sns:{BASE}:{STACK}-Topic-1", {}),
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
        f"arn:aws:lambda:{BASE}:function:{STACK}-Formatter-1",
        BY_CLOUDFORMATION,
    ),
    (
        "our function's code directly",
        "lambda:UpdateFunctionCode",
        f"arn:aws:lambda:{BASE}:function:{STACK}-Formatter-1",
        {},
    ),
    (
        "a public function",
        "lambda:CreateFunctionUrlConfig",
        f"arn:aws:lambda:{BASE}:function:{STACK}-Formatter-1",
        BY_CLOUDFORMATION,
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
    ("reading logs", "logs:GetLogEvents", f"arn:aws:logs:{BASE}:log-group:{STACK}-x:log-stream:y", BY_CLOUDFORMATION),
    ("another table", "dynamodb:DeleteTable", f"arn:aws:dynamodb:{BASE}:table/payments", BY_CLOUDFORMATION),
    ("reading our table", "dynamodb:Scan", f"arn:aws:dynamodb:{BASE}:table/{STACK}-Memory-1", BY_CLOUDFORMATION),
    ("another queue", "sqs:SetQueueAttributes", f"arn:aws:sqs:{BASE}:payments", BY_CLOUDFORMATION),
    ("reading a queue", "sqs:ReceiveMessage", f"arn:aws:sqs:{BASE}:{STACK}-DeadLetterQueue-1", BY_CLOUDFORMATION),
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


EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
FUNCTION: list[tuple[str, str, str]] = [
    ("publish to another topic", "sns:Publish", f"arn:aws:sns:{BASE}:payments"),
    ("publish to a topic of another account", "sns:Publish", f"arn:aws:sns:eu-central-1:999999999999:{STACK}-Topic-1"),
    ("text a phone", "sns:Publish", "*"),
    ("subscribe somebody", "sns:Subscribe", f"arn:aws:sns:{BASE}:{STACK}-Topic-1"),
    ("read another table", "dynamodb:GetItem", f"arn:aws:dynamodb:{BASE}:table/customers"),
    ("delete rows", "dynamodb:DeleteItem", f"arn:aws:dynamodb:{BASE}:table/{STACK}-Memory-1"),
    ("delete its table", "dynamodb:DeleteTable", f"arn:aws:dynamodb:{BASE}:table/{STACK}-Memory-1"),
    ("read the queue", "sqs:ReceiveMessage", f"arn:aws:sqs:{BASE}:{STACK}-DeadLetterQueue-1"),
    ("send to another queue", "sqs:SendMessage", f"arn:aws:sqs:{BASE}:payments"),
    ("write another log", "logs:PutLogEvents", f"arn:aws:logs:{BASE}:log-group:/aws/lambda/other:log-stream:x"),
    ("delete its log", "logs:DeleteLogGroup", f"arn:aws:logs:{BASE}:log-group:{STACK}-FormatterLogGroup-1"),
    ("make a role", "iam:CreateRole", OUR_ROLE),
    ("pass a role", "iam:PassRole", OUR_ROLE),
    ("take a role", "sts:AssumeRole", f"{IAM}:role/Admin"),
    ("invoke a function", "lambda:InvokeFunction", f"arn:aws:lambda:{BASE}:function:payments"),
    ("read a secret", "secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{BASE}:secret:x"),
    ("read a bucket", "s3:GetObject", "arn:aws:s3:::web-shop-orders/x"),
    ("change findings", "securityhub:BatchUpdateFindings", "*"),
]


@pytest.mark.parametrize(("action", "resource"), [case[1:] for case in FUNCTION], ids=[case[0] for case in FUNCTION])
def test_a_role_with_all_permissions_may_not_within_the_boundary(action: str, resource: str) -> None:
    assert not is_allowed(Request(action, resource), EVERYTHING, boundary=boundary_policy())


SELF = {"servicecatalog:userLevel": "self"}
OWNER: list[tuple[str, str, str, dict[str, Any]]] = [
    ("launch another product", "servicecatalog:ProvisionProduct", f"arn:aws:catalog:{BASE}:product/prod-other", {}),
    ("launch any product", "servicecatalog:ProvisionProduct", "*", {}),
    ("look at another product", "servicecatalog:DescribeProduct", f"arn:aws:catalog:{BASE}:product/prod-other", {}),
    ("end another person's subscription", "servicecatalog:TerminateProvisionedProduct", "*", {}),
    (
        "end a subscription of the account",
        "servicecatalog:TerminateProvisionedProduct",
        "*",
        {"servicecatalog:userLevel": "account"},
    ),
    (
        "update a subscription of the role",
        "servicecatalog:UpdateProvisionedProduct",
        "*",
        {"servicecatalog:userLevel": "role"},
    ),
    ("change the owner", "servicecatalog:UpdateProvisionedProductProperties", "*", SELF),
    ("share a portfolio", "servicecatalog:CreatePortfolioShare", "*", {}),
    ("add a version", "servicecatalog:CreateProvisioningArtifact", f"arn:aws:catalog:{BASE}:product/prod-ours", {}),
    ("drop the launch constraint", "servicecatalog:DeleteConstraint", "*", {}),
    ("pass another role", "iam:PassRole", f"{IAM}:role/Admin", {"iam:PassedToService": "servicecatalog.amazonaws.com"}),
    (
        "pass the launch role to Lambda",
        "iam:PassRole",
        f"{IAM}:role/{LAUNCH_ROLE_NAME}",
        {"iam:PassedToService": "lambda.amazonaws.com"},
    ),
    ("take the launch role", "sts:AssumeRole", f"{IAM}:role/{LAUNCH_ROLE_NAME}", {}),
    ("make a stack", "cloudformation:CreateStack", f"arn:aws:cloudformation:{BASE}:stack/{STACK}/1", {}),
    ("suppress findings", "securityhub:BatchUpdateFindings", "*", {}),
    ("turn Security Hub off", "securityhub:DisableSecurityHub", "*", {}),
    ("publish a false alarm", "sns:Publish", f"arn:aws:sns:{BASE}:{STACK}-Topic-1", {}),
]


@pytest.mark.parametrize(("action", "resource", "keys"), [case[1:] for case in OWNER], ids=[case[0] for case in OWNER])
def test_an_owner_may_not(action: str, resource: str, keys: dict[str, Any]) -> None:
    assert not is_allowed(Request(action, resource, keys), owner_policy())


def test_only_service_catalog_may_take_the_launch_role_and_only_for_this_organization() -> None:
    (statement,) = trust_policy()["Statement"]
    assert statement["Principal"] == {"Service": "servicecatalog.amazonaws.com"}
    assert statement["Action"] == "sts:AssumeRole"
    assert statement["Condition"] == {"StringEqualsIfExists": {"aws:SourceOrgID": ORGANIZATION}}


def test_without_a_function_the_launch_role_has_no_iam_permission() -> None:
    actions = [action for one in launch_policy(Formatting.EVENTBRIDGE)["Statement"] for action in one["Action"]]
    assert not [action for action in actions if action.startswith(("iam:", "lambda:", "dynamodb:", "logs:"))]


def test_there_are_sixty_escalations_and_more() -> None:
    assert len(LAUNCH_ROLE) + len(FUNCTION) + len(OWNER) >= 60
