"""Whether the permission sets that may launch exist: Service Catalog takes any name, and a wrong one lets nobody launch.

Permission sets can be looked up in the management account and in Identity Center's delegated administrator only. Role names
stand for roles of all the accounts that get the portfolio, most of them out of sight.
https://docs.aws.amazon.com/servicecatalog/latest/dg/API_AssociatePrincipalWithPortfolio.html
https://docs.aws.amazon.com/singlesignon/latest/userguide/delegated-admin.html
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from common.choices.configuration import Configuration
from common.names import PERMISSION_SET_NAME
from installer.aws.sentences import is_denied
from installer.aws.session import Session
from installer.aws.workers import Workers
from installer.errors import UserError
from installer.organization.identity_center import organization_instance

if TYPE_CHECKING:
    from types_boto3_sso_admin import SSOAdminClient

_THREADS = 4


def check_principals(
    session: Session, management_account_id: str, configuration: Configuration, *, may_see: bool
) -> list[str]:
    """Check the names that can be looked up; returns a note about those that cannot.

    Args:
        session: session of the account that asks.
        management_account_id: the organization's management account, which owns its instance of Identity Center.
        configuration: the admin's choices.
        may_see: whether the admin says that this account may see Identity Center.

    Raises:
        UserError: there is no such permission set, or no Identity Center in the Region that the configuration names.
    """
    notes = []
    wanted = dict.fromkeys((*configuration.permission_sets, configuration.permission_set))
    names = [name for name in wanted if name]
    if names:
        region = configuration.identity_center_region
        known = _permission_sets(session, management_account_id, region)
        if known is None and may_see:
            raise UserError(
                f"That profile sees no Identity Center in {region}: name its home Region with --identity-center-region, or the "
                "profile of the management account or of Identity Center's delegated administrator."
            )
        if known is None:
            notes.append(
                f"Whether Identity Center has {_listed('permission set', names)} in {region} "
                "can be seen only from the management account or Identity Center's delegated administrator: name its "
                "--management-profile, or check name and --identity-center-region yourself, since AWS takes any."
            )
        else:
            _refuse_unknown([one for one in names if one != PERMISSION_SET_NAME], known)
            if PERMISSION_SET_NAME in names and PERMISSION_SET_NAME not in known:
                notes.append(
                    f"Permission set {PERMISSION_SET_NAME} is not there yet: './install.sh organization --product-arn ARN' "
                    "makes it once the product is installed."
                )
    if configuration.roles:
        notes.append(
            f"AWS takes any name of a role: check that the accounts that get the portfolio have "
            f"{_listed('role', configuration.roles)}."
        )
    if not configuration.email_domains:
        notes.append(
            "Whoever may launch may name an address anywhere: name --email-domains to keep findings in your house."
        )
    if not (configuration.permission_sets or configuration.roles):
        notes.append("Nobody may launch yet: name --permission-sets or --roles.")
    return notes


def _refuse_unknown(names: list[str], known: list[str]) -> None:
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(sorted(known)) or 'none'}."
            raise UserError(f"Identity Center has no permission set {name!r}; {hint}")


def _permission_sets(session: Session, management_account_id: str, region: str) -> list[str] | None:
    """Return the names of all permission sets; None where they cannot be seen from here."""
    client = session.client("sso-admin", region_name=region)
    try:
        found = organization_instance(client, management_account_id)
        if found is None:
            return None
        instance = str(found["InstanceArn"])
        pages = client.get_paginator("list_permission_sets").paginate(InstanceArn=instance)
        arns = [arn for page in pages for arn in page["PermissionSets"]]
        return Workers(_THREADS).map(lambda arn: _name(client, instance, arn), arns)
    except ClientError as error:
        if is_denied(error):
            return None
        raise


def _name(client: SSOAdminClient, instance: str, arn: str) -> str:
    return str(client.describe_permission_set(InstanceArn=instance, PermissionSetArn=arn)["PermissionSet"]["Name"])


def _listed(what: str, names: Sequence[str]) -> str:
    return f"{what}{'s' if len(names) > 1 else ''} {', '.join(names)}"
