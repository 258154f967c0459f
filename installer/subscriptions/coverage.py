"""Which accounts have a subscription, and on which version; looked up in each account through a role."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from common.names import PRODUCT_NAME
from installer.aws.sentences import sentence
from installer.aws.session import Session
from installer.aws.workers import Workers
from installer.hub.sharing import ACCOUNT, ORGANIZATION, Target

_THREADS = 8
_LARGEST_PAGE = 100
_NOT_RUNNING = "ERROR"
"""The status of a product whose launch failed; one that was ended is not listed any more.

https://docs.aws.amazon.com/servicecatalog/latest/dg/API_ProvisionedProductAttribute.html
"""


@dataclass(frozen=True)
class Covered:
    """What one account has.

    Attributes:
        account_id: the account.
        versions: version of each of its subscriptions; empty where it has none.
        problem: why it could not be looked at; empty where it could.
    """

    account_id: str
    versions: tuple[str, ...] = ()
    problem: str = ""


def accounts_of(session: Session, targets: Iterable[Target]) -> list[str]:
    """Return the accounts that the targets hold, each once; needs the rights to list the organization."""
    organizations = session.client("organizations")
    found: set[str] = set()
    for target in targets:
        if target.type == ACCOUNT:
            found.add(target.value)
        elif target.type == ORGANIZATION:
            found.update(_listed(organizations, "list_accounts", "Accounts"))
        else:
            found.update(_below(organizations, target.value))
    return sorted(found)


def coverage(session: Session, accounts: Iterable[str], role_name: str, region: str) -> list[Covered]:
    """Look at every account through the role of that name, several at a time."""
    return Workers(_THREADS).map(lambda account: _look(session, account, role_name, region), accounts)


def _look(session: Session, account_id: str, role_name: str, region: str) -> Covered:
    partition = session.get_partition_for_region(region)
    try:
        credentials = session.client("sts").assume_role(
            RoleArn=f"arn:{partition}:iam::{account_id}:role/{role_name}",
            RoleSessionName="security-notifications-coverage",
        )["Credentials"]
        catalog = session.client(
            "servicecatalog",
            region_name=region,
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
        )
        return Covered(account_id, tuple(_versions(catalog)))
    except ClientError as error:
        return Covered(account_id, problem=sentence(error))


def _versions(catalog: Any) -> list[str]:
    ours = [one for one in _provisioned(catalog) if one.get("ProductName") == PRODUCT_NAME]
    return sorted(str(one.get("ProvisioningArtifactName", "unknown")) for one in ours if one["Status"] != _NOT_RUNNING)


def _provisioned(catalog: Any) -> Iterator[Mapping[str, Any]]:
    """https://docs.aws.amazon.com/servicecatalog/latest/dg/API_SearchProvisionedProducts.html."""
    arguments: dict[str, Any] = {"AccessLevelFilter": {"Key": "Account", "Value": "self"}, "PageSize": _LARGEST_PAGE}
    while True:
        page = catalog.search_provisioned_products(**arguments)
        yield from page["ProvisionedProducts"]
        if not page.get("NextPageToken"):
            return
        arguments["PageToken"] = page["NextPageToken"]


def _below(organizations: Any, unit: str) -> set[str]:
    found = set(_listed(organizations, "list_accounts_for_parent", "Accounts", ParentId=unit))
    for child in _listed(organizations, "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=unit):
        found |= _below(organizations, child)
    return found


def _listed(organizations: Any, operation: str, key: str, **arguments: str) -> list[str]:
    pages = organizations.get_paginator(operation).paginate(**arguments)
    return [one["Id"] for page in pages for one in page[key] if _is_active(one)]


def _is_active(one: Mapping[str, Any]) -> bool:
    """Return whether a unit, or an account that is neither suspended nor closed, has been listed.

    State takes the place of Status.
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
    """
    return bool(one.get("State", one.get("Status", "ACTIVE")) == "ACTIVE")
