"""Uninstalling leaves nothing, whatever lies in the buckets."""

from __future__ import annotations

from pathlib import Path

from common.names import ARTIFACT_BUCKET_PREFIX, LOG_BUCKET_PREFIX
from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws
from tests.installer.command_line import CommandLine
from tests.installer.launch_role import give_launch_role

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
