"""The accounts of the organization: which ones a share reaches, what they are called, and in which unit they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from installer.aws.session import Session
from installer.hub.sharing import ACCOUNT, ORGANIZATION, ORGANIZATIONAL_UNIT, Target
from installer.organization.units import is_root

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
        above: ids of the root and of the units above it, likewise.
    """

    id: str
    name: str = ""
    unit: str = ""
    above: tuple[str, ...] = ()


def accounts_of(session: Session, targets: Iterable[Target]) -> list[str]:
    """Return the accounts that the targets hold, each once; needs the rights to list the organization."""
    organizations = session.client("organizations")
    found: set[str] = set()
    for target in targets:
        if target.type == ACCOUNT:
            found.add(target.value)
        elif target.type == ORGANIZATION:
            found.update(_everybody(organizations))
        else:
            found.update(accounts_under(organizations, [target.value]))
    return sorted(found)


def reached(targets: Collection[Target], known: Mapping[str, Account]) -> set[str]:
    """Return the accounts that the targets hold, from what is known of the organization's accounts."""
    found = {target.value for target in targets if target.type == ACCOUNT}
    places = {target.value for target in targets if target.type == ORGANIZATIONAL_UNIT}
    is_all = any(target.type == ORGANIZATION for target in targets)
    return found | {account.id for account in known.values() if is_all or places & set(account.above)}


def accounts_under(organizations: OrganizationsClient, parents: Sequence[str]) -> frozenset[str]:
    """Return the accounts in these roots and units, and in the units below them; needs the same rights.

    Args:
        organizations: Organizations client.
        parents: ids of roots and units.
    """
    if any(map(is_root, parents)):
        # All accounts are below the root: one listing instead of two calls a unit.
        return _everybody(organizations)
    return frozenset(account.id for parent in parents for account in _below(organizations, parent, ""))


def known_accounts(session: Session) -> Mapping[str, Account]:
    """Return every account of the organization that is neither suspended nor closed, by id; needs the same rights."""
    organizations = session.client("organizations")
    found: dict[str, Account] = {}
    for root in organizations.list_roots()["Roots"]:
        found |= {account.id: account for account in _below(organizations, root["Id"], root["Name"])}
    return found


def _everybody(organizations: OrganizationsClient) -> frozenset[str]:
    pages = organizations.get_paginator("list_accounts").paginate()
    return frozenset(one["Id"] for page in pages for one in page["Accounts"] if _is_active(one))


def _below(
    organizations: OrganizationsClient, parent: str, path: str, above: tuple[str, ...] = ()
) -> Iterator[Account]:
    above = (*above, parent)
    accounts = organizations.get_paginator("list_accounts_for_parent").paginate(ParentId=parent)
    for one in [one for page in accounts for one in page["Accounts"] if _is_active(one)]:
        yield Account(one["Id"], one.get("Name", ""), path, above)
    units = organizations.get_paginator("list_organizational_units_for_parent").paginate(ParentId=parent)
    for unit in [one for page in units for one in page["OrganizationalUnits"]]:
        yield from _below(organizations, unit["Id"], f"{path}/{unit['Name']}", above)


def _is_active(one: AccountTypeDef) -> bool:
    """Return whether an account is neither suspended nor closed.

    State takes the place of Status.
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
    """
    return one.get("State", one.get("Status", "ACTIVE")) == "ACTIVE"
