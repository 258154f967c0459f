"""The organization is prepared by the management account, and as far as they may by delegated administrators."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from common.names import LAUNCH_ROLE_NAME, PERMISSION_SET_NAME, STACK_SET_NAME
from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws
from harness.profiles import Profiles
from installer.organization.authority import IDENTITY_CENTER, STACK_SETS
from installer.organization.instances import StackInstances
from tests.embedded_aws.waiting import until
from tests.installer.launch_role import give_launch_role
from tests.installer.organization.accounts import has_launch_role, move_hub

PRODUCT = "arn:aws:catalog:us-east-1:111122223333:product/prod-a1b2c3d4e5f6g"
LAUNCH_ROLE = "Bring the launch role to every account of the organization."
PERMISSION_SET = f"Make the permission set {PERMISSION_SET_NAME}."


@pytest.fixture
def organization(embedded_aws: EmbeddedAws) -> Organization:
    return create_organization(embedded_aws)


@pytest.fixture
def line(embedded_aws: EmbeddedAws, organization: Organization, tmp_path: Path) -> Profiles:
    accounts = {"management": organization.management, "tools": organization.other_account, "hub": organization.hub}
    return Profiles(embedded_aws, tmp_path, **accounts)


def delegate(aws: EmbeddedAws, organization: Organization, *services: str) -> None:
    organizations = aws.session(organization.management).client("organizations")
    for service in services:
        organizations.register_delegated_administrator(AccountId=organization.other_account, ServicePrincipal=service)


def accounts_of_last_operation(aws: EmbeddedAws, organization: Organization) -> set[str]:
    client = aws.session(organization.management).client("cloudformation")
    last = client.list_stack_set_operations(StackSetName=STACK_SET_NAME)["Summaries"][0]["OperationId"]
    results = client.list_stack_set_operation_results(StackSetName=STACK_SET_NAME, OperationId=last)["Summaries"]
    return {one["Account"] for one in results}


def test_a_delegated_administrator_does_what_it_may(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    delegate(embedded_aws, organization, STACK_SETS, IDENTITY_CENTER)
    step = ("organization", "--profile", "tools", "--hub-account", organization.hub, "--product-arn", PRODUCT)
    opening = line.says(*step, "--no-launch-role", typed="n\n", exit_code=1)
    assert (
        "Left out: Let Service Catalog share within the organization. This account may not; run the same command in"
        in (opening)
    )
    assert f"the management account ({organization.management})." in opening

    line.says("organization", "--profile", "management", "--no-launch-role", "--hub-account", organization.hub, "--yes")
    embedded_aws.session(organization.management).client("cloudformation").activate_organizations_access()
    done = line.says(*step, "--yes")
    assert done.count("Already so: ") == 3
    assert f"Done: {LAUNCH_ROLE}" in done
    assert f"Done: {PERMISSION_SET}" in done
    assert all(has_launch_role(embedded_aws, one) for one in (organization.hub, organization.owner_account))

    again = line.says(*step, "--yes")
    assert again.count("Already so: ") == 5
    assert again.endswith("Nothing would change.\n")
    assert line.says("organization", "--profile", "management", "--product-arn", PRODUCT).endswith(
        "Nothing would change.\n"
    )

    status = line.says("status", "--profile", "hub", "--management-profile", "tools")
    assert "Launch role: 3 accounts have it, by the StackSet in us-east-1." in status
    gone = ("uninstall", "--profile", "hub", "--yes", "--management-profile")
    assert "StackSet SecurityNotificationsLaunchRole is still in us-east-1: another account deployed it" in line.says(
        *gone, "management"
    )
    removed = line.says(*gone, "tools")
    assert "Permission set: removed from us-east-1\n" in removed
    assert "Launch role: removed, with the StackSet in us-east-1\n" in removed
    again = line.says(*gone, "tools")
    assert "Permission set: nothing was there in us-east-1\n" in again
    assert "Launch role: nothing was there in us-east-1\n" in again
    assert not has_launch_role(embedded_aws, organization.owner_account)


def test_one_service_alone_is_enough_for_its_step(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    delegate(embedded_aws, organization, IDENTITY_CENTER)
    shown = line.says("organization", "--profile", "tools", "--product-arn", PRODUCT, "--yes")
    assert f"Left out: {LAUNCH_ROLE} This account may not; run the same command in the management account" in shown
    assert "or a delegated administrator of StackSets." in shown
    assert f"Done: {PERMISSION_SET}" in shown


def test_an_account_without_standing_is_refused(line: Profiles, organization: Organization) -> None:
    refused = line.says("organization", "--profile", "tools", "--yes", exit_code=2)
    assert f"is not the management account ({organization.management}), nor a delegated administrator" in refused


def test_accounts_that_the_stack_set_does_not_reach_are_named(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    line.says("organization", "--profile", "management", "--hub-account", organization.hub, "--yes")
    everybody = ("--roles", "Admin", "--share-with-organization", "--yes")
    line.says("install", "--profile", "hub", *everybody)
    where = ("status", "--profile", "hub", "--management-profile", "management")
    assert "Launch role: 3 accounts have it" in line.says(*where)

    move_hub(embedded_aws, organization)
    narrow = ("--unit", organization.shared_unit, "--remove-unit", organization.root)
    assert "say --take-away too" in line.says("organization", "--profile", "management", *narrow, "--yes", exit_code=2)
    line.says("organization", "--profile", "management", *narrow, "--yes", "--take-away")
    shown = line.says(*where)
    assert "Launch role: 2 accounts have it" in shown
    assert f"missing in account {organization.other_account}, which gets the portfolio" in shown
    assert organization.hub not in shown.partition("Launch role:")[2]
    assert organization.management not in shown.partition("Launch role:")[2]


def test_accounts_where_the_stack_set_failed_are_named(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    give_launch_role(embedded_aws, organization.owner_account)
    prepare = ("organization", "--profile", "management", "--hub-account", organization.hub)
    done = line.says(*prepare, "--yes", exit_code=1)
    assert f"Done, but not everywhere: {LAUNCH_ROLE}\nFailed in account {organization.owner_account}: " in done
    assert "When the reasons are gone, run the same command: it tries these accounts again.\n" in done
    shown = line.says("status", "--profile", "hub", "--management-profile", "management")
    assert "Launch role: 2 accounts have it" in shown
    assert f"failed in account {organization.owner_account}: " in shown
    assert "'./install.sh organization' in the account that deployed it tries them again" in shown

    shown = line.says(*prepare, typed="n\n", exit_code=1)
    assert f"Would: {LAUNCH_ROLE}\nWould try again in account {organization.owner_account}, where it failed: " in shown


def test_accounts_where_the_stack_set_failed_are_tried_again(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    give_launch_role(embedded_aws, organization.owner_account)
    prepare = ("organization", "--profile", "management", "--hub-account", organization.hub)
    for _ in range(2):
        assert f"Done, but not everywhere: {LAUNCH_ROLE}\n" in line.says(*prepare, "--yes", exit_code=1)
    assert accounts_of_last_operation(embedded_aws, organization) == {organization.owner_account}
    iam = embedded_aws.session(organization.owner_account).client("iam")
    iam.delete_role(RoleName=LAUNCH_ROLE_NAME)
    assert f"Done: {LAUNCH_ROLE}\n" in line.says(*prepare, "--yes")
    assert has_launch_role(embedded_aws, organization.owner_account)
    assert line.says(*prepare).endswith("Nothing would change.\n")
    assert "Launch role: 3 accounts have it" in line.says(
        "status", "--profile", "hub", "--management-profile", "management"
    )


def test_they_are_tried_again_where_only_the_units_change(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    move_hub(embedded_aws, organization)
    give_launch_role(embedded_aws, organization.owner_account)
    prepare = ("organization", "--profile", "management", "--hub-account", organization.hub, "--yes")
    units = ("--unit", organization.shared_unit)
    assert "Done, but not everywhere: " in line.says(*prepare, *units, exit_code=1)
    embedded_aws.session(organization.owner_account).client("iam").delete_role(RoleName=LAUNCH_ROLE_NAME)

    shown = line.says(*prepare, *units, "--unit", organization.other_unit)
    assert f"Would try again in account {organization.owner_account}, where it failed: " in shown
    assert f"Done: Bring the launch role to {organization.shared_unit}, {organization.other_unit}.\n" in shown
    assert has_launch_role(embedded_aws, organization.owner_account)
    assert has_launch_role(embedded_aws, organization.other_account)


def keep_the_boundary(aws: EmbeddedAws, account: str) -> None:
    """Make a role that carries the launch role's boundary, as a subscription's function does; AWS deletes no such policy."""
    iam = aws.session(account).client("iam")
    (arn,) = (one["Arn"] for one in iam.list_policies(Scope="Local")["Policies"] if "Boundary" in one["PolicyName"])
    iam.create_role(RoleName="Function", AssumeRolePolicyDocument="{}", PermissionsBoundary=arn)


def run_for(aws: EmbeddedAws, account: str, command: str) -> None:
    """Run a command of AWS's command line that we have printed, as an account."""
    words = shlex.split(command)
    assert words[:2] == ["aws", "cloudformation"]
    named = re.findall(r"--([a-z-]+)(?: ([^-]\S*))?", " ".join(words[3:]))
    values = {name: value for name, value in named if name not in ("retain-stacks", "region")}
    client = aws.session(account, dict(named)["region"]).client("cloudformation")
    if words[2] == "delete-stack":
        client.delete_stack(StackName=values["stack-name"])
        return
    targets = dict(one.split("=") for one in values["deployment-targets"].split(","))
    client.delete_stack_instances(
        StackSetName=values["stack-set-name"],
        DeploymentTargets={
            "Accounts": [targets["Accounts"]],
            "AccountFilterType": targets["AccountFilterType"],
            "OrganizationalUnitIds": [targets["OrganizationalUnitIds"]],
        },
        Regions=[values["regions"]],
        RetainStacks=True,
    )


