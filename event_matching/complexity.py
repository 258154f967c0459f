"""How complex the wildcards of a pattern are: too many of them, or ones that repeat themselves, EventBridge refuses.

Event Ruler's measure is how many beginnings of wildcards the worst text can meet at once; `*ab` has two for a text that ends
in `a`: `*` and `*a`. Texts count with their quotes, so that each wildcard on a field has one in common with all others.
https://github.com/aws/event-ruler/blob/main/src/main/software/amazon/event/ruler/MachineComplexityEvaluator.java
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-wildcard-matching-complexity
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from event_matching.texts import ANY, wildcard_tokens

MOST_COMPLEX = 10
"""What Event Ruler advises for one rule.

AWS names no number. EventBridge took three wildcards `*:stack/NAME/*` on a field, which makes 9, and refused four, 12.
"""

_MOST_TEXTS = 20_000
"""Beginnings of texts that are tried; a pattern with more of them is as complex as can be."""


class _Leaf(Protocol):
    @property
    def wildcards(self) -> Sequence[str]: ...


def complexity(alternatives: Iterable[Mapping[str, _Leaf]]) -> int:
    """Return the complexity of a pattern: that of its most complex field; one above the limit where it is above."""
    by_path: dict[str, set[str]] = {}
    for one in alternatives:
        for path, leaf in one.items():
            by_path.setdefault(path, set()).update(leaf.wildcards)
    return max((_of_field(wildcards) for wildcards in by_path.values() if wildcards), default=0)


def _of_field(wildcards: Iterable[str]) -> int:
    """Try all texts, character by character, with the set of beginnings that each meets.

    A set within another one leads to nothing that the other does not lead to, so it is left out.
    """
    patterns = [('"', *wildcard_tokens(text), '"') for text in sorted(wildcards)]
    letters = {token for pattern in patterns for token in pattern if token is not ANY}
    start = frozenset((number, 0) for number in range(len(patterns)))
    waiting, seen, most = [start], {start}, 0
    while waiting:
        met = waiting.pop()
        for letter in letters:
            following = _after(patterns, met, letter)
            if following in seen or any(following <= known for known in waiting):
                continue
            most = max(most, len(following))
            if most > MOST_COMPLEX or len(seen) > _MOST_TEXTS:
                return MOST_COMPLEX + 1
            seen.add(following)
            waiting.append(following)
    return most


def _after(
    patterns: Sequence[Sequence[str | None]], met: frozenset[tuple[int, int]], letter: str
) -> frozenset[tuple[int, int]]:
    """Return the beginnings (number of the pattern, length) that a text meets with one more letter."""
    found = set()
    for number, length in met:
        pattern = patterns[number]
        if length and pattern[length - 1] is ANY:
            found.add((number, length))
        if length < len(pattern) and pattern[length] == letter:
            found.add((number, length + 1))
            # An asterisk may stand for nothing.
            if pattern[length + 1 : length + 2] == (ANY,):
                found.add((number, length + 2))
    return frozenset(found)
