"""What must be so before anything is changed; what is not ends the command with one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from botocore.exceptions import ClientError

from common.names import LAUNCH_ROLE_NAME
from installer.aws.identity import Identity
from installer.aws.sentences import is_denied, sentence
from installer.aws.session import Session
from installer.errors import UserError
from installer.hub.sharing import Target
from installer.organization.access import ENABLED, access_status
from installer.organization.members import check_targets


def check_sharing(session: Session, known: Identity, regions: Iterable[str], targets: Sequence[Target]) -> None:
    """Check that this account may share in all these Regions, and that the targets are in its organization.

    What the caller may not look up is left to Service Catalog, which refuses it when its turn comes.

    Raises:
        UserError: one of it is not so.
    """
    for region in regions:
        _check_access(session, known, region)
    check_targets(session, known, targets)


def check_launch_role(session: Session, known: Identity) -> None:
    """Check that the hub has the launch role itself: Service Catalog demands it of a constraint by local role name.

    https://docs.aws.amazon.com/servicecatalog/latest/dg/API_CreateConstraint.html

    Raises:
        UserError: it has not.
    """
    try:
        session.client("iam").get_role(RoleName=LAUNCH_ROLE_NAME)
    except ClientError as error:
        if is_denied(error):
            return
        if error.response["Error"]["Code"] != "NoSuchEntity":
            raise
        raise UserError(
            f"Role {LAUNCH_ROLE_NAME} is not in account {known.account_id} yet, and the hub needs it as every other account "
            f"does: run './install.sh organization --hub-account {known.account_id}' in the management account first, or "
            "choose --launch caller."
        ) from error


def prepare_sentence(known: Identity) -> str:
    """Return who has to do what so that this account may share."""
    return (
        f"somebody with the management account's permissions runs './install.sh organization --hub-account "
        f"{known.account_id}'"
    )


def unseen_accounts(session: Session, known: Identity, error: ClientError) -> str:
    """Return why this account could not look at the organization's accounts.

    AWS shows them to the management account and to delegated administrators, and refuses others in the same words as those who
    lack the permission.
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html
    """
    if is_denied(error) and _is_no_administrator(session):
        return (
            f"Account {known.account_id} is no delegated administrator of Service Catalog, so AWS does not show it the "
            f"organization's accounts: {prepare_sentence(known)} first. A hub that was one has lost its shares with that: "
            "./install.sh share makes them again."
        )
    return sentence(error)


def _is_no_administrator(session: Session) -> bool:
    try:
        return access_status(session.client("servicecatalog")) is None
    except ClientError:
        return False


def enable_access(region: str) -> str:
    """Return the command of the management account that lets Service Catalog share within the organization in a Region."""
    return f"aws servicecatalog enable-aws-organizations-access --region {region}"


def _check_access(session: Session, known: Identity, region: str) -> None:
    """Check that Service Catalog shares within the organization, and that this account may ask it to.

    No document says that what was enabled in one Region holds in another.
    https://docs.aws.amazon.com/servicecatalog/latest/dg/API_EnableAWSOrganizationsAccess.html
    """
    try:
        status = access_status(session.client("servicecatalog", region_name=region))
    except ClientError:
        return
    if status is None:
        raise UserError(
            f"Account {known.account_id} is no delegated administrator of Service Catalog and may not share yet: "
            f"{prepare_sentence(known)} first."
        )
    if status != ENABLED:
        raise UserError(
            f"Service Catalog may not share within the organization in {region} yet: {prepare_sentence(known)} first; where it "
            f"may in other Regions already, '{enable_access(region)}' does."
        )
