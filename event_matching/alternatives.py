"""A pattern taken apart into alternatives without `$or`, each a leaf by path; a later leaf of the same path takes its place.

https://github.com/aws/event-ruler#or-matching
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from event_matching.conditions import Condition, Value, condition, is_absence
from event_matching.errors import InvalidPatternError

MOST_ALTERNATIVES = 1_000
"""Rule combinations that `$or` may make.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

_OR = "$or"
_FEWEST_BRANCHES = 2

_RESERVED = frozenset(
    {
        *("exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr"),
        *("=", "<", "<=", ">", ">="),
        *("regex", "not-wildcard", "not-equals-ignore-case"),
        *("date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range"),
        *("ip-address-in-range", "ip-address-not-in-range"),
    }
)
"""Words that are no fields inside `$or`: it is then a field of that name itself."""


@dataclass(frozen=True)
class Leaf:
    """The array of conditions of one field.

    Attributes:
        conditions: one of them must be met by a value.
        may_be_absent: whether it is enough that there is no value.
        wildcards: texts of its wildcards, also of excluded ones.
    """

    conditions: tuple[Condition, ...]
    may_be_absent: bool
    wildcards: tuple[str, ...]

    def is_met_by(self, value: Value) -> bool:
        """Return whether a value meets one of the conditions."""
        return any(one(value) for one in self.conditions)


Alternative = Mapping[str, Leaf]


def alternatives_of(pattern: object) -> list[Alternative]:
    """Return the alternatives of a pattern; where `$or` is none as Event Ruler wants it, it is a field of that name.

    Raises:
        InvalidPatternError: EventBridge refuses it.
    """
    try:
        return _of_object(pattern, (), [{}], expand=True, inside=False)
    except InvalidPatternError as error:
        try:
            return _of_object(pattern, (), [{}], expand=False, inside=False)
        except InvalidPatternError:
            raise error from None


def _of_object(
    found: Any, path: Sequence[str], before: list[Alternative], *, expand: bool, inside: bool
) -> list[Alternative]:
    if not isinstance(found, dict):
        raise InvalidPatternError("Filter is not an object")
    if not found:
        raise InvalidPatternError("Empty objects are not allowed")
    for key, value in found.items():
        below = (*path, key)
        if key == _OR and expand:
            before = _of_branches(value, path, before)
        elif inside and key in _RESERVED:
            raise InvalidPatternError(f"{key} is Ruler reserved fieldName which cannot be used inside {_OR}.")
        elif isinstance(value, dict):
            before = _of_object(value, below, before, expand=expand, inside=inside)
        elif isinstance(value, list):
            leaf = _leaf(value)
            before = [{**one, ".".join(below): leaf} for one in before]
        else:
            raise InvalidPatternError(f'"{key}" must be an object or an array')
    return before


def _of_branches(branches: object, path: Sequence[str], before: list[Alternative]) -> list[Alternative]:
    if not isinstance(branches, list):
        raise InvalidPatternError(f"It must be an Array followed with {_OR}.")
    if len(branches) < _FEWEST_BRANCHES or not all(isinstance(one, dict) for one in branches):
        raise InvalidPatternError(f"There must have at least 2 Objects in {_OR} relationship.")
    found = [made for one in branches for made in _of_object(one, path, before, expand=True, inside=True)]
    if len(found) > MOST_ALTERNATIVES:
        raise InvalidPatternError(f"Event pattern contains more than {MOST_ALTERNATIVES} rule combinations")
    return found


def _leaf(items: Sequence[Any]) -> Leaf:
    if not items:
        raise InvalidPatternError("Empty arrays are not allowed")
    conditions = tuple(condition(item) for item in items)
    wildcards = tuple(text for item in items for text in _wildcards(item))
    return Leaf(conditions, any(is_absence(item) for item in items), wildcards)


def _wildcards(item: object) -> Sequence[str]:
    if not isinstance(item, dict):
        return []
    excluded = item.get("anything-but")
    holder = excluded if isinstance(excluded, dict) else item
    operand: str | list[str] = holder.get("wildcard") or []
    return [operand] if isinstance(operand, str) else operand
