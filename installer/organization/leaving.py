"""Take launch role and permission set away; each is reported by itself, and neither waits for the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from botocore.exceptions import ClientError

from installer.aws.sentences import sentence
from installer.aws.session import Session
from installer.errors import UserError
from installer.organization.launch_role import LaunchRole
from installer.organization.permission_set import PermissionSet
from installer.organization.standing import STACK_SETS, Standing, check_standing
from installer.stacks import Report
from product.names import PERMISSION_SET_NAME, STACK_SET_NAME

_NAMED = 5
"""More accounts than these make a sentence that nobody reads."""


@dataclass(frozen=True)
class Left:
    """What came of leaving.

    Attributes:
        lines: what became of each part.
        problems: what could not be removed, and why.
    """

    lines: tuple[str, ...]
    problems: tuple[str, ...]


class Leaving:
    """Removes what `organization` has deployed.

    Args:
        session: boto3 session of the account that ran `organization`.
        region: Region of the StackSet.
        regions: Regions in which the permission set may have been made.
        standing: what the account administers.
        report: takes progress, one line each.
    """

    def __init__(
        self, session: Session, region: str, regions: Sequence[str], standing: Standing, report: Report = lambda _: None
    ) -> None:
        self._region = region
        self._standing = standing
        self._sees_stack_sets = standing.administers(STACK_SETS)
        self._launch_role = LaunchRole(session, region, standing, report)
        known = {one: PermissionSet(session, one, standing, report) for one in dict.fromkeys(regions)}
        homes = [home for home in (one.home() for one in known.values()) if home and home not in known]
        self._permission_sets = known | {home: PermissionSet(session, home, standing, report) for home in homes}

    def check(self) -> None:
        """Check that the account may have deployed something, and that nobody holds the permission set any more.

        Identity Center deletes none that is assigned:
        https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_DeletePermissionSet.html

        Raises:
            UserError: it may not, or somebody does.
        """
        check_standing(self._standing, "--management-profile")
        for region, permission_set in self._permission_sets.items():
            accounts = permission_set.accounts() if permission_set.is_deployed() else ()
            if accounts:
                raise UserError(
                    f"Permission set {PERMISSION_SET_NAME} in {region} is assigned in {_listed(accounts)}, and Identity Center "
                    "deletes none that is: take these assignments away there, then run the same command; nothing was removed."
                )

    def leave(self) -> Left:
        """Remove what can be removed."""
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
        return Left(tuple(lines), tuple(problems))

    def _remove_permission_set(self) -> list[str]:
        removed = [region for region, one in self._permission_sets.items() if one.remove()]
        left = [region for region, one in self._permission_sets.items() if one.exists()]
        lines = [f"Permission set: removed from {', '.join(removed)}"] if removed else []
        if left:
            lines.append(
                f"Permission set {PERMISSION_SET_NAME} is still in {', '.join(left)}: another account made it, then name "
                "that one's profile, or somebody by hand."
            )
        return lines or [f"Permission set: nothing was there in {', '.join(self._permission_sets)}"]

    def _remove_launch_role(self) -> list[str]:
        removed = self._launch_role.remove()
        line = f"Launch role: removed, with the StackSet in {self._region}"
        lines = [line if removed else f"Launch role: nothing was there in {self._region}"]
        if self._sees_stack_sets and self._launch_role.stack_set() is not None:
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
