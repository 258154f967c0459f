"""Which account belongs to which organization, and where in its tree it stands."""

from __future__ import annotations

from ministack.services import organizations


def management_of(account_id: str) -> str | None:
    """Return the management account of an account's organization."""
    for (management, member), account in organizations._accounts.to_dict().items():
        if member == account_id and account["Status"] == "ACTIVE":
            return str(management)
    return None


def organization_id(account_id: str) -> str | None:
    """Return the id of an account's organization."""
    management = management_of(account_id)
    return None if management is None else str(organizations._orgs.get_scoped(management, None, "self")["Id"])


def parents_of(management: str, account_id: str) -> tuple[str, ...]:
    """Return the organizational units above an account and the root, from the bottom up."""
    found = [organizations._accounts.get_scoped(management, None, account_id)["_ParentId"]]
    while unit := organizations._ous.get_scoped(management, None, found[-1]):
        found.append(unit["_ParentId"])
    return tuple(found)


def accounts_under(management: str, target: str) -> tuple[str, ...]:
    """Return the active accounts under a root or organizational unit, at any depth; an account stands for itself."""
    members = accounts_of(management)
    return tuple(account for account in members if target in (account, *parents_of(management, account)))


def accounts_of(management: str) -> tuple[str, ...]:
    """Return the active accounts of an organization."""
    records = organizations._accounts.to_dict().items()
    return tuple(id_ for (owner, id_), record in records if owner == management and record["Status"] == "ACTIVE")


def organization_path(account_id: str) -> str | None:
    """Return the path that the condition key aws:PrincipalOrgPaths gives an account."""
    management = management_of(account_id)
    if management is None:
        return None
    return "/".join((organization_id(account_id) or "", *reversed(parents_of(management, account_id)))) + "/"


def exists(management: str, target: str) -> bool:
    """Return whether the organization has that root, organizational unit or account."""
    stores = (organizations._roots, organizations._ous, organizations._accounts)
    return any(store.contains_scoped(management, None, target) for store in stores)
