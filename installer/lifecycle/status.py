"""What is installed, who can launch it, and which accounts lack the launch role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from common.names import PORTFOLIO_STACK_NAME, STACK_SET_NAME
from installer.aws.identity import identity
from installer.aws.session import Session
from installer.hub.sharing import Target
from installer.hub.targets import sharing_of
from installer.lifecycle.installation import Installation
from installer.organization.authority import STACK_SETS, authority_of
from installer.subscriptions.coverage import accounts_of


@dataclass(frozen=True)
class RegionStatus:
    """The hub in one Region.

    Attributes:
        region: the Region.
        stack: status of the portfolio stack; empty where there is none.
        product_arn: product that owners launch.
        versions: name and guidance of each version, oldest first.
        shares: with whom the portfolio is shared.
    """

    region: str
    stack: str
    product_arn: str
    versions: tuple[tuple[str, str], ...]
    shares: tuple[Target, ...]


def region_status(installation: Installation, region: str) -> RegionStatus:
    """Look at the hub in one Region."""
    hub = installation.hub(region)
    outputs = hub.stacks.outputs(PORTFOLIO_STACK_NAME)
    if not outputs:
        return RegionStatus(region, hub.stacks.status(PORTFOLIO_STACK_NAME) or "", "", (), ())
    catalog = installation.session.client("servicecatalog", region_name=region)
    sharing = sharing_of(hub, installation.session, region, lambda _: None)
    return RegionStatus(
        region,
        hub.stacks.status(PORTFOLIO_STACK_NAME) or "",
        outputs["ProductArn"],
        _versions(catalog, outputs["ProductId"]),
        sharing.shares() if sharing else (),
    )


@dataclass(frozen=True)
class LaunchRoleStatus:
    """Where the launch role is.

    Attributes:
        present: accounts that have it.
        failed: account and reason where the StackSet could not bring it, or not in its latest form.
        uncovered: accounts that get the portfolio and that the StackSet does not reach.
    """

    present: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    uncovered: tuple[str, ...]


def launch_role_status(session: Session, region: str, targets: Iterable[Target]) -> LaunchRoleStatus | None:
    """Return where the launch role is; None where the StackSet cannot be seen from this account.

    Args:
        session: session of the management account, or of a delegated administrator of StackSets.
        region: Region of the StackSet.
        targets: with whom the portfolio is shared.
    """
    known = identity(session)
    held = authority_of(session, known)
    if not held.administers(STACK_SETS):
        return None
    cloudformation = session.client("cloudformation", region_name=region)
    pages = cloudformation.get_paginator("list_stack_instances")
    try:
        listed = pages.paginate(StackSetName=STACK_SET_NAME, CallAs=held.call_as)
        found = [one for page in listed for one in page["Summaries"]]
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("StackSetNotFoundException", "ValidationError"):
            raise
        found = []
    present = {one["Account"] for one in found if one["Status"] == "CURRENT"}
    failed = {one["Account"]: one.get("StatusReason") or one["Status"] for one in found if one["Status"] != "CURRENT"}
    # A StackSet never reaches the management account.
    wanted = set(accounts_of(session, targets)) - {known.management_account_id}
    return LaunchRoleStatus(
        tuple(sorted(present)), tuple(sorted(failed.items())), tuple(sorted(wanted - present - set(failed)))
    )


def _versions(catalog: Any, product_id: str) -> tuple[tuple[str, str], ...]:
    found = catalog.list_provisioning_artifacts(ProductId=product_id)["ProvisioningArtifactDetails"]
    ordered = sorted(found, key=lambda version: version["CreatedTime"])
    return tuple((version["Name"], version.get("Guidance", "DEFAULT")) for version in ordered)
