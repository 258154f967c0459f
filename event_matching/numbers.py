"""Conditions on numbers. Only JSON numbers meet them, never texts of digits."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

from event_matching.errors import InvalidPatternError

_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_LOWER = (">", ">=")
_UPPER = ("<", "<=")


def is_number(value: object) -> TypeGuard[int | float]:
    """Return whether a JSON value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def matcher(operand: object) -> Callable[[Any], bool]:
    """Return the condition of a `numeric` operator: a comparison, or a lower and an upper bound.

    Raises:
        InvalidPatternError: it is neither.
    """
    if not isinstance(operand, list):
        raise InvalidPatternError("Value of numeric must be an array.")
    pairs = [(operand[at], _number(operand, at)) for at in range(0, len(operand), 2)]
    if not pairs:
        raise InvalidPatternError("Invalid member in numeric match: ]")
    _require_range([name for name, _ in pairs])
    return lambda value: is_number(value) and all(_COMPARISONS[name](value, bound) for name, bound in pairs)


def _number(operand: list[Any], at: int) -> int | float:
    name, value = operand[at], operand[at + 1] if at + 1 < len(operand) else None
    if not isinstance(name, str) or name not in _COMPARISONS:
        raise InvalidPatternError(f"Unrecognized numeric range operator: {name}")
    if not is_number(value):
        raise InvalidPatternError(f"Value of {'equals' if name == '=' else name} must be numeric")
    return value


def _require_range(names: list[str]) -> None:
    first, *others = names
    if others and first not in _LOWER:
        raise InvalidPatternError("Too many elements in numeric expression")
    if others and others[0] not in _UPPER:
        raise InvalidPatternError(f"Bad numeric range operator: {others[0]}")
    if len(others) > 1:
        raise InvalidPatternError("Too many terms in numeric range expression")
