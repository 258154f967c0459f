"""Remove the product from the hub: shares, portfolio, artifacts, buckets."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from installer.installation import Installation
from installer.sharing import ShareChanges
from installer.targets import sharing_of
from product.names import ARTIFACT_STACK_NAME, PORTFOLIO_STACK_NAME


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


def live_subscriptions(installation: Installation, region: str) -> int | None:
    """Return how many subscriptions Service Catalog knows of in this account; None where it cannot be asked."""
    catalog = installation.session.client("servicecatalog", region_name=region)
    outputs = installation.hub(region).stacks.outputs(PORTFOLIO_STACK_NAME)
    if "ProductId" not in outputs:
        return 0
    try:
        found = catalog.search_provisioned_products(
            AccessLevelFilter={"Key": "Account", "Value": "self"},
            Filters={"SearchQuery": [f"productId:{outputs['ProductId']}"]},
        )
    except ClientError:
        return None
    return len(found["ProvisionedProducts"])


def _empty(s3: Any, bucket: str) -> None:
    """Delete every version of every object; a versioned bucket cannot be deleted otherwise."""
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found = [
            {"Key": one["Key"], "VersionId": one["VersionId"]}
            for kind in ("Versions", "DeleteMarkers")
            for one in page.get(kind, ())
        ]
        if found:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": found, "Quiet": True})
