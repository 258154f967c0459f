"""An event taken apart into fields, each with the places in arrays that it comes from.

Event Ruler joins keys with a dot, so that a dotted key and a path of keys are the same, and compares fields of a pattern
only where they do not come from different elements of one array ("array-consistent matching").
https://github.com/aws/event-ruler#and-and-or-relationship-among-fields-with-ruler
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from event_matching.conditions import Value

Membership = Mapping[int, int]
"""Index of the element by number of the array."""

Field = tuple[Value, Membership]


def fields_of(event: Mapping[str, Any], paths: frozenset[str]) -> dict[str, list[Field]]:
    """Return the fields of an event by path; only those at the paths, since patterns ask for few."""
    starts = _starts(paths)
    found: dict[str, list[Field]] = {}
    numbers = count()

    def visit(value: Any, path: str, membership: Membership) -> None:
        if isinstance(value, dict):
            for key, child in value.items():
                below = f"{path}.{key}" if path else key
                if below in starts:
                    visit(child, below, membership)
        elif isinstance(value, list):
            visit_elements(value, path, membership)
        else:
            found.setdefault(path, []).append((value, membership))

    def visit_elements(values: Sequence[Any], path: str, membership: Membership) -> None:
        number = next(numbers)
        for index, value in enumerate(values):
            # A plain value belongs to no element: conditions on an array of texts may be met by different ones.
            is_element = isinstance(value, dict | list)
            visit(value, path, {**membership, number: index} if is_element else membership)

    visit(event, "", {})
    return found


@lru_cache(maxsize=64)
def _starts(paths: frozenset[str]) -> frozenset[str]:
    """Return all that a path to one of these begins with."""
    return frozenset(path[:end] for path in paths for end in range(len(path) + 1) if path[end : end + 1] in {".", ""})


def joined(one: Membership, other: Membership) -> Membership | None:
    """Return the places of both; None where they are different elements of one array."""
    if any(one.get(number, index) != index for number, index in other.items()):
        return None
    return {**one, **other}
