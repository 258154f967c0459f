"""What is installed, who can launch it, and which accounts lack the launch role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from installer.installation import Installation
from installer.sharing import Target
from installer.targets import sharing_of
from product.names import PORTFOLIO_STACK_NAME, STACK_SET_NAME


@dataclass(frozen=True)
class RegionStatus:
    """The hub in one Region.

    Attributes:
        region: the Region.
        stack: status of the portfolio stack; empty where there is none.
        versions: name and guidance of each version, oldest first.
        shares: with whom the portfolio is shared.
    """

    region: str
    stack: str
    versions: tuple[tuple[str, str], ...]
    shares: tuple[Target, ...]


def region_status(installation: Installation, region: str) -> RegionStatus:
    """Look at the hub in one Region."""
    hub = installation.hub(region)
    outputs = hub.stacks.outputs(PORTFOLIO_STACK_NAME)
    if not outputs:
        return RegionStatus(region, "", (), ())
    catalog = installation.session.client("servicecatalog", region_name=region)
    sharing = sharing_of(hub, installation.session, region, lambda _: None)
    return RegionStatus(
        region,
        hub.stacks.status(PORTFOLIO_STACK_NAME) or "",
        _versions(catalog, outputs["ProductId"]),
        sharing.shares() if sharing else (),
    )


def accounts_without_launch_role(session: Any, region: str) -> list[tuple[str, str]] | None:
    """Return account and reason of each failed instance of the StackSet; None where it cannot be seen from here.

    Args:
        session: session of the management account, or of StackSets' delegated administrator.
        region: Region of the StackSet.
    """
    cloudformation = session.client("cloudformation", region_name=region)
    pages = cloudformation.get_paginator("list_stack_instances")
    try:
        found = [one for page in pages.paginate(StackSetName=STACK_SET_NAME) for one in page["Summaries"]]
    except ClientError as error:
        if error.response["Error"]["Code"] in ("StackSetNotFoundException", "AccessDenied", "ValidationError"):
            return None
        raise
    return [(one["Account"], one.get("StatusReason", one["Status"])) for one in found if one["Status"] != "CURRENT"]


def _versions(catalog: Any, product_id: str) -> tuple[tuple[str, str], ...]:
    found = catalog.list_provisioning_artifacts(ProductId=product_id)["ProvisioningArtifactDetails"]
    ordered = sorted(found, key=lambda version: version["CreatedTime"])
    return tuple((version["Name"], version.get("Guidance", "DEFAULT")) for version in ordered)
