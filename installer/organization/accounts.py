"""The accounts of the organization: which ones a share reaches, what they are called, and in which unit they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from installer.aws.session import Session
from installer.hub.sharing import ACCOUNT, ORGANIZATION, Target

if TYPE_CHECKING:
    from types_boto3_organizations import OrganizationsClient
    from types_boto3_organizations.type_defs import AccountTypeDef


@dataclass(frozen=True)
class Account:
    """An account of the organization.

    Attributes:
        id: its id.
        name: its name; empty where it is not told.
        unit: path of its unit, such as `Root/Workloads`; empty where it is not told.
    """

    id: str
    name: str = ""
    unit: str = ""


def accounts_of(session: Session, targets: Iterable[Target]) -> list[str]:
    """Return the accounts that the targets hold, each once; needs the rights to list the organization."""
    organizations = session.client("organizations")
    found: set[str] = set()
    for target in targets:
        if target.type == ACCOUNT:
            found.add(target.value)
        elif target.type == ORGANIZATION:
            pages = organizations.get_paginator("list_accounts").paginate()
            found.update(one["Id"] for page in pages for one in page["Accounts"] if _is_active(one))
        else:
            found.update(accounts_under(organizations, [target.value]))
    return sorted(found)


def accounts_under(organizations: OrganizationsClient, parents: Iterable[str]) -> frozenset[str]:
    """Return the accounts in these roots and units, and in the units below them; needs the same rights.

    Args:
        organizations: Organizations client.
        parents: ids of roots and units.
    """
    return frozenset(account.id for parent in parents for account in _below(organizations, parent, ""))


def known_accounts(session: Session) -> Mapping[str, Account]:
    """Return every account of the organization that is neither suspended nor closed, by id; needs the same rights."""
    organizations = session.client("organizations")
    found: dict[str, Account] = {}
    for root in organizations.list_roots()["Roots"]:
        found |= {account.id: account for account in _below(organizations, root["Id"], root["Name"])}
    return found


def _below(organizations: OrganizationsClient, parent: str, path: str) -> Iterator[Account]:
    accounts = organizations.get_paginator("list_accounts_for_parent").paginate(ParentId=parent)
    for one in [one for page in accounts for one in page["Accounts"] if _is_active(one)]:
        yield Account(one["Id"], one.get("Name", ""), path)
    units = organizations.get_paginator("list_organizational_units_for_parent").paginate(ParentId=parent)
    for unit in [one for page in units for one in page["OrganizationalUnits"]]:
        yield from _below(organizations, unit["Id"], f"{path}/{unit['Name']}")


def _is_active(one: AccountTypeDef) -> bool:
    """Return whether an account is neither suspended nor closed.

    State takes the place of Status.
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
    """
    return one.get("State", one.get("Status", "ACTIVE")) == "ACTIVE"
