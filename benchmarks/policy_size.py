"""How much the launch role may do: allowed actions, and actions on any resource, beside the earlier sample's numbers.

`python -m benchmarks.policy_size`
"""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from product.subscription.options import Formatting
from stacksets.template import launch_role_template

EARLIER_SAMPLE = (111, 89)
"""Actions, and those of them on `*`, of the earlier public sample's launch role with Lambda."""


def main() -> None:
    """Print one line a role."""
    table = Table("Launch role", "Actions", 'Actions on "*"')
    for formatting in Formatting:
        actions, on_anything = count(launch_role_template(formatting).to_dict()["Resources"]["LaunchRole"])
        table.add_row(f"ours, {formatting.value}", str(actions), str(on_anything))
    table.add_row("the earlier sample, lambda", *map(str, EARLIER_SAMPLE))
    Console().print(table)


def count(role: dict[str, Any]) -> tuple[int, int]:
    """Return the number of allowed actions, and of those on any resource."""
    statements = role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    on_anything = sum(len(one["Action"]) for one in statements if one["Resource"] == "*")
    return sum(len(one["Action"]) for one in statements), on_anything


if __name__ == "__main__":
    main()
