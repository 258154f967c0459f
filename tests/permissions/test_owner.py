"""The permission set: owners launch, look at, update and end what is their own of this product, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from common.names import LAUNCH_ROLE_NAME
from tests.permissions.evaluator import ACCOUNT, BASE, STACK, Request, is_allowed
from tests.permissions.policies import PRODUCT, TOPIC, owner_policy

SELF = {"servicecatalog:userLevel": "self"}
LAUNCH_ROLE = f"arn:aws:iam::{ACCOUNT}:role/{LAUNCH_ROLE_NAME}"
OTHER_PRODUCT = f"arn:aws:catalog:{BASE}:product/prod-other"
ALLOWED: list[tuple[str, str, dict[str, str]]] = [
    ("servicecatalog:SearchProducts", "*", {}),
    ("servicecatalog:DescribeProduct", PRODUCT, {}),
    ("servicecatalog:ListLaunchPaths", PRODUCT, {}),
    ("servicecatalog:DescribeProvisioningParameters", PRODUCT, {}),
    ("servicecatalog:ProvisionProduct", PRODUCT, {}),
    ("servicecatalog:ProvisionProduct", f"arn:aws:catalog:eu-west-1:{ACCOUNT}:product/prod-two", {}),
    ("servicecatalog:DescribeRecord", "*", SELF),
    ("servicecatalog:SearchProvisionedProducts", "*", SELF),
    ("servicecatalog:UpdateProvisionedProduct", "*", SELF),
    ("servicecatalog:TerminateProvisionedProduct", "*", SELF),
    ("iam:PassRole", LAUNCH_ROLE, {"iam:PassedToService": "servicecatalog.amazonaws.com"}),
    ("securityhub:GetFindings", f"arn:aws:securityhub:{BASE}:hub/default", {}),
    ("securityhub:DescribeSecurityHubV2", "*", {}),
]


@pytest.mark.parametrize(("action", "resource", "keys"), ALLOWED)
def test_an_owner_may(action: str, resource: str, keys: dict[str, str]) -> None:
    assert is_allowed(Request(action, resource, keys), owner_policy())


def test_findings_can_be_left_out() -> None:
    request = Request("securityhub:GetFindings", f"arn:aws:securityhub:{BASE}:hub/default")
    assert not is_allowed(request, owner_policy(reads_findings=False))


DENIED: list[tuple[str, str, str, dict[str, Any]]] = [
    ("launch another product", "servicecatalog:ProvisionProduct", OTHER_PRODUCT, {}),
    ("launch it of another Region", "servicecatalog:ProvisionProduct", PRODUCT.replace("central", "north"), {}),
    ("launch any product", "servicecatalog:ProvisionProduct", "*", {}),
    ("look at another product", "servicecatalog:DescribeProduct", OTHER_PRODUCT, {}),
    ("end another person's subscription", "servicecatalog:TerminateProvisionedProduct", "*", {}),
    (
        "end a subscription of the account",
        "servicecatalog:TerminateProvisionedProduct",
        "*",
        {"servicecatalog:accountLevel": "self"},
    ),
    (
        "update a subscription of the role",
        "servicecatalog:UpdateProvisionedProduct",
        "*",
        {"servicecatalog:roleLevel": "self"},
    ),
    ("look at another person's subscription", "servicecatalog:DescribeProvisionedProduct", "*", {}),
    ("read another person's record", "servicecatalog:DescribeRecord", "*", {}),
    ("change the owner", "servicecatalog:UpdateProvisionedProductProperties", "*", SELF),
    ("run an action on it", "servicecatalog:ExecuteProvisionedProductServiceAction", "*", SELF),
    ("import a stack", "servicecatalog:ImportAsProvisionedProduct", PRODUCT, {}),
    ("share a portfolio", "servicecatalog:CreatePortfolioShare", "*", {}),
    ("join a portfolio", "servicecatalog:AssociatePrincipalWithPortfolio", "*", {}),
    ("add a version", "servicecatalog:CreateProvisioningArtifact", PRODUCT, {}),
    ("drop the launch constraint", "servicecatalog:DeleteConstraint", "*", {}),
    (
        "pass another role",
        "iam:PassRole",
        f"arn:aws:iam::{ACCOUNT}:role/Admin",
        {"iam:PassedToService": "servicecatalog.amazonaws.com"},
    ),
    ("pass the launch role to Lambda", "iam:PassRole", LAUNCH_ROLE, {"iam:PassedToService": "lambda.amazonaws.com"}),
    ("pass the launch role to anybody", "iam:PassRole", LAUNCH_ROLE, {}),
    ("take the launch role", "sts:AssumeRole", LAUNCH_ROLE, {}),
    ("make a stack", "cloudformation:CreateStack", f"arn:aws:cloudformation:{BASE}:stack/{STACK}/1", {}),
    ("delete the stack", "cloudformation:DeleteStack", f"arn:aws:cloudformation:{BASE}:stack/{STACK}/1", {}),
    ("suppress findings", "securityhub:BatchUpdateFindings", "*", {}),
    ("turn Security Hub off", "securityhub:DisableSecurityHub", "*", {}),
    ("publish a false alarm", "sns:Publish", TOPIC, {}),
    ("subscribe somebody else", "sns:Subscribe", TOPIC, {"sns:Protocol": "email"}),
]


@pytest.mark.parametrize(
    ("action", "resource", "keys"), [case[1:] for case in DENIED], ids=[case[0] for case in DENIED]
)
def test_an_owner_may_not(action: str, resource: str, keys: dict[str, Any]) -> None:
    assert not is_allowed(Request(action, resource, keys), owner_policy())
