"""Whatever somebody did by hand to launch role and permission set is seen, explained and mended by the same command."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from common.names import STACK_SET_NAME
from embedded_aws.organization import create_account, create_organization
from embedded_aws.process import EmbeddedAws
from harness.profiles import Profiles
from installer.aws.identity import identity
from installer.organization.authority import authority_of
from installer.organization.setup import OrganizationSetup
from installer.organization.steps import Choices, StepPlan, plan_step, steps
from tests.installer.organization.accounts import has_launch_role

REGION = "us-east-1"
PRODUCTS = tuple(
    f"arn:aws:catalog:{region}:111122223333:product/prod-{region[:2]}b2c3d4e5f6g" for region in (REGION, "eu-west-1")
)
SET = {"StackSetName": STACK_SET_NAME}


class Prepared:
    """An organization that is prepared, with a permission set for two Regions, and what somebody may do to it."""

    def __init__(self, aws: EmbeddedAws, folder: Path) -> None:
        self.aws = aws
        self.organization = create_organization(aws)
        self.session = aws.session(self.organization.management, REGION)
        self.stacks = self.session.client("cloudformation")
        self.sso = self.session.client("sso-admin")
        self.line = Profiles(aws, folder, management=self.organization.management, hub=self.organization.hub)
        self.again = ("organization", "--profile", "management")
        for product in PRODUCTS:
            self.line.says(*self.again, "--hub-account", self.organization.hub, "--product-arn", product, "--yes")

    def pending(self) -> list[StepPlan]:
        """Return the steps that the command would take, without anything named."""
        known = authority_of(self.session, identity(self.session))
        setup = OrganizationSetup(self.session, REGION, known)
        return [one for one in map(plan_step, steps(setup, known, Choices())) if one.is_pending]

    @property
    def permission_set(self) -> dict[str, str]:
        """The permission set, as calls take it."""
        instance = self.sso.list_instances()["Instances"][0]["InstanceArn"]
        (arn,) = self.sso.list_permission_sets(InstanceArn=instance)["PermissionSets"]
        return {"InstanceArn": instance, "PermissionSetArn": arn}


@pytest.fixture(scope="module")
def prepared(embedded_aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """One organization, which each test leaves as it must be."""
    return Prepared(embedded_aws, tmp_path_factory.mktemp("admin"))


def widens_the_permission_set(prepared: Prepared) -> None:
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    prepared.sso.put_inline_policy_to_permission_set(**prepared.permission_set, InlinePolicy=json.dumps(everything))


def changes_the_session(prepared: Prepared) -> None:
    prepared.sso.update_permission_set(**prepared.permission_set, SessionDuration="PT12H")


def bounds_the_permission_set(prepared: Prepared) -> None:
    boundary: Any = {"CustomerManagedPolicyReference": {"Name": "Bound", "Path": "/"}}
    prepared.sso.put_permissions_boundary_to_permission_set(**prepared.permission_set, PermissionsBoundary=boundary)


def attaches_a_policy(prepared: Prepared) -> None:
    prepared.sso.attach_customer_managed_policy_reference_to_permission_set(
        **prepared.permission_set, CustomerManagedPolicyReference={"Name": "More", "Path": "/"}
    )


def deletes_the_permission_set(prepared: Prepared) -> None:
    prepared.sso.delete_permission_set(**prepared.permission_set)


def names_another_hub(prepared: Prepared) -> None:
    hub = {"ParameterKey": "HubAccount", "ParameterValue": prepared.organization.other_account}
    prepared.stacks.update_stack_set(
        **SET, UsePreviousTemplate=True, Capabilities=["CAPABILITY_NAMED_IAM"], Parameters=[hub]
    )


def ends_automatic_deployment(prepared: Prepared) -> None:
    prepared.stacks.update_stack_set(
        **SET, UsePreviousTemplate=True, Capabilities=["CAPABILITY_NAMED_IAM"], AutoDeployment={"Enabled": False}
    )


def adds_an_account_meanwhile(prepared: Prepared) -> None:
    ends_automatic_deployment(prepared)
    client = prepared.session.client("organizations")
    create_account(client, "New", prepared.organization.root, prepared.organization.shared_unit)


@pytest.mark.parametrize(
    ("somebody", "said"),
    [
        (
            widens_the_permission_set,
            "Would put back InlinePolicy of PermissionSet (AWS::SSO::PermissionSet), which somebody",
        ),
        (bounds_the_permission_set, "Would put back PermissionsBoundary of PermissionSet (AWS::SSO::PermissionSet)"),
        (attaches_a_policy, "Would put back CustomerManagedPolicyReferences of PermissionSet"),
        (changes_the_session, "Would put back SessionDuration of PermissionSet"),
        (
            deletes_the_permission_set,
            "Would make PermissionSet (AWS::SSO::PermissionSet) again, which somebody deleted",
        ),
        (
            names_another_hub,
            "Would put back Parameters of LaunchRoleStackSet (AWS::CloudFormation::StackSet), which somebody",
        ),
        (ends_automatic_deployment, "Would put back AutoDeployment of LaunchRoleStackSet"),
        (adds_an_account_meanwhile, ", which has none."),
    ],
)
def test_what_somebody_changed_is_put_back(prepared: Prepared, somebody: Callable[[Prepared], None], said: str) -> None:
    somebody(prepared)
    (pending,) = prepared.pending()
    assert said in " ".join(pending.lines)
    pending.step.do()
    assert pending.step.left() == ()
    assert prepared.pending() == []
    accounts = prepared.session.client("organizations").list_accounts()["Accounts"]
    others = [one["Id"] for one in accounts if one["Id"] != prepared.organization.management]
    assert all(has_launch_role(prepared.aws, one) for one in others)


def test_status_and_doctor_say_it_and_the_command_without_flags_mends_it(prepared: Prepared) -> None:
    """The product of each Region stays in the permission set."""
    widens_the_permission_set(prepared)
    bounds_the_permission_set(prepared)
    attaches_a_policy(prepared)
    ends_automatic_deployment(prepared)
    changed = "somebody changed {} (AWS::{}) of stack security-notifications-"
    all_of_them = (
        changed.format("InlinePolicy of PermissionSet", "SSO::PermissionSet"),
        changed.format("PermissionsBoundary, CustomerManagedPolicyReferences of PermissionSet", "SSO::PermissionSet"),
        changed.format("AutoDeployment of LaunchRoleStackSet", "CloudFormation::StackSet"),
    )
    doctor = json.loads(prepared.line.run("doctor", "--profile", "management", "--json").stdout)["checks"]
    failed = {one["name"]: one for one in doctor if one["result"] == "fail"}
    assert all(any(one in check["found"] for check in failed.values()) for one in all_of_them)
    assert {failed[one]["mend"] for one in ("Launch role", "Permission set")} == {"./install.sh organization"}
    status = json.loads(
        prepared.line.says("status", "--profile", "hub", "--management-profile", "management", "--json")
    )
    told = (*status["launch_role"]["problems"], *status["permission_set"]["problems"])
    assert all(any(one in problem for problem in told) for one in all_of_them)
    prepared.line.says(*prepared.again, "--dry-run", exit_code=3)
    prepared.line.says(*prepared.again, "--yes")
    assert prepared.line.says(*prepared.again, "--dry-run").endswith("Nothing would change.\n")
    policy = prepared.sso.get_inline_policy_for_permission_set(**prepared.permission_set)["InlinePolicy"]
    assert all(one.replace(":111122223333:", ":*:") in policy for one in PRODUCTS)
