"""Key and operator role come to every account by the StackSet, and stay as they are deployed where nothing is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from common.customer_key import KEY_ALIAS
from common.names import LAUNCH_ROLE_NAME, OPERATOR_ROLE_NAME
from common.products import PRODUCT_ARNS
from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws
from harness.profiles import Profiles
from installer.organization.launch_role import STACK_NAME
from stacksets.operator_role import HUB_OPERATOR

PRODUCT = "arn:aws:catalog:us-east-1:111122223333:product/prod-a1b2c3d4e5f6g"


@pytest.fixture
def organization(embedded_aws: EmbeddedAws) -> Organization:
    return create_organization(embedded_aws)


@pytest.fixture
def line(embedded_aws: EmbeddedAws, organization: Organization, tmp_path: Path) -> Profiles:
    return Profiles(embedded_aws, tmp_path, management=organization.management, hub=organization.hub)


def roles(aws: EmbeddedAws, account: str) -> dict[str, str]:
    found = aws.session(account).client("iam").list_roles()["Roles"]
    return {role["RoleName"]: json.dumps(role["AssumeRolePolicyDocument"]) for role in found}


def answers(aws: EmbeddedAws, organization: Organization) -> dict[str, str]:
    client = aws.session(organization.management, "us-east-1").client("cloudformation")
    (stack,) = client.describe_stacks(StackName=STACK_NAME)["Stacks"]
    return {one["ParameterKey"]: one["ParameterValue"] for one in stack["Parameters"]}


def test_key_and_operator_reach_every_account_and_stay(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    command = ("organization", "--profile", "management", "--hub-account", organization.hub, "--yes")
    line.says(*command, "--no-launch-role")
    line.says(*command)
    found = roles(embedded_aws, organization.owner_account)
    assert LAUNCH_ROLE_NAME in found
    assert OPERATOR_ROLE_NAME not in found

    line.says(*command, "--key-alias", "alias/ours", "--operator-role", "Pipeline", "--product-arn", PRODUCT)
    trust = roles(embedded_aws, organization.owner_account)[OPERATOR_ROLE_NAME]
    assert f"arn:aws:iam::{organization.hub}:role/Pipeline" in trust

    line.says(*command)
    kept = answers(embedded_aws, organization)
    assert (kept[KEY_ALIAS], kept[HUB_OPERATOR]) == ("alias/ours", "Pipeline")
    assert kept[PRODUCT_ARNS] == PRODUCT.replace("111122223333", "*")
