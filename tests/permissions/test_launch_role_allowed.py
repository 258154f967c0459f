"""All that is needed to make, change, read and remove a subscription is allowed to the launch role, and no action more."""

from __future__ import annotations

from typing import Any

import pytest

from common.names import BOUNDARY_NAME
from common.options import Formatting, Launch
from tests.permissions.evaluator import ACCOUNT, BASE, BY_CLOUDFORMATION, ORGANIZATION, STACK, Request, is_allowed
from tests.permissions.handlers import RESOURCES, ROLE, needed
from tests.permissions.policies import ARTIFACTS, launch_policy, subscription

KEYS = BY_CLOUDFORMATION | {
    "iam:PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/{BOUNDARY_NAME}",
    "iam:PassedToService": "lambda.amazonaws.com",
    "lambda:Principal": "events.amazonaws.com",
    "sns:Protocol": "email",
}
STACK_ARN = f"arn:aws:cloudformation:{BASE}:stack/{STACK}/0a1b2c3d"
MARK = {"s3:ExistingObjectTag/servicecatalog:provisioning": "true"}


def kinds(formatting: Formatting) -> list[str]:
    return sorted({resource["Type"] for launch in Launch for resource in subscription(formatting, launch).values()})


CALLS = [
    (formatting, kind, action) for formatting in Formatting for kind in kinds(formatting) for action in needed(kind)
]


@pytest.mark.parametrize(("formatting", "kind", "action"), CALLS, ids=lambda value: str(getattr(value, "value", value)))
def test_cloudformation_may(formatting: Formatting, kind: str, action: str) -> None:
    resource = ROLE if action.startswith("iam:") else RESOURCES[kind]
    assert is_allowed(Request(action, resource, KEYS), launch_policy(formatting))


@pytest.mark.parametrize("formatting", list(Formatting), ids=lambda one: one.value)
def test_no_action_is_allowed_that_nothing_calls(formatting: Formatting) -> None:
    by_cloudformation = {action for kind in kinds(formatting) for action in needed(kind)}
    allowed = {action for statement in launch_policy(formatting)["Statement"] for action in statement["Action"]}
    others = {action for action in allowed - by_cloudformation if not action.startswith("cloudformation:")}
    assert others == {"s3:GetObject"}
    assert by_cloudformation < allowed


STACK_CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("CreateStack", STACK_ARN, {}),
    ("UpdateStack", STACK_ARN, {}),
    ("DeleteStack", STACK_ARN, {}),
    ("DescribeStacks", STACK_ARN, {}),
    ("DescribeStackEvents", STACK_ARN, {}),
    ("SetStackPolicy", STACK_ARN, {}),
    ("GetTemplateSummary", "*", {}),
    ("ValidateTemplate", "*", {}),
    ("TagResource", STACK_ARN, {"cloudformation:CreateAction": "CreateStack"}),
    ("TagResource", STACK_ARN, {"cloudformation:CreateAction": "UpdateStack"}),
    ("UntagResource", STACK_ARN, {"cloudformation:CreateAction": "UpdateStack"}),
]
"""Those of the launch constraints' page of the Service Catalog administrator guide, and the tags of the stack."""


@pytest.mark.parametrize("formatting", list(Formatting), ids=lambda one: one.value)
@pytest.mark.parametrize(("action", "resource", "keys"), STACK_CALLS)
def test_service_catalog_may(formatting: Formatting, action: str, resource: str, keys: dict[str, Any]) -> None:
    assert is_allowed(Request(f"cloudformation:{action}", resource, keys), launch_policy(formatting))


@pytest.mark.parametrize("keys", [{}, BY_CLOUDFORMATION], ids=["Service Catalog", "CloudFormation"])
@pytest.mark.parametrize(
    ("why", "artifact"),
    [
        ("the formatter's zip in the hub's bucket", f"{ARTIFACTS}/formatter/0a1b.zip"),
        ("Service Catalog's own copy of the template, in another account", "arn:aws:s3:::sc-0123abcd-eu-central-1/x"),
    ],
)
def test_artifacts_may_be_read(why: str, artifact: str, keys: dict[str, Any]) -> None:
    organization = {"aws:ResourceOrgID": ORGANIZATION} if artifact.startswith(ARTIFACTS) else {}
    assert is_allowed(Request("s3:GetObject", artifact, MARK | organization | keys), launch_policy()), why
