"""Conditions on one value of an event: what stands in the array of a pattern's leaf.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from event_matching import addresses, numbers, texts
from event_matching.errors import InvalidPatternError

Value = str | int | float | bool | None
"""A leaf of an event."""

Condition = Callable[[Value], bool]

_ONE_KEY = "Only one key allowed in match expression"


def condition(item: Any) -> Condition:
    """Return the condition that an item of a leaf's array states.

    Raises:
        InvalidPatternError: EventBridge knows no such condition.
    """
    if isinstance(item, dict):
        return _expression(item)
    if isinstance(item, list):
        raise InvalidPatternError("Match value must be String, number, true, false, or null")
    return _literal(item)


def is_absence(item: object) -> bool:
    """Return whether an item asks that the field is not there, which no value can answer."""
    return isinstance(item, dict) and item.get("exists") is False


def _literal(item: Value) -> Condition:
    if isinstance(item, str):
        return addresses.equal(item) or (lambda value: isinstance(value, str) and value == item)
    if numbers.is_number(item):
        return lambda value: numbers.is_number(value) and value == item
    # True == 1 in Python, not in JSON.
    return lambda value: value is item


def _expression(item: Mapping[str, Any]) -> Condition:
    if not item:
        raise InvalidPatternError("Match expression name not found")
    (name, operand), *others = item.items()
    make = _OPERATORS.get(name)
    if make is None:
        raise InvalidPatternError(f"Unrecognized match type {name}")
    made = make(operand)
    if others:
        raise InvalidPatternError(_ONE_KEY)
    return made


def _exists(operand: object) -> Condition:
    if not isinstance(operand, bool):
        raise InvalidPatternError("exists match pattern must be either true or false.")
    return lambda _value: operand


def _affix(name: str) -> Callable[[Any], Condition]:
    """Return the maker of conditions on a text's start or end, with case or without."""

    def make(operand: object) -> Condition:
        if not isinstance(operand, dict):
            return texts.matcher(name, operand)
        if list(operand) != ["equals-ignore-case"]:
            raise InvalidPatternError(f"Unsupported {name} pattern: {', '.join(operand)}")
        return texts.matcher(f"{name} ignoring case", operand["equals-ignore-case"])

    return make


def _text(name: str) -> Callable[[Any], Condition]:
    return lambda operand: texts.matcher(name, operand)


def _anything_but(operand: object) -> Condition:
    excluded = _excluded_by_operator(operand) if isinstance(operand, dict) else _excluded_literals(operand)
    return lambda value: not any(one(value) for one in excluded)


def _excluded_literals(operand: Any) -> list[Condition]:
    items = operand if isinstance(operand, list) else [operand]
    if not items or not (all(isinstance(one, str) for one in items) or all(numbers.is_number(one) for one in items)):
        raise InvalidPatternError(
            "Inside anything but list, either all values are number or string, mixed type is not supported"
        )
    return [_plain(one) for one in items]


def _plain(item: Value) -> Condition:
    return lambda value: numbers.is_number(value) == numbers.is_number(item) and value == item


def _excluded_by_operator(operand: Mapping[str, Any]) -> list[Condition]:
    if not operand:
        raise InvalidPatternError("Anything-But expression name not found")
    (name, given), *others = operand.items()
    if name not in _EXCLUDING:
        raise InvalidPatternError(f"Unsupported anything-but pattern: {name}")
    if others:
        raise InvalidPatternError(_ONE_KEY)
    items = given if isinstance(given, list) else [given]
    if name in {"prefix", "suffix"} and "" in items:
        raise InvalidPatternError("Null prefix/suffix not allowed")
    return [texts.matcher(name, one) for one in items]


_EXCLUDING = ("equals-ignore-case", "prefix", "suffix", "wildcard")

_OPERATORS: Mapping[str, Callable[[Any], Condition]] = {
    "exactly": _text("exactly"),
    "prefix": _affix("prefix"),
    "suffix": _affix("suffix"),
    "equals-ignore-case": _text("equals-ignore-case"),
    "wildcard": _text("wildcard"),
    "anything-but": _anything_but,
    "exists": _exists,
    "numeric": numbers.matcher,
    "cidr": addresses.matcher,
}
