"""The part of DynamoDB's expressions that the memory uses; anything else is refused, so that nothing wrong is measured.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

Item = dict[str, Mapping[str, Any]]
Values = Mapping[str, Mapping[str, Any]]
Names = Mapping[str, str]

_COMPARISON = re.compile(r"^(#\w+) (=|<|<=|>|>=) (:\w+)$")
_ABSENT = re.compile(r"^attribute_not_exists\((#\w+)\)$")
_BEGINS = re.compile(r"^begins_with\((#\w+), (:\w+)\)$")
_CLAUSE = re.compile(r"\b(SET|ADD|REMOVE) (.+?)(?= SET | ADD | REMOVE |$)")
_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(condition: str, item: Item, names: Names, values: Values) -> bool:
    """Tell whether a condition holds for an item: comparisons joined by AND, and these by OR, without brackets."""
    alternatives = condition.split(" OR ")
    return any(all(_one(part, item, names, values) for part in one.split(" AND ")) for one in alternatives)


def updated(expression: str, item: Item, names: Names, values: Values) -> Item:
    """Return the item as the update expression makes it."""
    changed = dict(item)
    for verb, parts in _clauses(expression):
        for part in parts:
            if verb == "SET":
                name, value = part.split(" = ")
                changed[names[name]] = values[value]
            elif verb == "ADD":
                name, value = part.split(" ")
                before = float(changed.get(names[name], {"N": "0"})["N"])
                changed[names[name]] = {"N": repr(before + float(values[value]["N"]))}
            else:
                changed.pop(names[part], None)
    return changed


def plain(value: Mapping[str, Any]) -> Any:
    """Return what can be compared of an attribute's value."""
    ((kind, content),) = value.items()
    return float(content) if kind == "N" else content


def size(item: Item) -> int:
    """Return about how many bytes an item has."""
    return sum(len(name) + sum(len(content) for content in value.values()) for name, value in item.items())


@lru_cache(maxsize=256)
def _clauses(expression: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((verb, tuple(parts.split(", "))) for verb, parts in _CLAUSE.findall(expression))


@lru_cache(maxsize=256)
def _parsed(part: str) -> tuple[str, tuple[str, ...]]:
    for kind, expression in (("compare", _COMPARISON), ("absent", _ABSENT), ("begins", _BEGINS)):
        if found := expression.match(part.strip()):
            return kind, found.groups()
    raise NotImplementedError(f"the model of DynamoDB does not know the condition {part!r}")


def _one(part: str, item: Item, names: Names, values: Values) -> bool:
    kind, found = _parsed(part)
    attribute = item.get(names[found[0]])
    if kind == "absent":
        return attribute is None
    if attribute is None:
        return False
    if kind == "begins":
        return str(plain(attribute)).startswith(str(plain(values[found[1]])))
    return _OPERATORS[found[1]](plain(attribute), plain(values[found[2]]))
