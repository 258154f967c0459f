"""How much each principal may do: allowed actions, and actions on any resource, beside the earlier sample's numbers.

`python -m benchmarks.policy_size`
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from permission_sets.policy import owner_policy
from rich.console import Console
from rich.table import Table

from common.choices.words import Formatting
from common.customer_key import HAS_KEY
from stacksets.template import launch_role_template

EARLIER_SAMPLE = (111, 89)
"""Actions, and those of them on `*`, of the earlier public sample's launch role with Lambda."""


def main() -> None:
    """Print one line a principal."""
    table = Table("Principal", "Actions", 'Actions on "*"')
    for name, policy in policies():
        table.add_row(name, *map(str, count(policy)))
    table.add_row("launch role of the earlier sample, lambda", *map(str, EARLIER_SAMPLE))
    Console().print(table)


def policies() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the policy of each principal."""
    for formatting in Formatting:
        resources = launch_role_template(formatting).to_dict()["Resources"]
        yield f"launch role, {formatting.value}", resources["LaunchRole"]["Properties"]["Policies"][0]["PolicyDocument"]
        if "PermissionsBoundary" in resources:
            yield "function, within its boundary", resources["PermissionsBoundary"]["Properties"]["PolicyDocument"]
            yield "operator role", resources["OperatorRole"]["Properties"]["Policies"][0]["PolicyDocument"]
    yield "workload owner, by permission set", owner_policy()


def count(policy: dict[str, Any]) -> tuple[int, int]:
    """Return the number of allowed actions, and of those on any resource; without those for a customer's key."""
    found = [getattr(one, "data", one) for one in policy["Statement"]]
    without_key = [one for one in found if one.get("Fn::If", [""])[0] != HAS_KEY]
    chosen = [one["Fn::If"][1] if "Fn::If" in one else one for one in without_key]
    statements = [one for one in chosen if one["Effect"] == "Allow"]
    actions = {action for one in statements for action in one["Action"]}
    on_anything = {action for one in statements if one["Resource"] == "*" for action in one["Action"]}
    return len(actions), len(on_anything)


if __name__ == "__main__":
    main()
