"""Conditions on texts. Only JSON strings meet them, never numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from event_matching.errors import InvalidPatternError

ANY = None
"""The token of a wildcard that stands for any characters."""


def matcher(name: str, operand: object) -> Callable[[Any], bool]:
    """Return the condition that a text operator states.

    Args:
        name: the operator, as patterns call it; `ignoring case` after it for one inside which equals-ignore-case stands.
        operand: what it is given.

    Raises:
        InvalidPatternError: the operand is no text, or a wildcard that EventBridge refuses.
    """
    if not isinstance(operand, str):
        raise InvalidPatternError(f"{name.partition(' ')[0]} match pattern must be a string")
    expression = re.compile(_EXPRESSIONS[name](operand), re.DOTALL)
    return lambda value: isinstance(value, str) and expression.fullmatch(value) is not None


def wildcard_tokens(operand: str) -> list[str | None]:
    """Return the characters of a wildcard, `ANY` for each asterisk that is not escaped.

    Raises:
        InvalidPatternError: two asterisks in a row, or a backslash before anything but an asterisk or a backslash.
    """
    tokens = list(_tokens(operand))
    for position, (one, following) in enumerate(pairwise(tokens), start=1):
        if one is ANY and following is ANY:
            raise InvalidPatternError(f"Consecutive wildcard characters at pos {position}")
    return tokens


def _tokens(operand: str) -> Iterator[str | None]:
    characters = iter(enumerate(operand, start=1))
    for position, one in characters:
        if one != "\\":
            yield ANY if one == "*" else one
            continue
        _, escaped = next(characters, (0, ""))
        if escaped not in {"*", "\\"}:
            raise InvalidPatternError(f"Invalid escape character at pos {position}")
        yield escaped


def _wildcard(operand: str) -> str:
    return "".join(".*" if token is ANY else re.escape(token) for token in wildcard_tokens(operand))


def _either_case(operand: str) -> str:
    """Return an expression for each character in lower or upper case, as Event Ruler compares them."""
    return "".join(f"(?:{re.escape(one.lower())}|{re.escape(one.upper())})" for one in operand)


_EXPRESSIONS: Mapping[str, Callable[[str], str]] = {
    "exactly": re.escape,
    "prefix": lambda operand: f"{re.escape(operand)}.*",
    "suffix": lambda operand: f".*{re.escape(operand)}",
    "prefix ignoring case": lambda operand: f"{_either_case(operand)}.*",
    "suffix ignoring case": lambda operand: f".*{_either_case(operand)}",
    "equals-ignore-case": _either_case,
    "wildcard": _wildcard,
}
