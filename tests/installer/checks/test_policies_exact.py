"""Each command works with the policy that `policy COMMAND` prints, and calls all that stands in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import pytest

from common.names import ARTIFACT_BUCKET_PREFIX
from embedded_aws.mailbox import fetch_invitations
from embedded_aws.process import EmbeddedAws
from embedded_aws.server.cloudformation import hub_calls, organization_calls
from embedded_aws.server.cloudformation.drift import READS
from harness.pipeline import PLACES, REGION, ROLE, Pipeline
from installer.checks.command_policy import COMMANDS, command_policy
from installer.findings import redrive as redriving
from installer.subscriptions import records
from tests.installer.checks.test_needed_actions import IAM_NAMES, PREFIXES

HAS_TESTS_OF_ITS_OWN = ("verify",)
ASKED_BY_DOCTOR = {"sso:ListInstances", "securityhub:ListFindingAggregators"}
"""What others do without, where it is denied, is what doctor looks at."""

SCHEMAS_OF_OTHERS = {"cloudformation:BatchDescribeTypeConfigurations", "cloudformation:DetectStackResourceDrift"}
"""Asked for by AWS's documentation of drift detection, whatever is in the stack."""

DOES_WITHOUT = {"sts:AssumeRole", "organizations:ListDelegatedServicesForAccount"}
"""Tried, and done without where it is denied: a plan then counts no subscriptions, and status shows no launch roles."""

IN_OTHER_STATES = {
    "cloudformation:ContinueUpdateRollback",
    "cloudformation:DescribeEvents",
    "cloudformation:DescribeStackEvents",
    "cloudformation:ListStackResources",
    "cloudformation:UpdateTerminationProtection",
    "iam:CreateServiceLinkedRole",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:GetObjectVersion",
    "servicecatalog:GetAWSOrganizationsAccessStatus",
}
"""Called where something failed or was changed by hand, and behind the first of a service's calls in an organization."""

OTHER_CHOICES: Mapping[str, set[str]] = {
    "install": {"servicecatalog:DeletePortfolioShare"},
    "redrive": {"sns:Publish"},
    "test-finding": {"guardduty:CreateSampleFindings", "guardduty:ListDetectors", "lambda:InvokeFunction"},
    "organization": {
        *("cloudformation:GetTemplate", "cloudformation:UntagResource", "sso:TagResource", "sso:UntagResource"),
        *("organizations:DescribeOrganizationalUnit", "organizations:EnableAWSServiceAccess"),
        *("organizations:ListAccountsForParent", "organizations:ListOrganizationalUnitsForParent"),
        "sso:ListAccountsForProvisionedPermissionSet",
        *("sso:ListInstances", "sso:ListPermissionSets"),
    },
}
"""By command, what other choices call."""

OF_EVERY_SHARE = {
    "organizations:DescribeAccount",
    "organizations:ListAccounts",
    "organizations:ListRoots",
    "servicecatalog:UpdatePortfolioShare",
}
"""Called where accounts or the whole organization get the portfolio, or a share lacks who may launch."""


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Record the API calls of the roles; what is called through the operator role is not theirs."""
    found: set[str] = set()
    client = boto3.Session.client

    def recorded(self: Any, service: str, **arguments: Any) -> Any:
        made = client(self, service, **arguments)
        if "aws_access_key_id" not in arguments and self.profile_name in PLACES:
            prefix = PREFIXES.get(service, service)
            made.meta.events.register("before-call", lambda model, **_: found.add(f"{prefix}:{model.name}"))
        return made

    monkeypatch.setattr(boto3.Session, "client", recorded)
    return found


def behind(command: str) -> set[str]:
    """Return what CloudFormation calls on the caller's behalf."""
    buckets_read = {action for name, actions in READS.items() if "S3" in name for action in actions}
    if command in ("plan", "status", "doctor"):
        return buckets_read
    if command == "organization":
        made = organization_calls._CALLS.items()
        return {f"{service}:{name}" for service, found in made for names in found.values() for name in names}
    if command not in ("install", "uninstall"):
        return set()
    names = {name for made in hub_calls._CATALOG.values() for actions in made.values() for name in actions}
    buckets = {*hub_calls._BUCKET_PROPERTIES.values(), "s3:CreateBucket", "s3:DeleteBucket"}
    policies = {f"s3:{verb}BucketPolicy" for verb in ("Get", "Put", "Delete")}
    return {f"servicecatalog:{name}" for name in names} | buckets | policies | buckets_read


def invitation(aws: EmbeddedAws, account: str) -> str:
    """Return the link of the confirmation mail that came to an address of an account's topic."""
    invitations = fetch_invitations(aws.control, "unconfirmed@example.com")
    return next(one.url for one in invitations if account in one.topic)


