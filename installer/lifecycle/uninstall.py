"""Remove the product from the hub: shares, portfolio, artifacts, buckets."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from common.names import ARTIFACT_STACK_NAME, PORTFOLIO_STACK_NAME
from installer.errors import UserError
from installer.hub.sharing import ShareChanges
from installer.hub.targets import sharing_of
from installer.lifecycle.installation import Installation


def uninstall(installation: Installation, region: str) -> bool:
    """Remove everything from one Region; returns whether there was anything.

    Subscriptions in workload accounts go on working; they can be ended there, but not updated any more.

    Raises:
        UserError: something could not be removed; the same command goes on where it stopped.
    """
    hub = installation.hub(region)
    sharing = sharing_of(hub, installation.session, region, installation.report)
    if sharing:
        sharing.apply(ShareChanges((), sharing.shares()))
    removed = hub.stacks.delete(PORTFOLIO_STACK_NAME)
    outputs = hub.stacks.outputs(ARTIFACT_STACK_NAME)
    s3 = installation.session.client("s3", region_name=region)
    for name in ("ArtifactBucketName", "LogBucketName"):
        if name in outputs:
            installation.report(f"{region}: emptying {outputs[name]}")
            _empty(s3, outputs[name])
    return hub.stacks.delete(ARTIFACT_STACK_NAME) or removed


def _empty(s3: Any, bucket: str) -> None:
    """Delete every version of every object; a versioned bucket cannot be deleted otherwise.

    Raises:
        UserError: some could not be deleted.
    """
    try:
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            found = [
                {"Key": one["Key"], "VersionId": one["VersionId"]}
                for kind in ("Versions", "DeleteMarkers")
                for one in page.get(kind, ())
            ]
            answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": found, "Quiet": True}) if found else {}
            for error in answer.get("Errors", ()):
                raise UserError(f"{error['Key']} could not be deleted from {bucket}: {error['Message']}")
    except ClientError as error:
        # An earlier try has deleted it, and failed at the other bucket.
        if error.response["Error"]["Code"] != "NoSuchBucket":
            raise
