"""What is installed, who can launch it, and which accounts lack the launch role, in words and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from botocore.exceptions import ClientError

from common.names import PERMISSION_SET_NAME, STACK_SET_NAME
from installer.aws.session import Session
from installer.documents import LaunchRoleDocument, PermissionSetDocument, RegionDocument
from installer.hub.sharing import Target
from installer.hub.state import HubState
from installer.organization.accounts import accounts_of
from installer.organization.authority import IDENTITY_CENTER, STACK_SETS, Authority
from installer.organization.launch_role import LaunchRole
from installer.organization.permission_set import PermissionSet


@dataclass(frozen=True)
class LaunchRoleStatus:
    """Where the launch role is.

    Attributes:
        region: Region of the StackSet.
        present: accounts that have it.
        failed: account and reason where the StackSet could not bring it, or not in its latest form.
        uncovered: accounts that get the portfolio and that the StackSet does not reach.
        problems: what is not as this account has deployed it.
    """

    region: str
    present: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    uncovered: tuple[str, ...]
    problems: tuple[str, ...] = ()

    def document(self) -> LaunchRoleDocument:
        """Return it as JSON knows it."""
        return {
            "region": self.region,
            "present": list(self.present),
            "failed": [{"account": account, "reason": reason} for account, reason in self.failed],
            "missing": list(self.uncovered),
            "problems": list(self.problems),
        }

    def lines(self) -> list[str]:
        """Return it in words."""
        found = [f"Launch role: {len(self.present)} accounts have it, by the StackSet in {self.region}."]
        found += _problem_lines(self.problems)
        found += [f"  failed in account {account}: {reason}" for account, reason in self.failed]
        if self.failed:
            found.append(
                "  when the reasons are gone, './install.sh organization' in the account that deployed it tries them again"
            )
        found += [
            f"  missing in account {account}, which gets the portfolio: no StackSet brings it there"
            for account in self.uncovered
        ]
        return found


def launch_role_status(
    session: Session, held: Authority, region: str, targets: Iterable[Target]
) -> LaunchRoleStatus | None:
    """Return where the launch role is; None where the StackSet cannot be seen from this account.

    Args:
        session: session of the management account, or of a delegated administrator of StackSets.
        held: what that account administers.
        region: Region of the StackSet.
        targets: with whom the portfolio is shared.
    """
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
    wanted = set(accounts_of(session, targets)) - {held.management_account_id}
    return LaunchRoleStatus(
        region,
        tuple(sorted(present)),
        tuple(sorted(failed.items())),
        tuple(sorted(wanted - present - set(failed))),
        LaunchRole(session, region, held).problems(),
    )


def permission_set_status(session: Session, held: Authority, region: str) -> PermissionSetDocument | None:
    """Return whether the permission set is there and for which products; None where Identity Center cannot be seen.

    Args:
        session: session of the management account, or of a delegated administrator of Identity Center.
        held: what that account administers.
        region: home Region of Identity Center.
    """
    if not held.administers(IDENTITY_CENTER):
        return None
    found = PermissionSet(session, region, held)
    return {
        "region": region,
        "exists": found.exists(),
        "products": list(found.deployed_products()),
        "problems": list(found.problems()),
    }


def permission_set_lines(found: PermissionSetDocument) -> list[str]:
    """Return it in words."""
    problems = _problem_lines(found["problems"])
    if not found["exists"]:
        return [
            *problems,
            f"Permission set {PERMISSION_SET_NAME}: not in {found['region']}; organization --product-arn makes it.",
        ]
    return [
        f"Permission set {PERMISSION_SET_NAME}: in {found['region']}.",
        *problems,
        *(f"  for {product}" for product in found["products"]),
    ]


def _problem_lines(problems: Sequence[str]) -> list[str]:
    found = [f"  PROBLEM: {one}" for one in problems]
    advice = "  './install.sh organization' in the account that deployed it mends that"
    return [*found, advice] if found else []


def region_document(state: HubState, problems: Sequence[str]) -> RegionDocument:
    """Return the hub of a Region, and what is not as it must be, as JSON knows it."""
    return {
        "region": state.region,
        "installed": state.is_installed,
        "stacks": [
            {"name": one.name, "status": one.status, "reason": one.reason, "protected": one.is_protected}
            for one in (state.artifact_stack, state.portfolio_stack)
        ],
        "portfolio_id": state.portfolio_id,
        "product_arn": state.product_arn,
        "versions": [
            {"id": one.id, "name": one.name, "guidance": one.guidance, "active": one.is_active}
            for one in state.versions
        ],
        "principals": list(state.principals),
        "launch_role": state.launch_role,
        "shares": [
            {"type": target.type, "id": target.value, "principals": principals}
            for target, principals in sorted(state.shares.items())
        ],
        "objects": {key: one.state.value for key, one in state.objects.items()},
        "problems": list(problems),
    }


def region_lines(state: HubState, problems: Sequence[str]) -> list[str]:
    """Return the hub of a Region, and what is not as it must be, in words."""
    status = state.portfolio_stack.status or "no portfolio yet"
    found = [f"{state.region}: {'nothing is installed here.' if state.is_empty else status}"]
    found += [f"  PROBLEM: {one}" for one in problems]
    if problems:
        found.append("  ./install.sh plan says what 'install' would mend; 'uninstall' removes what is left")
    if state.unseen:
        found.append(f"  UNKNOWN: not all that somebody may have changed by hand could be looked at. {state.unseen}")
    if not state.product_id:
        return found
    found.append(f"  product {state.product_arn}")
    found += [
        f"  version {one.name}: {'current' if one.is_current else one.guidance.lower()}" for one in state.versions
    ]
    found += [f"  may launch: {one}" for one in state.principals]
    if not state.principals:
        found.append("  nobody may launch: name --permission-sets or --roles in install")
    found.append(f"  launched with {state.launch_role or 'the permissions of who launches'}")
    found += [f"  shared with {target}" for target in sorted(state.shares)]
    if not state.shares:
        found.append("  shared with nobody yet: ./install.sh share")
    return found