def overwrite(aws: EmbeddedAws, hub: str) -> None:
    """Have somebody put something else in the place of the artifacts."""
    s3 = aws.session(hub, REGION).client("s3")
    bucket = {"Bucket": f"{ARTIFACT_BUCKET_PREFIX}{hub}-{REGION}"}
    for one in s3.list_object_versions(**bucket)["Versions"]:
        s3.delete_object(**bucket, Key=one["Key"])
        s3.put_object(**bucket, Key=one["Key"], Body=b"something else", IfNoneMatch="*")


def bound(aws: EmbeddedAws, management: str) -> None:
    """Have somebody put a boundary and a policy on the permission set."""
    sso = aws.session(management, REGION).client("sso-admin")
    instance = {"InstanceArn": sso.list_instances()["Instances"][0]["InstanceArn"]}
    found = {**instance, "PermissionSetArn": sso.list_permission_sets(**instance)["PermissionSets"][0]}
    policy: Any = {"Name": "More", "Path": "/"}
    sso.attach_customer_managed_policy_reference_to_permission_set(**found, CustomerManagedPolicyReference=policy)
    sso.put_permissions_boundary_to_permission_set(
        **found, PermissionsBoundary={"CustomerManagedPolicyReference": policy}
    )


def test_every_command(
    embedded_aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called: set[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(records, "_SECONDS_BETWEEN_LOOKS", 0.1)
    monkeypatch.setattr(redriving, "redrive", partial(redriving.redrive, wait_seconds=0))
    stage = Pipeline(embedded_aws, tmp_path)
    unit, hub = stage.organization.shared_unit, stage.organization.hub
    Path("notifications.toml").write_text(
        f"regions = ['{REGION}']\nroles = ['Admin']\noperator_role = '{ROLE}'\n"
        f"share_with_organizational_units = ['{unit}']\n"
    )
    used: dict[str, set[str]] = {name: set() for name in COMMANDS if name not in HAS_TESTS_OF_ITS_OWN}

    def run(command: str, *arguments: str, exit_code: int = 0) -> str:
        called.clear()
        shown = stage.says(command, *arguments, exit_code=exit_code)
        used[command] |= {action for call in called for action in IAM_NAMES.get(call, (call,))}
        used[command] |= called & ASKED_BY_DOCTOR if command == "doctor" else set()
        return shown

    run("organization", "--hub-account", hub, "--yes")
    run("plan", exit_code=3)
    run("install", "--yes")
    product = json.loads(run("status", "--json"))["regions"][0]["product_arn"]
    run("organization", "--hub-account", hub, "--product-arn", product, "--operator-role", ROLE, "--yes")
    bound(embedded_aws, stage.organization.management)
    run("organization", "--yes")
    overwrite(embedded_aws, hub)
    assert ".yaml was overwritten" in run("status")
    run("install", "--yes")
    run("share", "--remove", unit, "--yes")
    run("share", "--yes")
    run("coverage")
    run("report")
    assert "has no address" in run("enroll", "--address-tag", "Contact", "--dry-run", exit_code=1)
    run("enroll", "--address", "unconfirmed@example.com", "--yes")
    run("doctor", exit_code=1)
    run("test-finding")
    run("test-finding", "--resolve")
    letters = embedded_aws.session(stage.organization.owner_account, REGION).client("sqs")
    (queue,) = letters.list_queues()["QueueUrls"]
    letters.send_message(QueueUrl=queue, MessageBody="{}")
    assert "1 handed over" in run("redrive")
    run("confirm", invitation(embedded_aws, stage.organization.owner_account))
    run("plan", "--time-zone", "Asia/Tokyo", exit_code=3)
    run("install", "--time-zone", "Asia/Tokyo", "--roles", "Other", "--yes")
    run("update-subscriptions", "--yes")
    run("enroll", "--end", "--yes")
    run("uninstall", "--yes")
    listed = {
        name: {action for one in command_policy(name, "aws", (REGION,), hub)["Statement"] for action in one["Action"]}
        for name in used
    }
    missing = {
        name: sorted(lacking) for name, actions in used.items() if (lacking := actions - listed[name] - DOES_WITHOUT)
    }
    needless = {
        name: sorted(left)
        for name, actions in listed.items()
        if (
            left := actions
            - used[name]
            - behind(name)
            - OTHER_CHOICES.get(name, set())
            - OF_EVERY_SHARE
            - IN_OTHER_STATES
            - SCHEMAS_OF_OTHERS
        )
    }
    assert missing == {}
    assert needless == {}
