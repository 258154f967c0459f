"""The list of needed actions is exactly what the commands, and CloudFormation on their behalf, call."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest

import installer.aws.session
from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws
from embedded_aws.server.cloudformation import hub_calls
from embedded_aws.server.cloudformation.drift import READS
from harness.profiles import Profiles
from installer.checks.needed_actions import INSTALL, NEEDS, SHARE, UNINSTALL, filled

REGION = "us-east-1"
ROLE = "HubAdministrator"
IAM_NAMES: Mapping[str, tuple[str, ...]] = {
    "s3:DeleteObjects": ("s3:DeleteObject", "s3:DeleteObjectVersion"),
    "s3:HeadObject": ("s3:GetObject", "s3:ListBucket"),
    "s3:ListObjectsV2": ("s3:ListBucket",),
    "s3:ListObjectVersions": ("s3:ListBucketVersions",),
    "s3:PutObject": ("s3:PutObject", "s3:PutObjectTagging"),
    "sts:GetCallerIdentity": (),
    "lambda:Invoke": ("lambda:InvokeFunction",),
    "sso:ListInstances": (),
    "sso:ListPermissionSets": (),
    "securityhub:ListFindingAggregators": (),
    "cloudformation:CreateChangeSet": ("cloudformation:CreateChangeSet", "cloudformation:TagResource"),
}
"""Where IAM's actions have other names than the API's; nothing where no permission is needed, or the step does without."""

PREFIXES = {"sso-admin": "sso"}
UNREACHED = {
    "cloudformation:ContinueUpdateRollback",
    "cloudformation:DescribeEvents",
    "organizations:ListAccounts",
    "s3:GetObjectVersion",
    "servicecatalog:UpdatePortfolioShare",
}
"""Called only when something fails, was shared or overwritten by hand before, or the whole organization gets it."""


def policy(account: str, *steps: str, without: str = "") -> str:
    statements = [
        {
            "Effect": "Allow",
            "Action": [action for action in need.actions if action != without] or ["none:None"],
            "Resource": list(filled(need, "aws", REGION, account)),
        }
        for step in steps
        for need in NEEDS[step]
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@pytest.fixture(scope="module")
def organization(embedded_aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Organization:
    """An organization that is prepared for its hub."""
    found = create_organization(embedded_aws)
    prepared = Profiles(embedded_aws, tmp_path_factory.mktemp("setup"), management=found.management)
    prepared.says("organization", "--profile", "management", "--hub-account", found.hub, "--yes")
    return found


@pytest.fixture
def line(embedded_aws: EmbeddedAws, organization: Organization, tmp_path: Path) -> Profiles:
    account = organization.hub
    iam = embedded_aws.session(account).client("iam")
    if ROLE not in {role["RoleName"] for role in iam.list_roles()["Roles"]}:
        trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        iam.create_role(RoleName=ROLE, Path="/admins/", AssumeRolePolicyDocument=document)
    found = Profiles(embedded_aws, tmp_path, root=account)
    arn = f"arn:aws:iam::{account}:role/admins/{ROLE}"
    found.add_role("hub", "root", arn)
    return found


def allow(aws: EmbeddedAws, account: str, document: str) -> None:
    aws.session(account).client("iam").put_role_policy(RoleName=ROLE, PolicyName="Own", PolicyDocument=document)


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Record the API calls of all sessions."""
    found: set[str] = set()
    client = boto3.Session.client

    def recorded(self: Any, service: str, **arguments: Any) -> Any:
        made = client(self, service, **arguments)

        def record(model: Any, **_: Any) -> None:
            found.add(f"{PREFIXES.get(service, service)}:{model.name}")

        made.meta.events.register("before-call", record)
        return made

    monkeypatch.setattr(boto3.Session, "client", recorded)
    assert issubclass(installer.aws.session.Session, boto3.Session)
    return found


def test_the_list_is_enough_and_no_longer_than_needed(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles, called: set[str]
) -> None:
    hub, unit = organization.hub, organization.shared_unit
    allow(embedded_aws, hub, policy(hub, INSTALL, SHARE, UNINSTALL))
    called.clear()
    flags = ("--profile", "hub", "--yes", "--roles", "Admin", "--regions", REGION)
    line.says("install", *flags, "--share-with-organizational-units", unit)
    line.says(
        "install", *flags, "--share-with-organizational-units", unit, "--time-zone", "Asia/Tokyo", "--roles", "Other"
    )
    line.says("install", "--profile", "hub", "--regions", REGION, "--share-with-accounts", "999900001111", exit_code=2)
    line.says("install", *flags, "--share-with-organizational-units", unit[:-1] + "z", exit_code=2)
    line.says("uninstall", "--profile", "hub", "--yes", "--leave-subscriptions", "--regions", REGION)

    direct = {action for call in called for action in IAM_NAMES.get(call, (call,))}
    behind = {
        f"servicecatalog:{name}"
        for operations in hub_calls._CATALOG.values()
        for actions in operations.values()
        for name in actions
    }
    behind |= {*hub_calls._BUCKET_PROPERTIES.values(), "s3:CreateBucket", "s3:DeleteBucket"}
    behind |= {"s3:PutBucketPolicy", "s3:DeleteBucketPolicy"}
    behind |= {action for name, actions in READS.items() if "S3" in name for action in actions}
    listed = {action for step in (INSTALL, SHARE, UNINSTALL) for need in NEEDS[step] for action in need.actions}
    assert listed - UNREACHED == (direct | behind) - UNREACHED


def test_doctor_says_what_is_missing(embedded_aws: EmbeddedAws, organization: Organization, line: Profiles) -> None:
    hub = organization.hub
    documents = json.loads(policy(hub, INSTALL, SHARE, UNINSTALL, without="servicecatalog:CreateProduct"))
    own = {"Effect": "Allow", "Action": ["iam:GetRole", "iam:SimulatePrincipalPolicy"], "Resource": "*"}
    documents["Statement"].append(own)
    allow(embedded_aws, hub, json.dumps(documents))
    shown = " ".join(line.run("doctor", "--profile", "hub").output.replace("│", " ").split())
    assert "Permissions: install" in shown
    assert "may not call servicecatalog:CreateProduct" in shown
    assert "FAIL Delegated" not in shown
    assert shown.count(":role/admins/HubAdministrator may ") == 3


def test_doctor_says_where_it_cannot_look(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    allow(embedded_aws, organization.hub, policy(organization.hub, INSTALL))
    shown = line.run("doctor", "--profile", "hub").output.replace("│", " ")
    assert "could not be checked: you may not call GetRole" in " ".join(shown.split())
    root = line.run("doctor", "--profile", "root").output
    assert "IAM answers for roles and users, not for" in " ".join(root.split())
