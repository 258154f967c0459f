"""What must be so before anything is changed; what is not ends the command with one sentence."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from botocore.exceptions import ClientError

from installer.aws import Identity, Session, is_denied
from installer.errors import UserError
from installer.sharing import ACCOUNT, ORGANIZATION, Target
from installer.units import organizational_units
from installer.workers import Workers
from product.names import LAUNCH_ROLE_NAME

_THREADS = 4
_NOT_FOUND = ("OrganizationalUnitNotFoundException", "AccountNotFoundException")


def check_sharing(session: Session, known: Identity, region: str, targets: Sequence[Target]) -> None:
    """Check that this account may share, and that the targets are in its organization.

    What the caller may not look up is left to Service Catalog, which refuses it when its turn comes.

    Raises:
        UserError: one of it is not so.
    """
    if targets:
        _check_access(session, known, region)
    check_targets(session, known, targets)


def check_targets(session: Session, known: Identity, targets: Sequence[Target]) -> None:
    """Check that units and accounts are in the organization.

    Raises:
        UserError: one is not.
    """
    wanted = [target for target in targets if target.type != ORGANIZATION]
    found = Workers(_THREADS).map(lambda target: _is_in_organization(session, target), wanted)
    if missing := [target for target, is_in in zip(wanted, found, strict=True) if not is_in]:
        named = ", ".join(str(target) for target in missing)
        raise UserError(f"Your organization {known.organization_id} has no {named}{_suggestion(session, missing[0])}.")


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


def _check_access(session: Session, known: Identity, region: str) -> None:
    """Check that Service Catalog shares within the organization, and that this account may ask it to.

    https://docs.aws.amazon.com/servicecatalog/latest/dg/API_GetAWSOrganizationsAccessStatus.html
    """
    try:
        status = session.client("servicecatalog", region_name=region).get_aws_organizations_access_status()
    except ClientError as error:
        if error.response["Error"]["Code"] != "OperationNotSupportedException":
            return
        raise UserError(
            f"Account {known.account_id} is no delegated administrator of Service Catalog and may not share yet: "
            f"{prepare_sentence(known)} first."
        ) from error
    if status["AccessStatus"] != "ENABLED":
        raise UserError(f"Service Catalog may not share within the organization yet: {prepare_sentence(known)} first.")


def _is_in_organization(session: Session, target: Target) -> bool:
    organizations = session.client("organizations")
    try:
        if target.type == ACCOUNT:
            organizations.describe_account(AccountId=target.value)
        else:
            organizations.describe_organizational_unit(OrganizationalUnitId=target.value)
    except ClientError as error:
        if error.response["Error"]["Code"] in _NOT_FOUND:
            return False
        if not is_denied(error):
            raise
    return True


def _suggestion(session: Session, missing: Target) -> str:
    if missing.type == ACCOUNT:
        return ""
    units = organizational_units(session)
    close = difflib.get_close_matches(missing.value, units, 1)
    return f"; did you mean {close[0]} ({units[close[0]]})" if close else ""
