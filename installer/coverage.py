"""Which accounts have a subscription, and on which version; looked up in each account through a role."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import ClientError

from installer.aws import Session, sentence
from installer.sharing import ACCOUNT, ORGANIZATION, Target
from product.names import PRODUCT_NAME

_THREADS = 8


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
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(lambda account: _look(session, account, role_name, region), accounts))


def _look(session: Session, account_id: str, role_name: str, region: str) -> Covered:
    partition = session.get_partition_for_region(region)
    try:
        credentials = session.client("sts").assume_role(
            RoleArn=f"arn:{partition}:iam::{account_id}:role/{role_name}",
            RoleSessionName="security-notifications-coverage",
        )["Credentials"]
        catalog = boto3.client(
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
    everybody = {"Key": "Account", "Value": "self"}
    found = catalog.search_provisioned_products(AccessLevelFilter=everybody)["ProvisionedProducts"]
    ours = [one for one in found if one.get("ProductName") == PRODUCT_NAME and one["Status"] != "TERMINATED"]
    return sorted(str(one.get("ProvisioningArtifactName", "unknown")) for one in ours)


def _below(organizations: Any, unit: str) -> set[str]:
    found = set(_listed(organizations, "list_accounts_for_parent", "Accounts", ParentId=unit))
    for child in _listed(organizations, "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=unit):
        found |= _below(organizations, child)
    return found


def _listed(organizations: Any, operation: str, key: str, **arguments: str) -> list[str]:
    pages = organizations.get_paginator(operation).paginate(**arguments)
    return [one["Id"] for page in pages for one in page[key] if one.get("Status", "ACTIVE") == "ACTIVE"]
