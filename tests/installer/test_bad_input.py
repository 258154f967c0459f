"""What cannot be done is said in one sentence, with exit code 2, before anything is changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws
from harness.profiles import Profiles
from tests.installer.launch_role import give_launch_role

REGION = "us-east-1"
CLOSED = "ap-east-1"


@pytest.fixture(scope="module")
def organization(embedded_aws: EmbeddedAws) -> Organization:
    found = create_organization(embedded_aws)
    management = embedded_aws.session(found.management)
    management.client("servicecatalog").enable_aws_organizations_access()
    management.client("organizations").register_delegated_administrator(
        AccountId=found.hub, ServicePrincipal="servicecatalog.amazonaws.com"
    )
    sso = management.client("sso-admin")
    instance = sso.list_instances()["Instances"][0]["InstanceArn"]
    for name in ("SubscribeToSecurityNotifications", "ViewOnly"):
        sso.create_permission_set(InstanceArn=instance, Name=name)
    give_launch_role(embedded_aws, found.hub)
    return found


@pytest.fixture
def line(
    embedded_aws: EmbeddedAws, organization: Organization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Profiles:
    monkeypatch.chdir(tmp_path)
    accounts = {"management": organization.management, "hub": organization.hub, "other": organization.other_account}
    return Profiles(embedded_aws, tmp_path, **accounts)


def stacks(aws: EmbeddedAws, account: str) -> list[str]:
    found = aws.session(account, REGION).client("cloudformation").describe_stacks()["Stacks"]
    return [stack["StackName"] for stack in found]


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (
            ("--regions", REGION, "--share-with-organizational-units", "ou-zzzz-99999999"),
            "has no organizational unit ou-zzzz-99999999.",
        ),
        (("--regions", REGION, "--share-with-accounts", "999900001111"), "has no account 999900001111."),
        (("--share-with-organizational-units", "r-ab12"), "for the root, share with the organization."),
        (
            (
                "--regions",
                REGION,
                "--permission-sets",
                "SubscribeToSecurityNotification",
                "--management-profile",
                "management",
            ),
            "no permission set 'SubscribeToSecurityNotification'; did you mean 'SubscribeToSecurityNotifications'?",
        ),
        (
            ("--regions", REGION, "--permission-sets", "Owners", "--management-profile", "management"),
            "has no permission set 'Owners'; it has SubscribeToSecurityNotifications, ViewOnly.",
        ),
        (
            (
                "--permission-sets",
                "ViewOnly",
                "--identity-center-region",
                "eu-west-1",
                "--management-profile",
                "management",
            ),
            "That profile sees no Identity Center in eu-west-1: name its home Region with --identity-center-region",
        ),
        (
            ("--regions", CLOSED),
            "Region ap-east-1 is not enabled in this account: enable it with 'aws account enable-region",
        ),
        (("--regions", REGION, "--regions", CLOSED), "Region ap-east-1 is not enabled in this account"),
        (
            ("--regions", "eu-west-9"),
            "There is no Region eu-west-9, or it is not enabled in this account; did you mean eu-west",
        ),
        (
            ("--region", "xx-foo-1", "--roles", "Admin"),
            "There is no Region xx-foo-1, or it is not enabled in this account; did you mean ",
        ),
        (("--region", "Ireland", "--roles", "Admin"), "'Ireland' is no Region; a Region looks like eu-west-1."),
    ],
)
@pytest.mark.parametrize("command", [("install", "--yes"), ("plan",)])
def test_bad_input(
    embedded_aws: EmbeddedAws,
    organization: Organization,
    line: Profiles,
    command: tuple[str, ...],
    flags: tuple[str, ...],
    sentence: str,
) -> None:
    assert sentence in line.says(*command, "--profile", "hub", *flags, exit_code=2)
    assert stacks(embedded_aws, organization.hub) == []


@pytest.mark.parametrize("command", ["doctor", "test-finding", "redrive", "organization"])
def test_a_region_that_is_not_enabled(line: Profiles, command: str) -> None:
    assert "Region ap-east-1 is not enabled" in line.says(command, "--profile", "hub", "--region", CLOSED, exit_code=2)


def test_a_region_works_once_it_is_enabled(
    embedded_aws: EmbeddedAws, line: Profiles, organization: Organization
) -> None:
    account = embedded_aws.session(organization.other_account).client("account")
    assert account.get_region_opt_status(RegionName=CLOSED)["RegionOptStatus"] == "DISABLED"
    account.enable_region(RegionName=CLOSED)
    assert account.get_region_opt_status(RegionName=CLOSED)["RegionOptStatus"] == "ENABLED"
    assert "handed over" not in line.says("redrive", "--profile", "other", "--region", CLOSED)
    account.disable_region(RegionName=CLOSED)
    assert "is not enabled" in line.says("redrive", "--profile", "other", "--region", CLOSED, exit_code=2)


def test_a_hub_that_may_not_share_says_who_has_to_act(embedded_aws: EmbeddedAws, tmp_path: Path) -> None:
    other = create_organization(embedded_aws)
    line = Profiles(embedded_aws, tmp_path, hub=other.hub)
    share = ("--regions", REGION, "--share-with-organizational-units", other.shared_unit)
    refused = line.says("install", "--profile", "hub", "--yes", *share, exit_code=2)
    assert "is no delegated administrator of Service Catalog and may not share yet" in refused
    assert f"'./install.sh organization --hub-account {other.hub}' first." in refused
    assert stacks(embedded_aws, other.hub) == []


def test_a_hub_without_the_launch_role_is_refused(embedded_aws: EmbeddedAws, tmp_path: Path) -> None:
    other = create_organization(embedded_aws)
    line = Profiles(embedded_aws, tmp_path, hub=other.hub)
    refused = line.says("install", "--profile", "hub", "--yes", "--roles", "Admin", exit_code=2)
    assert "Role SecurityNotificationsLaunchRole is not in account" in refused
    assert "or choose --launch caller." in refused
    assert stacks(embedded_aws, other.hub) == []
    assert "Would create Portfolio" in line.says("plan", "--profile", "hub", "--launch", "caller", exit_code=3)


@pytest.mark.parametrize(
    ("flags", "note"),
    [
        (("--regions", REGION), "Note: Nobody may launch yet: name --permission-sets or --roles."),
        (
            ("--roles", "Admin", "--roles", "team-*"),
            "check that the accounts that get the portfolio have roles Admin, team-*.",
        ),
        (
            ("--permission-sets", "ViewOnly"),
            "can be seen only from the management account or Identity Center's delegated",
        ),
    ],
)
def test_what_cannot_be_looked_up_is_said_in_the_plan(line: Profiles, flags: tuple[str, ...], note: str) -> None:
    assert note in line.says("plan", "--profile", "hub", *flags, exit_code=3)


def test_what_was_looked_up_needs_no_note(line: Profiles) -> None:
    known = ("--permission-sets", "ViewOnly", "--management-profile", "management", "--email-domains", "example.com")
    assert "Note:" not in line.says("plan", "--profile", "hub", *known, exit_code=3)


def test_an_account_instance_of_identity_center_has_no_permission_sets(
    embedded_aws: EmbeddedAws, tmp_path: Path
) -> None:
    other = create_organization(embedded_aws)
    give_launch_role(embedded_aws, other.hub)
    line = Profiles(embedded_aws, tmp_path, hub=other.hub, management=other.management)
    own = embedded_aws.session(other.hub).client("sso-admin").create_instance()["InstanceArn"]
    plan = ("plan", "--profile", "hub", "--permission-sets", "ViewOnly")
    assert "can be seen only from the management account or Identity Center's" in line.says(*plan, exit_code=3)
    assert "That profile sees no Identity Center" in line.says(*plan, "--management-profile", "hub", exit_code=2)
    doctor = " ".join(line.run("doctor", "--profile", "hub").output.replace("│", " ").split())
    assert "note Identity Center the organization's is not to be seen from here in us-east-1" in doctor
    assert own not in doctor

    embedded_aws.session(other.management).client("organizations").register_delegated_administrator(
        AccountId=other.hub, ServicePrincipal="sso.amazonaws.com"
    )
    assert "has no permission set 'ViewOnly'; it has none." in line.says(*plan, exit_code=2)
    later = "Permission set SubscribeToSecurityNotifications is not there yet: './install.sh organization --product-arn ARN'"
    assert later in line.says(*plan[:-1], "SubscribeToSecurityNotifications", exit_code=3)


def test_the_aggregation_region_is_named_in_the_plan(embedded_aws: EmbeddedAws, tmp_path: Path) -> None:
    other = create_organization(embedded_aws)
    give_launch_role(embedded_aws, other.hub)
    client = embedded_aws.session(other.hub, "eu-west-1").client("securityhub")
    client.enable_security_hub()
    client.create_finding_aggregator(RegionLinkingMode="ALL_REGIONS")
    line = Profiles(embedded_aws, tmp_path, hub=other.hub)
    noted = line.says("plan", "--profile", "hub", "--regions", REGION, "--regions", "eu-west-1", exit_code=3)
    assert "findings together in eu-west-1: --regions eu-west-1 alone is enough" in noted
    assert "together in" not in line.says("plan", "--profile", "hub", "--regions", "eu-west-1", exit_code=3)


def test_an_upgrade_that_names_nothing_is_refused(line: Profiles) -> None:
    for command in (("install", "--yes"), ("share", "--yes"), ("plan",)):
        refused = line.says(*command, "--profile", "hub", exit_code=2)
        assert "There is no notifications.toml here and no flag says what you want" in refused


def test_nothing_can_be_shared_before_it_is_installed(line: Profiles) -> None:
    refused = line.says("share", "--profile", "hub", "--share-with-organization", "--yes", exit_code=2)
    assert ", us-east-1: run ./install.sh install first, or name the hub's profile with --profile" in refused


def test_the_wizard_needs_a_terminal(embedded_aws: EmbeddedAws, organization: Organization, tmp_path: Path) -> None:
    environment = os.environ | embedded_aws.environment(organization.hub) | {"AWS_CONFIG_FILE": os.devnull}
    command = [sys.executable, "-c", "from installer.main import run; run()"]
    result = subprocess.run(
        command, env=environment, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert (result.returncode, "Traceback" in result.stderr) == (2, False), result.stderr
    assert "The questions need a terminal; without one run" in result.stderr


def test_an_option_of_the_wizard_before_a_command_is_refused(line: Profiles) -> None:
    assert "--profile goes after the command: ./install.sh plan --profile" in line.says(
        "--profile", "hub", "plan", exit_code=2
    )


def test_a_tag_without_value_is_refused(line: Profiles) -> None:
    assert "--tag 'Team' must be KEY=VALUE" in line.says(
        "test-finding", "--profile", "hub", "--tag", "Team", exit_code=2
    )


def test_who_stays_in_the_list_may_still_launch(embedded_aws: EmbeddedAws, tmp_path: Path) -> None:
    other = create_organization(embedded_aws)
    give_launch_role(embedded_aws, other.hub)
    line = Profiles(embedded_aws, tmp_path, hub=other.hub)
    line.says("install", "--profile", "hub", "--yes", "--roles", "First", "--roles", "Second")
    line.says("install", "--profile", "hub", "--yes", "--take-away", "--roles", "Second")
    catalog = embedded_aws.session(other.hub).client("servicecatalog")
    portfolio = catalog.list_portfolios()["PortfolioDetails"][0]["Id"]
    principals = catalog.list_principals_for_portfolio(PortfolioId=portfolio)["Principals"]
    assert [one["PrincipalARN"] for one in principals] == ["arn:aws:iam:::role/Second"]
