"""Launch role and StackSet, as they are generated, downloaded and filled in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from troposphere import Template

import stacksets
from common.choices.words import Formatting
from common.names import BOUNDARY_NAME, LAUNCH_ROLE_NAME
from common.organization import ORGANIZATION_ID
from stacksets.stack_set import ACCOUNT_TYPE, FORMATTING, RETAIN, TARGETS, stack_set_template
from stacksets.template import launch_role_template
from tests.golden import AssertGolden
from tests.permissions.policies import KNOWN, boundary_policy, launch_policy, operator_boundary
from tests.template_checks import accepts, assert_stands_alone

FOLDER = Path(stacksets.__file__).parent
TEMPLATES = {
    **{f"launch_role_{one.value}.yaml": launch_role_template(one) for one in Formatting},
    "stack_set.yaml": stack_set_template(),
}


@pytest.mark.parametrize(("name", "template"), TEMPLATES.items(), ids=TEMPLATES)
def test_golden_template(name: str, template: Template, assert_golden: AssertGolden) -> None:
    assert_golden(FOLDER / name, template.to_yaml())


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_stands_alone_in_the_console(template: Template) -> None:
    assert_stands_alone(template)


def test_the_console_takes_the_stack_set_as_text() -> None:
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    assert len(stack_set_template().to_yaml().encode()) < 51_200


def stack_set() -> dict[str, Any]:
    return dict(stack_set_template().to_dict()["Resources"]["LaunchRoleStackSet"]["Properties"])


@pytest.mark.parametrize("formatting", list(Formatting), ids=lambda one: one.value)
def test_the_stack_set_carries_the_very_template_that_stands_alone(formatting: Formatting) -> None:
    body = stack_set()["TemplateBody"]["Fn::If"][1 if formatting is Formatting.LAMBDA else 2]
    assert json.loads(body) == json.loads(json.dumps(launch_role_template(formatting).to_dict()))


def test_new_accounts_get_the_role_by_themselves_and_one_that_fails_stops_no_other() -> None:
    assert stack_set()["PermissionModel"] == "SERVICE_MANAGED"
    assert stack_set()["AutoDeployment"] == {"Enabled": True, "RetainStacksOnAccountRemoval": {"Ref": RETAIN}}
    assert stack_set()["OperationPreferences"]["FailureTolerancePercentage"] == 100


def test_the_role_comes_after_its_boundary_and_without_a_function_there_is_neither_boundary_nor_need() -> None:
    resources = launch_role_template(Formatting.LAMBDA).to_dict()["Resources"]
    assert resources["LaunchRole"]["DependsOn"] == "PermissionsBoundary"
    assert resources["LaunchRole"]["Properties"]["RoleName"] == LAUNCH_ROLE_NAME
    assert resources["PermissionsBoundary"]["Properties"]["ManagedPolicyName"] == BOUNDARY_NAME
    without = launch_role_template(Formatting.EVENTBRIDGE).to_dict()["Resources"]
    assert list(without) == ["LaunchRole", "OperatorBoundary", "OperatorRole"]


@pytest.mark.parametrize("formatting", list(Formatting), ids=lambda one: one.value)
def test_there_is_an_operator_role_only_where_the_admin_names_who_takes_it_and_the_product(
    formatting: Formatting,
) -> None:
    template = launch_role_template(formatting).to_dict()
    assert {template["Resources"][name]["Condition"] for name in ("OperatorRole", "OperatorBoundary")} == {
        "HasOperator"
    }
    answers = {"Ref": "HubOperator"}, {"Fn::Join": ["", {"Ref": "ProductArns"}]}
    given = [{"Fn::Not": [{"Fn::Equals": [answer, ""]}]} for answer in answers]
    assert template["Conditions"]["HasOperator"] == {"Fn::And": given}
    assert [template["Parameters"][name]["Default"] for name in ("HubOperator", "ProductArns")] == ["", ""]


def test_the_stack_set_hands_on_what_the_template_in_each_account_asks() -> None:
    handed_on = {one["ParameterKey"] for one in stack_set()["Parameters"]}
    for formatting in Formatting:
        assert set(launch_role_template(formatting).to_dict()["Parameters"]) == handed_on


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov", "aws-iso-b"])
@pytest.mark.parametrize("formatting", list(Formatting), ids=lambda one: one.value)
def test_the_launch_roles_policy_fits_into_a_role(formatting: Formatting, partition: str) -> None:
    # All inline policies of a role together hold 10,240 characters, blanks aside.
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    known = {**KNOWN, "AWS::Partition": partition, "KeyAlias": f"alias/{'k' * 250}"}
    assert len(json.dumps(launch_policy(formatting, key=True, known=known), separators=(",", ":"))) <= 10_240


def test_the_boundaries_fit_into_managed_policies() -> None:
    # A managed policy holds 6,144 characters, blanks aside; forty Regions have a product each.
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    assert len(json.dumps(boundary_policy(key=True), separators=(",", ":"))) <= 6_144
    products = 40 * len('"arn:aws-us-gov:catalog:ap-southeast-10:*:product/prod-abcdefghijklm",')
    assert len(json.dumps(operator_boundary(), separators=(",", ":"))) + products <= 6_144


OPERATORS = [
    ("a role", "Pipeline", True),
    ("a role below a path", "ci/deploy/Pipeline", True),
    ("a permission set's role", "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_*", True),
    ("nobody", "", True),
    ("everybody", "*", False),
    ("a star within", "Pipe*line", False),
    ("an ARN", "arn:aws:iam::111122223333:role/Pipeline", False),
]


@pytest.mark.parametrize(("why", "answer", "accepted"), OPERATORS)
def test_the_hubs_operator_is(why: str, answer: str, accepted: bool) -> None:
    assert accepts(stack_set_template(), "HubOperator", answer) is accepted, why


VALID_ORGANIZATION = st.from_regex(r"\Ao-[a-z0-9]{10,32}\Z")
VALID_TARGET = st.from_regex(r"\A(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})\Z")
"""The patterns of the Organizations API reference (Organization, Root, OrganizationalUnit)."""


@given(VALID_ORGANIZATION)
def test_every_organization_is_accepted(organization: str) -> None:
    assert accepts(launch_role_template(Formatting.LAMBDA), ORGANIZATION_ID, organization)
    assert accepts(stack_set_template(), ORGANIZATION_ID, organization)


@given(st.lists(VALID_TARGET, min_size=1, max_size=5), st.sampled_from([",", ", "]))
def test_every_list_of_roots_and_units_is_accepted(targets: list[str], comma: str) -> None:
    assert accepts(stack_set_template(), TARGETS, comma.join(targets))


@pytest.mark.parametrize(
    ("why", "parameter", "answer"),
    [
        ("an account is no organization", ORGANIZATION_ID, "111122223333"),
        ("too short", ORGANIZATION_ID, "o-a1b2c3d4"),
        ("upper case", ORGANIZATION_ID, "o-A1B2C3D4E5"),
        ("two of them", ORGANIZATION_ID, "o-a1b2c3d4e5,o-b1b2c3d4e5"),
        ("a unit's id begins with its root", TARGETS, "ou-cd34ef56"),
        ("an account is no unit", TARGETS, "111122223333"),
        ("one of two is wrong", TARGETS, "r-ab12,all"),
        ("an end without a value", TARGETS, "r-ab12,"),
    ],
)
def test_wrong_ids_are_refused(why: str, parameter: str, answer: str) -> None:
    assert not accepts(stack_set_template(), parameter, answer), why


def test_choices_have_the_usual_answer_filled_in() -> None:
    parameters = stack_set_template().to_dict()["Parameters"]
    defaults = {name: parameters[name]["Default"] for name in (FORMATTING, ACCOUNT_TYPE, RETAIN)}
    assert defaults == {FORMATTING: "lambda", ACCOUNT_TYPE: "Management account", RETAIN: "false"}
    assert stack_set()["CallAs"] == {"Fn::If": ["IsManagementAccount", "SELF", "DELEGATED_ADMIN"]}


@pytest.mark.parametrize("name", [ORGANIZATION_ID, TARGETS, ACCOUNT_TYPE])
def test_a_parameter_says_which_command_prints_its_value(name: str) -> None:
    assert "In AWS CloudShell" in stack_set_template().to_dict()["Parameters"][name]["Description"]
