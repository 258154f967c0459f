"""What is not named stays as it is deployed; what is taken away is said, and the hub keeps the launch role."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from common.choices.words import Formatting
from common.names import LAUNCH_ROLE_NAME, STACK_SET_NAME
from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws
from harness.profiles import Profiles
from installer.errors import UserError
from installer.organization.launch_role import STACK_NAME
from installer.organization.scope import Scope, changed_targets, losses
from stacksets.stack_set import FORMATTING, RETAIN, TARGETS
from tests.embedded_aws.waiting import stack_status
from tests.installer.launch_role import give_launch_role
from tests.installer.organization.accounts import has_launch_role, move_hub

PRODUCT = "arn:aws:catalog:us-east-1:111122223333:product/prod-a1b2c3d4e5f6g"
COMMAND = ("organization", "--profile", "management")
TREE = {
    "ou-root-prod0000": ("ou-root-work0000", "r-root"),
    "ou-root-work0000": ("r-root",),
    "ou-root-test0000": ("r-root",),
}
WHOLE, WORK, PROD, TEST = "r-root", "ou-root-work0000", "ou-root-prod0000", "ou-root-test0000"


@pytest.fixture
def organization(embedded_aws: EmbeddedAws) -> Organization:
    return create_organization(embedded_aws)


@pytest.fixture
def line(embedded_aws: EmbeddedAws, organization: Organization, tmp_path: Path) -> Profiles:
    return Profiles(embedded_aws, tmp_path, management=organization.management, hub=organization.hub)


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ((WHOLE,), (WORK,), f"every account of the organization outside {WORK}"),
        ((WORK, TEST), (WORK,), TEST),
        ((WORK,), (PROD,), f"{WORK} outside {PROD}"),
        ((WORK,), (TEST,), WORK),
        ((WORK,), (WHOLE,), ""),
        ((PROD,), (WORK,), ""),
        ((WORK,), (WORK, TEST), ""),
    ],
)
def test_what_another_reach_takes_away(before: tuple[str, ...], after: tuple[str, ...], place: str) -> None:
    reaches = (Scope(Formatting.LAMBDA, before), Scope(Formatting.LAMBDA, after))
    lines = losses(*reaches, lambda child: TREE.get(child, ()))
    assert lines == ((f"Would take the launch role away from {place}.",) if place else ())


def test_another_hub_takes_updates_away_from_the_first_ones_subscriptions() -> None:
    first, second = (Scope(Formatting.LAMBDA, (WHOLE,), hub) for hub in ("111122223333", "444455556666"))
    (line,) = losses(first, second, lambda _: ())
    assert line.startswith("Would take updates away from subscriptions of hub 111122223333: ")
    assert losses(first, first, lambda _: ()) == losses(Scope(Formatting.LAMBDA, (WHOLE,)), first, lambda _: ()) == ()


@pytest.mark.parametrize(
    ("known", "added", "removed", "wanted"),
    [
        ((WHOLE,), (WORK,), (), (WHOLE,)),
        ((WHOLE,), (WORK,), (WHOLE,), (WORK,)),
        ((WORK,), (TEST,), (), (WORK, TEST)),
        ((WORK, TEST), (), (TEST,), (WORK,)),
        ((WORK,), (), (TEST,), (WORK,)),
        ((WORK,), (WHOLE,), (), (WHOLE,)),
        ((WORK,), (WORK,), (), (WORK,)),
    ],
)
def test_what_is_named_is_added_and_taking_away_is_said(
    known: tuple[str, ...], added: tuple[str, ...], removed: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    assert changed_targets(known, added, removed) == wanted


@pytest.mark.parametrize(
    ("known", "removed", "sentence"),
    [((WHOLE,), (TEST,), f"does not go to {TEST}; it goes to {WHOLE}"), ((WORK,), (WORK,), "would go to nobody")],
)
def test_what_cannot_be_taken_away(known: tuple[str, ...], removed: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        changed_targets(known, (), removed)


@pytest.mark.parametrize(
    ("targets", "place"),
    [((WHOLE,), "every account of the organization"), ((WORK, TEST), f"{WORK}, {TEST}"), ((), "no account")],
)
def test_where_it_goes_in_words(targets: tuple[str, ...], place: str) -> None:
    assert Scope(Formatting.LAMBDA, targets).place == place


def test_another_accounts_stack_set_stays_and_is_shown_as_it_is(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    stacks = embedded_aws.session(organization.management).client("cloudformation")
    stacks.activate_organizations_access()
    template = json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}})
    stacks.create_stack_set(StackSetName=STACK_SET_NAME, TemplateBody=template, PermissionModel="SERVICE_MANAGED")
    shown = line.says(*COMMAND, "--unit", organization.shared_unit, "--yes")
    assert "Already so: Bring the launch role to no account." in shown
    targets = {"OrganizationalUnitIds": [organization.other_unit]}
    stacks.create_stack_instances(StackSetName=STACK_SET_NAME, DeploymentTargets=targets, Regions=["us-east-1"])
    shown = line.says(*COMMAND, "--unit", organization.shared_unit, "--yes")
    assert f"Already so: Bring the launch role to {organization.other_unit}." in shown


def test_a_smaller_reach_is_announced(embedded_aws: EmbeddedAws, organization: Organization, line: Profiles) -> None:
    move_hub(embedded_aws, organization)
    line.says(*COMMAND, "--hub-account", organization.hub, "--yes")
    unit = organization.shared_unit
    assert line.says(*COMMAND, "--unit", unit).endswith("Nothing would change.\n")
    shown = line.says(*COMMAND, "--unit", unit, "--remove-unit", organization.root, typed="n\n", exit_code=1)
    assert f"Would: Bring the launch role to {unit}.\n" in shown
    assert f"Would take the launch role away from every account of the organization outside {unit}.\n" in shown


def test_another_formatting_is_announced(organization: Organization, line: Profiles) -> None:
    line.says(*COMMAND, "--hub-account", organization.hub, "--yes")
    shown = line.says(*COMMAND, "--formatting", "eventbridge", typed="n\n", exit_code=1)
    assert (
        "Would change the launch role from formatting lambda to eventbridge: subscriptions that have a function"
        in shown
    )
    line.says(*COMMAND, "--formatting", "eventbridge", "--yes", "--take-away")
    assert line.says(*COMMAND).endswith("Nothing would change.\n")
    shown = line.says(*COMMAND, "--formatting", "lambda", typed="n\n", exit_code=1)
    assert "Would change the launch role from formatting eventbridge to lambda." in shown


def test_a_limited_deployment_stays_limited(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    move_hub(embedded_aws, organization)
    unit = organization.shared_unit
    line.says(*COMMAND, "--hub-account", organization.hub, "--unit", unit, "--formatting", "eventbridge", "--yes")
    shown = line.says(*COMMAND, "--product-arn", PRODUCT, "--yes")
    assert f"Already so: Bring the launch role to {unit}." in shown
    assert not has_launch_role(embedded_aws, organization.other_account)
    line.says(*COMMAND, "--hub-account", organization.hub, "--yes")
    assert not has_launch_role(embedded_aws, organization.other_account)


def test_the_root_is_the_whole_organization(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    move_hub(embedded_aws, organization)
    line.says(*COMMAND, "--hub-account", organization.hub, "--unit", organization.shared_unit, "--yes")
    shown = line.says(*COMMAND, "--unit", organization.root, "--yes")
    assert "Would: Bring the launch role to every account of the organization." in shown
    assert "take" not in shown
    assert has_launch_role(embedded_aws, organization.other_account)


def test_a_root_of_another_organization_is_refused(organization: Organization, line: Profiles) -> None:
    refused = line.says(*COMMAND, "--unit", "r-zzzz", exit_code=2)
    assert f"Your organization {organization.id} has no root r-zzzz; its root is {organization.root}." in refused


@pytest.mark.parametrize("is_named", [True, False])
def test_the_hub_keeps_the_launch_role(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles, *, is_named: bool
) -> None:
    line.says(*COMMAND, "--hub-account", organization.hub, "--yes")
    named = ("--hub-account", organization.hub) if is_named else ()
    narrow = ("--unit", organization.shared_unit, "--remove-unit", organization.root)
    refused = line.says(*COMMAND, *narrow, *named, "--yes", exit_code=2)
    assert f"Account {organization.hub} would be without the launch role, which the hub needs" in refused
    assert f"move it into one of them, or name --unit {organization.root}, the whole organization" in refused
    assert ("if another account is the hub, name it with --hub-account" in refused) is not is_named
    assert has_launch_role(embedded_aws, organization.hub)


def test_a_hub_outside_a_limited_deployment_is_told_how_to_get_in(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    move_hub(embedded_aws, organization)
    line.says(*COMMAND, "--hub-account", organization.hub, "--unit", organization.shared_unit, "--yes")
    refused = line.says(*COMMAND, "--hub-account", organization.other_account, "--yes", exit_code=2)
    assert f"it is in none of {organization.shared_unit}; add --unit {organization.other_unit}" in refused


def test_what_was_chosen_in_the_console_stays(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    line.says(*COMMAND, "--hub-account", organization.hub, "--yes")
    stacks = embedded_aws.session(organization.management).client("cloudformation")
    known = stacks.describe_stacks(StackName=STACK_NAME)["Stacks"][0]["Parameters"]
    chosen = [one | {"ParameterValue": "true"} if one["ParameterKey"] == RETAIN else one for one in known]
    stacks.update_stack(
        StackName=STACK_NAME,
        UsePreviousTemplate=True,
        Parameters=chosen,
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    stacks.get_waiter("stack_update_complete").wait(StackName=STACK_NAME, WaiterConfig={"Delay": 1})
    assert line.says(*COMMAND).endswith("Nothing would change.\n")


def test_a_first_deployment_that_failed_takes_nothing_away(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    give_launch_role(embedded_aws, organization.management)
    taken = {"RoleName": LAUNCH_ROLE_NAME, "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}}
    parameters = {TARGETS: organization.root, FORMATTING: "lambda"}
    body = {
        "Parameters": {name: {"Type": "String"} for name in parameters},
        "Resources": {"Taken": {"Type": "AWS::IAM::Role", "Properties": taken}},
    }
    stacks = embedded_aws.session(organization.management).client("cloudformation")
    stacks.create_stack(
        StackName=STACK_NAME,
        TemplateBody=json.dumps(body),
        Capabilities=["CAPABILITY_NAMED_IAM"],
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
    )
    assert stack_status(stacks, STACK_NAME) == "ROLLBACK_COMPLETE"
    unit = organization.shared_unit
    move_hub(embedded_aws, organization)
    shown = line.says(*COMMAND, "--hub-account", organization.hub, "--unit", unit, "--yes")
    assert f"Would: Bring the launch role to {unit}.\n" in shown
    assert "take" not in shown
    assert has_launch_role(embedded_aws, organization.owner_account)
