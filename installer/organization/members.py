"""Whether accounts and units are members of the organization."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from botocore.exceptions import ClientError

from installer.aws.identity import Identity
from installer.aws.sentences import is_denied
from installer.aws.session import Session
from installer.aws.workers import Workers
from installer.errors import UserError
from installer.hub.sharing import ACCOUNT, ORGANIZATION, Target
from installer.organization.units import organizational_units

_THREADS = 4
_NOT_FOUND = ("OrganizationalUnitNotFoundException", "AccountNotFoundException")


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
