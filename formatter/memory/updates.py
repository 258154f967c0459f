"""Updates of rows, each with the condition under which it may be done.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from formatter.memory import schema
from formatter.memory.records import KnownFinding, Problem
from formatter.memory.rows import PROBLEM_ATTRIBUTES, Attributes, finding_attributes, number, problem_attributes

_NOTHING: Attributes = {}
_NAMED = re.compile(r"#(\w+)")


def finding_update(known: KnownFinding | None, finding: KnownFinding) -> dict[str, Any]:
    """Return the update that replaces a finding's row, as long as it is as `known`."""
    row_id, values = f"{schema.FINDING_ROW}{finding.key}", finding_attributes(finding)
    if known is None:
        return update_of(row_id, values, condition="attribute_not_exists(#id)")
    return update_of(row_id, values, condition="#clock = :known", known={"S": known.clock})


def problem_update(before: Problem, after: Problem) -> dict[str, Any]:
    """Return the update that replaces a problem's row, as long as it has the version of `before`."""
    row_id, values = f"{schema.PROBLEM_ROW}{after.key}", problem_attributes(after, before.version + 1)
    removed = tuple(name for name in PROBLEM_ATTRIBUTES if name not in values)
    if not before.version:
        return update_of(row_id, values, removed, condition="attribute_not_exists(#id)")
    return update_of(row_id, values, removed, condition="#version = :before", before=number(before.version))


def update_of(
    row_id: str,
    values: Attributes,
    removed: Sequence[str] = (),
    *,
    add: Attributes = _NOTHING,
    condition: str = "",
    **compared: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the arguments of an update.

    Args:
        row_id: the row's id.
        values: attributes to set.
        removed: attributes to remove.
        add: numbers to add to attributes.
        condition: when it may be done; names attributes as `#name`, and values as `:name`.
        compared: the condition's values.
    """
    clauses = (
        ("SET", [f"#{name} = :{name}" for name in values]),
        ("ADD", [f"#{name} :{name}" for name in add]),
        ("REMOVE", [f"#{name}" for name in removed]),
    )
    expression = " ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses if parts)
    arguments = {**values, **add, **compared}
    return {
        "Key": key_of(row_id),
        "UpdateExpression": expression,
        **({"ConditionExpression": condition} if condition else {}),
        "ExpressionAttributeNames": {f"#{name}": name for name in _NAMED.findall(f"{expression} {condition}")},
        "ExpressionAttributeValues": {f":{name}": value for name, value in arguments.items()},
    }


def key_of(row_id: str) -> Mapping[str, Mapping[str, str]]:
    """Return the key of a row."""
    return {schema.KEY: {"S": row_id}}
