"""The boundary leaves the function exactly what it calls; whatever a role within it is given, it cannot do more."""

from __future__ import annotations

import pytest

from common.names import FORMATTER_ROLE_PREFIX
from formatter import permissions
from tests.permissions.evaluator import ACCOUNT, BASE, FOREIGN_ACCOUNT, STACK, Request, is_allowed
from tests.permissions.policies import LOG_GROUP, QUEUE, TABLE, TOPIC, boundary_policy, formatter_policy

CALLS = [
    *((action, TABLE) for action in permissions.TABLE_ACTIONS),
    *((action, f"{TABLE}/index/pending") for action in permissions.INDEX_ACTIONS),
    *((action, TOPIC) for action in permissions.TOPIC_ACTIONS),
    *((action, f"{LOG_GROUP}:log-stream:2026") for action in permissions.LOG_ACTIONS),
    *((action, QUEUE) for action in permissions.QUEUE_ACTIONS),
]


@pytest.mark.parametrize(("action", "resource"), CALLS)
def test_the_function_may(action: str, resource: str) -> None:
    assert is_allowed(Request(action, resource), formatter_policy(), boundary=boundary_policy())


def test_the_boundary_and_the_role_name_the_same_actions_and_no_other() -> None:
    for policy in (boundary_policy(), formatter_policy()):
        actions = {action for statement in policy["Statement"] for action in statement["Action"]}
        assert actions == {action for action, _ in CALLS}


ADMINISTRATOR = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
"""What the managed policy AdministratorAccess says."""

DENIED = [
    ("publish to another topic", "sns:Publish", f"arn:aws:sns:{BASE}:payments"),
    ("publish to a topic of another account", "sns:Publish", f"arn:aws:sns:eu-central-1:{FOREIGN_ACCOUNT}:{STACK}-T"),
    ("text a phone", "sns:Publish", "*"),
    ("subscribe somebody", "sns:Subscribe", TOPIC),
    ("open the topic to all", "sns:SetTopicAttributes", TOPIC),
    ("read another table", "dynamodb:GetItem", f"arn:aws:dynamodb:{BASE}:table/customers"),
    ("delete rows", "dynamodb:DeleteItem", TABLE),
    ("delete its table", "dynamodb:DeleteTable", TABLE),
    ("read the queue", "sqs:ReceiveMessage", QUEUE),
    ("empty the queue", "sqs:PurgeQueue", QUEUE),
    ("send to another queue", "sqs:SendMessage", f"arn:aws:sqs:{BASE}:payments"),
    ("write another log", "logs:PutLogEvents", f"arn:aws:logs:{BASE}:log-group:/aws/lambda/other:log-stream:x"),
    ("delete its log", "logs:DeleteLogGroup", LOG_GROUP),
    ("change its own code", "lambda:UpdateFunctionCode", f"arn:aws:lambda:{BASE}:function:{STACK}-Formatter-1A2B"),
    ("invoke a function", "lambda:InvokeFunction", f"arn:aws:lambda:{BASE}:function:payments"),
    ("make a role", "iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/{FORMATTER_ROLE_PREFIX}2"),
    ("pass a role", "iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/{FORMATTER_ROLE_PREFIX}2"),
    ("drop its boundary", "iam:DeleteRolePermissionsBoundary", f"arn:aws:iam::{ACCOUNT}:role/{FORMATTER_ROLE_PREFIX}1"),
    ("take a role", "sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/Admin"),
    ("read a secret", "secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{BASE}:secret:x"),
    ("read a parameter", "ssm:GetParameter", f"arn:aws:ssm:{BASE}:parameter/x"),
    ("read a bucket", "s3:GetObject", "arn:aws:s3:::web-shop-orders/x"),
    ("change findings", "securityhub:BatchUpdateFindings", "*"),
]


@pytest.mark.parametrize(("action", "resource"), [case[1:] for case in DENIED], ids=[case[0] for case in DENIED])
def test_not_even_an_administrator_within_the_boundary_may(action: str, resource: str) -> None:
    assert is_allowed(Request(action, resource), ADMINISTRATOR)
    assert not is_allowed(Request(action, resource), ADMINISTRATOR, boundary=boundary_policy())
