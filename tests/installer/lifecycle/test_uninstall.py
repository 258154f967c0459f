"""Uninstalling leaves nothing, whatever lies in the buckets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from common.names import ARTIFACT_BUCKET_PREFIX, BOUNDARY_NAME, LOG_BUCKET_PREFIX
from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws
from harness.command_line import CommandLine
from harness.profiles import Profiles
from installer.hub.objects import ArtifactBucket
from installer.organization.removal import Removal
from local.journey.choices import Choices
from local.journey.play import Player
from local.journey.setup import as_management
from tests.installer.launch_role import give_launch_role
from tests.installer.organization.accounts import has_launch_role

REGION = "us-east-1"


def test_what_somebody_has_deleted_in_a_versioned_bucket_goes_too(embedded_aws: EmbeddedAws, tmp_path: Path) -> None:
    hub = create_organization(embedded_aws).hub
    give_launch_role(embedded_aws, hub)
    line = CommandLine(embedded_aws, tmp_path)
    line.succeeds(hub, "install", "--yes", "--roles", "Admin", "--regions", REGION)
    s3 = embedded_aws.session(hub, REGION).client("s3")
    for prefix in (ARTIFACT_BUCKET_PREFIX, LOG_BUCKET_PREFIX):
        bucket = f"{prefix}{hub}-{REGION}"
        s3.put_object(Bucket=bucket, Key="deleted", Body=b"kept as a version")
        assert s3.delete_object(Bucket=bucket, Key="deleted")["DeleteMarker"]

    assert f"{REGION}: removed" in line.succeeds(hub, "uninstall", "--yes", "--regions", REGION)
    assert s3.list_buckets()["Buckets"] == []


def put_late_logs(monkeypatch: pytest.MonkeyPatch, s3: Any, times: int) -> None:
    """Let S3 write an access log into each log bucket that was just emptied, so many times."""
    empty, left = ArtifactBucket.empty, [times]

    def empty_and_log(bucket: ArtifactBucket) -> None:
        empty(bucket)
        if bucket.name.startswith(LOG_BUCKET_PREFIX) and left[0]:
            left[0] -= 1
            s3.put_object(Bucket=bucket.name, Key=f"artifacts/{left[0]}", Body=b"GET")

    monkeypatch.setattr(ArtifactBucket, "empty", empty_and_log)


def test_access_logs_that_come_late_keep_nothing(
    embedded_aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = create_organization(embedded_aws).hub
    give_launch_role(embedded_aws, hub)
    line = CommandLine(embedded_aws, tmp_path)
    line.succeeds(hub, "install", "--yes", "--roles", "Admin", "--regions", REGION)
    s3 = embedded_aws.session(hub, REGION).client("s3")
    leave = ("uninstall", "--yes", "--regions", REGION)

    put_late_logs(monkeypatch, s3, times=5)
    refused = line.refuses(hub, *leave)
    assert "not empty" in refused
    # Two logs are left to come; the same command goes on where it stopped.
    assert f"{REGION}: removed" in line.succeeds(hub, *leave)
    assert s3.list_buckets()["Buckets"] == []


def test_where_subscriptions_stay_launch_role_and_boundary_stay_too(embedded_aws: EmbeddedAws, tmp_path: Path) -> None:
    stage = Player(embedded_aws, Choices(), Console(quiet=True)).subscribe()
    organization, account = stage.organization, stage.organization.owner_account
    management = embedded_aws.session(organization.management, REGION)
    unassign_all(management.client("sso-admin"))
    line = Profiles(embedded_aws, tmp_path, management=organization.management, hub=organization.hub)
    leave = ("uninstall", "--profile", "hub", "--management-profile", "management", "--regions", REGION, "--yes")
    assert "Nothing was removed." in line.says(*leave, exit_code=2)
    said = line.says(*leave, "--leave-subscriptions")
    assert "Launch role and permissions boundary stay" in said
    assert has_launch_role(embedded_aws, account)

    # Whoever tries it all the same meets AWS's own refusal: the boundary holds the function's role.
    iam = embedded_aws.session(account, REGION).client("iam")
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_policy(PolicyArn=f"arn:aws:iam::{account}:policy/{BOUNDARY_NAME}")
    removed = Removal(management, REGION, [REGION], as_management(organization)).remove()
    assert ["StackSet is not empty" in one for one in removed.problems] == [True], removed


def unassign_all(administration: Any) -> None:
    (instance,) = administration.list_instances()["Instances"]
    named = {"InstanceArn": instance["InstanceArn"]}
    for permission_set in administration.list_permission_sets(**named)["PermissionSets"]:
        provisioned = administration.list_accounts_for_provisioned_permission_set(
            **named, PermissionSetArn=permission_set
        )
        found = [
            one
            for account in provisioned["AccountIds"]
            for one in administration.list_account_assignments(
                **named, AccountId=account, PermissionSetArn=permission_set
            )["AccountAssignments"]
        ]
        for one in found:
            administration.delete_account_assignment(
                **named,
                TargetId=one["AccountId"],
                TargetType="AWS_ACCOUNT",
                PermissionSetArn=permission_set,
                PrincipalType=one["PrincipalType"],
                PrincipalId=one["PrincipalId"],
            )
