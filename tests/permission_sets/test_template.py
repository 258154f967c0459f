"""The permission set, as it is generated, downloaded and filled in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import permission_sets
import pytest
from hypothesis import given
from hypothesis import strategies as st
from permission_sets.template import INSTANCE_ARN, permission_set_template

from common.products import PRODUCT_ARNS
from tests.golden import AssertGolden
from tests.template_checks import accepts, assert_stands_alone

FOLDER = Path(permission_sets.__file__).parents[1]
TEMPLATE = permission_set_template()


def test_golden_template(assert_golden: AssertGolden) -> None:
    assert_golden(FOLDER / "permission_set.yaml", TEMPLATE.to_yaml())


def test_the_template_stands_alone_in_the_console() -> None:
    assert_stands_alone(TEMPLATE)


def permission_set() -> dict[str, Any]:
    return dict(TEMPLATE.to_dict()["Resources"]["PermissionSet"]["Properties"])


def test_the_policy_fits_into_a_permission_set_with_a_product_in_every_region() -> None:
    # An inline policy of a permission set holds 32,768 characters; AWS has some 40 Regions.
    # https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_PutInlinePolicyToPermissionSet.html
    arns = 40 * len('"arn:aws-us-gov:catalog:ap-southeast-10:*:product/prod-abcdefghijklm",')
    assert len(json.dumps(permission_set()["InlinePolicy"])) + arns < 32_768


def test_signing_in_leads_to_the_first_product_in_its_region_and_partition() -> None:
    text, values = permission_set()["RelayStateType"]["Fn::Sub"]
    first = {"Fn::Select": [0, {"Ref": PRODUCT_ARNS}]}
    assert text == "https://${Region}.${Domain}/servicecatalog/home?region=${Region}#products/${Id}"
    assert values["Region"] == {"Fn::Select": [3, {"Fn::Split": [":", first]}]}
    assert values["Id"] == {"Fn::Select": [1, {"Fn::Split": ["/", first]}]}
    assert values["Domain"]["Fn::FindInMap"][1] == {"Ref": "AWS::Partition"}


INSTANCES = st.from_regex(
    r"\Aarn:(aws|aws-us-gov|aws-cn|aws-iso|aws-iso-b):sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}\Z"
)
"""The pattern of the Identity Center API reference."""


@given(INSTANCES)
def test_every_instance_is_accepted(instance: str) -> None:
    assert accepts(TEMPLATE, INSTANCE_ARN, instance)


@pytest.mark.parametrize(
    ("why", "answer"),
    [
        ("as the hub's stack shows it", "arn:aws:catalog:eu-west-1:111122223333:product/prod-abcd1234efgh5"),
        ("of any account", "arn:aws:catalog:eu-west-1:*:product/prod-abcd1234efgh5"),
        ("GovCloud", "arn:aws-us-gov:catalog:us-gov-west-1:111122223333:product/prod-abcd1234efgh5"),
        ("China", "arn:aws-cn:catalog:cn-north-1:111122223333:product/prod-abcd1234efgh5"),
        ("two Regions", "arn:aws:catalog:eu-west-1:*:product/prod-a1, arn:aws:catalog:us-east-1:*:product/prod-b2"),
    ],
)
def test_products_are_accepted(why: str, answer: str) -> None:
    assert accepts(TEMPLATE, PRODUCT_ARNS, answer), why


@pytest.mark.parametrize(
    ("why", "answer"),
    [
        ("every product", "*"),
        ("every product of an account", "arn:aws:catalog:eu-west-1:111122223333:product/*"),
        ("every Region, to none of which signing in could lead", "arn:aws:catalog:*:*:product/prod-abcd1234efgh5"),
        ("a product's id alone", "prod-abcd1234efgh5"),
        ("a portfolio", "arn:aws:catalog:eu-west-1:111122223333:portfolio/port-abcd1234efgh5"),
        ("one of two is wrong", "arn:aws:catalog:eu-west-1:*:product/prod-a1,prod-b2"),
    ],
)
def test_anything_else_is_refused(why: str, answer: str) -> None:
    assert not accepts(TEMPLATE, PRODUCT_ARNS, answer), why


@pytest.mark.parametrize("name", [INSTANCE_ARN, PRODUCT_ARNS])
def test_a_parameter_says_which_command_prints_its_value(name: str) -> None:
    assert "In AWS CloudShell" in TEMPLATE.to_dict()["Parameters"][name]["Description"]
