"""The organization's tree of units."""

from __future__ import annotations

from typing import Any


def organizational_units(session: Any) -> dict[str, str]:
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