def test_an_account_whose_stack_could_not_be_deleted_is_named_with_what_frees_it(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    move_hub(embedded_aws, organization)
    account, unit = organization.other_account, ("--unit", organization.other_unit)
    prepare = ("organization", "--profile", "management", "--hub-account", organization.hub, "--yes")
    line.says(*prepare, "--unit", organization.shared_unit, *unit)
    keep_the_boundary(embedded_aws, account)
    leave = ("--remove-unit", organization.other_unit, "--take-away")
    inoperable = f"Inoperable in account {account}: "
    assert inoperable in line.says(*prepare, *leave, exit_code=1)
    again = line.says(*prepare)
    assert inoperable in again
    first, _, second = re.findall(r"with (aws .*), and run the same command\.", again)[0].partition(
        ", then in that account "
    )

    embedded_aws.session(account).client("iam").delete_role(RoleName="Function")
    run_for(embedded_aws, organization.management, first)
    run_for(embedded_aws, account, second)
    until(lambda: not has_launch_role(embedded_aws, account))
    assert "Inoperable" not in line.says(*prepare)
    line.says(*prepare, *unit)
    assert has_launch_role(embedded_aws, account)


def test_nothing_is_said_to_be_so_while_aws_is_at_work(
    organization: Organization, line: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = ("organization", "--profile", "management", "--hub-account", organization.hub, "--yes")
    line.says(*prepare)
    # The embedded StackSet is never at work for long.
    monkeypatch.setattr(StackInstances, "are_at_work", lambda _: True)
    shown = line.says(*prepare)
    at_work = f"StackSet {STACK_SET_NAME} is at work; run the same command when it is done.\n"
    assert f"Left as it is: {LAUNCH_ROLE} {at_work}" in shown
    assert shown.endswith("Nothing would change.\n")


def test_a_permission_set_that_somebody_made_by_hand_is_not_said_to_be_so(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    administration = embedded_aws.session(organization.management).client("sso-admin")
    instance = administration.list_instances()["Instances"][0]["InstanceArn"]
    administration.create_permission_set(InstanceArn=instance, Name=PERMISSION_SET_NAME)
    shown = line.says("organization", "--profile", "management", "--no-launch-role", "--product-arn", PRODUCT, "--yes")
    assert (
        f"Left as it is: {PERMISSION_SET} It is there already: another account made it, then name that one's profile, or "
        "somebody by hand; its products are not looked at.\n"
    ) in shown


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (("--hub-account", "123"), "'123' is no account id; it has 12 digits."),
        (("--unit", "Workloads"), "'Workloads' is no root or organizational unit; ids look like r-ab12"),
        (("--product-arn", "prod-1"), "'prod-1' is no product ARN; status in the hub account shows it"),
        (("--hub-account", "999900001111"), "has no account 999900001111"),
        (("--unit", "ou-zzzz-99999999"), "has no organizational unit ou-zzzz-99999999"),
        (
            ("--product-arn", PRODUCT, "--region", "eu-west-1", "--no-launch-role"),
            "no Identity Center instance in eu-west-1",
        ),
    ],
)
def test_what_is_wrong_is_said_before_anything_changes(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles, flags: tuple[str, ...], sentence: str
) -> None:
    assert sentence in line.says("organization", "--profile", "management", "--yes", *flags, exit_code=2)
    assert embedded_aws.session(organization.management).client("cloudformation").describe_stacks()["Stacks"] == []


def test_the_management_account_is_no_hub(line: Profiles, organization: Organization) -> None:
    flags = ("organization", "--profile", "management", "--hub-account", organization.management)
    assert "is the management account, which needs no delegation" in line.says(*flags, exit_code=2)
