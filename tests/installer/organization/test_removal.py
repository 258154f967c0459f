"""Launch role and permission set are removed each by itself, wherever the permission set was made, and reported truthfully."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from common.names import PERMISSION_SET_NAME
from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws
from harness.profiles import Profiles
from installer.organization.permission_set import PermissionSet
from installer.organization.removal import Removal
from local.journey.setup import as_management
from tests.installer.organization.accounts import has_launch_role

PRODUCT = "arn:aws:catalog:us-east-1:111122223333:product/prod-a1b2c3d4e5f6g"
LEAVE = ("uninstall", "--profile", "hub", "--management-profile", "management", "--regions", "us-east-1", "--yes")


@pytest.fixture
def organization(embedded_aws: EmbeddedAws) -> Organization:
    return create_organization(embedded_aws)


@pytest.fixture
def line(embedded_aws: EmbeddedAws, organization: Organization, tmp_path: Path) -> Profiles:
    found = Profiles(embedded_aws, tmp_path, management=organization.management, hub=organization.hub)
    prepare = ("organization", "--profile", "management", "--hub-account", organization.hub, "--product-arn", PRODUCT)
    found.says(*prepare, "--yes")
    return found


@pytest.fixture
def administration(embedded_aws: EmbeddedAws, organization: Organization) -> Any:
    return embedded_aws.session(organization.management).client("sso-admin")


def permission_sets(administration: Any) -> list[str]:
    instance = administration.list_instances()["Instances"][0]["InstanceArn"]
    found: list[str] = administration.list_permission_sets(InstanceArn=instance)["PermissionSets"]
    return found


def assign(administration: Any, account: str) -> None:
    administration.create_account_assignment(
        InstanceArn=administration.list_instances()["Instances"][0]["InstanceArn"],
        PermissionSetArn=permission_sets(administration)[0],
        TargetId=account,
        TargetType="AWS_ACCOUNT",
        PrincipalType="USER",
        PrincipalId="9067642ac7-0e2fcd37-ab12-cd34-ef56-a1b2c3d4e5f6",
    )


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_the_permission_set_is_found_whatever_region_the_configuration_names(
    administration: Any, line: Profiles, region: str
) -> None:
    shown = line.says(*LEAVE, "--identity-center-region", region)
    assert "Permission set: removed from us-east-1\n" in shown
    assert "Launch role: removed, with the StackSet in us-east-1\n" in shown
    assert permission_sets(administration) == []


def test_the_permission_set_is_looked_for_where_the_profile_is_at_home(administration: Any, line: Profiles) -> None:
    elsewhere = ("--identity-center-region", "eu-west-1", "--management-region", "eu-central-1")
    shown = line.says(*LEAVE, *elsewhere)
    assert "Permission set: removed from us-east-1\n" in shown
    assert "Launch role: nothing was there in eu-central-1\n" in shown
    assert "If organization was run in another Region, name it with --management-region.\n" in shown
    assert permission_sets(administration) == []


def test_the_permission_set_is_looked_for_where_identity_center_is_at_home(
    embedded_aws: EmbeddedAws,
    organization: Organization,
    administration: Any,
    line: Profiles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The embedded Identity Center is not replicated to other Regions.
    monkeypatch.setattr(PermissionSet, "home", lambda _: "us-east-1")
    session = embedded_aws.session(organization.management)
    left = Removal(session, "eu-central-1", ["eu-central-1"], as_management(organization)).remove()
    assert left.lines[0] == "Permission set: removed from us-east-1"
    assert permission_sets(administration) == []


def test_an_assigned_permission_set_keeps_everything_in_place(
    embedded_aws: EmbeddedAws, organization: Organization, administration: Any, line: Profiles
) -> None:
    line.says("install", "--profile", "hub", "--regions", "us-east-1", "--roles", "Admin", "--yes")
    assign(administration, organization.owner_account)
    refused = line.says(*LEAVE, exit_code=2)
    named = (
        f"Permission set {PERMISSION_SET_NAME} in us-east-1 is assigned in account {organization.owner_account}, and"
    )
    assert named in refused
    assert "take these assignments away there, then run the same command; nothing was removed." in refused
    assert has_launch_role(embedded_aws, organization.owner_account)
    assert "us-east-1: CREATE_COMPLETE" in line.says("status", "--profile", "hub", "--regions", "us-east-1")


def test_the_launch_role_goes_where_the_permission_set_cannot(
    embedded_aws: EmbeddedAws,
    organization: Organization,
    administration: Any,
    line: Profiles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assign(administration, organization.owner_account)
    # Somebody assigns it after we have looked.
    monkeypatch.setattr(PermissionSet, "accounts", lambda _: ())
    refused = line.says(*LEAVE, exit_code=2)
    assert "Launch role: removed, with the StackSet in us-east-1\n" in refused
    assert "Permission set: not removed. Stack security-notifications-permission-set ended in DELETE_FAILED" in refused
    assert "ended in DELETE_FAILED: PermissionSet (AWS::SSO::PermissionSet): " in refused
    assert "is still assigned" in refused
    assert not has_launch_role(embedded_aws, organization.owner_account)


def test_a_permission_set_of_another_account_is_named(
    embedded_aws: EmbeddedAws, organization: Organization, administration: Any, line: Profiles
) -> None:
    stacks = embedded_aws.session(organization.management).client("cloudformation")
    stacks.delete_stack(StackName="security-notifications-permission-set")
    instance = administration.list_instances()["Instances"][0]["InstanceArn"]
    administration.create_permission_set(InstanceArn=instance, Name=PERMISSION_SET_NAME)
    shown = line.says(*LEAVE)
    assert (
        f"Permission set {PERMISSION_SET_NAME} is still in us-east-1: another account made it, then name that one's"
        in shown
    )
    assert "Permission set: " not in shown


def test_the_profile_is_asked_for_its_credentials_once(line: Profiles, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("installer.aws.session._check_credentials", lambda found: asked.append(found.profile_name))
    shown = line.says(*LEAVE)
    assert "Launch role: removed, with the StackSet in us-east-1\n" in shown
    assert asked.count("management") == 1


def test_an_account_that_administers_nothing_is_refused_before_anything_is_removed(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    install = ("--profile", "hub", "--regions", "us-east-1")
    line.says("install", *install, "--roles", "Admin", "--yes")
    refused = line.says("uninstall", *install, "--management-profile", "hub", "--yes", exit_code=2)
    assert f"Account {organization.hub} is not the management account ({organization.management}), nor a" in refused
    assert "name the profile of one of these with --management-profile." in refused
    assert "us-east-1: CREATE_COMPLETE" in line.says("status", *install)


def test_the_launch_role_stays_until_the_last_region(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    everywhere = ("--profile", "hub", "--regions", "us-east-1", "--regions", "eu-west-1", "--yes")
    leave = ("uninstall", *everywhere, "--management-profile", "management", "--region")
    line.says("install", *everywhere, "--roles", "Admin")
    refused = line.says(*leave, "us-east-1", exit_code=2)
    assert "Launch role and permission set serve eu-west-1 too: leave --region out" in refused
    assert has_launch_role(embedded_aws, organization.owner_account)

    line.says("uninstall", *everywhere, "--region", "us-east-1")
    last = line.says(*leave, "eu-west-1", "--management-region", "us-east-1")
    assert "Launch role: removed, with the StackSet in us-east-1\n" in last
    assert not has_launch_role(embedded_aws, organization.owner_account)
