"""The accounts of the organization: which ones a share reaches, what they are called, and in which unit they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from installer.aws.session import Session
from installer.hub.sharing import ACCOUNT, ORGANIZATION, Target


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
            found.update(one["Id"] for one in _listed(organizations, "list_accounts", "Accounts"))
        else:
            found.update(account.id for account in _below(organizations, target.value, ""))
    return sorted(found)


def known_accounts(session: Session) -> Mapping[str, Account]:
    """Return every account of the organization that is neither suspended nor closed, by id; needs the same rights."""
    organizations = session.client("organizations")
    found: dict[str, Account] = {}
    for root in organizations.list_roots()["Roots"]:
        found |= {account.id: account for account in _below(organizations, root["Id"], root["Name"])}
    return found


def _below(organizations: Any, parent: str, path: str) -> Iterator[Account]:
    for one in _listed(organizations, "list_accounts_for_parent", "Accounts", ParentId=parent):
        yield Account(one["Id"], one.get("Name", ""), path)
    units = _listed(organizations, "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=parent)
    for unit in units:
        yield from _below(organizations, unit["Id"], f"{path}/{unit['Name']}")


def _listed(organizations: Any, operation: str, key: str, **arguments: str) -> list[Mapping[str, Any]]:
    pages = organizations.get_paginator(operation).paginate(**arguments)
    return [one for page in pages for one in page[key] if _is_active(one)]


def _is_active(one: Mapping[str, Any]) -> bool:
    """Return whether a unit, or an account that is neither suspended nor closed, has been listed.

    State takes the place of Status.
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
    """
    return bool(one.get("State", one.get("Status", "ACTIVE")) == "ACTIVE")
