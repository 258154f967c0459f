"""The organization's tree of units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from installer.aws.session import Session

if TYPE_CHECKING:
    from types_boto3_organizations import OrganizationsClient


def organizational_units(session: Session) -> dict[str, str]:
    """Return the path of every unit, such as `Root/Workloads/Prod`, by its id, in the order of the tree.

    The root is none of them: with it the whole organization is meant.
    """
    organizations = session.client("organizations")
    found: dict[str, str] = {}

    def walk(parent: str, path: str) -> None:
        pages = organizations.get_paginator("list_organizational_units_for_parent").paginate(ParentId=parent)
        for unit in (one for page in pages for one in page["OrganizationalUnits"]):
            found[unit["Id"]] = f"{path}/{unit['Name']}"
            walk(unit["Id"], found[unit["Id"]])

    for root in organizations.list_roots()["Roots"]:
        walk(root["Id"], root["Name"])
    return found


def roots(organizations: OrganizationsClient) -> tuple[str, ...]:
    """Return the ids of the organization's roots, of which there is one."""
    return tuple(root["Id"] for root in organizations.list_roots()["Roots"])


def is_root(target: str) -> bool:
    """Tell the id of a root from that of a unit or an account."""
    return target.startswith("r-")


def units_above(organizations: OrganizationsClient, child: str) -> tuple[str, ...]:
    """Return the units and the root above an account or unit, from the bottom up; none for a root, or what is gone.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html
    """
    if is_root(child):
        return ()
    try:
        pages = organizations.get_paginator("list_parents").paginate(ChildId=child)
        parent = next(one["Id"] for page in pages for one in page["Parents"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "ChildNotFoundException":
            raise
        return ()
    return (parent, *units_above(organizations, parent))
