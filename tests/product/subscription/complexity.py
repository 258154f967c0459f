"""How complex AWS's matcher finds wildcards.

https://github.com/aws/event-ruler/blob/main/src/main/software/amazon/event/ruler/MachineComplexityEvaluator.java
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_ANY = "\0"
"""A character that no pattern names."""

Positions = frozenset[tuple[int, int]]
"""How far into which pattern: number of the pattern, and characters of it that are matched."""


def complexity(patterns: Sequence[str]) -> int:
    """Return the most beginnings of patterns that one text can match at the same time."""
    alphabet = {character for pattern in patterns for character in pattern if character != "*"} | {_ANY}
    todo = [_skipped(patterns, ((number, 0) for number in range(len(patterns))))]
    seen: set[Positions] = set(todo)
    most = 0
    while todo:
        positions = todo.pop()
        for character in alphabet:
            following = _skipped(patterns, _followed(patterns, positions, character))
            most = max(most, len({one for one in following if one[1]}))
            if following not in seen:
                seen.add(following)
                todo.append(following)
    return most


def _followed(patterns: Sequence[str], positions: Positions, character: str) -> Iterable[tuple[int, int]]:
    for number, matched in positions:
        if matched and patterns[number][matched - 1] == "*":
            yield number, matched
        if matched < len(patterns[number]) and patterns[number][matched] == character:
            yield number, matched + 1


def _skipped(patterns: Sequence[str], positions: Iterable[tuple[int, int]]) -> Positions:
    """Return the positions with those behind a wildcard, which may stand for nothing."""
    found = set(positions)
    for number, matched in list(found):
        if matched < len(patterns[number]) and patterns[number][matched] == "*":
            found.add((number, matched + 1))
    return frozenset(found)
