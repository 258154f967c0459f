"""Take launch role and permission set away; each is reported by itself, and neither waits for the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from botocore.exceptions import ClientError

from common.names import PERMISSION_SET_NAME, STACK_SET_NAME
from installer.aws.sentences import sentence
from installer.aws.session import Session
from installer.aws.stacks import Report
from installer.errors import UserError
from installer.organization.authority import STACK_SETS, Authority, check_authority
from installer.organization.launch_role import LaunchRole
from installer.organization.permission_set import MADE_ELSEWHERE, PermissionSet

_NAMED = 5
"""More accounts than these make a sentence that nobody reads."""

_KEPT = (
    "Launch role and permissions boundary stay, since subscriptions do, or may: their functions' roles carry the boundary, and "
    "AWS deletes no policy that is somebody's boundary."
)
"""https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html"""

_STAYS = (
    "What stays, since others may need it, and the commands that end it:",
    (
        "  the hub's delegation (aws organizations deregister-delegated-administrator --service-principal "
        "servicecatalog.amazonaws.com --account-id HUB)"
    ),
    "  Service Catalog's access to the organization (aws servicecatalog disable-aws-organizations-access)",
    "  StackSets' access to the organization (aws cloudformation deactivate-organizations-access)",
)


@dataclass(frozen=True)
class Removed:
    """What came of leaving.

    Attributes:
        lines: what became of each part.
        problems: what could not be removed, and why.
    """

    lines: tuple[str, ...]
    problems: tuple[str, ...]


class Removal:
    """Removes what `organization` has deployed.

    Args:
        session: boto3 session of the account that ran `organization`.
        region: Region of the StackSet.
        regions: Regions in which the permission set may have been made.
        authority: what the account administers.
        keeps_launch_role: whether launch role and boundary stay, as subscriptions do that need them.
    """

    def __init__(
        self,
        session: Session,
        region: str,
        regions: Sequence[str],
        authority: Authority,
        *,
        keeps_launch_role: bool = False,
    ) -> None:
        self._keeps_launch_role = keeps_launch_role
        self._session = session
        self._region = region
        self._authority = authority
        self._report: Report = lambda _: None
        named = {one: PermissionSet(session, one, authority, self._tell) for one in regions}
        homes = dict.fromkeys(home for one in named.values() if (home := one.home()) and home not in named)
        self._permission_sets = named | {one: PermissionSet(session, one, authority, self._tell) for one in homes}

    @property
    def announcement(self) -> str:
        """What removing does, as a sentence."""
        if self._keeps_launch_role:
            return f"Would remove the permission set. {_KEPT}"
        return "Would remove launch role and permission set, in all accounts."

    def check(self) -> None:
        """Check that the account may have deployed something, and that nobody holds the permission set any more.

        Identity Center deletes none that is assigned:
        https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_DeletePermissionSet.html

        Raises:
            UserError: it may not, or somebody does.
        """
        check_authority(self._authority, "--management-profile")
        for region, permission_set in self._permission_sets.items():
            accounts = permission_set.accounts() if permission_set.is_deployed() else ()
            if accounts:
                raise UserError(
                    f"Permission set {PERMISSION_SET_NAME} in {region} is assigned in {_listed(accounts)}, and Identity Center "
                    "deletes none that is: take these assignments away there, then run the same command; nothing was removed."
                )

    def remove(self, report: Report = lambda _: None) -> Removed:
        """Remove what can be removed.

        Args:
            report: takes progress, one line each.
        """
        self._report = report
        lines: list[str] = []
        problems: list[str] = []
        for what, remove in (
            ("Permission set", self._remove_permission_set),
            ("Launch role", self._remove_launch_role),
        ):
            try:
                lines += remove()
            except UserError as error:
                problems.append(f"{what}: not removed. {error}")
            except ClientError as error:
                problems.append(f"{what}: not removed. {sentence(error)}")
        return Removed((*lines, *_STAYS), tuple(problems))

    def _tell(self, line: str) -> None:
        self._report(line)

    def _remove_permission_set(self) -> list[str]:
        known = self._permission_sets
        removed = [region for region, one in known.items() if one.remove()]
        left = [region for region, one in known.items() if one.exists()]
        lines = [f"Permission set: removed from {', '.join(removed)}"] if removed else []
        if left:
            lines.append(f"Permission set {PERMISSION_SET_NAME} is still in {', '.join(left)}: {MADE_ELSEWHERE}.")
        return lines or [f"Permission set: nothing was there in {', '.join(known)}"]

    def _remove_launch_role(self) -> list[str]:
        if self._keeps_launch_role:
            return [_KEPT]
        launch_role = LaunchRole(self._session, self._region, self._authority, self._tell)
        removed = launch_role.remove()
        line = f"Launch role: removed, with the StackSet in {self._region}"
        lines = [line if removed else f"Launch role: nothing was there in {self._region}"]
        if self._authority.administers(STACK_SETS) and launch_role.stack_set is not None:
            lines.append(
                f"StackSet {STACK_SET_NAME} is still in {self._region}: another account deployed it; name that one's profile."
            )
        elif not removed:
            lines.append("If organization was run in another Region, name it with --management-region.")
        return lines


def _listed(accounts: Sequence[str]) -> str:
    shown = ", ".join(accounts[:_NAMED])
    more = len(accounts) - _NAMED
    return f"account {shown}" if len(accounts) == 1 else f"accounts {shown}{f' and {more} more' if more > 0 else ''}"
